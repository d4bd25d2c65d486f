//! How a learning rate changes over the run, apart from what a balance rule does to it.

use super::catalog::{Entry, Parameter};
use super::numbers::{BELOW_ONE, SHRINKING, UNIT};
use super::problem::Problem;
use super::reader::{Node, choose};
use serde::{Deserialize, Serialize};

/// The factor on one player's learning rate, step by step. `warm_up` is the number of steps in
/// which it rises from 0.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Schedule {
    /// Always 1.
    Constant {
        /// Steps in which it rises.
        warm_up: usize,
    },
    /// 1, then down along a line.
    Linear {
        /// Share of the run where it starts to fall, in [0, 1).
        from: f64,
        /// The factor at the end, in [0, 1].
        end: f64,
        /// Steps in which it rises.
        warm_up: usize,
    },
    /// Down by a factor every so often.
    Step {
        /// Steps from one drop to the next.
        every: usize,
        /// The factor of a drop, in (0, 1).
        factor: f64,
        /// Steps in which it rises.
        warm_up: usize,
    },
    /// Down along half a cosine.
    Cosine {
        /// The factor at the end, in [0, 1].
        end: f64,
        /// Steps in which it rises.
        warm_up: usize,
    },
}

const WARM_UP: Parameter = (
    "warm_up",
    "0",
    "steps in which the learning rate rises from 0; fewer than the run has",
);
const END: Parameter = ("end", "0.0", "factor at the end of the run, 0 to 1");

/// A factor behind what all of them share.
macro_rules! of_steps {
    ($formula:literal) => {
        concat!(
            "Learning rate in step t (from 1) of T: lr f w; u = t - 1 steps done; w = min(1, t / warm_up), 1 without \
             warm_up. ",
            $formula
        )
    };
}

pub(super) static TABLE: [Entry; 4] = [
    Entry {
        kind: "schedule",
        name: "constant",
        summary: "The learning rate stays as it is.",
        parameters: &[WARM_UP],
        formula: of_steps!("f = 1."),
        source: "",
    },
    Entry {
        kind: "schedule",
        name: "linear",
        summary: "The learning rate stays, then falls along a line to the end of the run.",
        parameters: &[
            (
                "from",
                "0.5",
                "share of the run where it starts to fall, in [0, 1)",
            ),
            END,
            WARM_UP,
        ],
        formula: of_steps!(
            "f = 1 where u <= from T, else 1 - (1 - end) (u - from T) / (T - from T)."
        ),
        source: "Zhu et al. 2017, CycleGAN (from half of the run to 0)",
    },
    Entry {
        kind: "schedule",
        name: "step",
        summary: "The learning rate is multiplied by a factor every so many steps.",
        parameters: &[
            (
                "every",
                "1000",
                "steps from one drop to the next, 1 to 10000000",
            ),
            ("factor", "0.5", "factor of a drop, above 0 and below 1"),
            WARM_UP,
        ],
        formula: of_steps!("f = factor^floor(u / every)."),
        source: "a maintainers' habit: BEGAN-tensorflow (Kim), halved every 100000 steps",
    },
    Entry {
        kind: "schedule",
        name: "cosine",
        summary: "The learning rate falls along half a cosine over the whole run.",
        parameters: &[END, WARM_UP],
        formula: of_steps!("f = end + (1 - end) (1 + cos(pi u / T)) / 2."),
        source: "Loshchilov & Hutter 2017, SGDR, without restarts",
    },
];

impl Schedule {
    /// The name as it is written in YAML.
    pub fn name(&self) -> &'static str {
        match self {
            Schedule::Constant { .. } => "constant",
            Schedule::Linear { .. } => "linear",
            Schedule::Step { .. } => "step",
            Schedule::Cosine { .. } => "cosine",
        }
    }

    /// Steps in which the learning rate rises from 0.
    pub fn warm_up(&self) -> usize {
        match *self {
            Schedule::Constant { warm_up }
            | Schedule::Linear { warm_up, .. }
            | Schedule::Step { warm_up, .. }
            | Schedule::Cosine { warm_up, .. } => warm_up,
        }
    }

    pub(super) fn read(node: &Node<'_>) -> Result<Schedule, Problem> {
        let fields = choose(node, &TABLE)?;
        let warm_up = fields.whole("warm_up", 0..=10_000_000)?;
        Ok(match fields.name() {
            "constant" => Schedule::Constant { warm_up },
            "linear" => Schedule::Linear {
                from: fields.number("from", &BELOW_ONE)?,
                end: fields.number("end", &UNIT)?,
                warm_up,
            },
            "step" => Schedule::Step {
                every: fields.whole("every", 1..=10_000_000)?,
                factor: fields.number("factor", &SHRINKING)?,
                warm_up,
            },
            "cosine" => Schedule::Cosine {
                end: fields.number("end", &UNIT)?,
                warm_up,
            },
            other => unreachable!("schedule `{other}` is in the table but is not read"),
        })
    }
}
