//! What is to be exported.

use crate::config::Kind;
use crate::nn::Module;

/// A generator that is to be exported.
pub struct PytorchExport<'a> {
    /// What makes its samples.
    pub modules: Vec<Module>,
    /// Values of a latent row.
    pub latent_size: usize,
    /// How many of them, at their end, are the one-hot class that a conditional generator is told.
    pub labels: usize,
    /// What its samples are.
    pub kind: Kind,
    /// How far styles are from their mean.
    pub truncation: f64,
    /// The name of its model.
    pub model: &'a str,
    /// The id of its run.
    pub run: &'a str,
    /// Which weights it has, in words.
    pub weights: &'a str,
}
