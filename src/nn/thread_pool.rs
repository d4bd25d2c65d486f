//! The threads that one run may use, and scratch memory that is lent out and comes back.
//!
//! Threads (`threads:` of a run) share rows or columns of a result, never a sum: every value is
//! summed in an order that does not depend on their number, so neither do the bits.

use std::ops::{Deref, DerefMut};
use std::sync::{Arc, Mutex};

use rayon::prelude::*;

use super::instructions::Instructions;

/// What a run computes with: its threads, its instructions, and scratch memory that is used again.
#[derive(Clone)]
pub struct ThreadPool(Arc<Inner>);

struct Inner {
    /// `None`: everything happens on the calling thread.
    rayon_pool: Option<rayon::ThreadPool>,
    threads: usize,
    instructions: Instructions,
    free: Arc<Mutex<Vec<Vec<f32>>>>,
}

impl ThreadPool {
    /// A pool of `threads` threads. One thread, or threads that the system refuses, mean the
    /// calling thread: how many there are changes no bit.
    pub fn new(threads: usize) -> Self {
        Self::with(threads, Instructions::detect())
    }

    /// With these instructions.
    pub(super) fn with(threads: usize, instructions: Instructions) -> Self {
        let build = || rayon::ThreadPoolBuilder::new().num_threads(threads).build();
        let rayon_pool = (threads > 1).then(build).and_then(Result::ok);
        Self(Arc::new(Inner {
            threads: rayon_pool.as_ref().map_or(1, |_| threads),
            rayon_pool,
            instructions,
            free: Arc::default(),
        }))
    }

    pub(super) fn instructions(&self) -> Instructions {
        self.0.instructions
    }

    /// Cuts `out` into chunks of `length` values and hands each with its number to `work`, on all
    /// threads.
    pub(super) fn for_each_chunk(
        &self,
        out: &mut [f32],
        length: usize,
        work: impl Fn(usize, &mut [f32]) + Sync,
    ) {
        match &self.0.rayon_pool {
            Some(rayon_pool) => {
                let chunks = || {
                    out.par_chunks_mut(length)
                        .enumerate()
                        .for_each(|(at, chunk)| work(at, chunk))
                };
                rayon_pool.install(chunks);
            }
            None => out
                .chunks_mut(length)
                .enumerate()
                .for_each(|(at, chunk)| work(at, chunk)),
        }
    }

    /// Hands each of `items` to `work`, on all threads.
    pub(super) fn for_each<T: Send>(&self, items: Vec<T>, work: impl Fn(T) + Sync) {
        match &self.0.rayon_pool {
            Some(rayon_pool) => rayon_pool.install(|| items.into_par_iter().for_each(&work)),
            None => items.into_iter().for_each(work),
        }
    }

    /// Cuts rows of `width` values into one chunk per thread and hands each with its first row to
    /// `work`.
    pub(super) fn for_each_row_chunk(
        &self,
        out: &mut [f32],
        width: usize,
        work: impl Fn(usize, &mut [f32]) + Sync,
    ) {
        let rows = self.chunk_size(out.len() / width, 1, usize::MAX);
        self.for_each_chunk(out, rows * width, |at, chunk| work(at * rows, chunk));
    }

    /// How many of `units` a chunk should hold, so that each thread has work: a multiple of
    /// `grain`, at most `limit`.
    pub(super) fn chunk_size(&self, units: usize, grain: usize, limit: usize) -> usize {
        let share = units.div_ceil(self.0.threads).div_ceil(grain) * grain;
        share.clamp(grain, limit.max(grain))
    }

    /// `length` values of scratch memory, whatever they hold.
    pub(super) fn scratch(&self, length: usize) -> Scratch {
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

/// Scratch memory that goes back to its [`ThreadPool`] when it is dropped.
pub(super) struct Scratch {
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
