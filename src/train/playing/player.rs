//! A network with its optimiser, and what is done to it around a step.

use crate::config::{self, Regularizer};
use crate::nn::{
    Gradients, Layer, NamedTensor, NetworkOptimizer, SavedParameters, SpectralNorm, UpdateRule,
    clip_weights, named_tensors, visit_state,
};
use crate::rng::{Seed, Stream};
use crate::state_dict::StateDict;

/// A network at training.
pub(in crate::train) struct Trained<L> {
    pub(in crate::train) network: L,
    pub(super) optimizer: NetworkOptimizer,
    /// Worked out and not yet applied.
    pub(super) gradients: Option<Gradients>,
    /// Bound of every parameter.
    clip: Option<f32>,
    spectral: Option<SpectralNorm>,
    kept: Option<Copy>,
}

/// A player as it was.
struct Copy {
    network: SavedParameters,
    optimizer: NetworkOptimizer,
    spectral: Option<SpectralNorm>,
}

fn rule(optimizer: &config::Optimizer) -> UpdateRule {
    match *optimizer {
        // Extragradient is Adam from a point further on; the loop looks ahead.
        config::Optimizer::Adam {
            betas,
            epsilon,
            weight_decay,
        }
        | config::Optimizer::Extragradient {
            betas,
            epsilon,
            weight_decay,
        } => UpdateRule::Adam {
            betas,
            epsilon,
            weight_decay,
        },
        config::Optimizer::OptimisticAdam {
            betas,
            epsilon,
            weight_decay,
        } => UpdateRule::OptimisticAdam {
            betas,
            epsilon,
            weight_decay,
        },
        config::Optimizer::RmsProp {
            decay,
            epsilon,
            momentum,
            weight_decay,
        } => UpdateRule::RmsProp {
            decay,
            epsilon,
            momentum,
            weight_decay,
        },
        config::Optimizer::Sgd {
            momentum,
            weight_decay,
        } => UpdateRule::Sgd {
            momentum,
            weight_decay,
        },
    }
}

impl<L: Layer> Trained<L> {
    /// A fresh player.
    pub fn new(network: L, optimizer: &config::Optimizer) -> Self {
        Self {
            network,
            optimizer: NetworkOptimizer::new(rule(optimizer)),
            gradients: None,
            clip: None,
            spectral: None,
            kept: None,
        }
    }

    /// Binds the weights as the regularizers ask.
    pub fn constrain(&mut self, regularizers: &[Regularizer], seed: Seed) {
        for regularizer in regularizers {
            match *regularizer {
                Regularizer::WeightClip { bound } => self.clip = Some(bound as f32),
                Regularizer::SpectralNorm { iterations } => {
                    let mut draws = seed.at(Stream::SpectralNorm, 0, 0);
                    self.spectral =
                        Some(SpectralNorm::new(&mut self.network, iterations, &mut draws));
                }
                _ => {}
            }
        }
    }

    /// One step against the gradient that was worked out; returns its norm.
    pub fn apply(&mut self, rate: f64) -> f64 {
        let mut gradients = self.gradients.take().expect("a gradient was worked out");
        if let Some(spectral) = &mut self.spectral {
            spectral.raw(&mut self.network, &mut gradients);
        }
        let norm = self.optimizer.step(&mut self.network, &mut gradients, rate);
        if let Some(spectral) = &mut self.spectral {
            spectral.normalise(&mut self.network);
        }
        if let Some(bound) = self.clip {
            clip_weights(&mut self.network, bound);
        }
        norm
    }

    /// Keeps the player as it is, in the state of the last time.
    pub fn keep(&mut self) {
        match &mut self.kept {
            Some(kept) => {
                kept.network.store(&mut self.network);
                kept.optimizer.clone_from(&self.optimizer);
                kept.spectral.clone_from(&self.spectral);
            }
            None => {
                self.kept = Some(Copy {
                    network: SavedParameters::of(&mut self.network),
                    optimizer: self.optimizer.clone(),
                    spectral: self.spectral.clone(),
                });
            }
        }
    }

    /// Puts all back as it was kept.
    pub fn restore(&mut self) {
        let kept = self.kept.as_mut().expect("the player was kept");
        kept.network.restore(&mut self.network);
        self.optimizer.clone_from(&kept.optimizer);
        self.spectral.clone_from(&kept.spectral);
    }

    /// Puts the parameters back, and leaves the optimiser and running statistics as they are.
    pub fn restore_parameters(&mut self) {
        let kept = self.kept.as_mut().expect("the player was kept");
        kept.network.restore_parameters(&mut self.network);
        self.spectral.clone_from(&kept.spectral);
    }

    /// Every parameter and buffer with its name.
    pub fn parameters(&mut self) -> Vec<NamedTensor> {
        named_tensors(&mut self.network)
    }

    /// Walks over the network, its optimiser, and what lies behind the parameters.
    pub fn visit_state(&mut self, state: &mut StateDict) {
        visit_state(&mut self.network, state);
        self.optimizer.visit_state(&mut self.network, state);
        if let Some(spectral) = &mut self.spectral {
            state.scope("spectral_norm", |state| spectral.visit_state(state));
        }
    }
}
