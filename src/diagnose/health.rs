//! Healthy, or not known.

use super::case::block_median;
use super::finding::Comparison::{AtLeast, AtMost, Below};
use super::samples::Judge;
use super::{Case, Evidence, Finding, Severity, Verdict, remedy};
use crate::spec::{Loss, Run};
use crate::train::EvalRow;

/// Share of the ideal D loss from which losses alone are called balanced: half way from a D that has won to one that cannot
/// tell.
const BALANCED: f64 = 0.55;
/// Share of the ideal below which D's loss must once have been, or it may never have seen anything.
const HAS_LEARNED: f64 = 0.9;
/// Rows of a log that are too few to say that it is healthy.
const LEAST_ROWS: usize = 8;
/// Share of its largest median by which a Wasserstein estimate has fallen when samples have become better (Arjovsky et al.
/// 2017, figure 3).
const WASSERSTEIN_FALL: f64 = 0.5;

/// The rule for `healthy`; asked only when no other rule has found a failure.
pub(super) fn judge(case: &Case) -> Option<Finding> {
    let (onset, evidence) = match Judge::of(case) {
        Some(judge) => by_samples(case, &judge)?,
        None => by_losses(case)?,
    };
    Some(Finding { severity: Severity::Note, onset, evidence, ..Finding::of(Verdict::Healthy, remedy::none()) })
}

type Good = (Option<u64>, Vec<Evidence>);

fn by_samples(case: &Case, judge: &Judge) -> Option<Good> {
    if !case.has_enough_samples() || !judge.healthy(&case.final_measured()) {
        return None;
    }
    Some((case.eval_onset(|row| judge.healthy(&row.measured)), evidence(case)))
}

/// What losses can show of health: a D that is ahead, and not too far. That the samples are good they do not show.
fn by_losses(case: &Case) -> Option<Good> {
    if case.steps.len() < LEAST_ROWS {
        return None;
    }
    if case.loss == Loss::Wasserstein {
        return wasserstein(case);
    }
    let ideal = case.ideal();
    let loss = case.final_step(|row| row.d_loss)?;
    let (least, most) = (BALANCED * ideal, case.thresholds.fooled_loss * ideal);
    let balanced = |loss: f64| loss >= least && loss <= most;
    let medians: Vec<f64> = case.blocks().map(|rows| block_median(rows, |row| row.d_loss)).collect();
    let lowest = medians.iter().copied().fold(f64::INFINITY, f64::min);
    if !balanced(loss) || lowest >= HAS_LEARNED * ideal {
        return None;
    }
    let onset = case.step_onset(|rows| balanced(block_median(rows, |row| row.d_loss)));
    let evidence = vec![
        Evidence::compared("d_loss (median of the last quarter)", loss, AtLeast, least),
        Evidence::compared("d_loss", loss, AtMost, most),
        Evidence::compared("lowest d_loss (median of a hundredth)", lowest, Below, HAS_LEARNED * ideal),
    ];
    Some((onset, evidence))
}

fn wasserstein(case: &Case) -> Option<Good> {
    let size = |rows: &[_]| block_median(rows, |row| row.d_loss).abs();
    let largest = case.blocks().map(size).fold(0.0, f64::max);
    let last = case.final_step(|row| row.d_loss)?.abs();
    let most = WASSERSTEIN_FALL * largest;
    let evidence = Evidence::compared("|d_loss|, the Wasserstein estimate (last quarter)", last, AtMost, most);
    (last <= most && largest > 0.0).then(|| (case.step_onset(|rows| size(rows) <= most), vec![evidence]))
}

fn evidence(case: &Case) -> Vec<Evidence> {
    let Some(judge) = Judge::of(case) else { return losses(case) };
    judge.completeness(case).into_iter().chain(judge.reality(case)).chain(losses(case)).collect()
}

fn losses(case: &Case) -> Vec<Evidence> {
    let values = [
        ("d_loss", case.final_step(|row| row.d_loss)),
        ("g_loss", case.final_step(|row| row.g_loss)),
        ("d_acc", case.final_step(|row| row.d_acc)),
    ];
    values.into_iter().filter_map(|(name, value)| Some(Evidence::plain(name, value?))).collect()
}

/// How good one evaluation is where it is healthy by itself: the share of high-quality samples, or the coverage of images.
pub fn health(run: &Run, row: &EvalRow) -> Option<f64> {
    let case = Case::new(run, &[], std::slice::from_ref(row));
    let judge = Judge::of(&case)?;
    judge.score(&row.measured).filter(|_| case.has_enough_samples() && judge.healthy(&row.measured))
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
        evidence.push(Evidence::compared("samples of an evaluation", samples, Below, needed));
        remedy = remedy::more_samples(case.samples_needed());
    }
    Finding { severity: Severity::Note, evidence, ..Finding::of(Verdict::Undecided, remedy) }
}
