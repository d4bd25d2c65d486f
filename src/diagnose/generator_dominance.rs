//! Generator dominance: D cannot follow G. It is at chance before bad samples, or worse than chance.

use super::finding::Comparison::{Above, AtMost, Below};
use super::rule::Rule;
use super::run_history::block_median;
use super::sample_criteria::SampleCriteria;
use super::words::{number, part};
use super::{
    Evidence, Finding, RunHistory, Severity, Symptom, Thresholds, Verdict, VerdictForm, remedy,
};
use crate::strategies::Loss;
use crate::train::StepRow;

pub(super) const RULE: Rule = Rule {
    symptom: Symptom::Verdict(Verdict::GeneratorDominance),
    needs: || "D's loss and accuracy, sample quality; or both losses".to_string(),
    condition,
    find,
};

fn condition(thresholds: &Thresholds) -> String {
    format!(
        "D is at chance (loss above {} of its ideal, accuracy at most {}) although the samples are bad, in the last \
         {}, after at least {} updates of D; or it is worse than chance (loss above {} of its ideal, G's loss \
         below that of a balanced game)",
        number(thresholds.chance_loss),
        number(thresholds.chance_accuracy),
        part(thresholds.window),
        number(thresholds.chance_updates as f64),
        number(thresholds.fooled_loss),
    )
}

fn find(history: &RunHistory) -> Option<Finding> {
    // At chance a Wasserstein D has loss 0, but so has one that has just changed sign.
    if history.loss == Loss::Wasserstein || !history.has_enough_rows() {
        return None;
    }
    let samples = SampleCriteria::of(history).map(|criteria| (criteria, history.final_metrics()));
    let (form, onset, mut evidence) = match samples {
        Some((criteria, measured)) if criteria.looks_real(&measured) => return None,
        Some(_) => at_chance(history).or_else(|| fooled(history))?,
        None => fooled(history)?,
    };
    evidence.extend(samples.and_then(|(criteria, _)| criteria.realism(history)));
    Some(Finding {
        form: Some(form),
        severity: Severity::Severe,
        onset,
        evidence,
        ..Finding::of(
            Verdict::GeneratorDominance,
            remedy::weaker_generator(history),
        )
    })
}

type Lost = (VerdictForm, Option<u64>, Vec<Evidence>);

/// D cannot tell, although there is much to tell. At the beginning of any run that is so.
fn at_chance(history: &RunHistory) -> Option<Lost> {
    let thresholds = history.thresholds;
    let (loss, accuracy) = (
        history.final_step(|row| row.d_loss)?,
        history.final_step(|row| row.d_acc)?,
    );
    let (least, most) = (
        thresholds.chance_loss * history.ideal(),
        thresholds.chance_accuracy,
    );
    let updates: u64 = history
        .steps
        .iter()
        .map(|row| u64::from(row.d_stepped))
        .sum();
    if updates < thresholds.chance_updates || !(loss > least && accuracy <= most) {
        return None;
    }
    let lost = |rows: &[StepRow]| {
        block_median(rows, |row| row.d_loss) > least && block_median(rows, |row| row.d_acc) <= most
    };
    let evidence = vec![
        Evidence::compared(&history.median_name("d_loss"), loss, Above, least),
        Evidence::compared("d_acc", accuracy, AtMost, most),
    ];
    Some((VerdictForm::AtChance, history.step_onset(lost), evidence))
}

/// D is wrong more than it is right: G leads it by the nose, and moves on before D follows. Only a
/// loss with a level says so.
fn fooled(history: &RunHistory) -> Option<Lost> {
    if !history.loss.has_level() {
        return None;
    }
    let loss = history.final_step(|row| row.d_loss)?;
    let least = history.thresholds.fooled_loss * history.ideal();
    let (generator, most) = (
        history.final_step(|row| row.g_loss)?,
        history.loss.ideal_generator_loss()?,
    );
    if !(loss > least && generator < most) {
        return None;
    }
    let fooled = |rows: &[StepRow]| {
        block_median(rows, |row| row.d_loss) > least && block_median(rows, |row| row.g_loss) < most
    };
    let evidence = vec![
        Evidence::compared(&history.median_name("d_loss"), loss, Above, least),
        Evidence::compared("g_loss", generator, Below, most),
    ];
    Some((VerdictForm::Fooled, history.step_onset(fooled), evidence))
}
