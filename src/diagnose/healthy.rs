//! Healthy, or not known.

use super::finding::Comparison;
use super::finding::Comparison::{AtLeast, AtMost, Below};
use super::median::median;
use super::rule::Rule;
use super::run_history::block_median;
use super::sample_criteria::SampleCriteria;
use super::sample_facts::{REPEATS, UNLIKE};
use super::words::{number, part};
use super::{
    Evidence, Finding, RunHistory, Severity, Symptom, Thresholds, Verdict, VerdictForm, remedy,
};
use super::{copies, logged_metrics};
use crate::config::Run;
use crate::strategies::Loss;
use crate::train::{EvalRow, StepRow};

/// Parts of a log whose medians are compared: of a hundredth of a short log single rows would
/// decide.
const PARTS: usize = 10;
/// Multiples of a median's own noise from which it is there at all.
const SIGNAL: f64 = 5.0;

/// Share of its largest size below which a critic's loss is nothing: it sees no difference any more.
const LEAST_FALL: f64 = 0.01;

/// What D's loss is judged by, as a share of what it is while D cannot tell.
pub(super) const OVER_IDEAL: &str = "d_loss over its ideal";

pub(super) const RULE: Rule = Rule {
    symptom: Symptom::Verdict(Verdict::Healthy),
    needs: || "as for mode_collapse; or losses".to_string(),
    condition,
    find,
};

fn condition(thresholds: &Thresholds) -> String {
    format!(
        "no failure, the samples look real and lack nothing, in the last {}; where neither modes nor classes are known: jensen_shannon < {}, coverage >= {} and, \
         in features of photographs, recall >= {}; of those from anywhere at most {} of the real rows have no \
         sample among their neighbours (in features of photographs, and in values as they are), recall is at least {} in values, \
         less than {} repeat each other, less than {} are like no real row (except in features of photographs, where it is not asked), and \
         each known mode has more samples than the noise around it; without samples: D's loss between {} \
         and {} of its ideal, after it has been below {} of it (Wasserstein: below 0, between {} and {} of its largest size, and that above {} times its noise), and no metric beside it shows hardly any good samples",
        part(thresholds.window),
        number(thresholds.whole_divergence),
        number(thresholds.whole_coverage),
        number(thresholds.whole_recall),
        number(thresholds.whole_missed),
        number(thresholds.least_recall),
        number(thresholds.some_repeats),
        number(thresholds.unlike),
        number(thresholds.balanced_loss),
        number(thresholds.fooled_loss),
        number(thresholds.learned_loss),
        number(LEAST_FALL),
        part(thresholds.wasserstein_fall),
        number(SIGNAL),
    )
}

/// Asked only when no other rule has found a failure.
pub(super) fn find(history: &RunHistory) -> Option<Finding> {
    let criteria = SampleCriteria::of(history);
    let (onset, evidence) = match &criteria {
        Some(criteria) => by_samples(history, criteria)?,
        None => by_losses(history)?,
    };
    let (form, remedy) = match criteria {
        Some(_) if copies::is_found(history) => (None, remedy::fewer_copies()),
        Some(_) => (None, remedy::nothing()),
        None => (
            Some(VerdictForm::LossesOnly),
            remedy::measure_samples(history),
        ),
    };
    Some(Finding {
        form,
        severity: Severity::Note,
        onset,
        evidence,
        ..Finding::of(Verdict::Healthy, remedy)
    })
}

type Good = (Option<u64>, Vec<Evidence>);

fn by_samples(history: &RunHistory, criteria: &SampleCriteria) -> Option<Good> {
    let enough = history.has_enough_evaluations() && history.has_enough_samples();
    if !enough
        || !criteria.are_healthy(&history.final_metrics())
        || !criteria.misses_nothing()
        || criteria.is_in_noise()
        || !unreal_samples(history).is_empty()
    {
        return None;
    }
    Some((
        history.eval_onset(|row| criteria.are_healthy(&row.measured)),
        evidence(history),
    ))
}

/// Samples from anywhere of which too many repeat another to be healthy, or are like no real row. Features
/// of photographs see noise themselves.
pub(super) fn unreal_samples(history: &RunHistory) -> Vec<Evidence> {
    let Some(facts) = history.facts else {
        return Vec::new();
    };
    let thresholds = history.thresholds;
    let repeats = facts.repeats.map(|shares| shares.samples);
    let unlike = facts.unlike.filter(|_| !history.is_in_imagenet());
    let shares = [
        (REPEATS, repeats, thresholds.some_repeats),
        (UNLIKE, unlike, thresholds.unlike),
    ];
    shares
        .into_iter()
        .filter_map(|(name, share, least)| Some((name, share.filter(|it| *it >= least)?, least)))
        .map(|(name, share, least)| {
            Evidence::compared(&history.median_name(name), share, AtLeast, least)
        })
        .collect()
}

