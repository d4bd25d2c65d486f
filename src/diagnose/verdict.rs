//! The words for what became of a run.

use serde::{Deserialize, Serialize};

/// What is said of a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    Healthy,
    ModeCollapse,
    DiscriminatorDominance,
    GeneratorDominance,
    Divergence,
    Frozen,
    Undecided,
}

impl Verdict {
    /// Every verdict.
    pub const ALL: [Verdict; 7] = [
        Verdict::Healthy,
        Verdict::ModeCollapse,
        Verdict::DiscriminatorDominance,
        Verdict::GeneratorDominance,
        Verdict::Divergence,
        Verdict::Frozen,
        Verdict::Undecided,
    ];

    /// The name in files and tables.
    pub fn name(self) -> &'static str {
        match self {
            Verdict::Healthy => "healthy",
            Verdict::ModeCollapse => "mode_collapse",
            Verdict::DiscriminatorDominance => "discriminator_dominance",
            Verdict::GeneratorDominance => "generator_dominance",
            Verdict::Divergence => "divergence",
            Verdict::Frozen => "frozen",
            Verdict::Undecided => "undecided",
        }
    }

    /// One sentence for a glossary.
    pub fn meaning(self) -> &'static str {
        match self {
            Verdict::Healthy => "The generator holds all of the data's modes with samples of good quality.",
            Verdict::ModeCollapse => "The samples look real but show only a part of the data.",
            Verdict::DiscriminatorDominance => {
                "D tells real from fake so well that it hardly leaves G anything to learn from."
            }
            Verdict::GeneratorDominance => "D cannot follow G: it is at chance although the samples are bad.",
            Verdict::Divergence => "A loss or gradient left the finite numbers, or D's loss exploded.",
            Verdict::Frozen => "Nothing moves any more although the samples are bad. No rule gives this verdict yet.",
            Verdict::Undecided => "No rule applies: the run is too short, between states, or not measured enough.",
        }
    }

    /// Order of graveness among findings of equal severity.
    pub(super) fn gravity(self) -> u8 {
        match self {
            Verdict::Undecided => 0,
            Verdict::Healthy => 1,
            Verdict::Frozen => 2,
            Verdict::GeneratorDominance => 3,
            Verdict::DiscriminatorDominance => 4,
            Verdict::ModeCollapse => 5,
            Verdict::Divergence => 6,
        }
    }

    /// Whether a run with this verdict has failed as an experiment.
    pub fn is_failure(self) -> bool {
        !matches!(self, Verdict::Healthy | Verdict::Undecided)
    }
}
