//! Undertrained: the samples do not look real yet, and are still getting better.

use super::finding::Comparison::{AtLeast, Below};
use super::median::median;
use super::rule::Rule;
use super::sample_criteria::SampleCriteria;
use super::trend::trend;
use super::words::{count, number};
use super::{
    Evidence, Finding, Remedy, RunHistory, Severity, Symptom, Thresholds, Verdict, remedy,
};
use crate::metrics::Metric;
use crate::train::EvalRow;

pub(super) const RULE: Rule = Rule {
    symptom: Symptom::Verdict(Verdict::Undertrained),
    needs: || "as for mode_collapse".to_string(),
    condition,
    find,
};

fn condition(thresholds: &Thresholds) -> String {
    format!(
        "the samples do not look real, and over the second half of the evaluations, but at least {} of them (that before training \
         included), their quality rises by a trend test (Kendall's S at least {} standard deviations, which takes five evaluations), or their \
         Frechet distance or jensen_shannon falls by a tenth or more; no failure is \
         found, where D's dominance is none while the distance falls, or if the samples would look real within {} times the \
         steps at the pace of their quality",
        count(LEAST_OF_TREND),
        number(thresholds.rising),
        number(thresholds.in_reach),
    )
}

/// Evaluations that a trend is looked for in, where there are so many: among fewer a single exchange of two values
/// hides it. Five are enough where each is better than the one before, as 1 of 120 orders is.
const LEAST_OF_TREND: usize = 12;
/// Least fall of a distance over these evaluations, as a share of it, that is a difference
/// to a reader.
const LEAST_FALL: f64 = 0.1;
/// Multiples of a run's steps that a remedy asks for, at least and at most.
const LEAST_STEPS: f64 = 1.25;
const MOST_STEPS: f64 = 4.0;

/// Steps until samples look real, over those of the run, where a distance falls: it does not say
/// when, so as many again are tried, and D is not called dominant meanwhile.
const UNKNOWN_PACE: f64 = 1.0;

/// How a run gets better.
struct Progress {
    /// What shows it.
    evidence: Evidence,
    /// Steps until samples look real, at this pace, over those of the run.
    more: f64,
}

/// Whether samples that do not look real are getting better so fast that nothing is wrong with the
/// game.
pub(super) fn is_on_its_way(history: &RunHistory) -> bool {
    progress(history).is_some_and(|found| found.more <= history.thresholds.in_reach)
}

/// Whether samples that do not look real are still getting better; `None` where they are not, or
/// too little is known.
fn progress(history: &RunHistory) -> Option<Progress> {
    let criteria = SampleCriteria::of(history)?;
    if history.is_single_set() || criteria.looks_real(&history.final_metrics()) {
        return None;
    }
    let (metric, least) = criteria.realism_asked();
    rising(history, metric, least)
        .or_else(|| falling(history, Metric::Frechet))
        .or_else(|| falling(history, Metric::JensenShannon))
}

/// The evaluations in which a trend is looked for.
fn recent<'a>(history: &RunHistory<'a>) -> &'a [EvalRow] {
    let half = history.evals_of_training().len().div_ceil(2);
    let count = half.max(LEAST_OF_TREND).min(history.evals.len());
    &history.evals[history.evals.len() - count..]
}

fn recent_values(history: &RunHistory, metric: Metric) -> Vec<f64> {
    let value = |row: &EvalRow| row.measured.get(metric).unwrap_or(f64::NAN);
    recent(history).iter().map(value).collect()
}

/// A quality that rises.
fn rising(history: &RunHistory, metric: Metric, least: f64) -> Option<Progress> {
    let values = recent_values(history, metric);
    let found = trend(&values).filter(|found| found.z >= history.thresholds.rising)?;
    let missing = least - history.final_metric(metric)?;
    let evaluations = history.evals_of_training().len() as f64;
    let more = (missing / found.slope / evaluations).max(0.0);
    Some(Progress {
        evidence: of_trend(history, metric.description().name, found.z),
        more,
    })
}

/// A distance to the data that falls by much. Where a G fills the data's outline and has no mode yet, the mean and the
/// covariance that the Frechet distance compares say nothing any more, and the shares of bins do.
fn falling(history: &RunHistory, metric: Metric) -> Option<Progress> {
    let values = recent_values(history, metric);
    let negative: Vec<f64> = values.iter().map(|value| -value).collect();
    let found = trend(&negative).filter(|found| found.z >= history.thresholds.rising)?;
    let level = median(values.into_iter().filter(|value| value.is_finite()))?;
    let fall = found.slope * negative.len() as f64 / level;
    (fall >= LEAST_FALL).then(|| Progress {
        evidence: of_trend(history, &format!("-{}", metric.description().name), found.z),
        more: UNKNOWN_PACE,
    })
}

fn of_trend(history: &RunHistory, name: &str, z: f64) -> Evidence {
    let count = recent(history).len();
    let name = format!("trend of {name} over the last {count} evaluations, in standard deviations");
    Evidence::compared(&name, z, AtLeast, history.thresholds.rising)
}

/// As many steps as the trend suggests; where these are too many, larger learning rates.
fn to_try(history: &RunHistory, more: f64) -> Remedy {
    let factor = (1.0 + more).max(LEAST_STEPS);
    if factor > MOST_STEPS
        && let Some(remedy) = remedy::faster(history)
    {
        return remedy;
    }
    let reason = "the samples are still getting better";
    remedy::longer(history, factor.min(MOST_STEPS), reason)
}

/// Asked only when no other rule has found a failure.
pub(super) fn find(history: &RunHistory) -> Option<Finding> {
    let found = progress(history)?;
    let criteria = SampleCriteria::of(history)?;
    let (metric, least) = criteria.realism_asked();
    let quality = history.final_metric(metric)?;
    let mut evidence = vec![Evidence::compared(
        &history.window_name(metric.description().name),
        quality,
        Below,
        least,
    )];
    evidence.push(found.evidence);
    evidence.extend(criteria.completeness(history));
    Some(Finding {
        severity: Severity::Note,
        evidence,
        ..Finding::of(Verdict::Undertrained, to_try(history, found.more))
    })
}
