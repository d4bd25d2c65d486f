//! `sweep`: what is missing of a study is trained, and its tables, pictures and report are written.

use std::time::Duration;

use super::args::SweepArguments;
use super::exit::{Exit, Failure};
use super::out;
use super::progress::Progress;
use super::signals::Stop;
use super::study::{load, run_table, say_problems};
use crate::config::{self, PlannedRun, Study};
use crate::launch::{DataSets, Job, RunEnd, State, WorkerEvent, repair, run_jobs, state_of};
use crate::record::{self, RunFile, RunLock, StudyLock, StudyPaths};
use crate::report::{Asked, GatheredRun, publish};

/// `seesaw sweep`.
pub fn sweep(arguments: &SweepArguments) -> Result<Exit, Failure> {
    let stop = Stop::listen().map_err(Failure::Signals)?;
    let study = load(arguments.file.as_deref(), &arguments.set)?;
    let chosen = choose(&study, &arguments.only)?;
    let paths = StudyPaths::new(&arguments.results, &study.name);
    study
        .notes
        .iter()
        .for_each(|note| out::message(format_args!("note: {note}")));
    let jobs = missing(&study, &chosen, &paths, arguments)?;
    write_study(&study, &paths)?;
    out::message(format_args!(
        "{}: {} runs, {} to train",
        study.name,
        chosen.len(),
        jobs.len()
    ));

    let ended = train(&jobs, arguments.jobs, &stop);

    let runs = publish(&study, &paths, &Asked::default())?;
    run_table(&study, &runs).print(arguments.format)?;
    say_unfinished(&runs);
    out::message(format_args!("report: {}", paths.report().display()));
    let done = chosen.iter().all(|planned| {
        runs.iter()
            .any(|run| run.planned == *planned && run.diagnosis.is_some())
    });
    Ok(match (stop.exit(), ended) {
        (Some(exit), _) if !done => exit,
        (_, Ended { refused: true, .. }) => Exit::ResumeRefused,
        (_, Ended { failed: true, .. }) => Exit::SomeRunsFailed,
        _ => Exit::Ok,
    })
}

/// The runs asked for: all, or those of `--only`.
fn choose<'a>(study: &'a Study, only: &[String]) -> Result<Vec<&'a PlannedRun>, Failure> {
    for id in only {
        if !study.runs.iter().any(|planned| planned.id == *id) {
            return Err(Failure::Usage(format!(
                "the study has no run `{id}`; `seesaw plan` lists them"
            )));
        }
    }
    Ok(study
        .runs
        .iter()
        .filter(|planned| only.is_empty() || only.contains(&planned.id))
        .collect())
}

/// The runs that are not finished, with their data, and with classifiers once all data are there.
fn missing<'a>(
    study: &'a Study,
    chosen: &[&'a PlannedRun],
    paths: &StudyPaths,
    arguments: &SweepArguments,
) -> Result<Vec<Job<'a>>, Failure> {
    let (plots, restart) = (!arguments.no_plots, arguments.restart);
    let (mut jobs, mut sets, mut complete) = (Vec::new(), DataSets::default(), Vec::new());
    for planned in chosen {
        let run = paths.run(&planned.id);
        match state_of(&run, planned) {
            State::Complete => {
                if repair(&run, planned)? {
                    out::message(format_args!(
                        "{}: run.yaml or verdict.json was missing or damaged, written again",
                        planned.id
                    ));
                }
                complete.push((*planned, RunFile::read(&run)?));
            }
            _ => {
                let data = sets.open(&planned.run)?;
                jobs.push(Job {
                    study: &study.name,
                    planned,
                    data,
                    classifier: None,
                    paths: run,
                    plots,
                    restart,
                });
            }
        }
    }
    sets.notes()
        .for_each(|note| out::message(format_args!("note: {note}")));
    for job in &mut jobs {
        let say = &mut |text| out::message(text);
        job.classifier = sets.classifier(&job.planned.run, Some(&paths.classifiers()), say)?;
    }
    complete
        .into_iter()
        .for_each(|(planned, file)| say_if_trained_on_other_data(&sets, planned, file));
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
        out::message(format_args!(
            "{unfinished} of {} runs are not finished; the report is partial",
            runs.len()
        ));
    }
}