/// What losses can show of health: a D that is ahead, and not too far. That the samples are good
/// they do not show, and a metric beside them may show that they are not.
fn by_losses(history: &RunHistory) -> Option<Good> {
    if !history.has_enough(|row| row.d_loss) || logged_metrics::nearly_nothing(history).is_some() {
        return None;
    }
    if history.loss == Loss::Wasserstein {
        return wasserstein(history);
    }
    let (ideal, thresholds) = (history.ideal(), history.thresholds);
    let loss = history.final_step(|row| row.d_loss)?;
    let (least, most) = (
        thresholds.balanced_loss * ideal,
        thresholds.fooled_loss * ideal,
    );
    let balanced = |loss: f64| loss >= least && loss <= most;
    if !balanced(loss) || !has_learned(history) {
        return None;
    }
    let onset = history.step_onset(|rows| balanced(d_loss(rows)));
    let mut evidence = vec![
        Evidence::between(
            &history.median_name(OVER_IDEAL),
            loss / ideal,
            thresholds.balanced_loss,
            thresholds.fooled_loss,
        ),
        lowest_share(history, Below),
    ];
    evidence.extend(losses(history));
    evidence.extend(logged_metrics::evidence(history));
    Some((onset, evidence))
}

/// The lowest D loss of any part of the log, over the ideal.
fn lowest(history: &RunHistory) -> f64 {
    parts(history).map(d_loss).fold(f64::INFINITY, f64::min) / history.ideal()
}

/// Whether D has once seen a difference.
pub(super) fn has_learned(history: &RunHistory) -> bool {
    lowest(history) < history.thresholds.learned_loss
}

/// The lowest D loss beside what it must have been below.
pub(super) fn lowest_share(history: &RunHistory, comparison: Comparison) -> Evidence {
    Evidence::compared(
        &format!("lowest {OVER_IDEAL} ({})", median_of_part()),
        lowest(history),
        comparison,
        history.thresholds.learned_loss,
    )
}

fn median_of_part() -> String {
    format!("median of a {}", part(1.0 / PARTS as f64))
}

fn d_loss(rows: &[StepRow]) -> f64 {
    block_median(rows, |row| row.d_loss)
}

fn parts<'a>(history: &RunHistory<'a>) -> std::slice::Chunks<'a, StepRow> {
    history
        .steps
        .chunks(history.steps.len().div_ceil(PARTS).max(1))
}

/// A critic's loss is below zero while it sees a difference, and nears zero as the samples become
/// better (Arjovsky et al. 2017, figure 3). What is within the noise of a median shows nothing.
fn wasserstein(history: &RunHistory) -> Option<Good> {
    let lowest = parts(history).min_by(|one, other| d_loss(one).total_cmp(&d_loss(other)))?;
    let deepest = d_loss(lowest);
    let deviation = median(
        lowest
            .iter()
            .filter_map(|row| row.d_loss)
            .map(|loss| (loss - deepest).abs()),
    )?;
    let noise = deviation / (lowest.len() as f64).sqrt();
    let last = history.final_step(|row| row.d_loss)?;
    let fall = history.thresholds.wasserstein_fall;
    let (most, least) = (fall * deepest.abs(), LEAST_FALL * deepest.abs());
    if !(deepest < -SIGNAL * noise && last < 0.0 && -last <= most && -last >= least) {
        return None;
    }
    let near = |rows: &[StepRow]| -d_loss(rows) <= most;
    let evidence = vec![
        Evidence::compared(
            &history.window_name("-d_loss, the Wasserstein estimate"),
            -last,
            AtMost,
            most,
        ),
        Evidence::informative(&format!("the largest ({})", median_of_part()), -deepest),
    ];
    Some((history.step_onset(near), evidence))
}

fn evidence(history: &RunHistory) -> Vec<Evidence> {
    let Some(criteria) = SampleCriteria::of(history) else {
        return losses(history);
    };
    criteria
        .completeness(history)
        .into_iter()
        .chain(criteria.realism(history))
        .chain(some_unlike(history))
        .chain(losses(history))
        .collect()
}

/// Samples from anywhere that are like no real row, where these are more than real rows would be, and still too few to
/// decide anything.
fn some_unlike(history: &RunHistory) -> Option<Evidence> {
    let (few, most) = (history.thresholds.unlike / 4.0, history.thresholds.unlike);
    let unlike = history.facts.and_then(|facts| facts.unlike);
    let share = unlike.filter(|share| *share > few && !history.is_in_imagenet())?;
    Some(Evidence::compared(
        &history.median_name(UNLIKE),
        share,
        Below,
        most,
    ))
}

/// Losses and D's accuracy at the end.
pub(super) fn losses(history: &RunHistory) -> Vec<Evidence> {
    let values = [
        ("d_loss", history.final_step(|row| row.d_loss)),
        ("g_loss", history.final_step(|row| row.g_loss)),
        ("d_acc", history.final_step(|row| row.d_acc)),
    ];
    values
        .into_iter()
        .filter_map(|(name, value)| Some(Evidence::informative(name, value?)))
        .collect()
}

/// How good one evaluation is where it is healthy by itself: the share of high-quality samples, or
/// the coverage of images.
pub fn healthy_score(run: &Run, row: &EvalRow) -> Option<f64> {
    let history = RunHistory::new(run, &[], std::slice::from_ref(row));
    let criteria = SampleCriteria::of(&history)?;
    criteria
        .score(&row.measured)
        .filter(|_| history.has_enough_samples() && criteria.are_healthy(&row.measured))
}
