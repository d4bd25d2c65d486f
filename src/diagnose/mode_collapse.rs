//! Mode collapse: the samples look real but show only a part of the data.

use super::onset::has_streak;
use super::sample_criteria::SampleCriteria;
use super::{FailureForm, Finding, RunHistory, Severity, Verdict, remedy};
use crate::train::EvalRow;

/// Evaluations in a row that must have shown everything before a loss is a late one.
const HELD: usize = 3;

/// The rule for `mode_collapse`.
pub(super) fn judge(history: &RunHistory) -> Option<Finding> {
    let judge = SampleCriteria::of(history)?;
    let measured = history.final_measured();
    if !history.has_enough_samples() || !judge.looks_real(&measured) || !judge.lacks(&measured) {
        return None;
    }
    let full = judge.uses_few(&measured);
    let onset =
        history.eval_onset(|row| judge.looks_real(&row.measured) && judge.lacks(&row.measured));
    let mut evidence = judge.completeness(history);
    evidence.extend(judge.reality(history));
    Some(Finding {
        form: Some(form(full, was_whole(history, &judge, onset))),
        severity: if full {
            Severity::Severe
        } else {
            Severity::Partial
        },
        onset,
        evidence,
        ..Finding::of(Verdict::ModeCollapse, remedy::collapse(history))
    })
}

fn was_whole(history: &RunHistory, judge: &SampleCriteria, onset: Option<u64>) -> bool {
    let before = |row: &&EvalRow| onset.is_some_and(|onset| row.step < onset);
    let whole: Vec<bool> = history
        .trained()
        .iter()
        .take_while(before)
        .map(|row| judge.healthy(&row.measured))
        .collect();
    has_streak(&whole, HELD)
}

fn form(full: bool, late: bool) -> FailureForm {
    match (full, late) {
        (true, false) => FailureForm::Full,
        (false, false) => FailureForm::Partial,
        (true, true) => FailureForm::LateFull,
        (false, true) => FailureForm::LatePartial,
    }
}
