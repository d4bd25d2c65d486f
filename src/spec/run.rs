//! One training run with every default filled in.

use super::balance::Balance;
use super::catalog::Entry;
use super::data::Data;
use super::document::Document;
use super::error::SpecError;
use super::evaluate::Evaluate;
use super::fakes::Fakes;
use super::loss::Loss;
use super::model::Model;
use super::optimizer::Optimizer;
use super::order::Order;
use super::problem::{At, Problem};
use super::reader::{Fields, LEARNING_RATE, Node, extended};
use super::seeds::LARGEST_SEED;
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
    /// The update rule of both players.
    pub optimizer: Optimizer,
    /// Who moves in a step.
    pub balance: Balance,
    /// Who moves first in a step.
    pub order: Order,
    /// Which fakes each player sees.
    pub fakes: Fakes,
    /// Samples in one batch.
    pub batch: usize,
    /// Training steps.
    pub steps: usize,
    /// How often the generator is judged.
    pub evaluate: Evaluate,
    /// Cores that the run may use. They change no bit of it, so they are no part of what tells it from others.
    #[serde(skip, default = "one_thread")]
    pub threads: usize,
    /// Root of every random stream of the run.
    pub seed: u64,
}

pub(super) static RUN: Entry = Entry {
    kind: "block",
    name: "run",
    summary: "One training run; every key has a default.",
    parameters: &[
        ("data", "ring", "what the generator imitates"),
        ("model", "the plain one for the data's size", "the pair of networks"),
        ("loss", "non_saturating", "what the players minimise"),
        ("lr_g", "1e-3", "learning rate of the generator, above 0 and at most 10"),
        ("lr_d", "1e-3", "learning rate of the discriminator, above 0 and at most 10"),
        ("optimizer", "adam", "the update rule of both players"),
        ("balance", "alternate", "who moves in a step"),
        ("order", "discriminator_first", "who moves first in a step"),
        ("fakes", "fresh", "which fakes each player sees"),
        ("batch", "256", "samples in one batch, 2 to 65536 (digits: to 1797)"),
        ("steps", "4000", "training steps, 1 to 10000000"),
        ("evaluate", "{}", "how often, and on how much, the generator is judged"),
        ("threads", "1", "cores that one run may use, 1 to 256; the results are the same bits"),
        ("seed", "0", "root of every random stream; sweep.seeds counts from it"),
    ],
    source: "",
};

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
    pub fn from_yaml(text: &str) -> Result<Run, SpecError> {
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
        let digest = Sha256::digest(self.to_yaml().as_bytes());
        digest.iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// The run as a mapping with every key.
    pub(super) fn to_value(&self) -> Value {
        singleton_map_recursive::serialize(self, serde_yaml::value::Serializer).expect("a run is plain YAML")
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
            optimizer: Optimizer::read(&fields.get("optimizer"))?,
            balance: Balance::read(&fields.get("balance"))?,
            order: Order::read(&fields.get("order"))?,
            fakes: Fakes::read(&fields.get("fakes"))?,
            batch: fields.whole("batch", 2..=65_536)?,
            steps: fields.whole("steps", 1..=10_000_000)?,
            evaluate: Evaluate::read(fields.get("evaluate"))?,
            threads: fields.whole("threads", 1..=256)?,
            seed: fields.get("seed").whole(0..=LARGEST_SEED)?,
        })
    }

    /// Checks the keys that depend on each other. Apart from [`Run::read`], because a sweep may
    /// change such keys one after the other.
    pub(super) fn check(&self, path: &[String]) -> Result<(), Problem> {
        self.check_model(path)?;
        let several = matches!(self.balance, Balance::Ratio { d, g } if d > 1 || g > 1);
        if self.fakes == Fakes::Shared && several {
            let message = "one shared batch of fakes cannot serve several updates; `fakes: shared` wants `ratio` 1:1 or another balance rule";
            return Err(Problem::new(&extended(path, "fakes"), At::Value, message));
        }
        // What a file holds is known only when it is opened; `data::check_batch` says the same then.
        if let Some(count) = self.data.count()
            && self.batch > count
        {
            let message =
                format!("`batch` is {}, but data `{}` holds only {count} images", self.batch, self.data.name());
            return Err(Problem::new(&extended(path, "batch"), At::Value, message));
        }
        Ok(())
    }

    fn check_model(&self, path: &[String]) -> Result<(), Problem> {
        let (model, data, kind) = (self.model, self.data.name(), self.data.kind());
        if model.fits(&self.data) {
            return Ok(());
        }
        let fitting = Model::default_for(&self.data);
        if !fitting.fits(&self.data) {
            let message = format!("no model makes {kind}, which data `{data}` has here; there are models for these");
            let problem = Problem::new(&extended(path, "data"), At::Value, message);
            return Err(Problem { allowed: Model::kinds(), ..problem });
        }
        let message = format!("model `{}` wants {}, but data `{data}` has {kind}", model.name(), model.wants());
        let problem = Problem::new(&extended(path, "model"), At::Value, message);
        Err(Problem { suggestion: Some(fitting.name().to_string()), ..problem })
    }
}

fn one_thread() -> usize {
    1
}

/// Every key of the complete mapping must be in the written one.
fn refuse_missing(path: &[String], written: &Value, complete: &Value) -> Result<(), Problem> {
    let Value::Mapping(complete) = complete else {
        return Ok(());
    };
    for (key, value) in complete {
        let key = key.as_str().expect("keys of a run are text");
        let Some(child) = written.get(key) else {
            let message = format!("`{key}` is missing; a stored run has every key");
            return Err(Problem::new(path, At::Key, message));
        };
        refuse_missing(&extended(path, key), child, value)?;
    }
    Ok(())
}
