//! Everything that a study may choose about how a GAN is trained, and that is arithmetic: losses,
//! balance rules, learning-rate schedules, regularizers, averages. No tensors and no files.
//!
//! Each name is declared in the file that says what it does (see `schema`); the step
//! loop knows no name itself. Names that act on tensors are opened in `train/pair_game/`.

mod adapt;
mod augment;
mod average;
mod balance;
mod condition;
mod fakes;
mod grow;
mod half_cosine;
mod loss;
mod lr_schedule;
mod optimizer;
mod order;
mod regularizer;
mod select;
mod styles;
mod vae;

pub(crate) use adapt::AdaptiveStrength;
pub use adapt::{Ada, Adapt};
pub use augment::{AdaPipeline, Augment, DiffAugment, Flip};
pub(crate) use augment::{ImageShape, ImageTransform, Situation};
pub(crate) use average::AverageDecay;
pub use average::{Average, Ema, HalfLife};
pub(crate) use balance::Signal;
pub use balance::{
    AdaptiveBackprop, Alternate, Balance, BalanceRule, Decision, Detector, DiscriminatorMetrics,
    GapAware, LoggedValue, LrDropOn, Margin, Proportional, Ratio, Simultaneous, SkipDOnAccuracy,
    SkipDOnGLoss, SkipDOnLoss, ThresholdLoops,
};
pub use condition::{Auxiliary, CONDITION_CLASSES, Concat, Condition, Projection, Unconditional};
pub(crate) use fakes::ReplayBuffer;
pub use fakes::{Fakes, Fresh, Replay, Shared};
pub(crate) use grow::GrownTo;
pub use grow::{Grow, GrowthStage};
pub use loss::{DiscriminatorLoss, Loss, Targets, discriminator_loss, generator_loss};
pub(crate) use loss::{NoLevel, accuracy, selected_generator_loss, sigmoid};
pub use lr_schedule::{Constant, Cosine, Linear, Schedule, Step};
pub use optimizer::{
    Adam, Extragradient, ExtragradientSgd, OptimisticAdam, OptimisticSgd, Optimizer, RmsProp, Sgd,
};
pub use order::Order;
pub use regularizer::{
    Dragan, InstanceNoise, LabelFlip, LabelSmoothing, Lecam, MinibatchDiscrimination,
    MinibatchStddev, PathLength, R1, R2, Regularizer, SoftLabels, SpectralNorm, WeightClip, WganGp,
};
pub(crate) use regularizer::{
    GradientPenalty, LogitPenalties, PathLengthPenalty, PenaltyLocation, RegularizerList,
    TargetSampler, step_share,
};
pub use select::{All, Select, TopK};
pub use styles::Styles;
pub use vae::{LogVariance, Vae};
