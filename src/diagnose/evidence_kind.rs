//! What verdicts rest on, and how often they are right.

use serde::{Deserialize, Serialize};

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
    /// The share of right verdicts.
    pub fn share(self) -> f64 {
        f64::from(self.right) / f64::from(self.of)
    }

    /// In words: `right in 42 of 44 of seesaw's own held-out runs judged by losses alone`.
    pub fn words(&self) -> String {
        let Self {
            evidence,
            right,
            of,
        } = self;
        format!(
            "right in {right} of {of} of seesaw's own held-out runs judged by {}",
            evidence.words()
        )
    }
}
