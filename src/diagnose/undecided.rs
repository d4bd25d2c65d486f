//! What is said when no rule applies: which number blocks which answer.

use super::finding::Comparison::{Above, AtLeast, Below};
use super::healthy::{OVER_IDEAL, losses, lowest_share, unreal_samples};
use super::logged_metrics;
use super::run_history::{LEAST_OF_WINDOW, LEAST_ROWS};
use super::sample_criteria::SampleCriteria;
use super::{Evidence, Finding, Remedy, RunHistory, Severity, Verdict, remedy};

/// What keeps the run from being healthy comes first: too little, before samples that do not look
/// real, before ones that lack something.
pub(super) fn finding(history: &RunHistory) -> Finding {
    let (evidence, remedy) = match SampleCriteria::of(history) {
        Some(criteria) => by_samples(history, &criteria),
        None => by_losses(history),
    };
    Finding {
        severity: Severity::Note,
        evidence,
        ..Finding::of(Verdict::Undecided, remedy)
    }
}

fn by_samples(history: &RunHistory, criteria: &SampleCriteria) -> (Vec<Evidence>, Remedy) {
    let mut evidence = Vec::new();
    let mut remedy = match history.is_single_set() {
        true => remedy::look_at_samples(history, criteria.looks_real(&history.final_metrics())),
        false => remedy::longer(
            history,
            2.0,
            "no rule applies yet; more steps may decide it",
        ),
    };
    if !history.has_enough_evaluations() {
        let (count, needed) = (
            history.evals_of_training().len(),
            history.evaluations_needed(),
        );
        evidence.push(too_few("evaluations", count, needed));
        remedy = remedy::more_evaluations(history, needed);
    }
    if !history.has_enough_samples() {
        let needed = history.samples_needed();
        let what = match history.facts {
            Some(_) => "samples and real rows that are compared",
            None => "samples of an evaluation",
        };
        evidence.push(too_few(what, history.samples, needed));
        remedy = remedy::more_samples(history, needed);
    }
    evidence.extend(unreal_samples(history));
    evidence.extend(criteria.in_noise(history));
    evidence.extend(criteria.unreal_range(history));
    evidence.extend(criteria.realism(history));
    evidence.extend(criteria.completeness(history));
    evidence.extend(losses(history));
    evidence.sort_by_key(|number| !number.falls_short());
    (evidence, remedy)
}

fn by_losses(history: &RunHistory) -> (Vec<Evidence>, Remedy) {
    let mut evidence: Vec<Evidence> = blocking(history).into_iter().collect();
    evidence.extend(losses(history));
    let named = |name: &str| evidence.iter().any(|number| number.name == name);
    let metrics = logged_metrics::evidence(history).into_iter();
    let others: Vec<Evidence> = metrics.filter(|metric| !named(&metric.name)).collect();
    evidence.extend(others);
    (evidence, remedy::measure_samples(history))
}

/// The number that keeps a log from being called healthy or a failure.
fn blocking(history: &RunHistory) -> Option<Evidence> {
    let rows = history.steps.len();
    if rows < LEAST_ROWS {
        return Some(too_few("rows of steps", rows, LEAST_ROWS));
    }
    let loss = history.final_step(|row| row.d_loss);
    let (all, last) = history.logged(|row| row.d_loss);
    if all > 0 && all < LEAST_ROWS {
        return Some(too_few("rows with D's loss", all, LEAST_ROWS));
    }
    if all > 0 && last < LEAST_OF_WINDOW {
        let name = history.window_name("rows with D's loss");
        return Some(too_few(&name, last, LEAST_OF_WINDOW));
    }
    if let Some(metric) = logged_metrics::nearly_nothing(history) {
        return Some(metric);
    }
    let loss = loss.filter(|_| history.loss.has_level())?;
    by_level(history, loss / history.ideal())
}

/// Where D's loss lies, between what is a failure and what is healthy.
fn by_level(history: &RunHistory, share: f64) -> Option<Evidence> {
    let thresholds = history.thresholds;
    let (won, balanced) = (thresholds.won_loss_alone, thresholds.balanced_loss);
    let accuracy = history.final_step(|row| row.d_acc);
    let accuracy = accuracy.filter(|accuracy| *accuracy < thresholds.won_accuracy);
    Some(match share {
        _ if share > thresholds.fooled_loss => {
            Evidence::compared(OVER_IDEAL, share, Above, thresholds.fooled_loss)
        }
        _ if share < won => Evidence::compared("d_acc", accuracy?, Below, thresholds.won_accuracy),
        _ if share < balanced => Evidence::between(
            &format!("{OVER_IDEAL}, neither dominated nor balanced:"),
            share,
            won,
            balanced,
        ),
        _ => lowest_share(history, AtLeast),
    })
}

fn too_few(what: &str, count: usize, needed: usize) -> Evidence {
    Evidence::compared(what, count as f64, Below, needed as f64)
}
