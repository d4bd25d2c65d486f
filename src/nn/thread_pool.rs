//! The threads that one run may use, and scratch memory that is lent out and comes back.
//!
//! Threads (`threads:` of a run) share rows or columns of a result, never a sum: every value is
//! summed in an order that does not depend on their number, so neither do the bits.

use std::ops::{Deref, DerefMut};
use std::sync::{Arc, Mutex};

use super::instructions::Instructions;
use super::workers::{Workers, takes_part};

/// What a run computes with: its threads, its instructions, and scratch memory that is used again.
#[derive(Clone)]
pub struct ThreadPool(Arc<Inner>);

struct Inner {
    /// `None`: everything happens on the calling thread.
    workers: Option<Workers>,
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
        let workers = (threads > 1).then(|| Workers::new(threads - 1)).flatten();
        Self(Arc::new(Inner {
            threads: workers.as_ref().map_or(1, |_| threads),
            workers,
            instructions,
            free: Arc::default(),
        }))
    }

    /// Number of threads.
    pub(super) fn threads(&self) -> usize {
        self.0.threads
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
        self.share_chunks(out, length, &work);
    }

    /// Compiled once, whatever the work.
    fn share_chunks(
        &self,
        out: &mut [f32],
        length: usize,
        work: &(dyn Fn(usize, &mut [f32]) + Sync),
    ) {
        self.share(out.chunks_mut(length).enumerate(), |(at, chunk)| {
            work(at, chunk)
        });
    }

    /// Hands what `parts` gives to `work`, on all threads that are free: within a part, on the thread
    /// that works at it.
    fn share<T>(&self, parts: impl Iterator<Item = T> + Send, work: impl Fn(T) + Sync) {
        let workers = self.0.workers.as_ref().filter(|_| !takes_part());
        let Some(workers) = workers else {
            return parts.for_each(work);
        };
        let parts = Mutex::new(parts);
        workers.run(&|| {
            let next = || parts.lock().expect("no iterator panics").next();
            while let Some(part) = next() {
                work(part);
            }
        });
    }

    /// Hands each of `items` to `work`, on all threads.
    pub(super) fn for_each<T: Send>(&self, items: Vec<T>, work: impl Fn(T) + Sync) {
        self.share(items.into_iter(), work);
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

    /// `length` zeros of scratch memory.
    pub fn zeros(&self, length: usize) -> Scratch {
        let mut zeros = self.scratch(length);
        zeros.fill(0.0);
        zeros
    }

    /// `length` values of scratch memory, whatever they hold.
    pub(super) fn scratch(&self, length: usize) -> Scratch {
        let mut free = self.0.free.lock().expect("no thread panics with the lock");
        // The smallest that is large enough, else the largest, which grows.
        let fitting = (0..free.len())
            .filter(|at| free[*at].len() >= length)
            .min_by_key(|at| free[*at].len());
        let chosen = fitting.or_else(|| (0..free.len()).max_by_key(|at| free[*at].len()));
        let mut values = chosen.map(|at| free.swap_remove(at)).unwrap_or_default();
        drop(free);
        // It never shrinks: growing again would fill it with zeros.
        if values.len() < length {
            values.resize(length, 0.0);
        }
        Scratch {
            values,
            length,
            home: self.0.free.clone(),
        }
    }
}

/// Scratch memory that goes back to its [`ThreadPool`] when it is dropped.
pub struct Scratch {
    values: Vec<f32>,
    length: usize,
    home: Arc<Mutex<Vec<Vec<f32>>>>,
}

impl Deref for Scratch {
    type Target = [f32];
    fn deref(&self) -> &[f32] {
        &self.values[..self.length]
    }
}

impl DerefMut for Scratch {
    fn deref_mut(&mut self) -> &mut [f32] {
        &mut self.values[..self.length]
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        if let Ok(mut free) = self.home.lock() {
            free.push(std::mem::take(&mut self.values));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::ThreadPool;

    #[test]
    fn scratch_memory_is_as_long_as_asked_for_and_zeros_are_zeros() {
        let pool = ThreadPool::new(1);
        pool.scratch(100).fill(7.0);
        let small = pool.scratch(10);
        assert_eq!(small.len(), 10);
        drop(small);
        assert_eq!(pool.scratch(60).len(), 60);
        assert_eq!(pool.scratch(200).len(), 200);
        let zeros = pool.zeros(150);
        assert_eq!((zeros.len(), zeros.iter().sum::<f32>()), (150, 0.0));
    }
}