/// Keeps `study.yaml` true, and says so when it described something else before.
fn write_study(study: &Study, paths: &StudyPaths) -> Result<(), Failure> {
    let path = paths.study_yaml();
    let _lock = StudyLock::acquire(paths)?;
    let before = record::read_text(&path).unwrap_or_default();
    if before.is_some_and(|text| text != study.text && !plans_the_same(&text, study)) {
        out::message(format_args!(
            "note: {} described another study; its runs are kept in runs/, tables and report now show this one",
            path.display()
        ));
    }
    Ok(record::write_atomic(&path, study.text.as_bytes())?)
}

/// Whether a stored study has the runs of this one: then only its words differ, or how it is to be
/// executed.
fn plans_the_same(text: &str, study: &Study) -> bool {
    let ids = |study: &Study| {
        study
            .runs
            .iter()
            .map(|planned| planned.id.clone())
            .collect::<Vec<_>>()
    };
    config::parse("study.yaml", text, &[]).is_ok_and(|before| ids(&before) == ids(study))
}

/// Time between two looks at runs at which another process is.
const GLANCE: Duration = Duration::from_millis(500);

/// What went wrong with some of the jobs.
#[derive(Default)]
struct Ended {
    failed: bool,
    refused: bool,
}

/// Trains the jobs, and waits for those at which another process is: it may end them, or die.
fn train(jobs: &[Job], workers: Option<u16>, stop: &Stop) -> Ended {
    let mut ended = Ended::default();
    let mut left = work_through(jobs, workers, stop, &mut ended);
    let mut said = false;
    while !left.is_empty() && stop.exit().is_none() {
        let (held, free): (Vec<Job>, Vec<Job>) = left
            .into_iter()
            .partition(|job| RunLock::is_held(&job.paths));
        left = match free.is_empty() {
            true => {
                if !std::mem::replace(&mut said, true) {
                    out::message(format_args!(
                        "waiting for {} runs at which another process is",
                        held.len()
                    ));
                }
                std::thread::sleep(GLANCE);
                held
            }
            false => [held, work_through(&free, workers, stop, &mut ended)].concat(),
        };
        left.retain(|job| !matches!(state_of(&job.paths, job.planned), State::Complete));
    }
    ended
}

/// Trains the jobs; returns those at which another process is.
fn work_through<'a>(
    jobs: &[Job<'a>],
    workers: Option<u16>,
    stop: &Stop,
    ended: &mut Ended,
) -> Vec<Job<'a>> {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let threads = jobs
        .iter()
        .map(|job| job.planned.run.threads)
        .max()
        .unwrap_or(1);
    let workers = workers
        .map_or((cores / threads).max(1), usize::from)
        .min(jobs.len());
    let mut progress = Progress::new(jobs, workers);
    let (mut said, mut elsewhere) = (false, Vec::new());
    run_jobs(jobs, workers, &stop.signal, &mut |message| {
        if stop.exit().is_some() && !std::mem::replace(&mut said, true) {
            progress.say("stopping after this step, saved (again to stop at once)");
        }
        if let WorkerEvent::Ended { job, end, .. } = &message {
            ended.failed |= matches!(end, RunEnd::Failed(_));
            ended.refused |= matches!(end, RunEnd::Refused(_));
            elsewhere.extend(matches!(end, RunEnd::Elsewhere).then(|| jobs[*job].clone()));
        }
        progress.hear(&message);
    });
    progress.finish();
    elsewhere.retain(|job| !matches!(state_of(&job.paths, job.planned), State::Complete));
    elsewhere
}
