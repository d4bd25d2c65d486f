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
    /// Sets of samples from anywhere, each with its step, of data whose modes are known exactly.
    SetsByModes,
    /// One set of samples from anywhere, of data whose modes are known exactly.
    SetByModes,
    /// One set, by the classes that a classifier finds.
    SetByClasses,
    /// One set, in features of a network that was trained on photographs.
    SetByImageNet,
    /// One set, by pixels or values as they are.
    SetByValues,
}

impl EvidenceKind {
    /// Every kind.
    pub const ALL: [EvidenceKind; 9] = [
        EvidenceKind::Modes,
        EvidenceKind::Classes,
        EvidenceKind::Features,
        EvidenceKind::Losses,
        EvidenceKind::SetsByModes,
        EvidenceKind::SetByModes,
        EvidenceKind::SetByClasses,
        EvidenceKind::SetByImageNet,
        EvidenceKind::SetByValues,
    ];

    /// The name in files and tables.
    pub fn name(self) -> &'static str {
        match self {
            EvidenceKind::Modes => "modes",
            EvidenceKind::Classes => "classes",
            EvidenceKind::Features => "features",
            EvidenceKind::Losses => "losses",
            EvidenceKind::SetsByModes => "sets_by_modes",
            EvidenceKind::SetByModes => "set_by_modes",
            EvidenceKind::SetByClasses => "set_by_classes",
            EvidenceKind::SetByImageNet => "set_by_imagenet",
            EvidenceKind::SetByValues => "set_by_values",
        }
    }

    /// What was judged, and by what, in words.
    fn words(self) -> &'static str {
        match self {
            EvidenceKind::Modes => "held-out runs judged by samples and known modes",
            EvidenceKind::Classes => "held-out runs judged by samples and their classes",
            EvidenceKind::Features => "held-out runs judged by features of samples",
            EvidenceKind::Losses => "held-out runs judged by losses alone",
            EvidenceKind::SetsByModes => {
                "trainings in PyTorch, judged by sets of samples and known modes"
            }
            EvidenceKind::SetByModes => {
                "sets made on purpose or trained in PyTorch, judged by known modes"
            }
            EvidenceKind::SetByClasses => "sets made on purpose, judged by classes",
            EvidenceKind::SetByImageNet => {
                "sets made on purpose, judged by features of photographs"
            }
            EvidenceKind::SetByValues => "sets made on purpose, judged by their values",
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
            "right in {right} of {of} of seesaw's own {}",
            evidence.words()
        )
    }
}
