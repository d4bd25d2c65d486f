//! `seesaw diagnose`: the rules applied again to the tables of runs, or to the logs of other
//! programs.

pub(super) mod external_log;
pub(super) mod finding_rows;
mod own_runs;
pub(super) mod sample_flags;
mod samples;

use std::path::{Path, PathBuf};

use super::exit::{CliError, Exit};
use super::lookup::runs::is_run;
use super::lookup::short_names::study_or_path;
use super::lookup::studies::{is_study, meant_study};
use super::terminal::table::TextTable;
use super::terminal::table_printing::TableFormat;
use crate::launch::samples::SampleRequest;
use crate::record::external_logs::{is_external_log, logs_below};
use crate::report::write_samples_report;
use external_log::{ExternalLogArguments, ExternalLogJudge};
use finding_rows::{HEADERS, rows};
use own_runs::diagnose_runs_at;
use sample_flags::{SAMPLES, SampleArguments};

const EXAMPLES: &str = "\
Examples:
  seesaw diagnose my-study                the runs of a study
  seesaw diagnose train.log --loss bce    what another program printed
  seesaw diagnose runs/dcgan --loss bce   a folder of TensorBoard's event files
  seesaw diagnose log.csv --loss hinge --convention mean
  seesaw diagnose log.csv --loss bce --column d_loss=critic
  seesaw diagnose log.csv --loss bce --column d_loss=4
                                          the fourth column, without a header
  seesaw diagnose log.csv --loss lsgan --ideal 0.125
                                          D's loss with a further factor 1/2
  seesaw diagnose --fakes out/ --reals train/
                                          samples, from pictures or arrays
  seesaw diagnose --fakes fakes.npy --modes ring:8
                                          points of which the modes are known
  seesaw diagnose --fakes sheets/ --tile 8x8 --reals train/
                                          sheets of 64 samples, one per step

