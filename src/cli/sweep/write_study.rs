//! `study.yaml`: the study as written, and what is said where another one stood there.

use super::super::exit::CliError;
use super::super::terminal::output::print_message;
use crate::config::{self, RunsCompared, Study};
use crate::record::{self, StudyLock, StudyPaths};
use crate::statistics::plural;

/// Writes `study.yaml`, and says so if another study stood there.
pub(super) fn write_study(study: &Study, paths: &StudyPaths) -> Result<(), CliError> {
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
