//! The verdicts on a run, and the signs that go with them.

use serde::{Deserialize, Serialize};

/// What is said of a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// The samples look real and lack nothing; without samples, no failure is visible in the losses.
    Healthy,
    /// The samples look real but show only a part of the data.
    ModeCollapse,
    /// D is too far ahead of G.
    DiscriminatorDominance,
    /// D cannot follow G.
    GeneratorDominance,
    /// Values are no longer finite, or exploded.
    Divergence,
    /// Nothing changes any more.
    Frozen,
    /// A balance rule lets a player move in hardly any step.
    Starved,
    /// Not there yet, and still getting better.
    Undertrained,
    /// No rule applies.
    Undecided,
}

impl Verdict {
    /// Every verdict.
    pub const ALL: [Verdict; 9] = [
        Verdict::Healthy,
        Verdict::ModeCollapse,
        Verdict::DiscriminatorDominance,
        Verdict::GeneratorDominance,
        Verdict::Divergence,
        Verdict::Frozen,
        Verdict::Starved,
        Verdict::Undertrained,
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
            Verdict::Starved => "starved",
            Verdict::Undertrained => "undertrained",
            Verdict::Undecided => "undecided",
        }
    }

    /// One sentence for a glossary.
    pub fn meaning(self) -> &'static str {
        match self {
            Verdict::Healthy => {
                "The samples look real and nothing of the data is missing; without samples: no failure is visible in the losses."
            }
            Verdict::ModeCollapse => {
                "The samples look real, but modes of the data are missing, or at most half of them are in effect used."
            }
            Verdict::DiscriminatorDominance => {
                "D tells real from fake so well that it hardly leaves G anything to learn from."
            }
            Verdict::GeneratorDominance => {
                "D cannot follow G: it is at chance, or worse, although the samples are bad."
            }
            Verdict::Divergence => {
                "A loss or gradient is no longer finite, or losses or samples exploded."
            }
            Verdict::Frozen => "Nothing changes any more, and the run is not healthy.",
            Verdict::Starved => {
                "The balance rule lets a player move in hardly any step, and the samples do not look real."
            }
            Verdict::Undertrained => {
                "The samples do not look real yet, and are still getting better: train longer."
            }
            Verdict::Undecided => {
                "No rule applies: the run is too short, between states, or not measured enough."
            }
        }
    }

    /// Order among findings of equal severity; the highest decides the verdict.
    pub(super) fn rank(self) -> u8 {
        match self {
            Verdict::Undecided => 0,
            Verdict::Undertrained => 1,
            Verdict::Healthy => 2,
            Verdict::GeneratorDominance => 3,
            Verdict::DiscriminatorDominance => 4,
            Verdict::Frozen => 5,
            Verdict::Starved => 6,
            Verdict::ModeCollapse => 7,
            Verdict::Divergence => 8,
        }
    }

    /// Whether a run with this verdict has failed as an experiment.
    pub fn is_failure(self) -> bool {
        !matches!(
            self,
            Verdict::Healthy | Verdict::Undertrained | Verdict::Undecided
        )
    }
}

/// What a rule may find: what decides a verdict, or what only goes with one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Symptom {
    /// It decides the verdict, unless a more severe one does.
    Verdict(Verdict),
    /// It goes with a verdict.
    Sign(Sign),
}

/// What is worth knowing and decides no verdict.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sign {
    /// All modes are held, some of them by far too few samples.
    ModeImbalance,
    /// The players go round in circles.
    Oscillation,
    /// D tells real from fake by the range of their values.
    RangeShortcut,
    /// Most samples are near no mode.
    LowQuality,
    /// Samples are copies of real rows.
    Copies,
    /// Samples have less detail than the data.
    Blurred,
    /// Samples have more detail than the data.
    Noisy,
    /// A pattern alternates from pixel to pixel.
    Checkerboard,
    /// Samples have another size, other values or other colours than the data.
    OtherForm,
    /// A conditional G makes samples of other classes than it is told.
    LabelsIgnored,
    /// The samples of a class are all alike.
    ClassCollapse,
    /// The encoder of an autoencoder says next to nothing.
    PosteriorCollapse,
}

