//! `watch`: a sweep while it is at work, from its files alone, so it may be of another process or
//! machine.

mod cache;
mod grid;
mod newest;
mod screen;
mod sections;
mod times;
mod view;

use std::io::IsTerminal;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use super::args::WatchArguments;
use super::exit::{Exit, Failure};
use super::signals::Stop;
use super::{out, study};
use crate::record::StudyPaths;
use cache::Watched;
use screen::Screen;

/// Time between two looks at the signals that end this.
const GLANCE: Duration = Duration::from_millis(50);
/// Time between two looks at the files, at most.
const LOOK: Duration = Duration::from_secs(1);
/// Between two runs of a sweep no process is at any of them for a moment; after this time that is
/// no longer so.
const BETWEEN_RUNS: Duration = Duration::from_millis(400);

/// How long nobody may be at a study before a view that is no terminal ends: a script would wait
/// for ever.
const PATIENCE: Duration = Duration::from_secs(10);

/// `seesaw watch`.
pub fn watch(arguments: &WatchArguments) -> Result<Exit, Failure> {
    let stop = Stop::listen().map_err(Failure::Signals)?;
    let paths = chosen(arguments)?;
    let mut watched = Watched::open(paths, &arguments.results)?;
    let mut screen = Screen::open(arguments.once, arguments.every.map(Duration::from_secs));
    let mut idle_since: Option<Instant> = None;
    loop {
        let is_idle = look(&mut watched, &stop);
        idle_since = is_idle.then(|| idle_since.unwrap_or_else(Instant::now));
        if !screen.show(&watched, is_idle)? || arguments.once {
            return Ok(Exit::Ok);
        }
        if is_idle && !watched.has_more_to_come() {
            return Ok(end(&watched));
        }
        if idle_since.is_some_and(|since| since.elapsed() >= PATIENCE)
            && !std::io::stdout().is_terminal()
        {
            out::message("nobody has come back to it, so this view ends");
            return Ok(Exit::Ok);
        }
        wait(&stop, screen.every().min(LOOK));
        if let Some(exit) = stop.exit() {
            return Ok(exit);
        }
    }
}

/// Where the report is, and the exit code of what became of the runs.
fn end(watched: &Watched) -> Exit {
    let report = watched.paths.report();
    if report.is_file() {
        out::message(format_args!("report: {}", report.display()));
    }
    match (watched.count("foreign"), watched.count("failed")) {
        (0, 0) => Exit::Ok,
        (0, _) => Exit::SomeRunsFailed,
        _ => Exit::ResumeRefused,
    }
}

/// The study asked for, or the one in which something has happened last.
fn chosen(arguments: &WatchArguments) -> Result<StudyPaths, Failure> {
    if let Some(named) = &arguments.study {
        return Ok(study::open(named, &arguments.results)?.1);
    }
    let paths = newest::newest(&arguments.results).ok_or_else(|| {
        Failure::Usage(format!(
            "no study in {} yet; `seesaw sweep` makes one",
            arguments.results.display()
        ))
    })?;
    out::message(format_args!(
        "watching {}, where something has happened last",
        paths.root().display()
    ));
    Ok(paths)
}

/// Reads what has changed; says whether no process is at the study, and not only between two runs.
fn look(watched: &mut Watched, stop: &Stop) -> bool {
    watched.look();
    if watched.is_idle() && !watched.is_complete() {
        wait(stop, BETWEEN_RUNS);
        watched.look();
    }
    watched.is_idle()
}

fn wait(stop: &Stop, time: Duration) {
    let begun = Instant::now();
    while stop.signal.load(Ordering::Relaxed) == 0 && begun.elapsed() < time {
        std::thread::sleep(GLANCE.min(time));
    }
}
