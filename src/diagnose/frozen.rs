//! Frozen: nothing changes any more, and the run is not healthy.

use super::discriminator_dominance;
use super::finding::Comparison::AtMost;
use super::rule::Rule;
use super::run_history::{Column, block_median};
use super::sample_criteria::SampleCriteria;
use super::words::{count, number, part};
use super::{
    Evidence, Finding, RunHistory, Severity, Symptom, Thresholds, Verdict, VerdictForm, remedy,
};
use crate::metrics::Metric;
use crate::train::StepRow;

/// Rows that must agree before a loss is called constant: fewer may agree by rounding.
const LEAST_SAME: usize = 5;

/// The most that cross entropy comes to where a program bounds the logarithm: PyTorch at -100,
/// Keras at that of 1e-7, above 0 and, in single precision, below 1.
const CLAMPS: [f64; 3] = [100.0, 16.118, 15.942];

const LOSSES: [(&str, Column); 2] = [("d_loss", |row| row.d_loss), ("g_loss", |row| row.g_loss)];

type Standstill = (VerdictForm, Option<u64>, Vec<Evidence>);

pub(super) const RULE: Rule = Rule {
    symptom: Symptom::Verdict(Verdict::Frozen),
    needs: || "losses; frame_change where it is measured".to_string(),
    condition,
    find,
};

fn condition(thresholds: &Thresholds) -> String {
    format!(
        "both losses are constant in the last {}, in at least {} rows of it each, whatever the batch (saturated clamps), except where D's is \
         below {} of its ideal and G's at its clamp: there D has won; or the samples of fixed latents stand still, and D has not won; not \
         where the samples are healthy",
        part(thresholds.window),
        count(LEAST_SAME),
        number(thresholds.won_loss_alone),
    )
}

fn find(history: &RunHistory) -> Option<Finding> {
    if SampleCriteria::of(history)
        .is_some_and(|criteria| criteria.are_healthy(&history.final_metrics()))
    {
        return None;
    }
    let (form, onset, evidence) = saturated(history).or_else(|| still(history))?;
    Some(Finding {
        form: Some(form),
        severity: Severity::Severe,
        onset,
        evidence,
        ..Finding::of(Verdict::Frozen, remedy::frozen(history))
    })
}

/// Every batch has other rows, so losses that are the same in all of them do not see them: they
/// stand at a clamp, such as the -100 that PyTorch puts below a logarithm, or D's output is a
/// constant. Where D's loss is nothing and G's at its clamp, D has won.
fn saturated(history: &RunHistory) -> Option<Standstill> {
    let rows = history.last_steps();
    let most = history.thresholds.constant;
    let spread = |column: Column| spread(rows, column);
    let is_logged = |column: Column| rows.iter().filter_map(column).count() >= LEAST_SAME;
    let is_constant = |column: Column| is_logged(column) && spread(column) <= most;
    if !LOSSES.iter().all(|(_, column)| is_constant(*column)) {
        return None;
    }
    let levels = LOSSES.map(|(_, column)| block_median(rows, column));
    let won = history.thresholds.won_loss_alone * history.ideal();
    let has_won = is_clamp(levels[1]) && history.loss.has_level() && levels[0] < won;
    if has_won {
        return None;
    }
    let same = |block: &[StepRow]| {
        let near = |(column, level): (Column, f64)| {
            (block_median(block, column) - level).abs() <= most * level.abs()
        };
        LOSSES
            .iter()
            .zip(levels)
            .all(|((_, column), level)| near((*column, level)))
    };
    let mut evidence = Vec::new();
    for ((name, column), level) in LOSSES.iter().zip(levels) {
        let name_of_spread = history.window_name(&format!("range of {name} over its level"));
        evidence.push(Evidence::compared(
            &name_of_spread,
            spread(*column),
            AtMost,
            most,
        ));
        evidence.push(Evidence::informative(name, level));
    }
    Some((VerdictForm::Saturated, history.step_onset(same), evidence))
}

/// Whether a loss is one term at a clamp, or the mean or the sum of two of which one or both are.
fn is_clamp(loss: f64) -> bool {
    let levels = CLAMPS
        .iter()
        .flat_map(|clamp| [0.5, 1.0, 2.0].map(|terms| terms * clamp));
    levels
        .into_iter()
        .any(|level| (loss - level).abs() < 1e-3 * level)
}

/// Whether the losses are constant and D's stands at a clamp, which says nothing of an explosion or
/// of who leads.
pub(super) fn is_clamped(history: &RunHistory) -> bool {
    let d_loss = block_median(history.last_steps(), |row| row.d_loss);
    is_clamp(d_loss) && saturated(history).is_some()
}

/// Range of a column over its level; infinite where it is not logged.
fn spread(rows: &[StepRow], column: Column) -> f64 {
    let values = || rows.iter().filter_map(column);
    let (low, high) = (
        values().fold(f64::INFINITY, f64::min),
        values().fold(f64::NEG_INFINITY, f64::max),
    );
    match high - low {
        0.0 => 0.0,
        range if range > 0.0 => range / high.abs().max(low.abs()),
        _ => f64::INFINITY,
    }
}

/// G makes the same of the same latents, and not because a D that has won gives it nothing to
/// follow.
fn still(history: &RunHistory) -> Option<Standstill> {
    let change = no_change(history)?;
    if discriminator_dominance::find(history).is_some() {
        return None;
    }
    let most = history.thresholds.still;
    let onset = history.eval_onset(|row| {
        row.measured
            .get(Metric::FrameChange)
            .is_some_and(|change| change <= most)
    });
    let mut evidence = vec![change];
    evidence.extend(
        history
            .final_step(|row| row.d_loss)
            .map(|loss| Evidence::informative("d_loss", loss)),
    );
    evidence.extend(
        history
            .final_step(|row| row.fake_grad_norm)
            .map(|norm| Evidence::informative("fake_grad_norm", norm)),
    );
    Some((VerdictForm::Still, onset, evidence))
}

/// How little the samples of fixed latents change, where that is nothing.
fn no_change(history: &RunHistory) -> Option<Evidence> {
    let most = history.thresholds.still;
    let change = history
        .final_metric(Metric::FrameChange)
        .filter(|change| *change <= most && history.has_enough_evaluations())?;
    let name = history.median_name(Metric::FrameChange.description().name);
    Some(Evidence::compared(&name, change, AtMost, most))
}

/// What says that G, or the whole game, stands still, whoever has won.
pub(super) fn standstill(history: &RunHistory) -> Option<Vec<Evidence>> {
    let of_samples = no_change(history).map(|change| vec![change]);
    of_samples.or_else(|| saturated(history).map(|(_, _, evidence)| evidence))
}
