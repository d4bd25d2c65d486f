//! `seesaw export`: finished runs in the format of another program.

mod selection;
mod verdict_text;

use std::path::{Path, PathBuf};

use clap::ValueEnum;

use super::exit::{CliError, Exit};
use super::terminal::output::{print_line, print_message};
use super::terminal::progress_bar::progress_bar;
use crate::record::tensorboard::{RunExport, RunTimes, export_run, export_study, exported_runs};
use crate::record::{History, RecordError, read_history_of};
use crate::report::key_metrics;
use crate::statistics::plural;
use selection::{FinishedRun, Selection, select};

/// Write finished runs as files that TensorBoard reads
///
/// An earlier export of a run is replaced. Equal runs give equal files.
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// A run directory, or a study: its directory, or its name below the results folder
    path: PathBuf,
    /// The program that will read the files
    #[arg(long, value_enum, value_name = "READER")]
    to: Reader,
    /// Folder to write into, one folder per run [default: tensorboard, below PATH]
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Folder that holds one directory per study
    #[arg(long, default_value = "results", value_name = "DIR")]
    results: PathBuf,
}

/// The program that is to read what is exported.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Reader {
    /// Every column of steps and evaluations as a curve, verdicts as text, axes for the HParams
    /// tab, seeds as groups
    Tensorboard,
}

/// Exports the finished runs at the path and prints the folder.
///
/// # Errors
/// If nothing is found to export, or an export cannot be written.
pub(super) fn run(arguments: &Arguments) -> Result<Exit, CliError> {
    let Reader::Tensorboard = arguments.to;
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
            Ok((times, history)) => {
                exported.ids.push(&run.id);
                exported.first_started = exported.first_started.min(times.started);
                let export = RunExport {
                    id: &run.id,
                    run: &run.run,
                    cell: &run.cell,
                    times,
                    history: &history,
                    verdict: &run.verdict,
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

fn read(run: &FinishedRun) -> Result<(RunTimes, History), RecordError> {
    let times = RunTimes::of(&run.paths, &run.file)?;
    Ok((times, read_history_of(&run.paths, &run.file)?))
}
