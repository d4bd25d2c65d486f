//! How often a verdict is right: counted on runs whose truth is known and by which no threshold was
//! chosen.

use std::sync::LazyLock;

use super::sample_criteria::{PartsOfData, SampleCriteria};
use super::{Confidence, EvidenceKind, RunHistory, SampleFacts, SampleSpace, Verdict};
use super::{divergence, low_quality};

/// Written by `just calibrate`: evidence, verdict, right, of.
const TABLE: &str = include_str!("confidence.csv");
/// Written by `cargo bench -- samples`: the same of sets of samples that were made on purpose.
const SAMPLES: &str = include_str!("sample_confidence.csv");

/// Written by `tests/bench/samples/foreign_trainers.py`: the same of samples of trainings in PyTorch.
const FOREIGN: &str = include_str!("foreign_confidence.csv");

static COUNTS: LazyLock<Vec<(&str, Confidence)>> = LazyLock::new(|| {
    let rows = [TABLE, SAMPLES, FOREIGN].map(|table| table.lines().skip(1));
    let mut counts: Vec<(&str, Confidence)> = Vec::new();
    for row in rows.into_iter().flatten() {
        let (verdict, counted) = read(row).expect("the tables are as they were written");
        let is_same = |(name, other): &&mut (&str, Confidence)| {
            *name == verdict && other.evidence == counted.evidence
        };
        match counts.iter_mut().find(is_same) {
            Some((_, other)) => {
                other.right += counted.right;
                other.of += counted.of;
            }
            None => counts.push((verdict, counted)),
        }
    }
    counts
});

/// A verdict's name, and how often it was right.
fn read(row: &'static str) -> Option<(&'static str, Confidence)> {
    let mut cells = row.split(',');
    let (evidence, verdict) = (cells.next()?, cells.next()?);
    let kind = EvidenceKind::ALL
        .into_iter()
        .find(|kind| kind.name() == evidence)?;
    let (right, of) = (cells.next()?.parse().ok()?, cells.next()?.parse().ok()?);
    let confidence = Confidence {
        evidence: kind,
        right,
        of,
    };
    Some((verdict, confidence))
}

/// What a verdict on this history rests on.
fn kind_of(history: &RunHistory) -> EvidenceKind {
    if let Some(facts) = history.facts.filter(|facts| facts.is_single) {
        return match facts.space {
            SampleSpace::Modes => EvidenceKind::SetByModes,
            SampleSpace::Classes => EvidenceKind::SetByClasses,
            SampleSpace::ImageNet => EvidenceKind::SetByImageNet,
            SampleSpace::Values => EvidenceKind::SetByValues,
        };
    }
    let criteria = SampleCriteria::of(history).filter(|_| history.has_enough_evaluations());
    criteria.map_or(EvidenceKind::Losses, |criteria| match criteria.parts {
        PartsOfData::Modes if history.facts.is_some() => EvidenceKind::SetsByModes,
        PartsOfData::Modes => EvidenceKind::Modes,
        PartsOfData::Classes => EvidenceKind::Classes,
        PartsOfData::Unknown => EvidenceKind::Features,
    })
}

/// The confidence of a verdict on this history; `None` where the table has no count: the verdict
/// claims nothing, or too few held-out runs with the same evidence had it.
pub(super) fn of(verdict: Verdict, history: &RunHistory) -> Option<Confidence> {
    // In features of photographs, single sets were judged alone.
    if history.is_in_imagenet() && !history.is_single_set() {
        return None;
    }
    // No run of the tables was judged by samples with values that are not finite.
    if divergence::samples_not_finite(history).is_some() {
        return None;
    }
    if history.facts.is_some_and(is_of_other_vectors) || low_quality::is_found(history) {
        return None;
    }
    let sees_less = || history.facts.and_then(SampleFacts::few_pictures).is_some();
    if verdict == Verdict::Healthy && sees_less() {
        return None;
    }
    let kind = kind_of(history);
    let found = COUNTS
        .iter()
        .find(|(name, counted)| counted.evidence == kind && *name == verdict.name());
    found.map(|(_, confidence)| *confidence)
}

/// Whether samples are vectors whose modes nobody knows. What was made on purpose are pictures, and points of even modes:
/// columns of other scales, many columns, and modes that are uneven or a little moved are judged less well.
fn is_of_other_vectors(facts: &SampleFacts) -> bool {
    facts.space == SampleSpace::Values && facts.sides.is_none()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_whole_and_counts_no_more_right_than_there_are() {
        let verdicts = Verdict::ALL.map(Verdict::name);
        for (verdict, confidence) in COUNTS.iter() {
            assert!(verdicts.contains(verdict), "{verdict}");
            assert!(confidence.of > 0 && confidence.right <= confidence.of);
        }
    }
}
