//! A network with its optimiser, and what is done to it around a step.

use crate::nn::{
    Device, Gradients, NamedTensor, Network, NetworkOptimizer, SavedParameters, SpectralNormalizer,
    TakenStep, UpdateRule, clip_weights, gradient_vectors, named_tensors, parameter_vectors,
    visit_state,
};
use crate::rng::{Seed, Stream};
use crate::state_dict::StateDict;
use crate::strategies::{
    Adam, Extragradient, ExtragradientSgd, OptimisticAdam, OptimisticSgd, Optimizer, Regularizer,
    RmsProp, Sgd,
};

/// A network that is trained.
pub(in crate::train) struct TrainedNetwork {
    pub(in crate::train) network: Box<dyn Network>,
    optimizer: NetworkOptimizer,
    /// How much of a step is taken at once; below 1 where penalties have steps of their own.
    step_share: f64,
    /// Computed, and not yet used by a step.
    pub(super) gradients: Option<Gradients>,
    /// Bound on the absolute value of every parameter.
    weight_clip: Option<f32>,
    spectral_norm: Option<SpectralNormalizer>,
    saved: Option<SavedNetwork>,
}

/// A network as it was, with all that belongs to it.
struct SavedNetwork {
    parameters: SavedParameters,
    optimizer: NetworkOptimizer,
    spectral_norm: Option<SpectralNormalizer>,
}

/// The update rule of an optimiser in a run's settings.
fn update_rule(optimizer: &Optimizer) -> UpdateRule {
    match optimizer.clone() {
        // Extragradient is Adam from a point further on; the loop looks ahead.
        Optimizer::Adam(Adam {
            betas,
            epsilon,
            weight_decay,
            ..
        })
        | Optimizer::Extragradient(Extragradient {
            betas,
            epsilon,
            weight_decay,
        }) => UpdateRule::Adam {
            betas,
            epsilon,
            weight_decay,
        },
        Optimizer::OptimisticAdam(OptimisticAdam {
            betas,
            epsilon,
            weight_decay,
        }) => UpdateRule::OptimisticAdam {
            betas,
            epsilon,
            weight_decay,
        },
        Optimizer::RmsProp(RmsProp {
            decay,
            epsilon,
            momentum,
            weight_decay,
        }) => UpdateRule::RmsProp {
            decay,
            epsilon,
            momentum,
            weight_decay,
        },
        Optimizer::Sgd(Sgd {
            momentum,
            weight_decay,
        }) => UpdateRule::Sgd {
            momentum,
            weight_decay,
        },
        Optimizer::OptimisticSgd(OptimisticSgd { weight_decay }) => {
            UpdateRule::OptimisticSgd { weight_decay }
        }
        // Extragradient is the plain rule from a point further on; the loop looks ahead.
        Optimizer::ExtragradientSgd(ExtragradientSgd { weight_decay }) => UpdateRule::Sgd {
            momentum: 0.0,
            weight_decay,
        },
    }
}

impl TrainedNetwork {
    /// A fresh network with an optimiser that has taken no step. `step_share` is by how much its steps
    /// are to be smaller because there are more of them.
    pub fn new(network: Box<dyn Network>, optimizer: &Optimizer, step_share: f64) -> Self {
        let rule = update_rule(optimizer).with_more_steps(step_share);
        Self {
            network,
            optimizer: NetworkOptimizer::new(rule),
            // Plain gradient steps are as long as their gradients.
            step_share: if rule.is_normalised() {
                step_share
            } else {
                1.0
            },
            gradients: None,
            weight_clip: None,
            spectral_norm: None,
            saved: None,
        }
    }

    /// Constrains the weights as the regularizers ask: by a bound, or by spectral normalisation.
    pub fn constrain(&mut self, regularizers: &[Regularizer], seed: Seed) {
        for regularizer in regularizers {
            match regularizer {
                Regularizer::WeightClip(clip) => self.weight_clip = Some(clip.bound as f32),
                Regularizer::SpectralNorm(norm) => {
                    let mut draws = seed.at(Stream::SpectralNorm, 0, 0);
                    self.spectral_norm = Some(SpectralNormalizer::new(
                        &mut *self.network,
                        norm.iterations,
                        &mut draws,
                    ));
                }
                _ => {}
            }
        }
    }

