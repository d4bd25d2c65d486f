//! Undertrained: the samples do not look real yet, and are still getting better.

use super::finding::Comparison::{AtLeast, Below};
use super::median::median;
use super::rule::Rule;
use super::sample_criteria::SampleCriteria;
use super::trend::{Trend, trend};
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
        "no failure is found, the samples do not look real, and over the second half of the evaluations, or the last {} if that is more \
         (all where there are fewer; the one before training counts), their quality rises by a trend test (Kendall's S at least {} standard \
         deviations, which takes five evaluations), or their Frechet distance or jensen_shannon falls by a tenth or more; where that \
         window is longer than the second half, its later half must go on at least a quarter as fast. A quality that falls by the same test \
         speaks against it, and against jensen_shannon also a Frechet distance that rises. D is not called dominant where, over the second \
         half of five evaluations or more, the Frechet distance falls so, or the quality rises so that the samples would look real within {} \
         times the steps",
        count(LEAST_OF_TREND),
        number(thresholds.rising),
        number(thresholds.in_reach),
    )
}

/// Evaluations that a trend is looked for in, where there are so many: among fewer a single exchange of two values
/// hides it. Five are enough where each is better than the one before, as 1 of 120 orders is.
const LEAST_OF_TREND: usize = 12;
/// Where these evaluations begin before the second half of the run, the least pace of their later half, as a share of
/// their pace as a whole: what was gained at the beginning alone is no trend any more.
const STILL: f64 = 0.25;
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
/// game. Shares of bins do not say so: they also move a little nearer while a D that has won hardly moves G.
pub(super) fn is_on_its_way(history: &RunHistory) -> bool {
    let found = unreal(history)
        .filter(|_| history.has_enough_evaluations())
        .and_then(|criteria| gains(history, Window::second_half(history), &criteria));
    found.is_some_and(|found| found.more <= history.thresholds.in_reach)
}

/// What is asked of samples that do not look real; `None` where they do, or are one set.
fn unreal(history: &RunHistory) -> Option<SampleCriteria> {
    let criteria = SampleCriteria::of(history)?;
    let looks_real = criteria.looks_real(&history.final_metrics());
    (!looks_real && !history.is_single_set()).then_some(criteria)
}

/// The evaluations in which a trend is looked for.
#[derive(Clone, Copy)]
struct Window<'a> {
    rows: &'a [EvalRow],
    /// Least pace of their later half, as a share of their pace as a whole.
    least_pace: f64,
}

impl<'a> Window<'a> {
    fn second_half(history: &RunHistory<'a>) -> Self {
        Self {
            rows: second_half(history.evals_of_training()),
            least_pace: f64::NEG_INFINITY,
        }
    }

    fn last(history: &RunHistory<'a>) -> Self {
        let half = Self::second_half(history);
        let evals = history.evals;
        match half.rows.len() < LEAST_OF_TREND {
            true => Self {
                rows: &evals[evals.len().saturating_sub(LEAST_OF_TREND)..],
                least_pace: STILL,
            },
            false => half,
        }
    }

    fn values(self, metric: Metric) -> Vec<f64> {
        let value = |row: &EvalRow| row.measured.get(metric).unwrap_or(f64::NAN);
        self.rows.iter().map(value).collect()
    }

    fn rises(self, metric: Metric, history: &RunHistory) -> bool {
        trend(&self.values(metric)).is_some_and(|found| found.z >= history.thresholds.rising)
    }

    fn falls(self, metric: Metric, history: &RunHistory) -> bool {
        trend(&self.values(metric)).is_some_and(|found| found.z <= -history.thresholds.rising)
    }

    /// Its evaluations, in words.
    fn words(self) -> String {
        let count = self.rows.len();
        match self.rows.first().is_some_and(|row| row.step == 0) {
            true => format!("all {} evaluations and the one before training", count - 1),
            false => format!("the last {count} evaluations"),
        }
    }

    /// The trend of these values, one of each row, if it is upward, beyond chance, and not over.
    fn trend(self, values: &[f64], history: &RunHistory) -> Option<Trend> {
        let found = trend(values).filter(|found| found.z >= history.thresholds.rising)?;
        let later = trend(second_half(values)).map_or(0.0, |later| later.slope);
        (later >= self.least_pace * found.slope).then_some(found)
    }
}

fn second_half<T>(rows: &[T]) -> &[T] {
    &rows[rows.len() / 2..]
}

/// A quality that rises, or a distance between moments that falls.
fn gains(history: &RunHistory, window: Window, criteria: &SampleCriteria) -> Option<Progress> {
    let (metric, least) = criteria.realism_asked();
    rising(history, window, metric, least).or_else(|| falling(history, window, Metric::Frechet))
}

/// A quality that rises.
fn rising(history: &RunHistory, window: Window, metric: Metric, least: f64) -> Option<Progress> {
    let found = window.trend(&window.values(metric), history)?;
    let missing = Some(least - history.final_metric(metric)?).filter(|it| it.is_finite())?;
    let evaluations = history.evals_of_training().len() as f64;
    let more = (missing / found.slope / evaluations).max(0.0);
    Some(Progress {
        evidence: of_trend(history, window, metric.description().name, found.z),
        more,
    })
}

/// A distance to the data that falls by much. Where a G fills the data's outline and has no mode yet, the mean and the
/// covariance that the Frechet distance compares say nothing any more, and the shares of bins do.
fn falling(history: &RunHistory, window: Window, metric: Metric) -> Option<Progress> {
    let values = window.values(metric);
    let negative: Vec<f64> = values.iter().map(|value| -value).collect();
    let found = window.trend(&negative, history)?;
    let level = median(values.into_iter().filter(|value| value.is_finite()))?;
    let fall = found.slope * negative.len() as f64 / level;
    let name = format!("-{}", metric.description().name);
    (fall >= LEAST_FALL).then(|| Progress {
        evidence: of_trend(history, window, &name, found.z),
        more: UNKNOWN_PACE,
    })
}

fn of_trend(history: &RunHistory, window: Window, name: &str, z: f64) -> Evidence {
    let evaluations = window.words();
    let name = format!("trend of {name} over {evaluations}, in standard deviations");
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
    let criteria = unreal(history)?;
    let window = Window::last(history);
    let (metric, least) = criteria.realism_asked();
    if window.falls(metric, history) {
        return None;
    }
    let found = gains(history, window, &criteria).or_else(|| {
        falling(history, window, Metric::JensenShannon)
            .filter(|_| !window.rises(Metric::Frechet, history))
    })?;
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
