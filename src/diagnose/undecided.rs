//! What is said when no rule applies: which number blocks which answer.

use super::finding::Comparison::Below;
use super::healthy::losses;
use super::run_history::{LEAST_EVALUATIONS, LEAST_ROWS};
use super::sample_criteria::SampleCriteria;
use super::{Evidence, Finding, Remedy, RunHistory, Severity, Verdict, remedy};

/// What keeps the run from being healthy comes first: too little, before samples that do not look
/// real, before ones that lack something.
pub(super) fn finding(history: &RunHistory) -> Finding {
    let (evidence, remedy) = match SampleCriteria::of(history) {
        Some(criteria) => by_samples(history, &criteria),
        None => by_losses(history),
    };
    Finding {
        severity: Severity::Note,
        evidence,
        ..Finding::of(Verdict::Undecided, remedy)
    }
}

fn by_samples(history: &RunHistory, criteria: &SampleCriteria) -> (Vec<Evidence>, Remedy) {
    let mut evidence = Vec::new();
    let mut remedy = remedy::longer(
        history,
        2.0,
        "no rule applies yet; more steps may decide it",
    );
    if !history.has_enough_evaluations() {
        let (count, needed) = (history.evals_of_training().len(), LEAST_EVALUATIONS);
        evidence.push(too_few("evaluations", count, needed));
        remedy = remedy::more_evaluations(history, needed);
    }
    if !history.has_enough_samples() {
        let needed = history.samples_needed();
        evidence.push(too_few("samples of an evaluation", history.samples, needed));
        remedy = remedy::more_samples(needed);
    }
    evidence.extend(criteria.unreal_range(history));
    evidence.extend(criteria.realism(history));
    evidence.extend(criteria.completeness(history));
    evidence.extend(losses(history));
    evidence.sort_by_key(|number| !number.falls_short());
    (evidence, remedy)
}

fn by_losses(history: &RunHistory) -> (Vec<Evidence>, Remedy) {
    let mut evidence = Vec::new();
    if !history.has_enough_rows() {
        evidence.push(too_few("rows of steps", history.steps.len(), LEAST_ROWS));
    }
    evidence.extend(losses(history));
    let ideal = history.ideal();
    let loss = history.final_step(|row| row.d_loss);
    let share = loss.filter(|_| ideal > 0.0).map(|loss| loss / ideal);
    evidence.extend(share.map(|it| Evidence::informative("d_loss over its ideal", it)));
    (evidence, remedy::measure_samples())
}

fn too_few(what: &str, count: usize, needed: usize) -> Evidence {
    Evidence::compared(what, count as f64, Below, needed as f64)
}
