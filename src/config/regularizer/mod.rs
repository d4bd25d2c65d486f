//! What keeps D from becoming too steep, too sure, or blind to diversity.

mod table;

pub(super) use table::TABLE;

use super::numbers::{ABOVE_HALF, BELOW_ONE, NOT_NEGATIVE, NumberRule, POSITIVE, SHARE, TO_HALF};
use super::problem::Problem;
use super::reader::{Fields, Node, choose, pair};
use serde::{Deserialize, Serialize};

/// One addition to D, to its loss, or to what it is shown. `every`: only each so many-th update of
/// D has the penalty, then multiplied by as much.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Regularizer {
    /// D's weights are kept in a box.
    WeightClip {
        /// Largest magnitude of a weight.
        bound: f64,
    },
    /// D's weight matrices are divided by their largest singular values.
    SpectralNorm {
        /// Power iterations an update.
        iterations: usize,
    },
    /// D's slope between real and fake is pulled towards a target.
    WganGp {
        /// Factor on the penalty.
        weight: f64,
        /// Slope that costs nothing.
        target: f64,
        /// Factor on the mean square of D's scores of reals; 0 for none.
        drift: f64,
        /// Updates of D from one penalty to the next.
        every: usize,
    },
    /// D's slope at reals is pulled towards 0.
    R1 {
        /// Twice the factor on the penalty.
        gamma: f64,
        /// Updates of D from one penalty to the next.
        every: usize,
    },
    /// D's slope at fakes is pulled towards 0.
    R2 {
        /// Twice the factor on the penalty.
        gamma: f64,
        /// Updates of D from one penalty to the next.
        every: usize,
    },
    /// D's slope around reals is pulled towards a target.
    Dragan {
        /// Factor on the penalty.
        weight: f64,
        /// Slope that costs nothing.
        target: f64,
        /// Largest perturbation of a value, in standard deviations of the batch.
        spread: f64,
        /// Updates of D from one penalty to the next.
        every: usize,
    },
    /// D's scores are pulled towards the running mean of the other side's.
    Lecam {
        /// Factor on the penalty.
        weight: f64,
        /// Decay of the running means.
        decay: f64,
    },
    /// Gaussian noise on everything that D sees, which fades away.
    InstanceNoise {
        /// Standard deviation at the first step.
        sigma: f64,
        /// Share of the run after which there is none.
        until: f64,
    },
    /// The target of reals is a little below 1.
    LabelSmoothing {
        /// The target of reals.
        real: f64,
    },
    /// Targets are drawn afresh for every row.
    SoftLabels {
        /// Bounds of the targets of reals.
        real: [f64; 2],
        /// Bounds of the targets of fakes.
        fake: [f64; 2],
    },
    /// Some rows get the target of the other side.
    LabelFlip {
        /// The chance of each row.
        probability: f64,
    },
    /// D sees how much the samples of a group differ.
    MinibatchStddev,
    /// D sees how close each sample is to the others of the batch.
    MinibatchDiscrimination,
}

