//! The tables of names that a run's keys choose from.

use super::data::Data;
use super::model::Model;
use super::transfer::{Features, PictureOptimizer, Start};
use crate::schema::{Choice, Entry};
use crate::strategies::{
    Adapt, Augment, Average, Balance, Condition, Fakes, Loss, Optimizer, Order, Regularizer,
    Schedule, Select,
};

/// The rows that a run key may name, for example every `balance`; empty for a key that takes no
/// names.
pub(super) fn names_of(key: &str) -> impl Iterator<Item = &'static Entry> {
    let kind = if ["schedule_g", "schedule_d"].contains(&key) {
        "schedule"
    } else {
        key
    };
    names().filter(move |entry| entry.kind == kind)
}

/// The rows of every name, grouped by kind.
pub(super) fn names() -> impl Iterator<Item = &'static Entry> {
    let tables: [&'static [&'static Entry]; 17] = [
        Data::TABLE,
        Model::TABLE,
        Condition::TABLE,
        Loss::TABLE,
        Schedule::TABLE,
        Optimizer::TABLE,
        Balance::TABLE,
        Order::TABLE,
        Fakes::TABLE,
        Regularizer::TABLE,
        Select::TABLE,
        Augment::TABLE,
        Adapt::TABLE,
        Average::TABLE,
        Features::TABLE,
        Start::TABLE,
        PictureOptimizer::TABLE,
    ];
    tables.into_iter().flatten().copied()
}
