//! Divergence: values that left the finite numbers, or that exploded.

use super::case::block_median;
use super::finding::Comparison::{Above, Finite};
use super::{Case, Evidence, Finding, Severity, Verdict, remedy};
use crate::metrics::Metric;
use crate::spec::{Kind, Loss};
use crate::train::StepRow;

type Found = (Option<u64>, Vec<Evidence>);

/// The rule for `divergence`.
pub(super) fn judge(case: &Case) -> Option<Finding> {
    let (onset, evidence) = not_finite(case).or_else(|| exploded(case))?;
    Some(Finding {
        severity: Severity::Severe,
        onset,
        evidence,
        ..Finding::of(Verdict::Divergence, remedy::divergence(case))
    })
}

fn not_finite(case: &Case) -> Option<Found> {
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

/// Losses are measured by D's ideal; Wasserstein's, which has none, by what its scores are at the start of any training.
fn exploded(case: &Case) -> Option<Found> {
    let unit = if case.loss == Loss::Wasserstein { 100.0 } else { case.ideal() };
    let thresholds = case.thresholds;
    let d = exploded_loss(case, "d_loss", |row| row.d_loss, thresholds.exploded_discriminator * unit);
    let g = || exploded_loss(case, "g_loss", |row| row.g_loss, thresholds.exploded_generator * unit);
    d.or_else(g).or_else(|| exploded_samples(case))
}

fn exploded_loss(case: &Case, name: &str, column: fn(&StepRow) -> Option<f64>, threshold: f64) -> Option<Found> {
    let loss = case.final_step(column).filter(|loss| loss.abs() > threshold)?;
    let onset = case.step_onset(|rows| block_median(rows, column).abs() > threshold);
    let name = format!("|{name}| (median of the last quarter)");
    Some((onset, vec![Evidence::compared(&name, loss.abs(), Above, threshold)]))
}

/// Points may fly away; images cannot, for G ends in tanh.
fn exploded_samples(case: &Case) -> Option<Found> {
    if case.run.is_some_and(|run| run.data.kind() != Kind::Points) {
        return None;
    }
    let most = case.thresholds.exploded_spread;
    let spread = case.final_metric(Metric::Spread).filter(|spread| *spread > most)?;
    let onset = case.eval_onset(|row| Metric::Spread.of(&row.measured).is_some_and(|spread| spread > most));
    Some((onset, vec![Evidence::compared("spread (median of the last quarter)", spread, Above, most)]))
}
