//! The cores that one run may use, and memory that is lent to a product and comes back.

use std::ops::{Deref, DerefMut};
use std::sync::{Arc, Mutex};

use rayon::prelude::*;

use super::tile::Instructions;

/// What a run computes with: its threads, its instructions, and scratch memory that is used again.
#[derive(Clone)]
pub struct Workers(Arc<Inner>);

struct Inner {
    /// None: everything happens on the calling thread.
    pool: Option<rayon::ThreadPool>,
    threads: usize,
    instructions: Instructions,
    free: Arc<Mutex<Vec<Vec<f32>>>>,
}

impl Workers {
    /// A run on `threads` cores.
    ///
    /// # Panics
    /// If the system gives no threads.
    pub fn new(threads: usize) -> Self {
        Self::with(threads, Instructions::detect())
    }

    /// The instructions that every CPU has.
    #[cfg(test)]
    pub(in crate::nn) fn portable(threads: usize) -> Self {
        Self::with(threads, Instructions::Portable)
    }

    fn with(threads: usize, instructions: Instructions) -> Self {
        let pool = (threads > 1).then(|| {
            rayon::ThreadPoolBuilder::new()
                .num_threads(threads)
                .build()
                .expect("the system gives a thread for each core")
        });
        Self(Arc::new(Inner {
            pool,
            threads: threads.max(1),
            instructions,
            free: Arc::default(),
        }))
    }

    pub(super) fn instructions(&self) -> Instructions {
        self.0.instructions
    }

    /// Cuts `out` into pieces of `length` values and hands each with its number to `work`, on all
    /// threads.
    pub(in crate::nn) fn pieces(
        &self,
        out: &mut [f32],
        length: usize,
        work: impl Fn(usize, &mut [f32]) + Sync,
    ) {
        match &self.0.pool {
            Some(pool) => {
                let pieces = || {
                    out.par_chunks_mut(length)
                        .enumerate()
                        .for_each(|(at, piece)| work(at, piece))
                };
                pool.install(pieces);
            }
            None => out
                .chunks_mut(length)
                .enumerate()
                .for_each(|(at, piece)| work(at, piece)),
        }
    }

    /// Cuts rows of `width` values into one piece a thread and hands each with its first row to
    /// `work`.
    pub(in crate::nn) fn rows(
        &self,
        out: &mut [f32],
        width: usize,
        work: impl Fn(usize, &mut [f32]) + Sync,
    ) {
        let share = self.share(out.len() / width, 1, usize::MAX);
        self.pieces(out, share * width, |at, piece| work(at * share, piece));
    }

    /// How many of `units` a piece should hold, so that each thread has work: a multiple of
    /// `grain`, at most `limit`.
    pub(in crate::nn) fn share(&self, units: usize, grain: usize, limit: usize) -> usize {
        let share = units.div_ceil(self.0.threads).div_ceil(grain) * grain;
        share.clamp(grain, limit.max(grain))
    }

    /// `length` values of memory, whatever they hold.
    pub(in crate::nn) fn scratch(&self, length: usize) -> Scratch {
        let mut free = self.0.free.lock().expect("no thread panics with the lock");
        // The smallest that is large enough, else the largest, which grows.
        let fitting = (0..free.len())
            .filter(|at| free[*at].capacity() >= length)
            .min_by_key(|at| free[*at].capacity());
        let chosen = fitting.or_else(|| (0..free.len()).max_by_key(|at| free[*at].capacity()));
        let mut values = chosen.map(|at| free.swap_remove(at)).unwrap_or_default();
        drop(free);
        values.resize(length, 0.0);
        Scratch {
            values,
            home: self.0.free.clone(),
        }
    }
}

/// Memory that goes back to its [`Workers`] when it is dropped.
pub(in crate::nn) struct Scratch {
    values: Vec<f32>,
    home: Arc<Mutex<Vec<Vec<f32>>>>,
}

impl Deref for Scratch {
    type Target = [f32];
    fn deref(&self) -> &[f32] {
        &self.values
    }
}

impl DerefMut for Scratch {
    fn deref_mut(&mut self) -> &mut [f32] {
        &mut self.values
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        if let Ok(mut free) = self.home.lock() {
            free.push(std::mem::take(&mut self.values));
        }
    }
}
