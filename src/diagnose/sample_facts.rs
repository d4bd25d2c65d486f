//! What is known of samples from anywhere beside their metrics.

use crate::metrics::{ModeSurroundings, PartShares, RepeatShares};

/// The space in which samples from anywhere are compared.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SampleSpace {
    /// Modes that are known exactly, and points or pixels.
    Modes,
    /// The classes of the data, and the features of the classifier that tells them.
    Classes,
    /// Features of a network that was trained on photographs.
    ImageNet,
    /// Pixels, or vectors as they are.
    #[default]
    Values,
}

impl SampleSpace {
    /// Every space.
    pub const ALL: [SampleSpace; 4] = [
        SampleSpace::Modes,
        SampleSpace::Classes,
        SampleSpace::ImageNet,
        SampleSpace::Values,
    ];

    /// The name on the command line.
    pub fn name(self) -> &'static str {
        match self {
            SampleSpace::Modes => "modes",
            SampleSpace::Classes => "classes",
            SampleSpace::ImageNet => "imagenet",
            SampleSpace::Values => "pixels",
        }
    }
}

/// Shares of rows that copy a real row.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CopyShares {
    /// Of samples.
    pub samples: f64,
    /// Of real rows, that copy another one.
    pub reals: f64,
}

/// What evidence calls the share of samples that repeat each other.
pub(super) const REPEATS: &str = "samples that repeat another one, share";

/// What evidence calls the share of samples that are like no real row.
pub(super) const UNLIKE: &str = "samples like no real one, share";

/// Pictures of each side on which it was counted how often `healthy` is right: with fewer, smaller parts of
/// the data go unseen.
pub(super) const COUNTED_PICTURES: usize = 400;

/// What is known of samples from anywhere beside their metrics. It is about the last set, and where it says so, about
/// those that the verdict is about.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SampleFacts {
    /// Where they are compared.
    pub space: SampleSpace,
    /// Whether the verdict is about a single set.
    pub is_single: bool,
    /// Samples of the set that are finite, and real rows that there are.
    pub counts: (usize, usize),
    /// The share of samples with a value that is no finite number; they are left out.
    pub not_finite: f64,
    /// The same of each set whose step is known, with it, in the order of steps.
    pub not_finite_at: Vec<(u64, f64)>,
    /// Copies of real rows; none where they could not be looked for.
    pub copies: Option<CopyShares>,
    /// Samples that repeat each other; none where that could not be looked for. Of several sets the median.
    pub repeats: Option<RepeatShares>,
    /// The share of samples that are like no real row; none where that could not be looked for. Of several sets the
    /// median.
    pub unlike: Option<f64>,
    /// The mean distance of two samples over that of two real rows, without the farthest pairs; none where nearly all real
    /// rows are equal. Of several sets the median.
    pub pair_spread: Option<f64>,
    /// Where modes are known, how many samples are near each, and around it, of all sets that the verdict is about.
    pub surroundings: Option<ModeSurroundings>,
    /// Whether a part of the real rows is missed; none where that could not be judged. Of several sets it is
    /// the median of those that the verdict is about.
    pub parts: Option<PartShares>,
    /// Detail of samples over that of real pictures, each over the contrast of its side.
    pub detail: Option<f64>,
    /// Amplitudes of a pattern that alternates from pixel to pixel: of samples, of real pictures.
    pub alternation: Option<(f64, f64)>,
    /// Pixels along the shorter side, of samples and of real pictures.
    pub sides: Option<(usize, usize)>,
    /// Whether samples have colours, and real pictures.
    pub colours: Option<(bool, bool)>,
    /// Where black and white are in the files, of samples and of real pictures, where they differ.
    pub scales: Option<[(f64, f64); 2]>,
    /// What could not be judged, a sentence each.
    pub not_judged: Vec<String>,
}

impl SampleFacts {
    /// The share of samples that are like no real row where precision is measured: in features of photographs, in values as
    /// they are; of pictures in thumbnails.
    pub(super) fn unlike_where_compared(&self) -> Option<f64> {
        let are_pictures = self.sides.is_some();
        match self.space {
            SampleSpace::ImageNet => self.parts.map(|shares| shares.samples_unlike),
            _ if are_pictures => self.unlike,
            _ => self.parts.map(|shares| shares.samples_unlike_as_they_are),
        }
    }

    /// Pictures of each side that are compared, where these are too few to see what is seen in others.
    pub(super) fn few_pictures(&self) -> Option<usize> {
        let count = self.counts.0.min(self.counts.1);
        (self.parts.is_some() && count < COUNTED_PICTURES).then_some(count)
    }
}
