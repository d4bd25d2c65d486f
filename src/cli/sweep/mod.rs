//! `seesaw sweep`: trains what is missing of a study, and writes its tables, pictures and report.

mod jobs;
mod pace;
mod progress;
mod result_table;
mod training;

use std::path::PathBuf;

use super::exit::{CliError, Exit};
use super::lookup::runs::warn_of_problems;
use super::lookup::studies::{did_you_mean, load_study};
use super::signals::StopRequest;
use super::terminal::output::{print_message, print_notes};
use super::terminal::table_printing::TableFormat;
use crate::config::{self, Override, PlannedRun, RunsCompared, Study};
use crate::record::{self, RunStatus, StudyLock, StudyPaths};
use crate::report::{RequestedAxes, RunOnDisk, write_report};
use crate::statistics::plural;
use jobs::unfinished_jobs;
use result_table::result_table;
use training::train_all;

/// Train every run of a study, judge it, and write tables, pictures and a report
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// The study [default: experiments/quickstart.yaml, or the quickstart built into the program]
    file: Option<PathBuf>,
    /// Runs trained at the same time [default: all cores]
    #[arg(long, value_parser = clap::value_parser!(u16).range(1..=1024))]
    jobs: Option<u16>,
    /// Folder that holds one directory per study
    #[arg(long, default_value = "results", value_name = "DIR")]
    results: PathBuf,
    /// Change a value: a path into `run` (lr_d=1e-3), or from the root (sweep.seeds=1)
    #[arg(long, value_name = "PATH=VALUE")]
    set: Vec<Override>,
    /// Train only this run of the study; can be repeated
    #[arg(long, value_name = "RUN")]
    only: Vec<String>,
    /// Draw no figures of single runs; `seesaw plot` draws them later
    #[arg(long)]
    no_plots: bool,
    /// Set aside runs of another spec, format or program, and train them from their start
    #[arg(long)]
    restart: bool,
    #[arg(long, value_enum, default_value_t)]
    format: TableFormat,
}

/// Trains what is missing, publishes the study and prints one row per run.
///
/// # Errors
/// If the study is invalid, data cannot be read, or files cannot be written. A run that fails is
/// no error; the exit code says so.
pub(super) fn run(arguments: &Arguments) -> Result<Exit, CliError> {
    let stop = StopRequest::listen()?;
    let study = load_study(arguments.file.as_deref(), &arguments.set)?;
    let chosen = choose(&study, arguments)?;
    let paths = StudyPaths::new(&arguments.results, &study.name);
    print_notes(&study.notes);
    let (plots, restart) = (!arguments.no_plots, arguments.restart);
    let (jobs, failures) = unfinished_jobs(&study, &chosen, &paths, plots, restart)?;
    write_study(&study, &paths)?;
    print_message(format_args!(
        "{}: {}, {} to train",
        study.name,
        plural(chosen.len(), "run"),
        jobs.len()
    ));

    let failures = failures.worse(train_all(&jobs, arguments.jobs, &stop));

    let runs = write_report(&study, &paths, &RequestedAxes::default())?;
    result_table(&study, &runs).print(arguments.format)?;
    warn_of_problems(&runs);
    warn_of_unfinished(&runs);
    print_message(format_args!("report: {}", paths.report().display()));
    let outcomes = chosen.iter().map(|planned| {
        let found = runs.iter().find(|run| run.planned == *planned);
        found.map_or(RunStatus::Queued, |run| run.status)
    });
    let outcome = outcomes.map(Exit::of_outcome).fold(Exit::Ok, Exit::worse);
    Ok(match (stop.exit(), outcome) {
        (Some(stopped), Exit::SomeRunsFailed) => stopped,
        _ => outcome.worse(failures),
    })
}

/// All runs, or those of `--only`.
fn choose<'a>(study: &'a Study, arguments: &Arguments) -> Result<Vec<&'a PlannedRun>, CliError> {
    let only = &arguments.only;
    for id in only {
        if !study.runs.iter().any(|planned| planned.id == *id) {
            let ids = study.runs.iter().map(|planned| planned.id.as_str());
            let hint = did_you_mean(id, ids);
            return Err(CliError::Usage(format!(
                "the study has no run `{id}`; `{} --format csv` lists them{hint}",
                plan_command(arguments)
            )));
        }
    }
    Ok(study
        .runs
        .iter()
        .filter(|planned| only.is_empty() || only.contains(&planned.id))
        .collect())
}

