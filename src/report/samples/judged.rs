//! What comes out.

use crate::diagnose::{Diagnosis, SampleFacts};
use crate::metrics::MetricValues;
use crate::record::samples::RowForm;
use crate::train::EvalRow;

/// Samples that were judged.
#[derive(Clone, Debug)]
pub struct JudgedSamples {
    /// The verdict.
    pub diagnosis: Diagnosis,
    /// The sets, in the order of their steps.
    pub sets: Vec<JudgedSet>,
    /// What is known beside the metrics.
    pub facts: SampleFacts,
    /// How samples are counted, for the last set.
    pub counts: Option<Counts>,
    /// Pictures of the last set, if they are pictures or points.
    pub gallery: Gallery,
    /// In words: what was compared with what, as what.
    pub comparison: String,
}

/// One set of samples.
#[derive(Clone, Debug)]
pub struct JudgedSet {
    /// Its file or folder.
    pub name: String,
    /// The step that its name says.
    pub step: Option<u64>,
    /// Samples that are finite.
    pub samples: usize,
    /// The metrics; none where no sample is finite.
    pub measured: Option<MetricValues>,
}

impl JudgedSet {
    /// As a row of evaluations. A set without a step, or of before the first, stands at step 1: what is
    /// judged has been trained.
    pub(crate) fn row(&self) -> Option<EvalRow> {
        Some(EvalRow {
            step: self.step.unwrap_or(1).max(1),
            measured: self.measured?,
        })
    }
}

/// Samples by mode or class.
#[derive(Clone, Debug, PartialEq)]
pub struct Counts {
    /// `mode` or `class`.
    pub what: &'static str,
    /// Each with its samples, and its share of the data.
    pub rows: Vec<(String, u32, f64)>,
}

/// Some samples and real rows, to be looked at.
#[derive(Clone, Debug)]
pub struct Gallery {
    /// What a row is.
    pub form: RowForm,
    /// Samples.
    pub fakes: Vec<f32>,
    /// Real rows.
    pub reals: Vec<f32>,
    /// Samples that are nearest to a real row, each with that row, its name, and its distance over what
    /// makes a copy.
    pub pairs: Vec<Pair>,
}

/// A sample and the real row that it is nearest to.
#[derive(Clone, Debug)]
pub struct Pair {
    /// The sample.
    pub fake: Vec<f32>,
    /// The real row.
    pub real: Vec<f32>,
    /// The real row's file or number.
    pub name: String,
    /// Its distance over what makes a copy: below 1, the sample is one.
    pub relative: f64,
}
