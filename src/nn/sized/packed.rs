//! The first layer of a D that judges several samples at once.

use crate::nn::batch::Batch;
use crate::nn::initializer::Initializer;
use crate::nn::layer::TensorVisitor;
use crate::nn::modules::Modules;
use crate::nn::network::{Network, Parameterized, Rows};
use crate::nn::packed_input::{Packs, pack};
use crate::nn::tape::Pass;

/// [`crate::nn::PackedInput`] with its sizes given: a network after packs of samples.
pub struct Packed {
    packs: Packs,
    network: Box<dyn Network>,
}

impl Packed {
    /// Takes rows of `row` values, of which each position has `channels`; `new` makes the network for as
    /// many times the channels as the initializer's packing says.
    pub fn before(
        initializer: &mut Initializer,
        (row, channels): (usize, usize),
        new: impl FnOnce(&mut Initializer, usize) -> Box<dyn Network>,
    ) -> Box<dyn Network> {
        let samples = initializer.packing;
        let network = new(initializer, samples * channels);
        let packs = Packs {
            samples,
            row,
            channels,
        };
        match samples {
            1 => network,
            _ => Box::new(Self { packs, network }),
        }
    }
}

impl Parameterized for Packed {
    fn visit_tensors(&mut self, visitor: &mut dyn TensorVisitor) {
        self.network.visit_tensors(visitor);
    }
}

impl Network for Packed {
    fn input_size(&self) -> usize {
        self.packs.row
    }

    fn output_size(&self) -> usize {
        self.network.output_size()
    }

    fn output_channels(&self) -> usize {
        self.network.output_channels()
    }

    fn is_random(&self) -> bool {
        self.network.is_random()
    }

    fn apply(&mut self, input: Batch<Rows>, pass: Pass) -> Batch<Rows> {
        let shape = (input.rows() / self.packs.samples, self.network.input_size());
        self.network
            .apply(pack(input, shape, self.packs, pass), pass)
    }

    /// Discriminators are not exported.
    fn describe_modules(&self, _: &mut Modules) {}
}
