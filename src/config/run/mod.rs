//! One training run with every default filled in.

mod table;

pub(super) use table::RUN;

use super::adapt::Adapt;
use super::average::Average;
use super::axis::AxisValue;
use super::balance::Balance;
use super::checkpoint::Checkpoint;
use super::data::Data;
use super::document::Document;
use super::error::ConfigError;
use super::evaluate::Evaluate;
use super::fakes::Fakes;
use super::loss::Loss;
use super::model::Model;
use super::numbers::LEARNING_RATE;
use super::optimizer::Optimizer;
use super::order::Order;
use super::problem::{At, Problem};
use super::reader::{Fields, Node, extended};
use super::regularizer::Regularizer;
use super::schedule::Schedule;
use super::seeds::LARGEST_SEED;
use super::select::Select;
use super::stop::Stop;
use crate::hex::hex;
use serde::{Deserialize, Serialize};
use serde_yaml::Value;
use serde_yaml::with::singleton_map_recursive;
use sha2::{Digest, Sha256};

/// A resolved run: nothing about its training is left to a default.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Run {
    /// What the generator imitates.
    pub data: Data,
    /// The pair of networks.
    pub model: Model,
    /// What the players minimise.
    pub loss: Loss,
    /// Learning rate of the generator.
    pub lr_g: f64,
    /// Learning rate of the discriminator.
    pub lr_d: f64,
    /// How the generator's learning rate changes over the run.
    pub schedule_g: Schedule,
    /// How the discriminator's learning rate changes over the run.
    pub schedule_d: Schedule,
    /// The update rule of both players.
    pub optimizer: Optimizer,
    /// Who moves in a step.
    pub balance: Balance,
    /// Steps at the start in which only the discriminator moves.
    pub warm_up_d: usize,
    /// Who moves first in a step.
    pub order: Order,
    /// Which fakes each player sees.
    pub fakes: Fakes,
    /// What is added to the discriminator, to its loss, or to what it sees; in the order of the
    /// catalog.
    pub regularize: Vec<Regularizer>,
    /// Samples that the discriminator judges at once, joined; 1 is plain.
    pub packing: usize,
    /// Steps of the discriminator that the generator looks ahead; 0 is plain.
    pub unroll: usize,
    /// Which of its fakes the generator learns from.
    pub select: Select,
    /// What tunes noise and flipped labels.
    pub adapt: Adapt,
    /// The weights that samples are made with.
    pub average: Average,
    /// Samples in one batch.
    pub batch: usize,
    /// Training steps.
    pub steps: usize,
    /// How often the generator is judged.
    pub evaluate: Evaluate,
    /// Which failures end it early.
    pub stop: Stop,
    /// Cores that the run may use. They change no bit of it, so they are no part of what tells it
    /// from others.
    #[serde(skip, default = "one_thread")]
    pub threads: usize,
    /// How often its state is saved; no part of what tells it from others either.
    #[serde(skip)]
    pub checkpoint: Checkpoint,
    /// Root of every random stream of the run.
    pub seed: u64,
}

impl Run {
    /// The run as YAML with every key, the canonical text that is hashed and stored.
    pub fn to_yaml(&self) -> String {
        serde_yaml::to_string(&self.to_value()).expect("a run is plain YAML")
    }

    /// Reads back what [`Run::to_yaml`] wrote.
    ///
    /// # Errors
    /// Refuses what a study would refuse, and also a missing key: a default of today may not be
    /// the default under which the run was trained.
    pub fn from_yaml(text: &str) -> Result<Run, ConfigError> {
        let document = Document::parse("run.yaml", text)?;
        let written = document.root();
        let read = || {
            let run = Run::read(Node::new(Vec::new(), written))?;
            run.check(&[])?;
            refuse_missing(&[], written, &run.to_value())?;
            Ok(run)
        };
        read().map_err(|problem| document.locate(problem))
    }

    /// What tells this run from every other: SHA-256 of its YAML, in hex.
    pub(super) fn hash(&self) -> String {
        hex(Sha256::digest(self.to_yaml().as_bytes()))
    }

