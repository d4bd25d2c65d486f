//! Studies whose tables tell of runs that are not there.

use super::super::exit::CliError;
use super::places::exists;
use crate::config::{PlannedRun, Study};
use crate::record::{StudyPaths, ended_runs_in_table};

/// Refuses to replace tables and figures that tell of more runs than are there, as those of a
/// published study do.
///
/// # Errors
/// If it is so.
pub(crate) fn refuse_to_forget(study: &Study, paths: &StudyPaths) -> Result<(), CliError> {
    let known = ended_runs_in_table(paths);
    // What cannot be told of a run, whoever reads it says.
    let is_here = |planned: &&PlannedRun| exists(paths.run(&planned.id).root()).unwrap_or(true);
    let here = study.runs.iter().filter(is_here).count();
    if known <= here {
        return Ok(());
    }
    let table = paths.runs_parquet();
    Err(CliError::RunsMissing(format!(
        "{} tells of {known} runs, of which {here} are here: it is left as it is, and so are the figures; \
         `seesaw sweep` trains the others again, and without that table a partial report is written",
        table.display()
    )))
}
