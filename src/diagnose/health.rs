//! Healthy, or not known.

use super::finding::Comparison::{AtLeast, Below};
use super::{Case, Evidence, Finding, Remedy, Severity, Verdict, remedy};
use crate::metrics::{Measured, Metric};
use crate::spec::Run;
use crate::train::EvalRow;

/// Share of high-quality samples that a healthy run on known modes ends with. PyTorch's runs of the same nets on the
/// ring end at 0.25 to 0.65 where they hold all modes at equal rates of 1e-3 and 3e-3.
const QUALITY: f64 = 0.2;
/// Coverage and precision that a healthy run on images ends with.
const IMAGE: f64 = 0.5;

/// What has to hold: a metric and its least value.
fn demands(case: &Case) -> Option<Vec<(Metric, f64)>> {
    if case.knows_modes() {
        let total = case.final_metric(Metric::ModesTotal)?;
        return Some(vec![(Metric::Modes, total), (Metric::HighQuality, QUALITY)]);
    }
    Some(vec![(Metric::Coverage, IMAGE), (Metric::Precision, IMAGE)])
}

fn meets(measured: &Measured, demands: &[(Metric, f64)]) -> bool {
    demands.iter().all(|(metric, least)| metric.of(measured).is_some_and(|value| value >= *least))
}

fn evidence(case: &Case, demands: &[(Metric, f64)]) -> Vec<Evidence> {
    let compared = demands.iter().filter_map(|(metric, least)| {
        let name = format!("{} (median of the last quarter)", metric.description().name);
        let value = case.final_metric(*metric)?;
        Some(Evidence::compared(&name, value, if value >= *least { AtLeast } else { Below }, *least))
    });
    let plain = [("d_loss", case.final_step(|row| row.d_loss)), ("d_acc", case.final_step(|row| row.d_acc))];
    compared.chain(plain.into_iter().filter_map(|(name, value)| Some(Evidence::plain(name, value?)))).collect()
}

/// The rule for `healthy`; asked only when no other rule has found anything.
pub(super) fn judge(case: &Case) -> Option<Finding> {
    let demands = demands(case)?;
    if !case.has_enough_samples() {
        return None;
    }
    if !demands.iter().all(|(metric, least)| case.final_metric(*metric).is_some_and(|value| value >= *least)) {
        return None;
    }
    Some(Finding {
        verdict: Verdict::Healthy,
        severity: Severity::Note,
        onset: case.eval_onset(|row| meets(&row.measured, &demands)),
        evidence: evidence(case, &demands),
        remedy: Remedy { patch: String::new(), reason: "nothing to mend".to_string() },
    })
}

/// How good one evaluation is where it is healthy by itself: the share of high-quality samples, or the coverage of images.
pub fn health(run: &Run, row: &EvalRow) -> Option<f64> {
    let case = Case { run, steps: &[], evals: std::slice::from_ref(row) };
    let demands = demands(&case)?;
    let best = if case.knows_modes() { Metric::HighQuality } else { Metric::Coverage };
    let healthy = case.has_enough_samples() && meets(&row.measured, &demands);
    best.of(&row.measured).filter(|_| healthy)
}

/// What is said when no rule applies.
pub(super) fn undecided(case: &Case) -> Finding {
    let mut evidence = evidence(case, &demands(case).unwrap_or_default());
    let (samples, needed) = case.samples();
    let mut remedy = remedy::longer(case.run, "no rule applies yet; more steps may decide it");
    if !case.has_enough_samples() {
        evidence.push(Evidence::compared("samples of an evaluation", samples, Below, needed));
        remedy = remedy::more_samples(needed);
    }
    Finding { verdict: Verdict::Undecided, severity: Severity::Note, onset: None, evidence, remedy }
}
