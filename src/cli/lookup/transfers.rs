//! Style transfers at a path, for verbs that take runs of either kind.

use std::path::Path;

use super::super::exit::{CliError, Exit};
use super::super::terminal::output::print_message;
use super::runs::{is_run, problem_sentence};
use super::studies::is_study;
use crate::config::{self, AnyStudy, Study, Transfer};
use crate::record::{Depth, RunPaths, RunStatus, StudyPaths, inspect, read_text};

/// The complete style transfers at a path.
pub(crate) struct TransfersAt {
    /// The study, where the path is one.
    pub study: Option<Study<Transfer>>,
    /// Each complete run with its spec.
    pub complete: Vec<(RunPaths, Transfer)>,
    /// The exit code of those that cannot be used, which have been named.
    pub exit: Exit,
}

/// The style transfers at a path: a run of one, or a study of them; `None` where it is anything else.
///
/// # Errors
/// If the study cannot be read, or no run at the path is complete.
pub(crate) fn transfers_at(path: &Path) -> Result<Option<TransfersAt>, CliError> {
    let mut found = TransfersAt {
        study: None,
        complete: Vec::new(),
        exit: Exit::Ok,
    };
    if is_run(path)? {
        let run = RunPaths::at(path);
        let text = read_text(&run.run_yaml())?.unwrap_or_default();
        let Ok(spec) = Transfer::from_yaml(&text) else {
            return Ok(None);
        };
        found.add(run, &path.display().to_string(), None, spec);
    } else if is_study(path)? {
        let paths = StudyPaths::at(path);
        let AnyStudy::Transfers(study) = config::load_any(&paths.study_yaml(), &[])? else {
            return Ok(None);
        };
        for planned in &study.runs {
            let run = paths.run(&planned.id);
            found.add(run, &planned.id, Some(&planned.hash), planned.run.clone());
        }
        found.study = Some(*study);
    } else {
        return Ok(None);
    }
    match (found.complete.is_empty(), found.exit) {
        (false, _) => Ok(Some(found)),
        (true, exit) => Err(super::runs::no_finished_run(path, exit)),
    }
}

impl TransfersAt {
    fn add(&mut self, run: RunPaths, name: &str, hash: Option<&str>, spec: Transfer) {
        let inspection = inspect(&run, hash, Depth::AllFiles);
        let status = inspection.status;
        if let Some(problem) = inspection.problem {
            let problem = problem_sentence(name, status, &problem.within(run.root()));
            print_message(format_args!("error: {problem}"));
        }
        match status {
            RunStatus::Complete => self.complete.push((run, spec)),
            _ => self.exit = self.exit.worse(Exit::of_status(status)),
        }
    }
}
