//! `diagnose` for runs of our own: the rules applied again to their tables.

use std::path::Path;

use super::super::exit::{CliError, Exit};
use super::super::lookup::runs::{read_spec, run_name, runs_with_tables_at};
use super::super::terminal::output::print_message;
use crate::diagnose::Diagnosis;
use crate::launch::diagnose_stored;
use crate::record::{RecordError, RunFile, RunPaths, read_history_of};
use crate::report::read_diagnosis;
use crate::statistics::plural;

/// The runs at a path, judged again, and the exit code of those that cannot be or are damaged. Says
/// how many verdicts are not those that the runs were given when they were trained.
///
/// # Errors
/// If there is no run that can be judged.
pub(super) fn diagnose_runs_at(path: &Path) -> Result<(Vec<(String, Diagnosis)>, Exit), CliError> {
    let (runs, exit) = runs_with_tables_at(path)?;
    let judged = runs
        .iter()
        .map(|run| Ok((run_name(run), diagnose_run(run)?)))
        .collect::<Result<Vec<(String, Diagnosis)>, CliError>>()?;
    let is_other = |(run, (_, found)): &(&RunPaths, &(String, Diagnosis))| {
        read_diagnosis(run).is_ok_and(|stored| stored.label() != found.label())
    };
    let others = runs.iter().zip(&judged).filter(is_other).count();
    if others > 0 {
        print_message(format_args!(
            "note: {} judged otherwise than when {} trained, by the rules of another version; `seesaw list` and the page show \
             the verdicts of then",
            plural(others, "run") + if others == 1 { " is" } else { " are" },
            if others == 1 { "it was" } else { "they were" }
        ));
    }
    Ok((judged, exit))
}

fn diagnose_run(run: &RunPaths) -> Result<Diagnosis, CliError> {
    let spec = read_spec(run)?;
    let file = RunFile::read(run)?.ok_or_else(|| RecordError::missing(&run.run_json()))?;
    let history = read_history_of(run, &file)?;
    Ok(diagnose_stored(run, &spec, &file, &history)?)
}
