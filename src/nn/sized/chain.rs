//! Networks one after the other.

use crate::nn::batch::Batch;
use crate::nn::layer::TensorVisitor;
use crate::nn::modules::Modules;
use crate::nn::network::{Network, Parameterized, Rows};
use crate::nn::tape::Pass;

/// Networks one after the other: each takes what the one before it gives.
pub struct Chain(Vec<Box<dyn Network>>);

impl Chain {
    /// # Panics
    /// If there are none, or two do not fit: a defect of the family.
    pub fn of(networks: Vec<Box<dyn Network>>) -> Box<dyn Network> {
        assert!(!networks.is_empty(), "a chain has a network");
        for pair in networks.windows(2) {
            let (given, taken) = (pair[0].output_size(), pair[1].input_size());
            assert_eq!(given, taken, "a network takes what the one before it gives");
        }
        Box::new(Self(networks))
    }

    fn last(&self) -> &dyn Network {
        &**self.0.last().expect("a chain has a network")
    }
}

impl Parameterized for Chain {
    fn visit_tensors(&mut self, visitor: &mut dyn TensorVisitor) {
        for (index, network) in self.0.iter_mut().enumerate() {
            visitor.within(index, |visitor| network.visit_tensors(visitor));
        }
    }
}

impl Network for Chain {
    fn input_size(&self) -> usize {
        self.0[0].input_size()
    }

    fn output_size(&self) -> usize {
        self.last().output_size()
    }

    fn output_channels(&self) -> usize {
        self.last().output_channels()
    }

    fn is_random(&self) -> bool {
        self.0.iter().any(|network| network.is_random())
    }

    fn apply(&mut self, input: Batch<Rows>, pass: Pass) -> Batch<Rows> {
        let networks = self.0.iter_mut();
        networks.fold(input, |rows, network| network.apply(rows, pass))
    }

    fn describe_modules(&self, modules: &mut Modules) {
        self.0
            .iter()
            .for_each(|network| network.describe_modules(modules));
    }
}
