//! One player too far ahead of the other.

use super::case::median;
use super::finding::Comparison::{Above, AtMost, Below};
use super::{Case, Evidence, Finding, Severity, Verdict, remedy};
use crate::metrics::Metric;
use crate::spec::Loss;
use crate::train::StepRow;

/// Share of the ideal D loss below which D has won. An optimal D against a G that holds one of eight modes, and that
/// one perfectly, has 0.28 of it.
const WON: f64 = 0.4;
/// Accuracy above which D has won.
const WON_ACCURACY: f64 = 0.85;
/// Share of the ideal D loss above which, and accuracy up to which, D is at chance.
const AT_CHANCE: f64 = 0.95;
const AT_CHANCE_ACCURACY: f64 = 0.65;
/// Updates of D before which being at chance is just the beginning.
const LEAST_UPDATES: u64 = 500;
/// Sample quality below which D should not be at chance.
const BAD_QUALITY: f64 = 0.1;
const BAD_COVERAGE: f64 = 0.4;

fn block_median(rows: &[StepRow], column: fn(&StepRow) -> Option<f64>) -> f64 {
    median(rows.iter().filter_map(column)).unwrap_or(f64::NAN)
}

/// The rule for `discriminator_dominance`. A log without D's accuracy is judged by its loss alone.
///
/// Of a loss without a level it says nothing: a relativistic D's loss near zero may belong to a healthy run, and a
/// Wasserstein D's loss may have any value.
pub(super) fn judge_discriminator(case: &Case) -> Option<Finding> {
    if !case.run.loss.has_level() {
        return None;
    }
    let (loss, accuracy) = (case.final_step(|row| row.d_loss)?, case.final_step(|row| row.d_acc));
    let threshold = WON * case.ideal();
    let won = |loss: f64, accuracy: Option<f64>| loss < threshold && accuracy.is_none_or(|share| share > WON_ACCURACY);
    if !won(loss, accuracy) {
        return None;
    }
    let onset = case
        .step_onset(|rows| won(block_median(rows, |row| row.d_loss), median(rows.iter().filter_map(|row| row.d_acc))));
    let mut evidence = vec![Evidence::compared("d_loss (median of the last quarter)", loss, Below, threshold)];
    evidence.extend(accuracy.map(|share| Evidence::compared("d_acc", share, Above, WON_ACCURACY)));
    evidence.extend(case.final_step(|row| row.g_loss).map(|loss| Evidence::plain("g_loss", loss)));
    let remedy = remedy::weaker_discriminator(case.run);
    Some(Finding { verdict: Verdict::DiscriminatorDominance, severity: Severity::Severe, onset, evidence, remedy })
}

/// The rule for `generator_dominance`.
pub(super) fn judge_generator(case: &Case) -> Option<Finding> {
    // At chance a Wasserstein D has loss 0, but so has one that has just changed sign.
    if case.run.loss == Loss::Wasserstein {
        return None;
    }
    let (loss, accuracy) = (case.final_step(|row| row.d_loss)?, case.final_step(|row| row.d_acc)?);
    let (metric, limit) = match case.knows_modes() {
        true => (Metric::HighQuality, BAD_QUALITY),
        false => (Metric::Coverage, BAD_COVERAGE),
    };
    let quality = case.final_metric(metric)?;
    let threshold = AT_CHANCE * case.ideal();
    let updates: u64 = case.steps.iter().map(|row| u64::from(row.d_stepped)).sum();
    if updates < LEAST_UPDATES {
        return None;
    }
    if !(loss > threshold && accuracy <= AT_CHANCE_ACCURACY && quality < limit) {
        return None;
    }
    let onset = case.step_onset(|rows| {
        block_median(rows, |row| row.d_loss) > threshold && block_median(rows, |row| row.d_acc) <= AT_CHANCE_ACCURACY
    });
    let evidence = vec![
        Evidence::compared("d_loss (median of the last quarter)", loss, Above, threshold),
        Evidence::compared("d_acc", accuracy, AtMost, AT_CHANCE_ACCURACY),
        Evidence::compared(metric.description().name, quality, Below, limit),
    ];
    let remedy = remedy::equal_rates(case.run);
    Some(Finding { verdict: Verdict::GeneratorDominance, severity: Severity::Severe, onset, evidence, remedy })
}