impl Sign {
    /// Every sign.
    pub const ALL: [Sign; 12] = [
        Sign::ModeImbalance,
        Sign::Oscillation,
        Sign::RangeShortcut,
        Sign::LowQuality,
        Sign::Copies,
        Sign::Blurred,
        Sign::Noisy,
        Sign::Checkerboard,
        Sign::OtherForm,
        Sign::LabelsIgnored,
        Sign::ClassCollapse,
        Sign::PosteriorCollapse,
    ];
}

impl From<Sign> for Symptom {
    fn from(sign: Sign) -> Self {
        Symptom::Sign(sign)
    }
}

impl From<Verdict> for Symptom {
    fn from(verdict: Verdict) -> Self {
        Symptom::Verdict(verdict)
    }
}

impl Symptom {
    /// Every symptom: the verdicts, then the signs.
    pub fn all() -> impl Iterator<Item = Symptom> {
        let signs = Sign::ALL.map(Symptom::Sign);
        Verdict::ALL.map(Symptom::Verdict).into_iter().chain(signs)
    }

    /// One sentence for a glossary.
    pub fn meaning(self) -> &'static str {
        match self {
            Symptom::Verdict(verdict) => verdict.meaning(),
            Symptom::Sign(Sign::ModeImbalance) => {
                "All modes of the data are held, some of them by far fewer samples than their share. It decides no verdict."
            }
            Symptom::Sign(Sign::Oscillation) => {
                "The players go round in circles. It decides no verdict."
            }
            Symptom::Sign(Sign::RangeShortcut) => {
                "D can tell real from fake by the range of their values alone. It decides no verdict."
            }
            Symptom::Sign(Sign::LowQuality) => {
                "Most of the samples lie near none of the known modes, though some do. It decides no verdict."
            }
            Symptom::Sign(Sign::Copies) => {
                "Samples are copies of training images. It decides no verdict."
            }
            Symptom::Sign(Sign::Blurred) => {
                "Samples have less detail than the data. It decides no verdict."
            }
            Symptom::Sign(Sign::Noisy) => {
                "Samples have more detail than the data: noise. It decides no verdict."
            }
            Symptom::Sign(Sign::Checkerboard) => {
                "A pattern alternates from pixel to pixel over the samples. It decides no verdict."
            }
            Symptom::Sign(Sign::OtherForm) => {
                "Samples have another size, other values for black and white, or other colours than the data. It decides no verdict."
            }
            Symptom::Sign(Sign::LabelsIgnored) => {
                "A conditional G makes samples of other classes than it is told. It decides no verdict, but no such run is healthy."
            }
            Symptom::Sign(Sign::ClassCollapse) => {
                "The samples of a class are all alike, whatever the latent. It decides no verdict; where the samples look real, \
                 the run is a mode_collapse."
            }
            Symptom::Sign(Sign::PosteriorCollapse) => {
                "The encoder of an autoencoder says next to nothing about its images. It decides no verdict."
            }
        }
    }

    /// The name in files and tables.
    pub fn name(self) -> &'static str {
        match self {
            Symptom::Verdict(verdict) => verdict.name(),
            Symptom::Sign(Sign::ModeImbalance) => "mode_imbalance",
            Symptom::Sign(Sign::Oscillation) => "oscillation",
            Symptom::Sign(Sign::RangeShortcut) => "range_shortcut",
            Symptom::Sign(Sign::LowQuality) => "low_quality",
            Symptom::Sign(Sign::Copies) => "copies",
            Symptom::Sign(Sign::Blurred) => "blurred",
            Symptom::Sign(Sign::Noisy) => "noisy",
            Symptom::Sign(Sign::Checkerboard) => "checkerboard",
            Symptom::Sign(Sign::OtherForm) => "other_form",
            Symptom::Sign(Sign::LabelsIgnored) => "labels_ignored",
            Symptom::Sign(Sign::ClassCollapse) => "class_collapse",
            Symptom::Sign(Sign::PosteriorCollapse) => "posterior_collapse",
        }
    }

    /// The verdict that it is, if it is one.
    pub fn verdict(self) -> Option<Verdict> {
        match self {
            Symptom::Verdict(verdict) => Some(verdict),
            Symptom::Sign(_) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_symptom_is_written_by_its_name() {
        for symptom in Symptom::all() {
            let text = serde_json::to_string(&symptom).unwrap();
            assert_eq!(text, format!("\"{}\"", symptom.name()));
            assert_eq!(serde_json::from_str::<Symptom>(&text).unwrap(), symptom);
        }
    }
}
