//! `run`: one training run with every default filled in.

use serde_yaml::Value;

use super::axis::words;
use super::checkpoint::Checkpoint;
use super::data::Data;
use super::evaluate::Evaluate;
use super::heal::Heal;
use super::kind::Kind;
use super::model::{Model, ModelForData};
use super::seeds::SEEDS;
use super::spec::Spec;
use super::stop::Stop;
use crate::schema::{NumberRange, TrueOrFalse, WholeU64, block, named, parameters, whole};
use crate::strategies::{
    Adapt, Augment, Average, Balance, Condition, Fakes, Grow, GrowthStage, Loss, Optimizer, Order,
    Regularizer, RegularizerList, Schedule, Select, Styles, Vae,
};

/// A learning rate; no GAN trains above 10.
const LEARNING_RATE: NumberRange = NumberRange::above(0.0).up_to(10.0);

parameters! {
    /// One training run; every key has a default.
    pub struct Run: "block" / "run" {
        /// what the generator imitates
        data: Data = "ring" in named::<Data>(),
        /// the pair of networks
        model: Model = "the plain one for the data's size" in ModelForData,
        /// whether the players are told the classes of the data, and how D uses them
        #[serde(skip_serializing_if = "Condition::is_default")]
        condition: Condition = "none" in named::<Condition>(),
        /// what the players minimise
        loss: Loss = "non_saturating" in named::<Loss>(),
        /// learning rate of the generator
        lr_g: f64 = "1e-3" in LEARNING_RATE,
        /// learning rate of the discriminator
        lr_d: f64 = "1e-3" in LEARNING_RATE,
        /// how the generator's learning rate changes over the run
        schedule_g: Schedule = "constant" in named::<Schedule>(),
        /// how the discriminator's learning rate changes over the run
        schedule_d: Schedule = "constant" in named::<Schedule>(),
        /// the update rule of both players
        optimizer: Optimizer = "adam" in named::<Optimizer>(),
        /// who moves in a step
        balance: Balance = "alternate" in named::<Balance>(),
        /// steps at the start in which only D moves, fewer than `steps`
        warm_up_d: usize = "0" in whole(0, 10_000_000),
        /// who moves first in a step
        order: Order = "discriminator_first" in named::<Order>(),
        /// which resolution a pair that grows trains at
        #[serde(skip_serializing_if = "Grow::is_default")]
        grow: Grow = "{}" in block::<Grow>(),
        /// how a generator with styles mixes and narrows them
        #[serde(skip_serializing_if = "Styles::is_default")]
        styles: Styles = "{}" in block::<Styles>(),
        /// how an autoencoder draws its latents and what it minimises
        #[serde(skip_serializing_if = "Vae::is_default")]
        vae: Vae = "{}" in block::<Vae>(),
        /// which fakes each player sees
        fakes: Fakes = "fresh" in named::<Fakes>(),
        /// what is added to a player, to its loss, or to what D sees: a list; its order has no effect
        regularize: Vec<Regularizer> = "[]" in RegularizerList,
        /// samples that D judges at once, joined along features or channels; a divisor of `batch` (Lin et al.
        /// 2018, PacGAN)
        packing: usize = "1" in whole(1, 4),
        /// steps that G looks ahead: its gradient is taken against a copy of D that has taken these steps (Metz et
        /// al. 2017)
        unroll: usize = "0" in whole(0, 20),
        /// whether G's gradient goes through the steps of `unroll`, as that of Metz et al. 2017 does, and not only
        /// against the D that has taken them; about three times the time
        #[serde(skip_serializing_if = "is_false")]
        full_unroll: bool = "false" in TrueOrFalse,
        /// which of its fakes the generator learns from
        select: Select = "all" in named::<Select>(),
        /// what is done to every image before D sees it
        #[serde(skip_serializing_if = "Augment::is_default")]
        augment: Augment = "none" in named::<Augment>(),
        /// what tunes the strength of augmentation, instance_noise and label_flip
        adapt: Adapt = "none" in named::<Adapt>(),
        /// the weights that samples are made with
        average: Average = "none" in named::<Average>(),
        /// samples in one batch (digits: to 1797)
        batch: usize = "256" in whole(2, 65_536),
        /// training steps
        steps: usize = "4000" in whole(1, 10_000_000),
        /// how often, and on how much, the generator is judged
        evaluate: Evaluate = "{}" in block::<Evaluate>(),
        /// which failures end the run before its last step
        stop: Stop = "{}" in block::<Stop>(),
        /// after which failures the run goes back and tries the remedy of its verdict
        #[serde(skip_serializing_if = "Heal::is_default")]
        heal: Heal = "{}" in block::<Heal>(),
        /// cores that one run may use; they change no bit of the results
        #[serde(skip)]
        threads: usize = "1" in whole(1, 256),
        /// how often the state is saved, so that an interrupted run can resume; it changes no bit of the results
        #[serde(skip)]
        checkpoint: Checkpoint = "{}" in block::<Checkpoint>(),
        /// root of every random stream; sweep.seeds counts from it
        seed: u64 = "0" in WholeU64(SEEDS),
    }
}

/// What says nothing is not written, so that a run is the same run with and without it.
#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde asks for it")]
fn is_false(value: &bool) -> bool {
    !value
}

impl Run {
    /// The run as YAML with every key, the canonical text that is hashed and stored.
    pub fn to_yaml(&self) -> String {
        self.yaml()
    }

    /// Samples in the largest batch of the run.
    pub fn largest_batch(&self) -> usize {
        self.grow
            .batches
            .iter()
            .copied()
            .fold(self.batch, usize::max)
    }

    /// Samples in a batch in a step.
    pub fn batch_at(&self, step: u64) -> usize {
        let last = self.growth_levels();
        let of_stage = last.and_then(|last| self.grow.batch_at(step, last));
        of_stage.unwrap_or(self.batch)
    }

    /// How many snapshots of samples are kept; single numbers make no picture.
    pub fn kept_snapshots(&self) -> usize {
        match self.data.kind() {
            Kind::Numbers => 0,
            _ => self.evaluate.snapshots,
        }
    }

    /// The factor of growth on learning rates in a step.
    pub fn growth_lr_factor(&self, step: u64) -> f64 {
        let last = self.growth_levels();
        last.map_or(1.0, |last| self.grow.lr_factor_at(step, last))
    }

    /// The resolutions that a run goes through; none where its pair does not grow.
    pub fn growth_stages(&self) -> Vec<GrowthStage> {
        match self.model.kind() {
            Kind::Images { side, .. } if self.model.grows() => {
                self.grow.stages(side, self.steps as u64)
            }
            _ => Vec::new(),
        }
    }

    /// The last level of a pair that grows.
    fn growth_levels(&self) -> Option<usize> {
        match self.model.kind() {
            Kind::Images { side, .. } if self.model.grows() => Grow::level_of(side),
            _ => None,
        }
    }

    /// Every key but the seed with its value in short words, to be compared with those of other
    /// runs.
    pub fn listed(&self) -> Vec<(String, String)> {
        let Value::Mapping(keys) = self.value() else {
            return Vec::new();
        };
        let listed = |(key, value): (Value, Value)| {
            let key = key.as_str().expect("keys of a run are text").to_string();
            (key != "seed").then(|| (key, words(&value)))
        };
        keys.into_iter().filter_map(listed).collect()
    }
}
