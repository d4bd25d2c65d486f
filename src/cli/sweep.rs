//! `sweep`: what is missing of a study is trained, and its tables, pictures and report are written.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use super::args::SweepArguments;
use super::exit::{Exit, Failure};
use super::out;
use super::progress::Progress;
use super::study::{load, run_table, say_problems};
use crate::launch::{DataSets, Job, Message, State, Worked, mend, set_aside, state_of, work};
use crate::record::{self, RunFile, StudyPaths};
use crate::report::{GatheredRun, publish};
use crate::spec::{self, PlannedRun, Study};

/// `seesaw sweep`.
pub fn sweep(arguments: &SweepArguments) -> Result<Exit, Failure> {
    let study = load(arguments.file.as_deref(), &arguments.set)?;
    let chosen = choose(&study, &arguments.only)?;
    let paths = StudyPaths::new(&arguments.results, &study.name);
    study.notes.iter().for_each(|note| out::message(format_args!("note: {note}")));
    let jobs = missing(&study, &chosen, &paths)?;
    write_study(&study, &paths)?;
    out::message(format_args!("{}: {} runs, {} to train", study.name, chosen.len(), jobs.len()));

    let stop = stop_on_signal();
    let failed = train(&jobs, arguments.jobs, &stop);

    let runs = publish(&study, &paths)?;
    run_table(&study, &runs).print(arguments.format)?;
    say_unfinished(&runs);
    out::message(format_args!("report: {}", paths.report().display()));
    Ok(match (stop.load(Ordering::Relaxed), failed) {
        (true, _) => Exit::Interrupted,
        (false, true) => Exit::SomeRunsFailed,
        (false, false) => Exit::Ok,
    })
}

/// The runs asked for: all, or those of `--only`.
fn choose<'a>(study: &'a Study, only: &[String]) -> Result<Vec<&'a PlannedRun>, Failure> {
    for id in only {
        if !study.runs.iter().any(|planned| planned.id == *id) {
            return Err(Failure::Usage(format!("the study has no run `{id}`; `seesaw plan` lists them")));
        }
    }
    Ok(study.runs.iter().filter(|planned| only.is_empty() || only.contains(&planned.id)).collect())
}

/// The runs that are not finished, with their data. A damaged one is set aside first.
fn missing<'a>(study: &'a Study, chosen: &[&'a PlannedRun], paths: &StudyPaths) -> Result<Vec<Job<'a>>, Failure> {
    let (mut jobs, mut sets, mut complete) = (Vec::new(), DataSets::default(), Vec::new());
    for planned in chosen {
        let run = paths.run(&planned.id);
        match state_of(&run, planned) {
            State::Complete => {
                if mend(&run, planned)? {
                    out::message(format_args!(
                        "{}: run.yaml or verdict.json was missing or damaged, written again",
                        planned.id
                    ));
                }
                complete.push((*planned, RunFile::read(&run)?));
            }
            State::Foreign(error) => return Err(error.into()),
            State::Missing | State::Unfinished => {
                let data = sets.open(&planned.run)?;
                jobs.push(Job { study: &study.name, planned, data, paths: run });
            }
            State::Damaged(error) => {
                let data = sets.open(&planned.run)?;
                let Some(aside) = set_aside(paths, &planned.id)? else { continue };
                let aside = aside.display();
                out::message(format_args!("warning: {error}; kept as {aside}, the run is trained again"));
                jobs.push(Job { study: &study.name, planned, data, paths: run });
            }
        }
    }
    sets.notes().for_each(|note| out::message(format_args!("note: {note}")));
    complete.into_iter().for_each(|(planned, file)| say_if_trained_on_other_data(&sets, planned, file));
    Ok(jobs)
}

/// A spec knows the place of its images, not their content.
fn say_if_trained_on_other_data(sets: &DataSets, planned: &PlannedRun, file: Option<RunFile>) {
    let trained_on = file.and_then(|file| file.provenance.data_sha256);
    if sets.differs_from(&planned.run, trained_on.as_deref()) {
        out::message(format_args!(
            "warning: {} was trained on other images at the same place; remove it to train it on these",
            planned.id
        ));
    }
}

/// Says what a reader of the report would miss.
fn say_unfinished(runs: &[GatheredRun]) {
    say_problems(runs);
    let unfinished = runs.iter().filter(|run| run.diagnosis.is_none()).count();
    if unfinished > 0 {
        out::message(format_args!("{unfinished} of {} runs are not finished; the report is partial", runs.len()));
    }
}

/// Keeps `study.yaml` true, and says so when it described something else before.
fn write_study(study: &Study, paths: &StudyPaths) -> Result<(), Failure> {
    let path = paths.study_yaml();
    let before = record::read_text(&path).unwrap_or_default();
    if before.is_some_and(|text| text != study.text && !plans_the_same(&text, study)) {
        out::message(format_args!(
            "note: {} described another study; its runs are kept in runs/, tables and report now show this one",
            path.display()
        ));
    }
    Ok(record::write(&path, study.text.as_bytes())?)
}

/// Whether a stored study has the runs of this one: then only its words differ, or how it is to be executed.
fn plans_the_same(text: &str, study: &Study) -> bool {
    let ids = |study: &Study| study.runs.iter().map(|planned| planned.id.clone()).collect::<Vec<_>>();
    spec::parse("study.yaml", text, &[]).is_ok_and(|before| ids(&before) == ids(study))
}

/// Trains the jobs; whether one failed.
fn train(jobs: &[Job], workers: Option<u16>, stop: &AtomicBool) -> bool {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let threads = jobs.iter().map(|job| job.planned.run.threads).max().unwrap_or(1);
    let workers = workers.map_or((cores / threads).max(1), usize::from).min(jobs.len());
    let mut progress = Progress::new(jobs, workers);
    let mut failed = false;
    work(jobs, workers, stop, &mut |message| {
        failed |= matches!(&message, Message::Ended { end: Worked::Failed(_), .. });
        progress.hear(&message);
    });
    progress.finish();
    failed
}

/// The first Ctrl-C (or SIGTERM) lets runs at work stop after their step; a second one ends the process at once, which
/// loses nothing that was finished, for finished files are whole.
fn stop_on_signal() -> Arc<AtomicBool> {
    let stop = Arc::new(AtomicBool::new(false));
    let flag = Arc::clone(&stop);
    let handler = move || {
        if flag.swap(true, Ordering::Relaxed) {
            std::process::exit(Exit::Interrupted as i32);
        }
        out::message("\nstopping after this step; finished runs are kept (again to stop at once)");
    };
    if let Err(error) = ctrlc::set_handler(handler) {
        out::message(format_args!("warning: Ctrl-C will not stop gently: {error}"));
    }
    stop
}