    /// The run as a mapping with every key.
    pub(super) fn to_value(&self) -> Value {
        singleton_map_recursive::serialize(self, serde_yaml::value::Serializer)
            .expect("a run is plain YAML")
    }

    /// Every key but the seed with its value in short words, to be compared with those of other
    /// runs.
    pub fn listed(&self) -> Vec<(String, String)> {
        let Value::Mapping(keys) = self.to_value() else {
            return Vec::new();
        };
        let words = |(key, value): (Value, Value)| {
            let key = key.as_str().expect("keys of a run are text").to_string();
            (key != "seed").then(|| (key, AxisValue::of(&value).to_string()))
        };
        keys.into_iter().filter_map(words).collect()
    }

    /// As [`Run::to_value`], with the keys that change no result: all that a path may lead to.
    pub(super) fn to_settable(&self) -> Value {
        let mut value = self.to_value();
        let Checkpoint { steps, seconds } = self.checkpoint;
        let checkpoint =
            [("steps", steps), ("seconds", seconds)].map(|(key, value)| (key.into(), value.into()));
        if let Value::Mapping(mapping) = &mut value {
            mapping.insert(
                "checkpoint".into(),
                Value::Mapping(checkpoint.into_iter().collect()),
            );
            mapping.insert("threads".into(), self.threads.into());
        }
        value
    }

    /// Fills the defaults into a written run; each key is checked by itself.
    pub(super) fn read(node: Node<'_>) -> Result<Run, Problem> {
        let fields = Fields::open(node, &RUN)?;
        let data = Data::read(&fields.get("data"))?;
        let model = match fields.written("model") {
            Some(node) => Model::read(&node)?,
            None => Model::default_for(&data),
        };
        Ok(Run {
            data,
            model,
            loss: Loss::read(&fields.get("loss"))?,
            lr_g: fields.number("lr_g", &LEARNING_RATE)?,
            lr_d: fields.number("lr_d", &LEARNING_RATE)?,
            schedule_g: Schedule::read(&fields.get("schedule_g"))?,
            schedule_d: Schedule::read(&fields.get("schedule_d"))?,
            optimizer: Optimizer::read(&fields.get("optimizer"))?,
            balance: Balance::read(&fields.get("balance"))?,
            warm_up_d: fields.whole("warm_up_d", 0..=10_000_000)?,
            order: Order::read(&fields.get("order"))?,
            fakes: Fakes::read(&fields.get("fakes"))?,
            regularize: Regularizer::read_list(&fields.get("regularize"))?,
            packing: fields.whole("packing", 1..=4)?,
            unroll: fields.whole("unroll", 0..=20)?,
            select: Select::read(&fields.get("select"))?,
            adapt: Adapt::read(&fields.get("adapt"))?,
            average: Average::read(&fields.get("average"))?,
            batch: fields.whole("batch", 2..=65_536)?,
            steps: fields.whole("steps", 1..=10_000_000)?,
            evaluate: Evaluate::read(fields.get("evaluate"))?,
            stop: Stop::read(fields.get("stop"))?,
            checkpoint: Checkpoint::read(fields.get("checkpoint"))?,
            threads: fields.whole("threads", 1..=256)?,
            seed: fields.get("seed").whole(0..=LARGEST_SEED)?,
        })
    }
}

fn one_thread() -> usize {
    1
}

/// Every key of the complete mapping, and of the mappings in its lists, must be in the written one.
fn refuse_missing(path: &[String], written: &Value, complete: &Value) -> Result<(), Problem> {
    if let Value::Mapping(complete) = complete {
        for (key, value) in complete {
            let key = key.as_str().expect("keys of a run are text");
            let Some(child) = written.get(key) else {
                let message = format!("`{key}` is missing; a stored run has every key");
                return Err(Problem::new(path, At::Key, message));
            };
            refuse_missing(&extended(path, key), child, value)?;
        }
    }
    if let (Value::Sequence(written), Value::Sequence(complete)) = (written, complete) {
        for (index, (written, complete)) in written.iter().zip(complete).enumerate() {
            refuse_missing(&extended(path, &index.to_string()), written, complete)?;
        }
    }
    Ok(())
}
