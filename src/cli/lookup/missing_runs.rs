//! Studies whose tables tell of runs that are no longer there.

use std::collections::HashSet;

use super::super::exit::CliError;
use super::places::exists;
use crate::config::Study;
use crate::record::{StudyPaths, judged_runs_in_table};
use crate::statistics::plural;

/// Refuses to replace a table and figures that tell of planned runs which are no longer there, as those
/// of a published study do.
///
/// # Errors
/// If it is so.
pub(crate) fn refuse_to_forget(study: &Study, paths: &StudyPaths) -> Result<(), CliError> {
    let known: HashSet<String> = judged_runs_in_table(paths).into_iter().collect();
    // What cannot be told of a run, whoever reads it says.
    let is_gone = |id: &&str| {
        let run = paths.run(id);
        !run.root().is_file() && !exists(&run.run_json()).unwrap_or(true)
    };
    let planned = study.runs.iter().map(|planned| planned.id.as_str());
    let lost: Vec<&str> = planned
        .filter(|id| known.contains(*id))
        .filter(is_gone)
        .collect();
    let Some(first) = lost.first() else {
        return Ok(());
    };
    Err(CliError::RunsMissing(format!(
        "{} lists {} that {} no longer there, such as {first}; nothing was rewritten. `seesaw sweep` trains them again; \
         remove that table to get a partial report",
        paths.runs_parquet().display(),
        plural(lost.len(), "finished run"),
        if lost.len() == 1 { "is" } else { "are" },
    )))
}
