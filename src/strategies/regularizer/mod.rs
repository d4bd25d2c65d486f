//! `regularize`: what keeps D from becoming too steep, too sure, or blind to diversity, and G's paths
//! even.
//!
//! A regularizer is declared in the file of the family that it acts with. What it needs of the
//! networks is done where these are: weights and layers in `nn`, gradients and inputs in `train`.

mod gradient_penalties;
mod gradient_penalty;
mod instance_noise;
mod kinds;
mod lecam;
mod logit_penalties;
mod minibatch;
mod own_steps;
mod path_length;
mod policy;
mod step_share;
mod target_sampler;
mod targets;
mod weights;

pub use gradient_penalties::{Dragan, R1, R2, WganGp};
pub(crate) use gradient_penalty::{GradientPenalty, PenaltyLocation};
pub use instance_noise::InstanceNoise;
pub use kinds::Regularizer;
pub(crate) use kinds::RegularizerList;
pub use lecam::Lecam;
pub(crate) use logit_penalties::LogitPenalties;
pub use minibatch::{MinibatchDiscrimination, MinibatchStddev};
pub use path_length::PathLength;
pub(crate) use path_length::PathLengthPenalty;
pub(crate) use step_share::step_share;
pub(crate) use target_sampler::TargetSampler;
pub use targets::{LabelFlip, LabelSmoothing, SoftLabels};
pub use weights::{SpectralNorm, WeightClip};
