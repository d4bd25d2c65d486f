//! Mode collapse: the samples look real but show only a part of the data.

use super::finding::Comparison::{AtLeast, AtMost, Below};
use super::{Case, Evidence, Finding, Severity, Verdict, remedy};
use crate::metrics::Metric;
use crate::train::EvalRow;

/// Share of high-quality samples from which missing modes mean anything.
const LOOKS_REAL: f64 = 0.1;
/// exp(-reverse KL): the share of modes that are in effect used. At most this is severe.
const EFFECTIVE_SHARE: f64 = 0.5;
/// Precision from which images look real.
const IMAGE_PRECISION: f64 = 0.5;
/// Coverage of images below which they show only a part. Digits runs that end on one or two digits have 0.3 to 0.35.
const IMAGE_COVERAGE: f64 = 0.4;

/// The rule for `mode_collapse`.
pub(super) fn judge(case: &Case) -> Option<Finding> {
    if !case.has_enough_samples() {
        return None;
    }
    if case.knows_modes() { judge_modes(case) } else { judge_images(case) }
}

fn finding(case: &Case, severity: Severity, onset: Option<u64>, evidence: Vec<Evidence>) -> Finding {
    let remedy = remedy::equal_rates(case.run);
    Finding { verdict: Verdict::ModeCollapse, severity, onset, evidence, remedy }
}

fn effective_share(row: &EvalRow) -> Option<f64> {
    Metric::ReverseKl.of(&row.measured).map(|divergence| (-divergence).exp())
}

fn judge_modes(case: &Case) -> Option<Finding> {
    let (modes, total) = (case.final_metric(Metric::Modes)?, case.final_metric(Metric::ModesTotal)?);
    let quality = case.final_metric(Metric::HighQuality)?;
    let effective = (-case.final_metric(Metric::ReverseKl)?).exp();
    // A NaN reverse KL (no high-quality sample at all) compares false and is no collapse.
    let missing = modes < total || effective <= EFFECTIVE_SHARE;
    if total < 2.0 || quality < LOOKS_REAL || effective.is_nan() || !missing {
        return None;
    }
    let severe = modes <= total / 2.0 || effective <= EFFECTIVE_SHARE;
    let severity = if severe { Severity::Severe } else { Severity::Partial };
    let onset = case.eval_onset(|row| {
        let real = Metric::HighQuality.of(&row.measured).is_some_and(|quality| quality >= LOOKS_REAL);
        let few = Metric::Modes.of(&row.measured).is_some_and(|modes| modes < total);
        let uneven = effective_share(row).is_some_and(|share| share <= EFFECTIVE_SHARE);
        real && (few || uneven)
    });
    let evidence = vec![
        Evidence::if_held("modes (median of the last quarter)", modes, Below, total),
        Evidence::if_held("exp(-reverse_kl), share of modes in effect", effective, AtMost, EFFECTIVE_SHARE),
        Evidence::compared("high_quality", quality, AtLeast, LOOKS_REAL),
    ];
    Some(finding(case, severity, onset, evidence))
}

fn judge_images(case: &Case) -> Option<Finding> {
    let (coverage, precision) = (case.final_metric(Metric::Coverage)?, case.final_metric(Metric::Precision)?);
    // Written so that a NaN, which compares false, is no collapse.
    if !(coverage < IMAGE_COVERAGE && precision >= IMAGE_PRECISION) {
        return None;
    }
    let onset = case.eval_onset(|row| {
        let few = Metric::Coverage.of(&row.measured).is_some_and(|coverage| coverage < IMAGE_COVERAGE);
        few && Metric::Precision.of(&row.measured).is_some_and(|precision| precision >= IMAGE_PRECISION)
    });
    let mut evidence = vec![
        Evidence::compared("coverage (median of the last quarter)", coverage, Below, IMAGE_COVERAGE),
        Evidence::compared("precision", precision, AtLeast, IMAGE_PRECISION),
    ];
    evidence.extend(case.final_metric(Metric::Recall).map(|recall| Evidence::plain("recall", recall)));
    evidence.extend(case.final_metric(Metric::Spread).map(|spread| Evidence::plain("spread", spread)));
    Some(finding(case, Severity::Severe, onset, evidence))
}