impl Regularizer {
    /// The name as it is written in YAML.
    pub fn name(&self) -> &'static str {
        match self {
            Regularizer::WeightClip { .. } => "weight_clip",
            Regularizer::SpectralNorm { .. } => "spectral_norm",
            Regularizer::WganGp { .. } => "wgan_gp",
            Regularizer::R1 { .. } => "r1",
            Regularizer::R2 { .. } => "r2",
            Regularizer::Dragan { .. } => "dragan",
            Regularizer::Lecam { .. } => "lecam",
            Regularizer::InstanceNoise { .. } => "instance_noise",
            Regularizer::LabelSmoothing { .. } => "label_smoothing",
            Regularizer::SoftLabels { .. } => "soft_labels",
            Regularizer::LabelFlip { .. } => "label_flip",
            Regularizer::MinibatchStddev => "minibatch_stddev",
            Regularizer::MinibatchDiscrimination => "minibatch_discrimination",
        }
    }

    /// Whether it changes the targets of D's loss, which must then have some.
    pub fn changes_labels(&self) -> bool {
        matches!(
            self,
            Regularizer::LabelSmoothing { .. }
                | Regularizer::SoftLabels { .. }
                | Regularizer::LabelFlip { .. }
        )
    }

    /// Reads a list. The order in which it is written means nothing, so the list is in that of the
    /// table: two orders are one run.
    pub(super) fn read_list(node: &Node<'_>) -> Result<Vec<Regularizer>, Problem> {
        let mut list: Vec<Regularizer> = Vec::new();
        let items = node
            .items()
            .ok_or_else(|| node.wrong("a list such as [spectral_norm, {r1: {gamma: 1}}]"))?;
        for item in items {
            let regularizer = Regularizer::read(&item)?;
            let name = regularizer.name();
            if list.iter().any(|earlier| earlier.name() == name) {
                return Err(
                    item.problem(format!("`regularize` has `{name}` twice; keep one of them"))
                );
            }
            list.push(regularizer);
        }
        list.sort_by_key(|regularizer| {
            TABLE
                .iter()
                .position(|entry| entry.name == regularizer.name())
        });
        Ok(list)
    }

    fn read(node: &Node<'_>) -> Result<Regularizer, Problem> {
        let fields = &choose(node, &TABLE)?;
        let positive = |key| fields.number(key, &POSITIVE);
        let every = || fields.whole("every", 1..=1000);
        Ok(match fields.name() {
            "weight_clip" => Regularizer::WeightClip {
                bound: positive("bound")?,
            },
            "spectral_norm" => Regularizer::SpectralNorm {
                iterations: fields.whole("iterations", 1..=10)?,
            },
            "wgan_gp" => Regularizer::WganGp {
                weight: positive("weight")?,
                target: fields.number("target", &NOT_NEGATIVE)?,
                drift: fields.number("drift", &NOT_NEGATIVE)?,
                every: every()?,
            },
            "r1" => Regularizer::R1 {
                gamma: positive("gamma")?,
                every: every()?,
            },
            "r2" => Regularizer::R2 {
                gamma: positive("gamma")?,
                every: every()?,
            },
            "dragan" => Regularizer::Dragan {
                weight: positive("weight")?,
                target: fields.number("target", &NOT_NEGATIVE)?,
                spread: positive("spread")?,
                every: every()?,
            },
            "lecam" => Regularizer::Lecam {
                weight: positive("weight")?,
                decay: fields.number("decay", &BELOW_ONE)?,
            },
            "instance_noise" => Regularizer::InstanceNoise {
                sigma: positive("sigma")?,
                until: fields.number("until", &SHARE)?,
            },
            "label_smoothing" => Regularizer::LabelSmoothing {
                real: fields.number("real", &ABOVE_HALF)?,
            },
            "soft_labels" => Regularizer::SoftLabels {
                real: targets(fields, "real")?,
                fake: targets(fields, "fake")?,
            },
            "label_flip" => Regularizer::LabelFlip {
                probability: fields.number("probability", &TO_HALF)?,
            },
            "minibatch_stddev" => Regularizer::MinibatchStddev,
            "minibatch_discrimination" => Regularizer::MinibatchDiscrimination,
            other => unreachable!("regularizer `{other}` is in the table but is not read"),
        })
    }
}

/// Bounds of targets: beyond 2 they would mean nothing.
fn targets(fields: &Fields<'_>, key: &str) -> Result<[f64; 2], Problem> {
    static TARGET: NumberRule = NumberRule {
        accepts: |x| (0.0..=2.0).contains(&x),
        words: "a number from 0 to 2",
    };
    let node = fields.get(key);
    let [low, high] = pair(&node, &TARGET, "[0.7, 1.2]")?;
    match low <= high {
        true => Ok([low, high]),
        false => Err(node.problem(format!(
            "{} must be [lowest, highest], found [{low}, {high}]",
            node.shown()
        ))),
    }
}
