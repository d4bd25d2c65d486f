//! The order in which rows are looked at.

use crate::rng::{Seed, Stream};

/// The seed of what is drawn to judge samples: the same for all, so that sets can be compared.
pub(super) const SEED: Seed = Seed(0);

/// Rows of a folder follow each other by class: who looks at the first shall see some of each.
pub(super) fn shuffled(count: usize) -> Vec<usize> {
    let order = SEED
        .at(Stream::Reference, 0, 0)
        .permutation(count as u32)
        .into_iter();
    order.map(|number| number as usize).collect()
}
