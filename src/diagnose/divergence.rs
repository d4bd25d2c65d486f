//! Divergence: values that are no longer finite, or that exploded.

use super::final_spread::final_spread;
use super::finding::Comparison::{Above, AtLeast, Finite};
use super::median::median;
use super::rule::Rule;
use super::run_history::{Column, block_median};
use super::sample_criteria::SampleCriteria;
use super::words::{count, number, part};
use super::{
    Evidence, Finding, RunHistory, Severity, Symptom, Thresholds, Verdict, frozen, remedy,
};
use crate::config::Kind;
use crate::metrics::{FARTHEST_PAIRS, Metric};
use crate::strategies::Loss;
use crate::train::{STEP_COLUMNS, StepRow};

type Found = (Option<u64>, Vec<Evidence>);

/// The size of Wasserstein losses that stands for their ideal, which they do not have.
const WASSERSTEIN_LOSS: f64 = 100.0;

pub(super) const RULE: Rule = Rule {
    symptom: Symptom::Verdict(Verdict::Divergence),
    needs: || "losses; the samples' spread where it is measured".to_string(),
    condition,
    find,
};

fn condition(thresholds: &Thresholds) -> String {
    format!(
        "a loss or gradient norm is not finite to its end, or more than {} of samples from anywhere are not; or, in the last {}, D's loss is above {} times its ideal, G's above \
         {} times (Wasserstein, in size: {} and {}) and D's is not constant at a clamp, or the samples' spread above {} times that of the data (of samples from anywhere: the mean distance of pairs, the farthest {} of them left out); or D's loss was beyond its limit in {} rows, and what is left stands still: samples that do not look real, or both losses",
        part(thresholds.not_finite),
        part(thresholds.window),
        number(thresholds.exploded_discriminator),
        number(thresholds.exploded_generator),
        number(thresholds.exploded_discriminator * WASSERSTEIN_LOSS),
        number(thresholds.exploded_generator * WASSERSTEIN_LOSS),
        number(thresholds.exploded_spread),
        number(FARTHEST_PAIRS),
        count(EXPLODED_ROWS),
    )
}

fn find(history: &RunHistory) -> Option<Finding> {
    let (onset, evidence) = not_finite(history)
        .or_else(|| samples_not_finite(history))
        .or_else(|| exploded(history))
        .or_else(|| exploded_before(history))?;
    Some(Finding {
        severity: Severity::Severe,
        onset,
        evidence,
        ..Finding::of(
            Verdict::Divergence,
            remedy::divergence(history, is_sudden(history, onset)),
        )
    })
}

/// Multiples of its median that a loss must have reached before it was lost, to have grown.
const GROWN: f64 = 3.0;

/// Whether losses that are lost were as usual just before.
fn is_sudden(history: &RunHistory, onset: Option<u64>) -> bool {
    let is_before = |row: &StepRow| onset.is_some_and(|onset| row.step < onset);
    let before = &history.steps[..history.steps.partition_point(is_before)];
    let latest = &before[before.len() - before.len().min(LEAST_BEFORE)..];
    let grown = |column: Column| {
        let size = |rows: &[StepRow]| {
            let values = rows.iter().filter_map(column).map(f64::abs);
            median(values.filter(|value| value.is_finite()))
        };
        let (usual, now) = (size(before), size(latest));
        usual
            .zip(now)
            .is_some_and(|(usual, now)| now > GROWN * usual)
    };
    before.len() > LEAST_BEFORE && !grown(|row| row.d_loss) && !grown(|row| row.g_loss)
}

/// Rows just before a loss is lost that show whether it grew.
const LEAST_BEFORE: usize = 3;

/// A network that is no longer finite never comes back. Values that do come back were not
/// measured, or overflowed for a step, as mixed precision does on purpose.
fn not_finite(history: &RunHistory) -> Option<Found> {
    let found: Vec<(u64, Evidence)> = STEP_COLUMNS
        .iter()
        .filter(|column| column.must_be_finite)
        .filter_map(|column| {
            let (step, value) = lost(history.steps, column.get)?;
            Some((
                step,
                Evidence {
                    comparison: Some(Finite),
                    ..Evidence::informative(column.name, value)
                },
            ))
        })
        .collect();
    let onset = found.iter().map(|(step, _)| *step).min()?;
    Some((
        Some(onset),
        found.into_iter().map(|(_, evidence)| evidence).collect(),
    ))
}

/// Samples from anywhere, most of which hold a value that is not finite; since the first set of which that is so, and of all after it.
pub(super) fn samples_not_finite(history: &RunHistory) -> Option<Found> {
    let (facts, most) = (history.facts?, history.thresholds.not_finite);
    let lost = facts.not_finite_at.iter().rev();
    let onset = lost.take_while(|(_, share)| *share > most).last();
    let onset = onset.filter(|_| !facts.is_single).map(|(step, _)| *step);
    let name = "share of samples that are not finite";
    let evidence = || Evidence::compared(name, facts.not_finite, Above, most);
    (facts.not_finite > most).then(|| (onset, vec![evidence()]))
}

