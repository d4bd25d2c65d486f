//! What is to be judged, and by what.

use std::path::{Path, PathBuf};

use crate::config::Data;
use crate::diagnose::SampleSpace;
use crate::record::samples::{SampleOptions, ValueScale};
use crate::strategies::Loss;
use crate::train::StepRow;

/// What is to be judged, and by what.
#[derive(Clone, Debug)]
pub struct SampleRequest {
    /// Where the samples are.
    pub fakes: PathBuf,
    /// Where real rows are; they may be drawn where modes are known.
    pub reals: Option<PathBuf>,
    /// Data whose modes are known.
    pub modes: Option<Data>,
    /// The space that was asked for.
    pub space: Option<SampleSpace>,
    /// What the user says of the samples.
    pub options: SampleOptions,
    /// Where black and white are in arrays of samples and of real pictures.
    pub scales: [Option<ValueScale>; 2],
    /// Pixels a side at which pictures are compared.
    pub side: Option<usize>,
    /// Rows of each side, at most.
    pub limit: usize,
    /// Where what takes long is kept.
    pub cache: Option<PathBuf>,
    /// Threads.
    pub threads: usize,
    /// The log of the training, if there is one.
    pub log: Option<SampleLog>,
}

/// The losses of the training that made the samples.
#[derive(Clone, Debug)]
pub struct SampleLog {
    /// What it minimised.
    pub loss: Loss,
    /// Its steps.
    pub steps: Vec<StepRow>,
    /// Whether D's loss is only assumed to be the mean of its two terms.
    pub assumes_mean: bool,
}

impl SampleLog {
    /// What it minimised, its steps, and whether the mean is only assumed.
    pub(super) fn parts(&self) -> (Loss, &[StepRow], bool) {
        (self.loss, &self.steps, self.assumes_mean)
    }
}

impl SampleRequest {
    /// Samples beside real rows, with everything else as usual.
    pub fn new(fakes: &Path, reals: Option<&Path>) -> Self {
        Self {
            fakes: fakes.to_path_buf(),
            reals: reals.map(Path::to_path_buf),
            modes: None,
            space: None,
            options: SampleOptions::default(),
            scales: [None, None],
            side: None,
            limit: 10_000,
            cache: None,
            threads: crate::parallel::cores(),
            log: None,
        }
    }
}

/// What is told while samples are judged.
pub trait Progress: Sync {
    /// A sentence for the user.
    fn note(&self, sentence: String);
    /// So many more of `total` things are done.
    fn advance(&self, what: &'static str, done: usize, total: usize);
}

/// Nobody is told.
impl Progress for () {
    fn note(&self, _: String) {}
    fn advance(&self, _: &'static str, _: usize, _: usize) {}
}
