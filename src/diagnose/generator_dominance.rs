//! Generator dominance: D cannot follow G. It is at chance before bad samples, or worse than chance.

use super::finding::Comparison::{Above, AtMost, Below};
use super::frozen;
use super::rule::Rule;
use super::run_history::{LEAST_EVALUATIONS, block_median};
use super::sample_criteria::SampleCriteria;
use super::words::{count, number, part};
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
        "D is at chance (loss above {} of its ideal, accuracy at most {}) although the samples are bad (below {} of the quality at which they look real), in the last \
         {}, of at least {} evaluations, and in all at least {} updates of D; or it is worse than chance (loss above {} of \
         its ideal, or {} where its loss may be a sum, G's loss below that of a balanced game)",
        number(thresholds.chance_loss),
        number(thresholds.chance_accuracy),
        number(thresholds.nearly_real),
        part(thresholds.window),
        count(LEAST_EVALUATIONS),
        number(thresholds.chance_updates as f64),
        number(thresholds.fooled_loss),
        number(SUM_OVER_MEAN * thresholds.fooled_loss),
    )
}

fn find(history: &RunHistory) -> Option<Finding> {
    // At chance a Wasserstein D has loss 0, but so has one that has just changed sign.
    if history.loss == Loss::Wasserstein
        || !history.has_enough(|row| row.d_loss)
        || frozen::is_clamped(history)
    {
        return None;
    }
    let samples = SampleCriteria::of(history).map(|criteria| (criteria, history.final_metrics()));
    let (form, onset, mut evidence) = match samples {
        Some((criteria, measured)) if criteria.looks_real(&measured) => return None,
        Some((criteria, measured)) if history.has_enough_evaluations() => {
            let far = !criteria.look_nearly_real(&measured);
            let at_chance = at_chance(history).filter(|_| far);
            at_chance.or_else(|| fooled(history))?
        }
        _ => fooled(history)?,
    };
    evidence.extend(samples.and_then(|(criteria, _)| match form {
        VerdictForm::AtChance => criteria.far_from_real(history),
        _ => criteria.realism(history),
    }));
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

/// A loss of D that is the sum of its terms, over one that is their mean.
const SUM_OVER_MEAN: f64 = 2.0;

type Lost = (VerdictForm, Option<u64>, Vec<Evidence>);

/// D cannot tell, although there is much to tell. At the beginning of any run that is so, and only
/// many updates later it is a failure, which has then lasted since that beginning.
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
    let is_at_chance = loss > least && accuracy <= most;
    if !(is_at_chance && history.has_beginning_behind()) {
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
/// loss with a level says so, and one that may be a sum only where it would be high for one.
fn fooled(history: &RunHistory) -> Option<Lost> {
    if !history.loss.has_level() {
        return None;
    }
    let loss = history.final_step(|row| row.d_loss)?;
    let sum = if history.assumes_mean {
        SUM_OVER_MEAN
    } else {
        1.0
    };
    let least = sum * history.thresholds.fooled_loss * history.ideal();
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
