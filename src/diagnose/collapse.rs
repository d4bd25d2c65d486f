//! Mode collapse: the samples look real but show only a part of the data.

use super::samples::Judge;
use super::stretch::has_run;
use super::{Case, Finding, Form, Severity, Verdict, remedy};
use crate::train::EvalRow;

/// Evaluations in a row that must have shown everything before a loss is a late one.
const HELD: usize = 3;

/// The rule for `mode_collapse`.
pub(super) fn judge(case: &Case) -> Option<Finding> {
    let judge = Judge::of(case)?;
    let measured = case.final_measured();
    if !case.has_enough_samples() || !judge.looks_real(&measured) || !judge.lacks(&measured) {
        return None;
    }
    let full = judge.uses_few(&measured);
    let onset =
        case.eval_onset(|row| judge.looks_real(&row.measured) && judge.lacks(&row.measured));
    let mut evidence = judge.completeness(case);
    evidence.extend(judge.reality(case));
    Some(Finding {
        form: Some(form(full, was_whole(case, &judge, onset))),
        severity: if full {
            Severity::Severe
        } else {
            Severity::Partial
        },
        onset,
        evidence,
        ..Finding::of(Verdict::ModeCollapse, remedy::collapse(case))
    })
}

fn was_whole(case: &Case, judge: &Judge, onset: Option<u64>) -> bool {
    let before = |row: &&EvalRow| onset.is_some_and(|onset| row.step < onset);
    let whole: Vec<bool> = case
        .trained()
        .iter()
        .take_while(before)
        .map(|row| judge.healthy(&row.measured))
        .collect();
    has_run(&whole, HELD)
}

fn form(full: bool, late: bool) -> Form {
    match (full, late) {
        (true, false) => Form::Full,
        (false, false) => Form::Partial,
        (true, true) => Form::LateFull,
        (false, true) => Form::LatePartial,
    }
}
