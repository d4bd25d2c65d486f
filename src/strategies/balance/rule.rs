//! What every balance rule implements.

use std::fmt::Debug;

use crate::state_dict::StateDict;

/// What a forward pass of D says of one batch, before D learns from it.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct DiscriminatorMetrics {
    /// D's loss, mean of the real and the fake term, without penalties.
    pub loss: f64,
    /// Mean output on real rows, as probability where the loss has one.
    pub real: f64,
    /// Mean output on fake rows, as probability where the loss has one.
    pub fake: f64,
    /// Share of rows classified correctly, half real and half fake.
    pub accuracy: f64,
    /// Share of real rows on their side of the loss's boundary minus the share on the other (r_t of
    /// Karras et al. 2020, "limited data"); NaN where the loss has no boundary or a logit is NaN.
    pub real_sign: f64,
}

/// What a rule decides after a forward pass of one player.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Decision {
    /// Factor on the player's learning rate, at least 0; `None`: no update from this batch.
    pub lr_factor: Option<f64>,
    /// Whether the player gets another batch in this step.
    pub repeat: bool,
}

impl Decision {
    /// One update at the player's own learning rate, and no other batch.
    pub const UPDATE: Self = Self::scaled(1.0);

    /// No update, and no other batch.
    pub const SKIP: Self = Self {
        lr_factor: None,
        repeat: false,
    };

    /// One update at `lr_factor` times the player's learning rate, and no other batch.
    pub const fn scaled(lr_factor: f64) -> Self {
        Self {
            lr_factor: Some(lr_factor),
            repeat: false,
        }
    }

    /// [`Decision::UPDATE`] or [`Decision::SKIP`].
    pub const fn update_if(update: bool) -> Self {
        if update { Self::UPDATE } else { Self::SKIP }
    }
}

/// A balance rule during a run: a deterministic state machine that draws nothing itself.
///
/// A value that is not finite is no reason to skip an update: the step is taken and the divergence
/// recorded, and no rule carries it into its later decisions.
pub trait BalanceRule: Debug {
    /// Decides after D's forward pass on batch `batch` of this step, counted from 0. `draw` is
    /// uniform in [0, 1), a pure function of seed and step.
    fn discriminator(&mut self, batch: u16, metrics: &DiscriminatorMetrics, draw: f64) -> Decision;

    /// Decides after G's forward pass on batch `batch` of this step, counted from 0.
    /// `last_gradient_norm` is the L2 norm of G's gradient in its last update, `None` before the
    /// first.
    fn generator(&mut self, batch: u16, loss: f64, last_gradient_norm: Option<f64>) -> Decision {
        let _ = (batch, loss, last_gradient_norm);
        Decision::UPDATE
    }

    /// Visits what the rule carries from batch to batch.
    fn visit_state(&mut self, state: &mut StateDict) {
        let _ = state;
    }

    /// The number that goes into the column `balance_state`; `None` for a rule without one, or
    /// before the first.
    fn logged(&self) -> Option<f64> {
        None
    }
}

/// A value that a rule compares with a threshold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Signal {
    DiscriminatorLoss,
    DiscriminatorAccuracy,
    GeneratorLoss,
    GeneratorGradientNorm,
}

impl Signal {
    /// Its value after a forward pass of D; `None` for what G's pass gives.
    pub fn of_discriminator(self, metrics: &DiscriminatorMetrics) -> Option<f64> {
        match self {
            Signal::DiscriminatorLoss => Some(metrics.loss),
            Signal::DiscriminatorAccuracy => Some(metrics.accuracy),
            Signal::GeneratorLoss | Signal::GeneratorGradientNorm => None,
        }
    }

    /// Its value after a forward pass of G; `None` for what D's pass gives.
    pub fn of_generator(self, loss: f64, last_gradient_norm: Option<f64>) -> Option<f64> {
        match self {
            Signal::GeneratorLoss => Some(loss),
            Signal::GeneratorGradientNorm => last_gradient_norm,
            Signal::DiscriminatorLoss | Signal::DiscriminatorAccuracy => None,
        }
    }
}

/// What the column `balance_state` holds, for whoever draws it.
#[derive(Clone, Debug, PartialEq)]
pub struct LoggedValue {
    /// Its meaning in a few words, with its unit.
    pub meaning: &'static str,
    /// The value at which the rule acts, with words for it.
    pub threshold: Option<(f64, String)>,
}

impl LoggedValue {
    pub(super) fn plain(meaning: &'static str) -> Option<Self> {
        let threshold = None;
        Some(Self { meaning, threshold })
    }

    pub(super) fn with_threshold(meaning: &'static str, at: f64, words: String) -> Option<Self> {
        let threshold = Some((at, words));
        Some(Self { meaning, threshold })
    }
}

/// Most batches of each player in a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct MaxBatches {
    pub discriminator: usize,
    pub generator: usize,
}

/// What is known of a rule from its parameters, and how it starts.
pub(crate) trait BalancePolicy {
    /// The rule before its first step. `ideal_loss` is D's loss when it cannot tell real from fake.
    fn start(&self, ideal_loss: f64) -> Box<dyn BalanceRule>;

    /// Whether both players take their gradients at the same point, before either is updated.
    fn is_simultaneous(&self) -> bool {
        false
    }

    /// Most batches of each player in a step.
    fn max_batches(&self) -> MaxBatches {
        MaxBatches {
            discriminator: 1,
            generator: 1,
        }
    }

    /// What the rule logs; `None` for a rule that logs nothing.
    fn logged_value(&self) -> Option<LoggedValue> {
        None
    }

    /// The signals that it compares with thresholds, of which the loss must have a level.
    fn signals(&self) -> Vec<Signal> {
        Vec::new()
    }

    /// The key and value of a threshold on D's loss below which D rests.
    fn rests_below_loss(&self) -> Option<(&'static str, f64)> {
        None
    }

    /// Whether it goes by the ideal loss of D.
    fn uses_ideal_loss(&self) -> bool {
        false
    }

    /// The learning-rate schedules that would hide what the rule does to the same rate.
    fn owned_schedules(&self) -> &'static [&'static str] {
        &[]
    }

    /// Whether D's forward pass of a step must come before G's.
    fn needs_discriminator_first(&self) -> bool {
        false
    }
}
