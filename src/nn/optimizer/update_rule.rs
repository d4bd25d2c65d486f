//! The update rules, and what they carry from step to step.

/// How a gradient becomes a step. `weight_decay` is an L2 penalty, added to the gradient as in
/// PyTorch; `epsilon` is added to the root of the second moment.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum UpdateRule {
    /// Kingma and Ba 2015, algorithm 1.
    Adam {
        /// Decay of the first and of the second moment.
        betas: [f64; 2],
        /// Keeps the denominator from 0.
        epsilon: f64,
        /// Factor of the L2 penalty.
        weight_decay: f64,
    },
    /// The gradient over the root of its running mean square (Tieleman and Hinton 2012), with
    /// PyTorch's momentum.
    RmsProp {
        /// Decay of the mean square.
        decay: f64,
        /// Keeps the denominator from 0.
        epsilon: f64,
        /// Factor of the last step's momentum.
        momentum: f64,
        /// Factor of the L2 penalty.
        weight_decay: f64,
    },
    /// Adam that steps twice along this step's direction and undoes the last step's once (Daskalakis
    /// et al. 2018, "Training GANs with optimism", algorithm 1).
    OptimisticAdam {
        /// Decay of the first and of the second moment.
        betas: [f64; 2],
        /// Keeps the denominator from 0.
        epsilon: f64,
        /// Factor of the L2 penalty.
        weight_decay: f64,
    },
    /// Gradient descent that steps twice along this step's gradient and undoes the last step's once
    /// (Daskalakis et al. 2018, OGDA).
    OptimisticSgd {
        /// Factor of the L2 penalty.
        weight_decay: f64,
    },
    /// Stochastic gradient descent with heavy-ball momentum in PyTorch's form (Sutskever et al.
    /// 2013).
    Sgd {
        /// Factor of the last step's momentum.
        momentum: f64,
        /// Factor of the L2 penalty.
        weight_decay: f64,
    },
}

impl UpdateRule {
    /// Whether the length of a step does not depend on that of the gradient.
    pub fn is_normalised(&self) -> bool {
        !matches!(
            self,
            UpdateRule::Sgd { .. } | UpdateRule::OptimisticSgd { .. }
        )
    }

    /// The same rule for a player that takes more steps, each a share `c` of what it was: where steps are
    /// normalised, decays to the power c (Karras et al. 2020, StyleGAN2, appendix B).
    pub fn with_more_steps(mut self, c: f64) -> Self {
        match &mut self {
            UpdateRule::Adam { betas, .. } | UpdateRule::OptimisticAdam { betas, .. } => {
                *betas = betas.map(|beta| beta.powf(c));
            }
            UpdateRule::RmsProp { decay, .. } => *decay = decay.powf(c),
            UpdateRule::Sgd { .. } | UpdateRule::OptimisticSgd { .. } => {}
        }
        self
    }
}

/// Running state of one parameter, in the parameter's order of values; empty where the rule needs
/// none.
#[derive(Debug, Default, PartialEq)]
pub struct Moments {
    /// Adam's first moment; the momentum of the others.
    pub first: Vec<f32>,
    /// Adam's second moment; RMSprop's mean square.
    pub second: Vec<f32>,
    /// The direction of the last step, for a rule with optimism.
    pub direction: Vec<f32>,
}

impl Clone for Moments {
    fn clone(&self) -> Self {
        Self {
            first: self.first.clone(),
            second: self.second.clone(),
            direction: self.direction.clone(),
        }
    }

    /// Into the buffers that are there: a player that looks ahead is saved in every step.
    fn clone_from(&mut self, other: &Self) {
        self.first.clone_from(&other.first);
        self.second.clone_from(&other.second);
        self.direction.clone_from(&other.direction);
    }
}

/// The moments of one block; those that a rule does not have are empty.
pub(super) struct MomentsBlock<'a> {
    pub first: &'a mut [f32],
    pub second: &'a mut [f32],
    pub direction: &'a mut [f32],
}
