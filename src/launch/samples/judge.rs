//! From places on the disk to a verdict.

use super::copied::copied;
use super::error::JudgeError;
use super::measured_set::{MeasuredSet, counted_rows};
use super::order::shuffled;
use super::request::{Progress, SampleLog, SampleRequest};
use super::sample_judge::{LookedAtSet, SampleJudge, options_beside_reals};
use super::space::{Seen, Space};
use super::window::{LEAST_SETS, facts_of_sets};
use crate::diagnose::{Diagnosis, RunHistory, SampleFacts, diagnose};
use crate::metrics::{ClassCounts, ModeCounts};
use crate::record::samples::{
    RowForm, SampleRows, SampleSet, SetFacts, find_samples, without_earlier_attempt,
};
use crate::report::{Counts, Gallery, JudgedSamples, JudgedSet};
use crate::statistics::plural;
use crate::strategies::Loss;
use crate::train::{EvalRow, StepRow};

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
    let found = find_samples(&request.fakes, &options)?;
    let note = found.iter().find_map(|set| set.note.clone());
    let (sets, void) = without_earlier_attempt(found)?;
    note.into_iter().for_each(|note| progress.note(note));
    if let (1.., Some(step)) = (void, sets.last().and_then(|set| set.step)) {
        progress.note(went_back(step, void));
    }
    let mut judge = SampleJudge::new(request.clone(), typical(&sets), progress)?;
    let (mut judged, mut facts) = (Vec::with_capacity(sets.len()), Vec::new());
    let mut not_finite = Vec::new();
    let (mut at_end, mut damaged) = (None, None);
    for set in &sets {
        match judge.look(set, progress) {
            Ok(looked_at) => {
                judged.push(looked_at.measured.set.clone());
                facts.push(looked_at.measured.facts.clone());
                not_finite.extend(looked_at.measured.not_finite());
                at_end = Some(looked_at);
            }
            Err(JudgeError::Samples(error)) => {
                if sets.len() > 1 {
                    progress.note(format!("left out a set: {error}"));
                }
                damaged = damaged.or(Some(error));
            }
            Err(error) => return Err(error),
        }
    }
    match (at_end, damaged) {
        (Some(mut at_end), _) => {
            let sets: Vec<&SampleFacts> = facts.iter().collect();
            at_end.measured.facts = facts_of_sets(&sets).expect("there is a set");
            at_end.measured.facts.not_finite_at = not_finite;
            Ok(conclude(&judge, judged, at_end, progress))
        }
        (None, Some(error)) => Err(error.into()),
        (None, None) => unreachable!("there is a set"),
    }
}

/// The set whose pictures have the middle size among the last sets that can be read: one of another size
/// decides nothing.
fn typical(sets: &[SampleSet]) -> &SampleSet {
    let side = |facts: &SetFacts| facts.pictures().map_or(0, |pictures| pictures.side);
    let readable = sets.iter().rev();
    let readable = readable.filter_map(|set| Some((side(&set.facts().ok()?), set)));
    let mut last: Vec<(usize, &SampleSet)> = readable.take(LEAST_SETS).collect();
    last.sort_by_key(|(side, _)| *side);
    let middle = last.get(last.len() / 2);
    middle.map_or(&sets[sets.len() - 1], |(_, set)| set)
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

/// The sentence about sets of an earlier attempt that are left out, given the newest step.
pub fn went_back(step: u64, void: usize) -> String {
    let sets = plural(void, "set");
    format!(
        "the samples went back to step {step}: {sets} of later steps, of an earlier attempt, left out"
    )
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
            if facts.is_single {
                // Of all samples, where some were looked at.
                facts.repeats = found.repeats;
                facts.unlike = found.unlike;
            }
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
