//! Features as a map.

use crate::nn::batch::Batch;
use crate::nn::layer::TensorVisitor;
use crate::nn::modules::{Module, Modules};
use crate::nn::network::{Network, Parameterized, Rows};
use crate::nn::tape::Pass;

/// [`crate::nn::Unflatten`] with its sizes given: rows are already as they are in a map, so nothing is
/// done.
pub struct SizedUnflatten {
    side: usize,
    channels: usize,
}

impl SizedUnflatten {
    /// (N, `side` * `side` * `channels`) -> the same as maps.
    pub fn new(side: usize, channels: usize) -> Self {
        Self { side, channels }
    }
}

impl Parameterized for SizedUnflatten {
    fn visit_tensors(&mut self, _: &mut dyn TensorVisitor) {}
}

impl Network for SizedUnflatten {
    fn input_size(&self) -> usize {
        self.side * self.side * self.channels
    }

    fn output_size(&self) -> usize {
        self.input_size()
    }

    fn output_channels(&self) -> usize {
        self.channels
    }

    fn is_random(&self) -> bool {
        false
    }

    fn apply(&mut self, input: Batch<Rows>, _: Pass) -> Batch<Rows> {
        input
    }

    fn describe_modules(&self, modules: &mut Modules) {
        modules.add(Module::Unflatten {
            side: self.side,
            channels: self.channels,
        });
    }
}
