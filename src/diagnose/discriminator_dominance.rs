//! Discriminator dominance: D is so far ahead that G has hardly anything to learn from.

use super::finding::Comparison::{AtLeast, Below};
use super::median::median;
use super::rule::Rule;
use super::run_history::{LEAST_EVALUATIONS, LEAST_ROWS, block_median};
use super::sample_criteria::{PartsOfData, SampleCriteria};
use super::undertrained::is_on_its_way;
use super::words::{count, number, part};
use super::{
    Evidence, Finding, RunHistory, Severity, Symptom, Thresholds, Verdict, remedy, still_nearing,
};

pub(super) const RULE: Rule = Rule {
    symptom: Symptom::Verdict(Verdict::DiscriminatorDominance),
    needs: || "D's loss; its accuracy and samples where they are logged".to_string(),
    condition,
    find,
};

fn condition(thresholds: &Thresholds) -> String {
    format!(
        "D's loss stays below {} of its ideal, or below {} without samples whose modes or classes are known and in the first {} updates of D, and its accuracy at {} or above, in the \
         last {} of at least {} rows of steps; samples say that they are bad after {} evaluations, and with fewer D needs as many updates; of a relativistic loss: its accuracy at {} or above before bad samples; not \
         where the samples are healthy or still getting better; its onset is not before the evaluation from which on the Frechet distance, where measured, is by its median less than a quarter lower",
        number(thresholds.won_loss),
        number(thresholds.won_loss_alone),
        number(thresholds.chance_updates as f64),
        number(thresholds.won_accuracy),
        part(thresholds.window),
        count(LEAST_ROWS),
        count(LEAST_EVALUATIONS),
        number(thresholds.won_relativistic_accuracy),
    )
}

/// A log without D's accuracy is judged by its loss alone, one without samples by the game alone:
/// there D may be far ahead in a run that is as good as any, so only a D that has all but finished
/// is called dominant. Samples that are healthy, or still getting better, say that G learns, however
/// low D's loss.
pub(super) fn find(history: &RunHistory) -> Option<Finding> {
    if !history.has_enough(|row| row.d_loss) || is_on_its_way(history) {
        return None;
    }
    let samples = SampleCriteria::of(history).map(|criteria| (criteria, history.final_metrics()));
    if samples.is_some_and(|(criteria, measured)| criteria.are_healthy(&measured)) {
        return None;
    }
    // Few evaluations do not say that samples are bad, nor does a young run.
    let is_early = !history.has_enough_evaluations() && !history.has_beginning_behind();
    if samples.is_some() && is_early {
        return None;
    }
    let samples = samples.filter(|_| history.has_enough_evaluations());
    let bad = samples.map(|(criteria, measured)| !criteria.looks_real(&measured));
    // Precision in the space of pixels takes the least noise for bad samples.
    // In the beginning D is ahead of every G, and all samples are bad.
    let tells_realism = samples.is_some_and(|(criteria, _)| criteria.parts != PartsOfData::Unknown)
        && history.has_beginning_behind();
    let (onset, mut evidence) = match history.loss.has_level() {
        true => won_by_level(history, tells_realism)?,
        // A relativistic D compares: it may be right about every pair while G learns well, so only
        // bad samples decide.
        false => won_relativistic(history).filter(|_| bad == Some(true))?,
    };
    let onset = onset.map(|step| step.max(still_nearing::until(history).unwrap_or(0)));
    evidence.extend(
        history
            .final_step(|row| row.g_loss)
            .map(|loss| Evidence::informative("g_loss", loss)),
    );
    evidence.extend(
        history
            .final_step(|row| row.fake_grad_norm)
            .map(|norm| Evidence::informative("fake_grad_norm", norm)),
    );
    evidence.extend(samples.and_then(|(criteria, _)| criteria.realism(history)));
    Some(Finding {
        // Where samples look real, G has learned something from this D.
        severity: if bad == Some(false) {
            Severity::Partial
        } else {
            Severity::Severe
        },
        onset,
        evidence,
        ..Finding::of(
            Verdict::DiscriminatorDominance,
            remedy::weaker_discriminator(history),
        )
    })
}

fn won_by_level(history: &RunHistory, tells_realism: bool) -> Option<(Option<u64>, Vec<Evidence>)> {
    let thresholds = history.thresholds;
    let (loss, accuracy) = (
        history.final_step(|row| row.d_loss)?,
        history.final_step(|row| row.d_acc),
    );
    let share = match tells_realism {
        true => thresholds.won_loss,
        false => thresholds.won_loss_alone,
    };
    let (most, least) = (share * history.ideal(), thresholds.won_accuracy);
    let won = |loss: f64, accuracy: Option<f64>| {
        loss < most && accuracy.is_none_or(|share| share >= least)
    };
    if !won(loss, accuracy) {
        return None;
    }
    let onset = history.step_onset(|rows| {
        won(
            block_median(rows, |row| row.d_loss),
            median(rows.iter().filter_map(|row| row.d_acc)),
        )
    });
    let mut evidence = vec![Evidence::compared(
        &history.median_name("d_loss"),
        loss,
        Below,
        most,
    )];
    evidence.extend(accuracy.map(|share| Evidence::compared("d_acc", share, AtLeast, least)));
    Some((onset, evidence))
}

fn won_relativistic(history: &RunHistory) -> Option<(Option<u64>, Vec<Evidence>)> {
    let least = history.thresholds.won_relativistic_accuracy;
    let accuracy = history
        .final_step(|row| row.d_acc)
        .filter(|share| history.loss.is_relativistic() && *share >= least)?;
    let onset = history.step_onset(|rows| block_median(rows, |row| row.d_acc) >= least);
    Some((
        onset,
        vec![Evidence::compared(
            &history.median_name("d_acc"),
            accuracy,
            AtLeast,
            least,
        )],
    ))
}
