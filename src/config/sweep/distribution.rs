//! How the values of one axis of trials are drawn.

use std::borrow::Cow;

use serde_yaml::Value;

use super::choices::{value_of, written_value};
use super::range::number_value;
use super::rounding::{logarithmic, within};
use super::swept::AxisChoice;
use crate::rng::{Seed, Stream};
use crate::schema::{
    ABSENT, Allowed, At, Entry, Fields, Node, NumberRange, Parameter, Problem, WholeRange,
    extended, names, whole,
};

const ANY: NumberRange = NumberRange::from(-1e9).up_to(1e9);
const ABOVE_ZERO: NumberRange = NumberRange::above(0.0).up_to(1e9);
const WHOLE: WholeRange = whole(0, 1_000_000_000);

names! {
    /// How trials are spread.
    pub enum Sampler: "sampler" {
        /// Each number is drawn by itself.
        Random = "random",
        /// Owen-scrambled Sobol points, which fill the space evenly.
        Sobol = "sobol",
    }
}

pub(in crate::config) static DRAW: Entry = Entry {
    kind: "block",
    name: "draw",
    summary: "An axis of `random`: exactly one of these, and perhaps `when`.",
    parameters: &[
        Parameter::new(
            "uniform",
            ABSENT,
            "a number between two others, each as likely",
            || "two numbers, the lower first".to_string(),
        ),
        Parameter::new(
            "log_uniform",
            ABSENT,
            "a number between two others, each power of ten as likely",
            || "two numbers above 0, the lower first".to_string(),
        ),
        Parameter::new(
            "int",
            ABSENT,
            "a whole number between two others, both included",
            || "two whole numbers, the lower first".to_string(),
        ),
        Parameter::new("choice", ABSENT, "one of these values", || {
            "a list of values".to_string()
        }),
        Parameter::new(
            "when",
            ABSENT,
            "values of an axis above under which alone this one exists",
            || "a mapping from an axis to its value or a list of values".to_string(),
        ),
    ],
    formula: "",
    source: "",
};

/// The numbers in [0, 1) behind the values of one axis.
pub(super) struct Draws<'a> {
    pub seed: Seed,
    pub sampler: Sampler,
    pub name: &'a str,
    /// Its place among the axes.
    pub dimension: u32,
}

impl Draws<'_> {
    fn unit(&self, trial: usize) -> f64 {
        match self.sampler {
            Sampler::Random => {
                let own = self.seed.named(self.name);
                own.at(Stream::Trials, trial as u64, 0).unit_uniform()
            }
            Sampler::Sobol => self
                .seed
                .sobol(Stream::Trials, trial as u32, self.dimension),
        }
    }

    /// A whole number below `limit`.
    pub fn below(&self, trial: usize, limit: usize) -> usize {
        ((self.unit(trial) * limit as f64) as usize).min(limit - 1)
    }
}

/// How the values of a path are drawn.
pub(super) enum Distribution<'a> {
    Uniform(f64, f64),
    LogUniform(f64, f64),
    Int(u64, u64),
    Choice(Vec<Node<'a>>),
}

impl<'a> Distribution<'a> {
    /// Reads `{uniform: [0, 1]}` and the like; none where the axis is a list, a range or named arms.
    pub fn read(node: &'a Node<'_>) -> Result<Option<Distribution<'a>>, Problem> {
        let names = || DRAW.keys().filter(|key| *key != "when");
        let is_known = |key: &&str| node.value.get(*key).is_some();
        let Some(name) = names().find(is_known) else {
            return refuse_misspelled(node).map(|()| None);
        };
        let fields = Fields::open(node.clone(), &DRAW)?;
        if node.value.as_mapping().is_some_and(|keys| keys.len() > 1) {
            let message = format!("{} must name exactly one way to draw", node.shown());
            return Err(node.problem(message).with_allowed("", names()));
        }
        let node = fields.get(name);
        Ok(Some(match name {
            "uniform" => {
                let (low, high) = ends(&node, |end| ANY.read(end))?;
                Distribution::Uniform(low, high)
            }
            "log_uniform" => {
                let (low, high) = ends(&node, |end| ABOVE_ZERO.read(end))?;
                Distribution::LogUniform(low, high)
            }
            "int" => {
                let (low, high) = ends(&node, |end| WHOLE.read_u64(end))?;
                Distribution::Int(low, high)
            }
            _ => Distribution::Choice(read_choice(&node)?),
        }))
    }

    /// The values of the first `count` trials.
    pub fn draw(
        &self,
        path: &[String],
        node: &Node<'_>,
        draws: &Draws,
        count: usize,
    ) -> Vec<AxisChoice> {
        let number = |value: f64| written_value(path, &node.path, &node.path, number_value(value));
        let value = |trial: usize| {
            let unit = draws.unit(trial);
            match self {
                Distribution::Uniform(low, high) => {
                    let value = within(low + unit * (high - low), high - low);
                    number(value.clamp(*low, *high))
                }
                Distribution::LogUniform(low, high) => {
                    let value = low * (high / low).powf(unit);
                    number(logarithmic(value, *low, *high).clamp(*low, *high))
                }
                Distribution::Int(low, high) => {
                    let count = high - low + 1;
                    let place = ((unit * count as f64) as u64).min(count - 1);
                    written_value(
                        path,
                        &node.path,
                        &node.path,
                        Value::Number((low + place).into()),
                    )
                }
                Distribution::Choice(values) => {
                    value_of(path, &node.path, &values[draws.below(trial, values.len())])
                }
            }
        };
        (0..count).map(value).collect()
    }
}

/// Two ends, the lower one first.
fn ends<T: PartialOrd + std::fmt::Display>(
    node: &Node<'_>,
    read: impl Fn(&Node<'_>) -> Result<T, Problem>,
) -> Result<(T, T), Problem> {
    let items = node.items().unwrap_or_default();
    let [low, high] = &items[..] else {
        return Err(node.wrong("a list of two numbers, the lower first, such as [1e-4, 1e-2]"));
    };
    let (low, high) = (read(low)?, read(high)?);
    match low < high {
        true => Ok((low, high)),
        false => Err(node.problem(format!(
            "{} must be [lowest, highest], found [{low}, {high}]",
            node.shown()
        ))),
    }
}

/// The values to choose from, as nodes of their own.
fn read_choice<'a>(node: &Node<'_>) -> Result<Vec<Node<'a>>, Problem> {
    let wanted = "a list of values, such as [64, 256]";
    let items = node.items().filter(|items| !items.is_empty());
    let items = items.ok_or_else(|| node.wrong(wanted))?;
    let own = |item: Node<'_>| {
        item.refuse_null("write one, or remove it")?;
        Ok(Node {
            path: item.path,
            value: Cow::Owned(item.value.into_owned()),
        })
    };
    items.into_iter().map(own).collect()
}

/// A mapping whose only key holds a list is a way to draw, mistyped: arms are mappings.
fn refuse_misspelled(node: &Node<'_>) -> Result<(), Problem> {
    let Some(keys) = node.value.as_mapping().filter(|keys| keys.len() == 1) else {
        return Ok(());
    };
    match keys.iter().next() {
        Some((Value::String(key), Value::Sequence(_))) => {
            let path = extended(&node.path, key);
            let message = format!("unknown way to draw `{key}`");
            let names = DRAW.keys().filter(|key| *key != "when");
            Err(Problem::new(&path, At::Key, message).with_allowed(key, names))
        }
        _ => Ok(()),
    }
}