/// The command that plans the same study.
fn plan_command(arguments: &Arguments) -> String {
    let file = arguments.file.iter().map(|file| file.display().to_string());
    let set = arguments
        .set
        .iter()
        .map(|set| format!("--set {}", set.text()));
    let words: Vec<String> = file.chain(set).map(|word| format!(" {word}")).collect();
    format!("seesaw plan{}", words.concat())
}

/// Writes `study.yaml`, and says so if another study stood there.
fn write_study(study: &Study, paths: &StudyPaths) -> Result<(), CliError> {
    let path = paths.study_yaml();
    let _lock = StudyLock::acquire(paths)?;
    let before = match record::read_text(&path) {
        Err(error) if error.is_refused_by_system() => return Err(error.into()),
        before => before.unwrap_or_default(),
    };
    let before = before.filter(|text| {
        let damage = config::parse("study.yaml", text, &[]).err();
        if damage.is_some() {
            print_message(format_args!(
                "note: {} was no valid study and has been rewritten",
                path.display()
            ));
        }
        damage.is_none()
    });
    if let Some(changed) = before.and_then(|text| what_changed(study.compared_with(&text))) {
        print_message(format_args!("note: {}: {changed}", path.display()));
    }
    Ok(record::write_atomic(&path, study.text.as_bytes())?)
}

/// What to say about a study of the same name that was planned before; nothing if it had the same runs.
fn what_changed(runs: RunsCompared) -> Option<String> {
    let RunsCompared {
        added,
        kept,
        removed,
    } = runs;
    let stay = match removed {
        1 => "it is kept in runs/, but tables and report no longer show it",
        _ => "they are kept in runs/, but tables and report no longer show them",
    };
    let more = format!("{} more than before", plural(added, "run"));
    let fewer = format!("{} no longer planned; {stay}", plural(removed, "run"));
    match (added, kept, removed) {
        (0, _, 0) => None,
        (_, _, 0) => Some(more),
        (0, _, _) => Some(format!(
            "{} fewer than before; {stay}",
            plural(removed, "run")
        )),
        (_, 0, _) => Some(format!(
            "it described another study with {}; {stay}",
            plural(removed, "run")
        )),
        _ => Some(format!("{more}, {fewer}")),
    }
}

/// Says that runs are missing in the report.
fn warn_of_unfinished(runs: &[RunOnDisk]) {
    let unfinished = runs.iter().filter(|run| run.diagnosis.is_none()).count();
    if unfinished > 0 {
        let all = plural(runs.len(), "run");
        let verb = if unfinished == 1 { "is" } else { "are" };
        print_message(format_args!(
            "{unfinished} of {all} {verb} not finished; the report is partial"
        ));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(seeds: &str, before: &str) -> Option<String> {
        let text = |seeds: &str| {
            format!("study: s\nquestion: q\nsweep: {{grid: {{batch: [32, 64]}}, seeds: {seeds}}}\n")
        };
        let study = config::parse("s.yaml", &text(seeds), &[]).unwrap();
        what_changed(study.compared_with(&text(before)))
    }

    #[test]
    fn a_study_that_grows_or_shrinks_is_no_other_study() {
        let kept = "they are kept in runs/, but tables and report no longer show them";
        assert_eq!(said("2", "2"), None);
        assert_eq!(said("3", "1").as_deref(), Some("4 runs more than before"));
        let fewer = format!("2 runs fewer than before; {kept}");
        assert_eq!(said("1", "2"), Some(fewer));
        let both = format!("2 runs more than before, 2 runs no longer planned; {kept}");
        assert_eq!(said("[0, 2]", "[0, 1]"), Some(both));
        let other = format!("it described another study with 4 runs; {kept}");
        assert_eq!(said("[5]", "[0, 1]"), Some(other));
    }
}
