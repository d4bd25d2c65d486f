//! `seesaw watch`: a running sweep. Only its files are read, so it may run in another
//! process or on another machine.
//!
//! `watched_study` (files, read again only where they have changed) -> `run_tables` and `timing` ->
//! `page` (what fits) -> `display`.

mod detail;
mod display;
mod page;
mod run_tables;
mod summary;
mod timing;
mod watched_run;
mod watched_study;

use std::io::IsTerminal;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use super::exit::{CliError, Exit};
use super::lookup::studies::{most_recently_active, no_study_in, open_study};
use super::signals::StopRequest;
use super::terminal::output::print_message;
use crate::record::{RunStatus, StudyPaths};
use display::Display;
use watched_study::WatchedStudy;

/// Longest time between two looks at the files.
const MAX_FILE_INTERVAL: Duration = Duration::from_secs(1);
/// Between two runs of a sweep no process holds a lock for a moment. After this time the next run
/// has begun.
const BETWEEN_RUNS: Duration = Duration::from_millis(400);
/// How long no process may be at a study before a view that is not on a terminal ends. A script
/// would wait for ever.
const IDLE_TIMEOUT: Duration = Duration::from_secs(10);

/// Show a running sweep, even one that was started elsewhere: its runs, speeds, losses and
/// verdicts
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// Name of a study below the results folder, or its directory [default: the one with the most
    /// recent activity]
    study: Option<PathBuf>,
    /// Folder that holds one directory per study
    #[arg(long, default_value = "results", value_name = "DIR")]
    results: PathBuf,
    /// Time between two views [default: 1 on a terminal; elsewhere 10, and a view whenever a run
    /// begins or ends]
    #[arg(long, value_name = "SECONDS", value_parser = clap::value_parser!(u64).range(1..=86_400))]
    every: Option<u64>,
    /// Show one view and exit
    #[arg(long)]
    once: bool,
}

/// Shows the study until nothing is to come any more, or a signal comes.
///
/// # Errors
/// If there is no such study, or stdout cannot be written.
pub(super) fn run(arguments: &Arguments) -> Result<Exit, CliError> {
    let stop = StopRequest::listen()?;
    let paths = choose_study(arguments)?;
    let every = arguments.every.map(Duration::from_secs);
    show(paths, &arguments.results, every, arguments.once, &stop)
}

/// Shows a study until nothing is to come any more, or a signal comes.
///
/// # Errors
/// If its plan cannot be read, or stdout cannot be written.
pub(super) fn show(
    paths: StudyPaths,
    results: &Path,
    every: Option<Duration>,
    once: bool,
    stop: &StopRequest,
) -> Result<Exit, CliError> {
    let mut watched = WatchedStudy::open(paths, results)?;
    let mut display = Display::open(once, every);
    let mut idle_since: Option<Instant> = None;
    loop {
        let is_idle = refresh(&mut watched, stop);
        // What waits in a queue is to come, however long that takes.
        let is_left = is_idle && watched.queue.is_empty();
        idle_since = is_left.then(|| idle_since.unwrap_or_else(Instant::now));
        if !display.show(&watched, is_idle)? || once {
            return Ok(exit_of(&watched, Exit::of_status));
        }
        if is_left && !watched.has_more_to_come() {
            return Ok(conclude(&watched));
        }
        if idle_since.is_some_and(|since| since.elapsed() >= IDLE_TIMEOUT)
            && !std::io::stdout().is_terminal()
        {
            print_message("no process has resumed it, so this view ends");
            return Ok(Exit::Ok);
        }
        stop.wait(display.interval().min(MAX_FILE_INTERVAL));
        if let Some(exit) = stop.exit() {
            return Ok(exit);
        }
    }
}

/// The study asked for, or the one with the most recent activity.
fn choose_study(arguments: &Arguments) -> Result<StudyPaths, CliError> {
    if let Some(study) = &arguments.study {
        return Ok(open_study(study, &arguments.results)?.1);
    }
    let newest = most_recently_active(&arguments.results)?;
    let paths = newest.ok_or_else(|| CliError::Usage(no_study_in(&arguments.results)))?;
    print_message(format_args!(
        "watching {}, the study with the most recent activity",
        paths.root().display()
    ));
    Ok(paths)
}

/// Reads what has changed. Returns whether no process is at the study, and not only between two
/// runs.
fn refresh(watched: &mut WatchedStudy, stop: &StopRequest) -> bool {
    watched.refresh();
    if watched.is_idle() && !watched.is_complete() {
        stop.wait(BETWEEN_RUNS);
        watched.refresh();
    }
    watched.is_idle()
}

/// Says where the report is. Returns the exit code of what became of the runs.
fn conclude(watched: &WatchedStudy) -> Exit {
    let report = watched.paths.report();
    if report.is_file() {
        print_message(format_args!("report: {}", report.display()));
    }
    exit_of(watched, Exit::of_outcome)
}

/// The exit code of all runs together.
fn exit_of(watched: &WatchedStudy, of_run: fn(RunStatus) -> Exit) -> Exit {
    let exits = watched.runs.iter().map(|run| of_run(run.status));
    exits.fold(Exit::Ok, Exit::worse)
}
