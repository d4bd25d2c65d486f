//! Divergence: values that left the finite numbers, or a D loss that exploded.

use super::case::median;
use super::finding::Comparison::{Above, Finite};
use super::{Case, Evidence, Finding, Severity, Verdict, remedy};

/// Multiples of the ideal D loss that no game comes back from.
const EXPLODED: f64 = 100.0;

/// The rule for `divergence`.
pub(super) fn judge(case: &Case) -> Option<Finding> {
    let (onset, evidence) = not_finite(case).or_else(|| exploded(case))?;
    let remedy = remedy::slower(case.run, "steps that large leave the region where the gradients mean anything");
    Some(Finding { verdict: Verdict::Divergence, severity: Severity::Severe, onset, evidence, remedy })
}

fn not_finite(case: &Case) -> Option<(Option<u64>, Vec<Evidence>)> {
    let row = case.steps.iter().find(|row| row.not_finite().is_some())?;
    let values =
        [("d_loss", row.d_loss), ("g_loss", row.g_loss), ("d_grad_norm", row.d_grad_norm), ("g_grad_norm", row.g_grad_norm)];
    let evidence = values.into_iter().filter_map(|(name, value)| {
        let value = value.filter(|value| !value.is_finite())?;
        Some(Evidence { comparison: Some(Finite), ..Evidence::plain(name, value) })
    });
    Some((Some(row.step), evidence.collect()))
}

fn exploded(case: &Case) -> Option<(Option<u64>, Vec<Evidence>)> {
    let threshold = EXPLODED * case.ideal();
    let loss = case.final_step(|row| row.d_loss).filter(|loss| *loss > threshold)?;
    let onset = case.step_onset(|rows| median(rows.iter().filter_map(|row| row.d_loss)).is_some_and(|loss| loss > threshold));
    Some((onset, vec![Evidence::compared("d_loss (median of the last quarter)", loss, Above, threshold)]))
}
