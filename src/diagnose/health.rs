//! Healthy, or not known.

use super::case::{block_median, median};
use super::finding::Comparison::{AtLeast, AtMost, Below};
use super::samples::Judge;
use super::{Case, Evidence, Finding, Severity, Verdict, remedy};
use crate::config::{Loss, Run};
use crate::train::{EvalRow, StepRow};

/// Rows of a log that are too few to say that it is healthy.
const LEAST_ROWS: usize = 8;
/// Parts of a log whose medians are compared: of a hundredth of a short log single rows would
/// decide.
const PARTS: usize = 10;
/// Multiples of a median's own noise from which it is there at all.
const SIGNAL: f64 = 5.0;

/// The rule for `healthy`; asked only when no other rule has found a failure.
pub(super) fn judge(case: &Case) -> Option<Finding> {
    let (onset, evidence) = match Judge::of(case) {
        Some(judge) => by_samples(case, &judge)?,
        None => by_losses(case)?,
    };
    Some(Finding {
        severity: Severity::Note,
        onset,
        evidence,
        ..Finding::of(Verdict::Healthy, remedy::none())
    })
}

type Good = (Option<u64>, Vec<Evidence>);

fn by_samples(case: &Case, judge: &Judge) -> Option<Good> {
    if !case.has_enough_samples() || !judge.healthy(&case.final_measured()) {
        return None;
    }
    Some((
        case.eval_onset(|row| judge.healthy(&row.measured)),
        evidence(case),
    ))
}

/// What losses can show of health: a D that is ahead, and not too far. That the samples are good
/// they do not show.
fn by_losses(case: &Case) -> Option<Good> {
    if case.steps.len() < LEAST_ROWS {
        return None;
    }
    if case.loss == Loss::Wasserstein {
        return wasserstein(case);
    }
    let (ideal, thresholds) = (case.ideal(), case.thresholds);
    let loss = case.final_step(|row| row.d_loss)?;
    let (least, most) = (
        thresholds.balanced_loss * ideal,
        thresholds.fooled_loss * ideal,
    );
    let balanced = |loss: f64| loss >= least && loss <= most;
    let lowest = parts(case).map(d_loss).fold(f64::INFINITY, f64::min);
    let learned = thresholds.learned_loss * ideal;
    if !balanced(loss) || lowest >= learned {
        return None;
    }
    let onset = case.step_onset(|rows| balanced(d_loss(rows)));
    let evidence = vec![
        Evidence::compared("d_loss (median of the last quarter)", loss, AtLeast, least),
        Evidence::compared("d_loss", loss, AtMost, most),
        Evidence::compared("lowest d_loss (median of a tenth)", lowest, Below, learned),
    ];
    Some((onset, evidence))
}

fn d_loss(rows: &[StepRow]) -> f64 {
    block_median(rows, |row| row.d_loss)
}

fn parts<'a>(case: &Case<'a>) -> std::slice::Chunks<'a, StepRow> {
    case.steps.chunks(case.steps.len().div_ceil(PARTS).max(1))
}

/// A critic's loss is below zero while it sees a difference, and nears zero as the samples become
/// better (Arjovsky et al. 2017, figure 3). What is within the noise of a median shows nothing.
fn wasserstein(case: &Case) -> Option<Good> {
    let lowest = parts(case).min_by(|one, other| d_loss(one).total_cmp(&d_loss(other)))?;
    let deepest = d_loss(lowest);
    let deviation = median(
        lowest
            .iter()
            .filter_map(|row| row.d_loss)
            .map(|loss| (loss - deepest).abs()),
    )?;
    let noise = deviation / (lowest.len() as f64).sqrt();
    let last = case.final_step(|row| row.d_loss)?;
    let fall = case.thresholds.wasserstein_fall;
    let (most, least) = (fall * deepest.abs(), 0.01 * deepest.abs());
    if !(deepest < -SIGNAL * noise && last < 0.0 && -last <= most && -last >= least) {
        return None;
    }
    let near = |rows: &[StepRow]| -d_loss(rows) <= most;
    let evidence = vec![
        Evidence::compared(
            "-d_loss, the Wasserstein estimate (last quarter)",
            -last,
            AtMost,
            most,
        ),
        Evidence::plain("the largest (median of a tenth)", -deepest),
    ];
    Some((case.step_onset(near), evidence))
}

fn evidence(case: &Case) -> Vec<Evidence> {
    let Some(judge) = Judge::of(case) else {
        return losses(case);
    };
    judge
        .completeness(case)
        .into_iter()
        .chain(judge.reality(case))
        .chain(losses(case))
        .collect()
}

fn losses(case: &Case) -> Vec<Evidence> {
    let values = [
        ("d_loss", case.final_step(|row| row.d_loss)),
        ("g_loss", case.final_step(|row| row.g_loss)),
        ("d_acc", case.final_step(|row| row.d_acc)),
    ];
    values
        .into_iter()
        .filter_map(|(name, value)| Some(Evidence::plain(name, value?)))
        .collect()
}

/// How good one evaluation is where it is healthy by itself: the share of high-quality samples, or
/// the coverage of images.
pub fn health(run: &Run, row: &EvalRow) -> Option<f64> {
    let case = Case::new(run, &[], std::slice::from_ref(row));
    let judge = Judge::of(&case)?;
    judge
        .score(&row.measured)
        .filter(|_| case.has_enough_samples() && judge.healthy(&row.measured))
}

/// What is said when no rule applies.
pub(super) fn undecided(case: &Case) -> Finding {
    let mut evidence = evidence(case);
    let ideal = case.ideal();
    if Judge::of(case).is_none() && ideal > 0.0 {
        let near = case.final_step(|row| row.d_loss).map(|loss| loss / ideal);
        evidence.extend(near.map(|share| Evidence::plain("d_loss over its ideal", share)));
    }
    let mut remedy = remedy::longer(case);
    if Judge::of(case).is_some() && !case.has_enough_samples() {
        let (samples, needed) = (case.samples as f64, case.samples_needed() as f64);
        evidence.push(Evidence::compared(
            "samples of an evaluation",
            samples,
            Below,
            needed,
        ));
        remedy = remedy::more_samples(case.samples_needed());
    }
    Finding {
        severity: Severity::Note,
        evidence,
        ..Finding::of(Verdict::Undecided, remedy)
    }
}
