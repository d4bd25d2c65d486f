//! `seesaw export`: finished runs in the format of another program.

pub(super) mod follow;
mod pytorch;
mod selection;
mod verdict_text;

use std::path::{Path, PathBuf};

use clap::ValueEnum;

use super::exit::{CliError, Exit};
use super::sample::From;
use super::terminal::output::{print_line, print_message};
use super::terminal::progress_bar::progress_bar;
use crate::launch::snapshot_pictures;
use crate::record::tensorboard::{RunExport, RunTimes, export_run, export_study, exported_runs};
use crate::record::{History, RecordError, read_history_of};
use crate::report::key_metrics;
use crate::statistics::plural;
use selection::{FinishedRun, Selection, select};

const EXAMPLES: &str = "\
Examples:
  seesaw export my-study --to tensorboard              curves of every run
  seesaw export my-study --to tensorboard --follow     the same while they are trained
  seesaw export results/faces/runs/RUN --to pytorch    its generator, in Python";

/// Write finished runs for TensorBoard, or a generator for PyTorch
///
/// An earlier export is replaced. Equal runs give equal files.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Arguments {
    /// A run directory, or a study: its directory, or its name below the results folder; for PyTorch
    /// one run, by its directory or name
    path: PathBuf,
    /// The program that will read the files
    #[arg(long, value_enum, value_name = "READER")]
    to: Reader,
    /// Folder to write into; for TensorBoard with one folder per run [default: tensorboard or pytorch,
    /// below PATH]
    #[arg(short, long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Go on with the runs of a study while they are trained, from checkpoint to checkpoint, until all
    /// have ended; for TensorBoard
    #[arg(long)]
    follow: bool,
    /// Weights of the generator, for PyTorch [default: as the run's own samples, of its last state if
    /// that was kept, else of its best one]
    #[arg(long, value_enum, value_name = "WEIGHTS")]
    from: Option<From>,
    /// Folder that holds one directory per study
    #[arg(long, default_value = "results", value_name = "DIR")]
    results: PathBuf,
}

/// The program that is to read what is exported.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Reader {
    /// Every column of steps and evaluations as a curve, pictures of the samples, verdicts as text,
    /// axes for the HParams tab, seeds as groups
    Tensorboard,
    /// The generator of a run as a Python module, with its weights as safetensors in PyTorch's names
    /// and layouts
    Pytorch,
}

/// Exports what is at the path and prints the folder.
///
/// # Errors
/// If nothing is found to export, or an export cannot be written.
pub(super) fn run(arguments: &Arguments) -> Result<Exit, CliError> {
    match (arguments.to, arguments.from) {
        (Reader::Pytorch, _) if arguments.follow => Err(CliError::Usage(
            "`--follow` is for `--to tensorboard`".to_string(),
        )),
        (Reader::Pytorch, from) => pytorch::run(
            (&arguments.path, &arguments.results),
            from,
            arguments.out.as_deref(),
        ),
        (Reader::Tensorboard, None) if arguments.follow => follow::run(
            (&arguments.path, &arguments.results),
            arguments.out.as_deref(),
        ),
        (Reader::Tensorboard, None) => export_events(arguments),
        (Reader::Tensorboard, Some(_)) => Err(CliError::Usage(
            "`--from` chooses the weights of a generator: it is for `--to pytorch`".to_string(),
        )),
    }
}

/// Exports the finished runs at the path for TensorBoard.
fn export_events(arguments: &Arguments) -> Result<Exit, CliError> {
    let selection = select(&arguments.path, &arguments.results)?;
    let folder = arguments.out.as_deref();
    let folder = folder.unwrap_or(&selection.default_folder);
    let exported = export_runs(&selection, folder)?;
    if exported.ids.is_empty() {
        return Ok(exported.exit);
    }
    if let Some(study) = &selection.study {
        export_study(folder, study, key_metrics(study), exported.first_started)?;
    }
    print_line(folder.display())?;
    let others = exported_runs(folder)
        .iter()
        .filter(|run| !exported.ids.contains(&run.as_str()))
        .count();
    if others > 0 {
        print_message(format_args!(
            "{} also holds {} of earlier exports",
            folder.display(),
            plural(others, "run")
        ));
    }
    print_message(format_args!(
        "exported {}; to view: tensorboard --logdir {}",
        plural(exported.ids.len(), "run"),
        folder.display()
    ));
    Ok(exported.exit)
}

/// The runs that have been exported.
struct ExportedRuns<'a> {
    ids: Vec<&'a str>,
    /// When the first of them started, in seconds since 1970.
    first_started: f64,
    /// Whether others cannot be read.
    exit: Exit,
}

/// Exports each run that can be read, and names the others.
fn export_runs<'a>(selection: &'a Selection, folder: &Path) -> Result<ExportedRuns<'a>, CliError> {
    let axes = selection
        .study
        .as_ref()
        .map_or(&[][..], |study| &study.axes);
    let mut exported = ExportedRuns {
        ids: Vec::new(),
        first_started: f64::INFINITY,
        exit: selection.exit,
    };
    let bar = progress_bar(selection.runs.len() as u64, "export", "runs");
    for run in &selection.runs {
        match read(run) {
            Ok((times, history, pictures)) => {
                exported.ids.push(&run.id);
                exported.first_started = exported.first_started.min(times.started);
                let export = RunExport {
                    id: &run.id,
                    run: &run.run,
                    cell: &run.cell,
                    times,
                    history: &history,
                    pictures: &pictures,
                    verdict: Some(&run.verdict),
                };
                export_run(folder, axes, &export)?;
            }
            // One that cannot be read does not hide the others.
            Err(error) => {
                let unread = bar.suspend(|| CliError::Record(error).report());
                exported.exit = exported.exit.worse(unread);
            }
        }
        bar.inc(1);
    }
    bar.finish_and_clear();
    Ok(exported)
}

/// When a run was trained, its history, and the pictures of its samples with their steps.
type ReadRun = (RunTimes, History, Vec<(u64, Vec<u8>)>);

fn read(run: &FinishedRun) -> Result<ReadRun, RecordError> {
    let times = RunTimes::of(&run.paths, &run.file)?;
    let history = read_history_of(&run.paths, &run.file)?;
    let pictures = snapshot_pictures(&run.run, &run.paths, &run.file.digest)?;
    Ok((times, history, pictures))
}
