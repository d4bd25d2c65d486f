//! How often a verdict is right: counted on runs whose truth is known and by which no threshold was
//! chosen.

use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use super::sample_criteria::{PartsOfData, SampleCriteria};
use super::{RunHistory, Verdict};

/// What a verdict rests on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EvidenceKind {
    /// Samples of data whose modes are known exactly.
    Modes,
    /// Samples whose classes a classifier finds.
    Classes,
    /// Samples in a space of features.
    Features,
    /// Losses alone.
    Losses,
}

impl EvidenceKind {
    /// Every kind.
    pub const ALL: [EvidenceKind; 4] = [
        EvidenceKind::Modes,
        EvidenceKind::Classes,
        EvidenceKind::Features,
        EvidenceKind::Losses,
    ];

    /// The name in files and tables.
    pub fn name(self) -> &'static str {
        match self {
            EvidenceKind::Modes => "modes",
            EvidenceKind::Classes => "classes",
            EvidenceKind::Features => "features",
            EvidenceKind::Losses => "losses",
        }
    }

    /// What runs are judged by, in words.
    fn words(self) -> &'static str {
        match self {
            EvidenceKind::Modes => "samples and known modes",
            EvidenceKind::Classes => "samples and their classes",
            EvidenceKind::Features => "features of samples",
            EvidenceKind::Losses => "losses alone",
        }
    }

    fn of(history: &RunHistory) -> Self {
        let criteria = SampleCriteria::of(history);
        criteria.map_or(EvidenceKind::Losses, |criteria| match criteria.parts {
            PartsOfData::Modes => EvidenceKind::Modes,
            PartsOfData::Classes => EvidenceKind::Classes,
            PartsOfData::Unknown => EvidenceKind::Features,
        })
    }
}

/// How often a verdict was right in held-out runs with the same evidence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Confidence {
    /// What the verdict rests on.
    pub evidence: EvidenceKind,
    /// Held-out runs with this verdict and a known truth in which it was right.
    pub right: u32,
    /// Held-out runs with this verdict and a known truth.
    pub of: u32,
}

impl Confidence {
    /// The share of right verdicts with its counts: `0.95 (42 of 44)`.
    pub fn share_and_counts(&self) -> String {
        let share = f64::from(self.right) / f64::from(self.of);
        format!("{share:.2} ({} of {})", self.right, self.of)
    }

    /// In words: `right in 42 of 44 held-out runs judged by losses alone`.
    pub fn words(&self) -> String {
        let Self {
            evidence,
            right,
            of,
        } = self;
        format!(
            "right in {right} of {of} held-out runs judged by {}",
            evidence.words()
        )
    }
}

/// Written by `just calibrate`: evidence, verdict, right, of.
const TABLE: &str = include_str!("confidence.csv");

static COUNTS: LazyLock<Vec<(String, String, Confidence)>> = LazyLock::new(|| {
    let rows = TABLE.lines().skip(1);
    rows.map(|row| read(row).expect("confidence.csv is as `just calibrate` writes it"))
        .collect()
});

fn read(row: &str) -> Option<(String, String, Confidence)> {
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
    Some((evidence.to_string(), verdict.to_string(), confidence))
}

/// The confidence of a verdict on this history; `None` for one that claims nothing, or was never
/// given to a held-out run with the same evidence.
pub(super) fn of(verdict: Verdict, history: &RunHistory) -> Option<Confidence> {
    let kind = EvidenceKind::of(history);
    let found = COUNTS
        .iter()
        .find(|(evidence, name, _)| evidence == kind.name() && name == verdict.name());
    found.map(|(_, _, confidence)| *confidence)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_whole_and_counts_no_more_right_than_there_are() {
        let verdicts = Verdict::ALL.map(Verdict::name);
        for (_, verdict, confidence) in COUNTS.iter() {
            assert!(verdicts.contains(&verdict.as_str()), "{verdict}");
            assert!(confidence.of > 0 && confidence.right <= confidence.of);
        }
    }
}
