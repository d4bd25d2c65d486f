//! Who moves in a step.

mod detector;
mod state;
mod table;

pub use detector::Detector;
pub use state::BalanceState;
pub(super) use table::TABLE;

use super::numbers::{BELOW_ONE, GROWING, NOT_NEGATIVE, POSITIVE, SHARE, SHRINKING};
use super::problem::Problem;
use super::reader::{Fields, Node, choose};
use serde::{Deserialize, Serialize};

/// The rule that keeps one player from running away from the other. `ema` is the decay of a running
/// mean, in [0, 1); 0 looks at this batch alone.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Balance {
    /// One update of each player.
    Alternate,
    /// One update of each player, both from the same point.
    Simultaneous,
    /// A fixed number of updates of each player.
    Ratio {
        /// Updates of D in a step.
        d: usize,
        /// Updates of G in a step.
        g: usize,
    },
    /// D rests while it is winning by its loss.
    SkipDOnLoss {
        /// D is skipped while its loss is below this.
        below: f64,
        /// Decay of the mean loss.
        ema: f64,
    },
    /// D rests while it is winning by its accuracy.
    SkipDOnAccuracy {
        /// D is skipped while its accuracy, in [0, 1], is above this.
        above: f64,
        /// Decay of the mean accuracy.
        ema: f64,
    },
    /// D rests while G is losing.
    SkipDOnGLoss {
        /// D is skipped while G's loss is this or more.
        above: f64,
        /// Decay of the mean loss.
        ema: f64,
    },
    /// Each player learns until its loss is low enough.
    ThresholdLoops {
        /// D takes another turn while its loss is above this.
        d_above: f64,
        /// G takes another turn while its loss is above this.
        g_above: f64,
        /// Most turns of each player in a step.
        most: usize,
    },
    /// One player learns in a step: D until it tells real from fake by a margin, else G.
    Margin {
        /// By how much D's mean output on reals must be above that on fakes.
        imbalance: f64,
    },
    /// D learns the less often, the more often it is right.
    AdaptiveBackprop {
        /// The accuracy, in (0, 1), above which D learns less often.
        target: f64,
        /// Most that D may be held back: it learns in at least one of `most` + 1 turns, on average.
        most: usize,
    },
    /// D's learning rate follows its loss, by a proportional controller.
    Proportional {
        /// D's loss, as a share of its ideal, that the controller holds.
        gamma: f64,
        /// How fast the controller moves.
        gain: f64,
    },
    /// D's learning rate follows the distance of its loss from the ideal.
    GapAware {
        /// Distance below the ideal, as a share of it, at which the factor is `least`.
        low: f64,
        /// Distance above the ideal, as a share of it, at which the factor is `most`.
        high: f64,
        /// Smallest factor on D's learning rate, in (0, 1].
        least: f64,
        /// Largest factor on D's learning rate, 1 or more.
        most: f64,
        /// Decay of the mean loss.
        ema: f64,
    },
    /// Both learning rates fall once something has been wrong for a while.
    LrDropOn {
        /// What is looked at.
        detector: Detector,
        /// Its threshold.
        at: f64,
        /// Decay of its mean.
        ema: f64,
        /// Steps in a row that it must be beyond the threshold.
        patience: usize,
        /// Factor on both learning rates, in (0, 1).
        factor: f64,
        /// Most drops in a run.
        times: usize,
    },
}

impl Balance {
    /// The name as it is written in YAML.
    pub fn name(&self) -> &'static str {
        match self {
            Balance::Alternate => "alternate",
            Balance::Simultaneous => "simultaneous",
            Balance::Ratio { .. } => "ratio",
            Balance::SkipDOnLoss { .. } => "skip_d_on_loss",
            Balance::SkipDOnAccuracy { .. } => "skip_d_on_accuracy",
            Balance::SkipDOnGLoss { .. } => "skip_d_on_g_loss",
            Balance::ThresholdLoops { .. } => "threshold_loops",
            Balance::Margin { .. } => "margin",
            Balance::AdaptiveBackprop { .. } => "adaptive_backprop",
            Balance::Proportional { .. } => "proportional",
            Balance::GapAware { .. } => "gap_aware",
            Balance::LrDropOn { .. } => "lr_drop_on",
        }
    }

    pub(super) fn read(node: &Node<'_>) -> Result<Balance, Problem> {
        let fields = &choose(node, &TABLE)?;
        let positive = |key| fields.number(key, &POSITIVE);
        let ema = || fields.number("ema", &BELOW_ONE);
        Ok(match fields.name() {
            "alternate" => Balance::Alternate,
            "simultaneous" => Balance::Simultaneous,
            "ratio" => Balance::Ratio {
                d: fields.whole("d", 1..=100)?,
                g: fields.whole("g", 1..=100)?,
            },
            "skip_d_on_loss" => Balance::SkipDOnLoss {
                below: positive("below")?,
                ema: ema()?,
            },
            "skip_d_on_accuracy" => Balance::SkipDOnAccuracy {
                above: fields.number("above", &SHRINKING)?,
                ema: ema()?,
            },
            "skip_d_on_g_loss" => Balance::SkipDOnGLoss {
                above: positive("above")?,
                ema: ema()?,
            },
            "threshold_loops" => Balance::ThresholdLoops {
                d_above: positive("d_above")?,
                g_above: positive("g_above")?,
                most: fields.whole("most", 1..=100)?,
            },
            "margin" => Balance::Margin {
                imbalance: fields.number("imbalance", &NOT_NEGATIVE)?,
            },
            "adaptive_backprop" => Balance::AdaptiveBackprop {
                target: fields.number("target", &SHRINKING)?,
                most: fields.whole("most", 1..=100_000)?,
            },
            "proportional" => Balance::Proportional {
                gamma: positive("gamma")?,
                gain: positive("gain")?,
            },
            "gap_aware" => Balance::GapAware {
                low: positive("low")?,
                high: positive("high")?,
                least: fields.number("least", &SHARE)?,
                most: fields.number("most", &GROWING)?,
                ema: ema()?,
            },
            "lr_drop_on" => read_lr_drop_on(fields)?,
            other => unreachable!("balance `{other}` is in the table but is not read"),
        })
    }
}

fn read_lr_drop_on(fields: &Fields<'_>) -> Result<Balance, Problem> {
    Ok(Balance::LrDropOn {
        detector: Detector::read(&fields.get("detector"))?,
        at: fields.number("at", &POSITIVE)?,
        ema: fields.number("ema", &BELOW_ONE)?,
        patience: fields.whole("patience", 1..=1_000_000)?,
        factor: fields.number("factor", &SHRINKING)?,
        times: fields.whole("times", 1..=10)?,
    })
}