/// The step from which a column is not finite until its end. One that was so before and came back,
/// more than once, tells by that of steps at which nothing was measured, unless it was never so for as
/// long as at the end.
fn lost(steps: &[StepRow], column: Column) -> Option<(u64, f64)> {
    let values: Vec<(u64, f64)> = steps
        .iter()
        .filter_map(|row| Some((row.step, column(row)?)))
        .collect();
    let tail = values
        .iter()
        .rposition(|(_, value)| value.is_finite())
        .map_or(0, |at| at + 1);
    let gaps = values[..tail].chunk_by(|one, next| one.1.is_finite() == next.1.is_finite());
    let gaps: Vec<usize> = gaps
        .filter(|gap| !gap[0].1.is_finite())
        .map(<[_]>::len)
        .collect();
    let longest = gaps.iter().copied().max().unwrap_or(0);
    let is_lost = gaps.len() < 2 || values.len() - tail > longest;
    values.get(tail).copied().filter(|_| is_lost)
}

/// Rows with a loss that has exploded from which they are no single outliers.
const EXPLODED_ROWS: usize = 3;

/// D's loss exploded, and what was left stands still: players at their limits, whose losses may be
/// anything, 0 included.
fn exploded_before(history: &RunHistory) -> Option<Found> {
    let most = history.thresholds.exploded_discriminator * unit(history);
    let is_beyond = |row: &&StepRow| row.d_loss.is_some_and(|loss| loss.abs() > most);
    let beyond: Vec<&StepRow> = history.steps.iter().filter(is_beyond).collect();
    let looks_real = SampleCriteria::of(history)
        .is_some_and(|criteria| criteria.looks_real(&history.final_metrics()));
    if beyond.len() < EXPLODED_ROWS || looks_real || frozen::is_clamped(history) {
        return None;
    }
    let times = number(history.thresholds.exploded_discriminator);
    let name = match history.loss {
        Loss::Wasserstein => format!("rows with |d_loss| above {}", number(most)),
        _ => format!("rows with |d_loss| above {times} times its ideal"),
    };
    let rows = beyond.len() as f64;
    let count = Evidence::compared(&name, rows, AtLeast, EXPLODED_ROWS as f64);
    let standstill = frozen::standstill(history)?;
    let evidence = std::iter::once(count).chain(standstill).collect();
    Some((Some(beyond[0].step), evidence))
}

/// What losses are measured by.
fn unit(history: &RunHistory) -> f64 {
    match history.loss {
        Loss::Wasserstein => WASSERSTEIN_LOSS,
        _ => history.ideal(),
    }
}

/// Losses are measured by D's ideal; Wasserstein's, which has none, by more than scores are in any
/// training that works.
fn exploded(history: &RunHistory) -> Option<Found> {
    let unit = unit(history);
    let limits = [
        (
            "|d_loss|",
            (|row| row.d_loss) as Column,
            history.thresholds.exploded_discriminator * unit,
        ),
        (
            "|g_loss|",
            |row| row.g_loss,
            history.thresholds.exploded_generator * unit,
        ),
    ];
    let beyond = |rows: &[StepRow]| {
        limits
            .into_iter()
            .filter(|(_, column, most)| block_median(rows, *column).abs() > *most)
            .collect::<Vec<_>>()
    };
    let found: Vec<_> = match frozen::is_clamped(history) {
        true => Vec::new(),
        false => beyond(history.last_steps())
            .into_iter()
            .filter(|(_, column, _)| history.has_enough(*column))
            .collect(),
    };
    if found.is_empty() {
        return exploded_samples(history);
    }
    // Which of the two it is may change on the way.
    let onset = history.step_onset(|rows| !beyond(rows).is_empty());
    let evidence = found.into_iter().map(|(name, column, most)| {
        let name = history.median_name(name);
        Evidence::compared(
            &name,
            block_median(history.last_steps(), column).abs(),
            Above,
            most,
        )
    });
    Some((onset, evidence.collect()))
}

/// Points may fly away; images cannot, for G ends in tanh.
fn exploded_samples(history: &RunHistory) -> Option<Found> {
    let are_images = history
        .run
        .is_some_and(|run| run.data.kind() != Kind::Points);
    if are_images || !history.has_enough_evaluations() {
        return None;
    }
    let most = history.thresholds.exploded_spread;
    let (name, spread) = final_spread(history).filter(|(_, spread)| *spread > most)?;
    let onset = history.eval_onset(|row| {
        row.measured
            .get(Metric::Spread)
            .is_some_and(|spread| spread > most)
    });
    Some((onset, vec![Evidence::compared(&name, spread, Above, most)]))
}
