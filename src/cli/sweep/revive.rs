//! `sweep --revive`: runs that the search of the study has dropped go on to their end.

use super::super::exit::CliError;
use super::super::lookup::selection::only;
use super::super::terminal::output::print_message;
use crate::config::{PlannedRun, Study};
use crate::launch::Race;
use crate::record::StudyPaths;
use crate::search::Revived;
use crate::statistics::plural;

/// Takes back the named runs that the search has dropped. Others stay in the race: it would go on without them, and
/// nobody would see that they were never compared.
///
/// # Errors
/// If the study has no search, none of the runs was dropped, or a name is wrong; `plan` is the command that lists runs.
pub(super) fn revive(
    study: &Study,
    named: &[String],
    paths: &StudyPaths,
    plan: &str,
) -> Result<(), CliError> {
    if named.is_empty() {
        return Ok(());
    }
    let Some(race) = Race::of(study, paths)? else {
        return Err(refused(
            "it is for a study with `search`: without it no run is dropped, and `seesaw sweep` trains what was dropped \
             before to its end",
        ));
    };
    let meant = only(study, named, paths, plan).map_err(in_own_name)?;
    let count = meant.len();
    let is_dropped = |planned: &&PlannedRun| race.is_dropped(&planned.id);
    let dropped: Vec<&PlannedRun> = meant.into_iter().filter(is_dropped).collect();
    if dropped.is_empty() {
        return Err(refused(&none_dropped(&race, count)));
    }
    if dropped.len() < count {
        print_message(format_args!(
            "--revive: {} of {} {} not dropped and stay in the race",
            count - dropped.len(),
            plural(count, "run"),
            if count - dropped.len() == 1 {
                "was"
            } else {
                "were"
            }
        ));
    }
    print_message(format_args!(
        "{} to go on to the end, whatever the race decides",
        plural(dropped.len(), "dropped run")
    ));
    let ids = dropped.into_iter().map(|planned| planned.id.clone());
    Ok(Revived::add(paths, ids)?)
}

fn none_dropped(race: &Race, meant: usize) -> String {
    let runs = match meant {
        1 => "the run that is meant was not dropped".to_string(),
        many => format!("none of the {many} runs that are meant was dropped"),
    };
    let so_far = match race.next_rung() {
        Some(rung) => format!(" so far; step {rung} is the next to be decided"),
        None => String::new(),
    };
    format!("it takes back runs that the search has dropped, and {runs}{so_far}")
}

fn refused(message: &str) -> CliError {
    CliError::Usage(format!("--revive: {message}"))
}

/// The error of a name, which the search for runs reports as one of `--only`.
fn in_own_name(error: CliError) -> CliError {
    match error {
        CliError::Usage(message) => refused(message.strip_prefix("--only: ").unwrap_or(&message)),
        other => other,
    }
}
