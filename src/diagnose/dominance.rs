//! One player too far ahead of the other.

use super::finding::Comparison::{Above, AtLeast, AtMost, Below};
use super::run_history::{block_median, median};
use super::sample_criteria::SampleCriteria;
use super::{Evidence, FailureForm, Finding, RunHistory, Severity, Verdict, remedy};
use crate::strategies::Loss;
use crate::train::StepRow;

/// The rule for `discriminator_dominance`. A log without D's accuracy is judged by its loss alone,
/// one without samples by the game alone; samples that are healthy say that G still learns, however
/// low D's loss.
pub(super) fn judge_discriminator(history: &RunHistory) -> Option<Finding> {
    let samples = SampleCriteria::of(history).map(|judge| (judge, history.final_measured()));
    if samples.is_some_and(|(judge, measured)| judge.healthy(&measured)) {
        return None;
    }
    let bad = samples.map(|(judge, measured)| !judge.looks_real(&measured));
    let (onset, mut evidence) = match history.loss.has_level() {
        true => won_by_level(history)?,
        // A relativistic D compares: it may be right about every pair while G learns well, so only
        // bad samples decide.
        false => won_relativistic(history).filter(|_| bad == Some(true))?,
    };
    evidence.extend(
        history
            .final_step(|row| row.g_loss)
            .map(|loss| Evidence::plain("g_loss", loss)),
    );
    evidence.extend(
        history
            .final_step(|row| row.fake_grad_norm)
            .map(|norm| Evidence::plain("fake_grad_norm", norm)),
    );
    evidence.extend(samples.and_then(|(judge, _)| judge.reality(history)));
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

fn won_by_level(history: &RunHistory) -> Option<(Option<u64>, Vec<Evidence>)> {
    let thresholds = history.thresholds;
    let (loss, accuracy) = (
        history.final_step(|row| row.d_loss)?,
        history.final_step(|row| row.d_acc),
    );
    let (most, least) = (
        thresholds.won_loss * history.ideal(),
        thresholds.won_accuracy,
    );
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
        "d_loss (median of the last quarter)",
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
            "d_acc (median of the last quarter)",
            accuracy,
            AtLeast,
            least,
        )],
    ))
}

/// The rule for `generator_dominance`: D is at chance before bad samples, or worse than chance.
pub(super) fn judge_generator(history: &RunHistory) -> Option<Finding> {
    // At chance a Wasserstein D has loss 0, but so has one that has just changed sign.
    if history.loss == Loss::Wasserstein {
        return None;
    }
    let samples = SampleCriteria::of(history).map(|judge| (judge, history.final_measured()));
    let (form, onset, mut evidence) = match samples {
        Some((judge, measured)) if judge.looks_real(&measured) => return None,
        Some(_) => at_chance(history).or_else(|| fooled(history))?,
        None => fooled(history)?,
    };
    evidence.extend(samples.and_then(|(judge, _)| judge.reality(history)));
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

type Lost = (FailureForm, Option<u64>, Vec<Evidence>);

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
        Evidence::compared("d_loss (median of the last quarter)", loss, Above, least),
        Evidence::compared("d_acc", accuracy, AtMost, most),
    ];
    Some((FailureForm::AtChance, history.step_onset(lost), evidence))
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
        generator_at_balance(history.loss)?,
    );
    if !(loss > least && generator < most) {
        return None;
    }
    let fooled = |rows: &[StepRow]| {
        block_median(rows, |row| row.d_loss) > least && block_median(rows, |row| row.g_loss) < most
    };
    let evidence = vec![
        Evidence::compared("d_loss (median of the last quarter)", loss, Above, least),
        Evidence::compared("g_loss", generator, Below, most),
    ];
    Some((FailureForm::Fooled, history.step_onset(fooled), evidence))
}

/// G's loss before a D that cannot tell; below it D takes fakes for real. `None` where it has no
/// level.
fn generator_at_balance(loss: Loss) -> Option<f64> {
    match loss {
        Loss::NonSaturating => Some(std::f64::consts::LN_2),
        Loss::Minimax => Some(-std::f64::consts::LN_2),
        Loss::LeastSquares => Some(0.25),
        Loss::Hinge => Some(0.0),
        Loss::Wasserstein | Loss::Rsgan | Loss::RaGan | Loss::RaHinge => None,
    }
}
