//! Networks that grow while they are trained (Karras et al. 2018, Progressive growing).
//!
//! One typed network holds the layers of all resolutions. Which of them take part goes with the
//! batch and is a function of the training step, so a checkpoint needs nothing of it. Images keep
//! their full side: G repeats pixels, D averages them, which is exact.

use dfdx::prelude::Shape;

use super::batch::Batch;
use super::growth_state::Growth;
use super::initializer::Initializer;
use super::layer::{Layer, TensorVisitor};
use super::modules::{Module, Modules};
use super::shape::BatchShape;
use super::tape::Pass;

impl<S: Shape> Batch<S> {
    /// From here on layers that grow have grown so far. Without it they are complete.
    pub fn with_growth(mut self, growth: Option<Growth>) -> Self {
        self.context.growth = growth;
        self
    }
}

/// Two paths between the same shapes: `Coarse` at level `LEVEL`, and `Finer` through the layers of
/// the level above, which may end in such a fork themselves.
///
/// Up to its own level a network is `Coarse` alone, from the completed next level on `Finer` alone;
/// in between it is (1 - share) Coarse + share Finer.
pub struct Growing<const LEVEL: usize, Coarse, Finer> {
    coarse: Coarse,
    finer: Finer,
}

impl<const LEVEL: usize, Coarse, Finer> Layer for Growing<LEVEL, Coarse, Finer>
where
    Coarse: Layer<Output: BatchShape>,
    Finer: Layer<Input = Coarse::Input, Output = Coarse::Output>,
{
    type Input = Coarse::Input;
    type Output = Coarse::Output;
    const RANDOM: bool = Coarse::RANDOM || Finer::RANDOM;

    fn new(initializer: &mut Initializer) -> Self {
        Self {
            coarse: Coarse::new(initializer),
            finer: Finer::new(initializer),
        }
    }

    fn forward(&mut self, input: Batch<Self::Input>, pass: Pass) -> Batch<Self::Output> {
        match input.context.growth {
            Some(growth) if growth.level <= LEVEL => self.coarse.forward(input, pass),
            Some(Growth { level, share }) if level == LEVEL + 1 && share < 1.0 => {
                let coarse = self.coarse.forward(input.fork(), pass);
                let finer = self.finer.forward(input, pass);
                coarse.weighted_sum(finer, (1.0 - share, share), pass)
            }
            _ => self.finer.forward(input, pass),
        }
    }

    fn visit(&mut self, visitor: &mut dyn TensorVisitor) {
        visitor.within(0, |visitor| self.coarse.visit(visitor));
        visitor.within(1, |visitor| self.finer.visit(visitor));
    }

    fn describe(&self, modules: &mut Modules) {
        match modules.growth {
            Some(growth) if growth.level <= LEVEL => self.coarse.describe(modules),
            Some(Growth { level, share }) if level == LEVEL + 1 && share < 1.0 => {
                let coarse = modules.apart(|part| self.coarse.describe(part));
                let finer = modules.apart(|part| self.finer.describe(part));
                modules.add(Module::Fade {
                    share,
                    coarse,
                    finer,
                });
            }
            _ => self.finer.describe(modules),
        }
    }
}
