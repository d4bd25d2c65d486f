//! Divergence: values that left the finite numbers, or that exploded.

use super::case::median;
use super::finding::Comparison::{Above, Finite};
use super::{Case, Evidence, Finding, Severity, Verdict, remedy};
use crate::metrics::Metric;
use crate::spec::Kind;
use crate::train::StepRow;

/// Multiples of the ideal D loss that no game comes back from: D's own loss, and G's, which a mere dominance of D may
/// raise to tens.
const EXPLODED: f64 = 100.0;
const EXPLODED_GENERATOR: f64 = 1000.0;
/// Standard deviation of the samples over that of the data.
const EXPLODED_SPREAD: f64 = 100.0;

/// The rule for `divergence`.
pub(super) fn judge(case: &Case) -> Option<Finding> {
    let (onset, evidence) = not_finite(case).or_else(|| exploded(case))?;
    let remedy = remedy::slower(case.run, "steps that large leave the region where the gradients mean anything");
    Some(Finding { verdict: Verdict::Divergence, severity: Severity::Severe, onset, evidence, remedy })
}

fn not_finite(case: &Case) -> Option<(Option<u64>, Vec<Evidence>)> {
    let row = case.steps.iter().find(|row| row.not_finite().is_some())?;
    let values = [
        ("d_loss", row.d_loss),
        ("g_loss", row.g_loss),
        ("d_grad_norm", row.d_grad_norm),
        ("g_grad_norm", row.g_grad_norm),
        ("penalty", row.penalty),
    ];
    let evidence = values.into_iter().filter_map(|(name, value)| {
        let value = value.filter(|value| !value.is_finite())?;
        Some(Evidence { comparison: Some(Finite), ..Evidence::plain(name, value) })
    });
    Some((Some(row.step), evidence.collect()))
}

fn exploded(case: &Case) -> Option<(Option<u64>, Vec<Evidence>)> {
    // A Wasserstein loss has no level: only samples can tell that it has exploded.
    if case.ideal() == 0.0 {
        return exploded_samples(case);
    }
    let d = exploded_loss(case, "d_loss", |row| row.d_loss, EXPLODED * case.ideal());
    let g = || exploded_loss(case, "g_loss", |row| row.g_loss, EXPLODED_GENERATOR * case.ideal());
    d.or_else(g).or_else(|| exploded_samples(case))
}

fn exploded_loss(
    case: &Case,
    name: &str,
    column: fn(&StepRow) -> Option<f64>,
    threshold: f64,
) -> Option<(Option<u64>, Vec<Evidence>)> {
    let loss = case.final_step(column).filter(|loss| *loss > threshold)?;
    let onset = case.step_onset(|rows| median(rows.iter().filter_map(column)).is_some_and(|loss| loss > threshold));
    let name = format!("{name} (median of the last quarter)");
    Some((onset, vec![Evidence::compared(&name, loss, Above, threshold)]))
}

/// Points may fly away; images cannot, for G ends in tanh.
fn exploded_samples(case: &Case) -> Option<(Option<u64>, Vec<Evidence>)> {
    if case.run.data.kind() != Kind::Points {
        return None;
    }
    let spread = case.final_metric(Metric::Spread).filter(|spread| *spread > EXPLODED_SPREAD)?;
    let onset = case.eval_onset(|row| Metric::Spread.of(&row.measured).is_some_and(|spread| spread > EXPLODED_SPREAD));
    Some((onset, vec![Evidence::compared("spread (median of the last quarter)", spread, Above, EXPLODED_SPREAD)]))
}
