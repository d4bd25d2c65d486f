//! Shuffled orders of a finite collection, kept while they are in use.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use crate::rng::{Seed, Stream};

/// Numbers that are kept in all: 16 MiB. A run needs one order an epoch and part; an order that was
/// dropped is only drawn again, so the bound costs time and never changes a result.
const MOST_KEPT: usize = 4 << 20;

/// Root seed, epoch and part.
type Key = (u64, u64, u16);

/// The orders of the runs that share a collection, each the same whoever asks for it.
#[derive(Default)]
pub struct ShuffleCache {
    kept: Mutex<Kept>,
}

#[derive(Default)]
struct Kept {
    orders: HashMap<Key, (u64, Arc<[u32]>)>,
    /// Counts requests, to tell the order that was not used for longest.
    clock: u64,
}

impl ShuffleCache {
    /// The numbers 0..n in the order of this epoch.
    pub fn order(&self, seed: Seed, epoch: u64, part: u16, n: usize) -> Arc<[u32]> {
        let key = (seed.0, epoch, part);
        if let Some(order) = self.with(|kept| kept.find(key)) {
            return order;
        }
        // Drawn outside the lock: another run need not wait for it, and would draw the same.
        let order: Arc<[u32]> = seed
            .at(Stream::Real, epoch, part)
            .permutation(n as u32)
            .into();
        self.with(|kept| kept.keep(key, order.clone()));
        order
    }

    fn with<T>(&self, act: impl FnOnce(&mut Kept) -> T) -> T {
        // Whatever a thread was doing when it panicked, every order in the map is whole.
        act(&mut self.kept.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Kept {
    fn find(&mut self, key: Key) -> Option<Arc<[u32]>> {
        self.clock += 1;
        let (used, order) = self.orders.get_mut(&key)?;
        *used = self.clock;
        Some(order.clone())
    }

    fn keep(&mut self, key: Key, order: Arc<[u32]>) {
        while !self.orders.is_empty() && (self.orders.len() + 1) * order.len() > MOST_KEPT {
            let oldest = self
                .orders
                .iter()
                .min_by_key(|(_, (used, _))| *used)
                .map(|(key, _)| *key);
            oldest.map(|key| self.orders.remove(&key));
        }
        self.orders.insert(key, (self.clock, order));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_order_is_drawn_once_and_is_the_drawn_one() {
        let shuffle = ShuffleCache::default();
        let first = shuffle.order(Seed(1), 0, 2, 100);
        assert_eq!(
            first[..],
            Seed(1).at(Stream::Real, 0, 2).permutation(100)[..]
        );
        shuffle.order(Seed(2), 0, 2, 100);
        assert!(Arc::ptr_eq(&first, &shuffle.order(Seed(1), 0, 2, 100)));
        assert_ne!(first, shuffle.order(Seed(1), 1, 2, 100));
    }

    #[test]
    fn memory_is_bounded_and_the_order_in_use_is_kept() {
        let shuffle = ShuffleCache::default();
        let n = MOST_KEPT / 4;
        let in_use = shuffle.order(Seed(0), 0, 0, n);
        for epoch in 1..6 {
            shuffle.order(Seed(1), epoch, 0, n);
            assert!(
                Arc::ptr_eq(&in_use, &shuffle.order(Seed(0), 0, 0, n)),
                "epoch {epoch}"
            );
        }
        assert_eq!(shuffle.with(|kept| kept.orders.len()), 4);
    }
}