Logs are read as programs leave them; the content tells the format:
  printed lines   [0/20][10/32] Loss_D: 1.8 Loss_G: 8.0 D(x): 0.43
                  (epoch: 1, iters: 100) D_A: 0.54 G_A: 0.43 D_B: 0.58
                  33 [D loss: 0.03, acc: 96.88%] [G loss: 5.6]
                  12%|#   | 117/938 [00:04<00:28, d_loss=0.5, g_loss=0.7]
                  and others that have a name before each number
  other lines     with --pattern 'at (?P<step>\\d+): (?P<d_loss>\\S+)'
  tables          CSV, also with tabs or semicolons: Keras' History,
                  Lightning's metrics.csv, exports of W&B and TensorBoard;
                  Parquet
  JSON            an object per line (StyleGAN's stats.jsonl), a list of
                  objects, or lists by name
  notebooks       what the cells of an .ipynb file have printed
  event files     of TensorBoard, or a folder of them

A log has the loss of D, of G, or both. Names are recognised in the usual
spellings, such as d_loss, errD, Loss/discriminator, D(x); also D's accuracy,
gradient norms, learning rates, and metrics by their names in `evals.parquet`.
Where terms of a loss are logged, the adversarial one counts. Several
discriminators (D_A, D_B) are judged apart. stderr says which column was read
as what. docs/diagnosing-elsewhere.md has examples for PyTorch, Keras, Lightning
and StyleGAN, docs/logs.md a table of all formats.";

/// Judge finished runs again from their tables, or the log of a GAN trained anywhere, with the
/// numbers that decide
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Arguments {
    /// Runs by their directories, studies by their names or directories, and logs of other
    /// programs: printed lines, CSV, JSON, notebooks, Parquet, TensorBoard's event files
    #[arg(required_unless_present = "fakes", value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// Folder that holds one directory per study
    #[arg(long, default_value = "results", value_name = "DIR")]
    results: PathBuf,
    #[command(flatten)]
    external: ExternalLogArguments,
    #[command(flatten)]
    samples: SampleArguments,
    /// All files are one set, whatever their names say of steps
    #[arg(long, requires = "fakes", help_heading = SAMPLES)]
    one_set: bool,
    /// Write a page of the verdict, samples beside real rows, and the nearest real rows
    #[arg(long, value_name = "OUT.html", requires = "fakes", help_heading = SAMPLES)]
    report: Option<PathBuf>,
    #[arg(long, value_enum, default_value_t)]
    format: TableFormat,
}

/// Judges each path and prints one row per finding.
///
/// # Errors
/// If a path is nothing that can be judged, or the only path cannot be read.
pub(super) fn run(arguments: &Arguments) -> Result<Exit, CliError> {
    match arguments.samples.request(arguments.results.clone()) {
        Some(mut request) => {
            request.options.is_pooled = arguments.one_set;
            diagnose_samples(arguments, request)
        }
        None => diagnose_paths(arguments),
    }
}

/// Judges samples, with the log of their training if there is one.
fn diagnose_samples(arguments: &Arguments, mut request: SampleRequest) -> Result<Exit, CliError> {
    request.log = match arguments.paths.as_slice() {
        [] => {
            arguments.external.refuse_without_log()?;
            None
        }
        [log] => ExternalLogJudge::new(&arguments.external, log)?.log_of_samples(log)?,
        _ => {
            let problem = "samples are of one training: name one log beside `--fakes`";
            return Err(CliError::Usage(problem.to_string()));
        }
    };
    let judged = samples::judge(&request)?;
    let name = request.fakes.display().to_string();
    if let Some(path) = &arguments.report {
        write_samples_report(path, &name, &judged)?;
    }
    samples::print(&name, &judged, arguments.format)?;
    Ok(Exit::Ok)
}

fn diagnose_paths(arguments: &Arguments) -> Result<Exit, CliError> {
    let named = arguments.paths.iter();
    let paths = named
        .map(|path| study_or_path(path, &arguments.results))
        .collect::<Result<Vec<PathBuf>, CliError>>()?;
    let log_judge = log_judge(&paths, arguments)?;
    let mut table = TextTable::new(HEADERS)
        .with_ids_first()
        .with_titles([("not_judged", "not judged")]);
    let (mut exit, mut is_limited) = (Exit::Ok, false);
    for path in &paths {
        let judged = match log_judge.as_ref().filter(|_| is_external_log(path)) {
            Some(judge) => judge.diagnose(path).map(|judged| (judged, Exit::Ok)),
            None => diagnose_runs_at(path),
        };
        match judged {
            Ok((judged, of_others)) => {
                exit = exit.worse(of_others);
                is_limited |= judged.iter().any(|(_, it)| !it.not_judged.is_empty());
                judged
                    .iter()
                    .flat_map(|(name, diagnosis)| rows(name, diagnosis))
                    .for_each(|row| table.push(row));
            }
            Err(error) if paths.len() == 1 => return Err(error),
            // One that cannot be read is named and does not hide the others.
            Err(error) => exit = exit.worse(error.report()),
        }
    }
    let for_programs: &[&str] = match is_limited {
        true => &["verdict", "form"],
        false => &["verdict", "form", "not_judged"],
    };
    let table = table.with_columns_for_programs(for_programs);
    table.print(arguments.format)?;
    Ok(exit)
}

/// How the logs among the paths are judged, if there is one.
///
/// # Errors
/// If a path is nothing that can be judged, or the flags for logs are missing or have no log.
fn log_judge(
    paths: &[PathBuf],
    arguments: &Arguments,
) -> Result<Option<ExternalLogJudge>, CliError> {
    for path in paths {
        if !(is_external_log(path) || is_run(path)? || is_study(path)?) {
            return Err(nothing_to_judge(path, &arguments.results));
        }
    }
    let flags = &arguments.external;
    match paths.iter().find(|path| is_external_log(path)) {
        Some(first) => ExternalLogJudge::new(flags, first).map(Some),
        None => match flags.given().first() {
            Some(flag) => Err(CliError::Usage(format!(
                "`{flag}` is for logs of other programs, and there is none among these paths"
            ))),
            None => Ok(None),
        },
    }
}

/// The error of a path that is neither a run, nor a study, nor a log.
fn nothing_to_judge(path: &Path, results: &Path) -> CliError {
    let below: Vec<String> = logs_below(path)
        .iter()
        .map(|log| log.display().to_string())
        .collect();
    let hint = if below.is_empty() {
        meant_study(path, results)
    } else {
        format!("\n  event files are in {}", below.join(", "))
    };
    CliError::Usage(format!(
        "{} is neither a run (run.yaml) nor a study (study.yaml) nor the log of another program (a file, or a folder with \
         event files){hint}",
        path.display()
    ))
}
