//! From places on the disk to a verdict.

use super::copied::copied;
use super::error::JudgeError;
use super::measured_set::{MeasuredSet, counted_rows};
use super::real_rows::shuffled;
use super::request::{Progress, SampleLog, SampleRequest};
use super::sample_judge::{LookedAtSet, SampleJudge, options_beside_reals};
use super::space::{Seen, Space};
use crate::diagnose::{Diagnosis, RunHistory, SampleFacts, diagnose};
use crate::metrics::{ClassCounts, ModeCounts};
use crate::record::samples::{RowForm, SampleRows, find_samples};
use crate::report::{Counts, Gallery, JudgedSamples, JudgedSet};
use crate::strategies::Loss;
use crate::train::{EvalRow, StepRow};

/// Sets from which on the verdict is about all of them, and has an onset: as of a run.
pub const LEAST_SETS: usize = 5;
/// Pictures that are shown, and points.
const SHOWN_PICTURES: usize = 64;
const SHOWN_POINTS: usize = 1_000;

/// Judges samples: one set by itself, five or more as the evaluations of a run.
///
/// # Errors
/// If they or the real rows cannot be read, or cannot be compared.
pub fn judge_samples(
    request: &SampleRequest,
    progress: &dyn Progress,
) -> Result<JudgedSamples, JudgeError> {
    let options = options_beside_reals(request)?;
    let sets = find_samples(&request.fakes, &options)?;
    let mut judge = SampleJudge::new(request.clone(), &sets[sets.len() - 1], progress)?;
    let mut judged = Vec::with_capacity(sets.len());
    let mut at_end = None;
    for set in &sets {
        let looked_at = judge.look(set, progress)?;
        judged.push(looked_at.measured.set.clone());
        at_end = Some(looked_at);
    }
    let at_end = at_end.expect("there is a set");
    Ok(conclude(&judge, judged, at_end, progress))
}

/// The verdict on sets in the order of their steps, or on the last of them if the facts, which are its own,
/// say so; its metrics rest on so many samples. With the log of the training, if there is one.
pub fn diagnose_sets(
    evals: &[EvalRow],
    facts: &SampleFacts,
    behind: usize,
    log: Option<(Loss, &[StepRow], bool)>,
) -> Diagnosis {
    let first = match facts.is_single {
        true => evals.len().saturating_sub(1),
        false => 0,
    };
    let (loss, steps, assumes_mean) = log.unwrap_or((Loss::NonSaturating, &[], false));
    diagnose(&RunHistory {
        facts: Some(facts),
        assumes_mean,
        ..RunHistory::external(loss, behind, steps, &evals[first..])
    })
}

fn conclude(
    judge: &SampleJudge,
    judged: Vec<JudgedSet>,
    at_end: LookedAtSet,
    progress: &dyn Progress,
) -> JudgedSamples {
    let LookedAtSet {
        measured,
        rows,
        seen,
    } = at_end;
    let MeasuredSet {
        mut facts,
        behind,
        comparison,
        ..
    } = measured;
    let (real, request) = (&judge.real, &judge.request);
    facts.is_single = judged.len() < LEAST_SETS;
    let order = shuffled(rows.count());
    let most = match rows.form {
        RowForm::Image { .. } => SHOWN_PICTURES,
        RowForm::Vector { .. } => SHOWN_POINTS,
    };
    let shown = &order[..order.len().min(most)];
    let mut gallery = Gallery {
        form: rows.form,
        fakes: rows.rows(shown),
        reals: real.first(most),
        pairs: Vec::new(),
    };
    match copied(&rows, &real.rows, request.threads, progress) {
        Ok(found) => {
            facts.copies = Some(found.shares);
            gallery.pairs = found.pairs;
        }
        Err(why) => facts.not_judged.push(why),
    }
    let evals: Vec<EvalRow> = judged.iter().filter_map(JudgedSet::row).collect();
    let log = request.log.as_ref().map(SampleLog::parts);
    JudgedSamples {
        diagnosis: diagnose_sets(&evals, &facts, behind, log),
        counts: counts_of(&rows, &seen, &judge.space),
        sets: judged,
        facts,
        gallery,
        comparison,
    }
}

/// Samples by mode or class.
fn counts_of(rows: &SampleRows, seen: &Seen, space: &Space) -> Option<Counts> {
    match space {
        Space::Modes(modes) => {
            let order = shuffled(rows.count());
            let counts = ModeCounts::new(&counted_rows(rows, &order), modes).by_mode;
            let share = 1.0 / counts.len() as f64;
            let named = counts.into_iter().enumerate();
            Some(Counts {
                what: "mode",
                rows: named
                    .map(|(at, count)| ((at + 1).to_string(), count, share))
                    .collect(),
            })
        }
        Space::Classes(_, names, shares) => {
            let counts = ClassCounts::new(&seen.classes, names.len()).by_class;
            let rows = names.iter().zip(counts).zip(shares);
            Some(Counts {
                what: "class",
                rows: rows
                    .map(|((name, count), share)| (name.clone(), count, *share))
                    .collect(),
            })
        }
        Space::ImageNet | Space::Values => None,
    }
}
