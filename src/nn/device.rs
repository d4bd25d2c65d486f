//! The CPU, with a cache of buffers.

use dfdx::prelude::{Cache, Cpu, Shape, ZerosTensor};

use super::batch::Batch;
use super::context::Context;
use super::style_state::Styling;
use super::tensor::{self, Tensor};
use super::thread_pool::ThreadPool;

/// The CPU with its own cache of buffers: after the first steps of a training loop no tensor is
/// allocated anew.
pub struct Device {
    cpu: Cpu,
    pool: ThreadPool,
}

impl Device {
    /// Computes on the threads of `pool`.
    pub fn new(pool: ThreadPool) -> Self {
        let cpu = Cpu::default();
        cpu.enable_cache();
        Device { cpu, pool }
    }

    /// A batch that needs no gradient, filled by `write`. The first dimension of `shape` is the
    /// number of rows N.
    pub fn batch<S: Shape>(&self, shape: S, write: impl FnOnce(&mut [f32])) -> Batch<S> {
        let mut values = self.zeros(shape.num_elements());
        write(tensor::slice_mut(&mut values));
        let context = Context {
            pool: self.pool.clone(),
            noise: None,
            mask: None,
            growth: None,
            styling: Styling::default(),
            style_shift: None,
        };
        Batch::constant(values, shape, context)
    }

    pub(super) fn pool(&self) -> &ThreadPool {
        &self.pool
    }

    /// `length` zeros.
    pub(super) fn zeros(&self, length: usize) -> Tensor {
        Tensor::new(self.cpu.zeros_like(&(length,)))
    }
}

impl Default for Device {
    /// One thread.
    fn default() -> Self {
        Device::new(ThreadPool::new(1))
    }
}

impl Drop for Device {
    /// dfdx's cache frees nothing by itself: without this every finished run would leave its
    /// buffers behind.
    fn drop(&mut self) {
        self.cpu.disable_cache();
    }
}
