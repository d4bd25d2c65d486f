//! The arguments of `seesaw sweep`.

use std::path::PathBuf;

use super::super::exit::CliError;
use super::super::lookup::studies::did_you_mean;
use super::super::terminal::table_printing::TableFormat;
use super::slurm_flags::{Launch, SlurmFlags};
use crate::config::{Override, Study};

/// Train every run of a study, judge it, and write tables, pictures and a report
#[derive(Debug, clap::Args)]
pub(in crate::cli) struct Arguments {
    /// The study [default: experiments/quickstart.yaml, or the quickstart built into the program]
    pub file: Option<PathBuf>,
    /// Runs trained at the same time [default: all cores]
    #[arg(long, value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub jobs: Option<u16>,
    /// Folder that holds one directory per study
    #[arg(long, default_value = "results", value_name = "DIR")]
    pub results: PathBuf,
    /// Change a value: a path into `run` (lr_d=1e-3), or from the root (sweep.seeds=1)
    #[arg(long, value_name = "PATH=VALUE")]
    pub set: Vec<Override>,
    /// Train only this run of the study, or those of which an expression holds (see `list --where`);
    /// can be repeated
    #[arg(long, value_name = "RUN|EXPRESSION")]
    pub only: Vec<String>,
    /// Take back this run, or those of which an expression holds, if the study's `search` has dropped it: they go on
    /// to their end; can be repeated
    #[arg(long, value_name = "RUN|EXPRESSION")]
    pub revive: Vec<String>,
    /// Draw no figures of single runs; `seesaw plot` draws them later
    #[arg(long)]
    pub no_plots: bool,
    /// Set aside runs of another spec, format or program, and train them from their start
    #[arg(long)]
    pub restart: bool,
    #[arg(long, value_enum, default_value_t)]
    pub format: TableFormat,
    /// Train here, or submit the study to a Slurm cluster
    #[arg(long, value_enum, default_value_t)]
    pub(super) launch: Launch,
    #[command(flatten)]
    pub(super) slurm: SlurmFlags,
}

impl Arguments {
    /// Refuses a cluster for a study that only this machine runs.
    pub(super) fn refuse_slurm(&self) -> Result<(), CliError> {
        match self.launch {
            Launch::Slurm => Err(CliError::Usage(
                "a study of style transfers runs on this machine: leave out `--launch slurm`"
                    .to_string(),
            )),
            _ => Ok(()),
        }
    }
}

/// Refuses runs of `--only` that the study does not have; `plan` is the command that lists them.
pub(super) fn refuse_unknown<S>(
    study: &Study<S>,
    only: &[String],
    plan: &str,
) -> Result<(), CliError> {
    for id in only {
        if !study.runs.iter().any(|planned| planned.id == *id) {
            let ids = study.runs.iter().map(|planned| planned.id.as_str());
            let hint = did_you_mean(id, ids);
            return Err(CliError::Usage(format!(
                "the study has no run `{id}`; `{plan} --format csv` lists them{hint}"
            )));
        }
    }
    Ok(())
}

/// The command that plans the same study.
pub(super) fn plan_command(arguments: &Arguments) -> String {
    let file = arguments.file.iter().map(|file| file.display().to_string());
    let set = arguments
        .set
        .iter()
        .map(|set| format!("--set {}", set.text()));
    let words: Vec<String> = file.chain(set).map(|word| format!(" {word}")).collect();
    format!("seesaw plan{}", words.concat())
}
