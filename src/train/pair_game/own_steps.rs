//! What penalties with optimiser steps of their own carry from one part of an update to the next.

use super::passes::{RealAndFake, Viewed};
use crate::config::Run;
use crate::strategies::{PathLengthPenalty, Regularizer};

/// What own steps need.
pub(super) struct OwnSteps {
    /// The samples of D's update, if its own penalties are due after it.
    pub samples: Option<RealAndFake<Viewed>>,
    pub path_length: Option<PathLengthPenalty>,
    /// Number of samples in a batch.
    pub batch: usize,
    /// Sum of the penalties on D in its last own step.
    pub penalty: Option<f64>,
}

impl OwnSteps {
    /// Those that a run asks for.
    pub fn new(run: &Run) -> Self {
        let path_length = |regularizer: &Regularizer| match regularizer {
            Regularizer::PathLength(rule) => Some(PathLengthPenalty::new(rule.clone())),
            _ => None,
        };
        Self {
            samples: None,
            path_length: run.regularize.iter().find_map(path_length),
            batch: run.batch,
            penalty: None,
        }
    }

    /// Takes the sum of the penalties on D in its last own step.
    pub fn take_penalty(&mut self) -> Option<f64> {
        self.penalty.take()
    }
}