    /// One optimiser step against the gradient; returns the gradient's L2 norm.
    ///
    /// # Panics
    /// Without a gradient: a defect of the caller.
    pub fn step(&mut self, device: &Device, learning_rate: f64) -> f64 {
        let gradients = self.gradients.take();
        let mut gradients = gradients.expect("the backward pass comes before the step");
        self.step_against(device, &mut gradients, learning_rate)
    }

    /// The same against gradients that other networks share.
    pub fn step_against(
        &mut self,
        device: &Device,
        gradients: &mut Gradients,
        learning_rate: f64,
    ) -> f64 {
        if let Some(spectral_norm) = &mut self.spectral_norm {
            spectral_norm.unnormalise(&mut *self.network, gradients);
        }
        let gradient_norm = self.optimizer.step(
            device,
            &mut *self.network,
            gradients,
            learning_rate * self.step_share,
        );
        if let Some(spectral_norm) = &mut self.spectral_norm {
            spectral_norm.normalise(&mut *self.network);
        }
        if let Some(bound) = self.weight_clip {
            clip_weights(&mut *self.network, bound);
        }
        gradient_norm
    }

    /// The step that would be taken now, with what it depends on.
    ///
    /// # Panics
    /// Without a gradient: a defect of the caller.
    pub fn step_to_take(&mut self, learning_rate: f64) -> TakenStep {
        let gradients = self.gradients.as_mut();
        let gradients = gradients.expect("the backward pass comes before the step");
        TakenStep {
            gradients: gradient_vectors(&mut *self.network, gradients),
            parameters: parameter_vectors(&mut *self.network),
            moments: self.optimizer.moments.clone(),
            rule: self.optimizer.rule,
            number: self.optimizer.steps + 1,
            learning_rate: learning_rate * self.step_share,
        }
    }

    /// Sets the decay of Adam's second moment, as it is without further steps.
    pub fn set_beta2(&mut self, beta2: f64) {
        if let UpdateRule::Adam { betas, .. } = &mut self.optimizer.rule {
            betas[1] = beta2.powf(self.step_share);
        }
    }

    /// Forgets what the optimiser remembers of earlier steps.
    pub fn restart_optimizer(&mut self) {
        self.optimizer = NetworkOptimizer::new(self.optimizer.rule);
    }

    /// Saves a copy, in the buffers of the last one.
    pub fn save(&mut self) {
        match &mut self.saved {
            Some(saved) => {
                saved.parameters.save(&mut *self.network);
                saved.optimizer.clone_from(&self.optimizer);
                saved.spectral_norm.clone_from(&self.spectral_norm);
            }
            None => {
                self.saved = Some(SavedNetwork {
                    parameters: SavedParameters::copy_of(&mut *self.network),
                    optimizer: self.optimizer.clone(),
                    spectral_norm: self.spectral_norm.clone(),
                });
            }
        }
    }

    /// Puts everything back as it was saved.
    ///
    /// # Panics
    /// If nothing was saved: a defect of the caller.
    pub fn restore(&mut self) {
        let saved = self.saved.as_mut().expect("the network was saved");
        saved.parameters.restore(&mut *self.network);
        self.optimizer.clone_from(&saved.optimizer);
        self.spectral_norm.clone_from(&saved.spectral_norm);
    }

    /// Puts the parameters back, and leaves the optimiser and running statistics as they are.
    ///
    /// # Panics
    /// If nothing was saved: a defect of the caller.
    pub fn restore_parameters(&mut self) {
        let saved = self.saved.as_mut().expect("the network was saved");
        saved.parameters.restore_parameters(&mut *self.network);
        self.spectral_norm.clone_from(&saved.spectral_norm);
    }

    /// Every parameter and buffer with its name.
    pub fn named_tensors(&mut self) -> Vec<NamedTensor> {
        named_tensors(&mut *self.network)
    }

    /// Visits the network, its optimiser, and the raw weights behind a spectral norm.
    pub fn visit_state(&mut self, state: &mut StateDict) {
        visit_state(&mut *self.network, state);
        self.optimizer.visit_state(&mut *self.network, state);
        if let Some(spectral_norm) = &mut self.spectral_norm {
            state.scope("spectral_norm", |state| spectral_norm.visit_state(state));
        }
    }
}
