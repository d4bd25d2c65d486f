//! A layer of StyleGAN2's synthesis network: modulated convolution, demodulation, noise, bias,
//! activation.

use super::modulated_conv::{Modulated, ModulatedConv2d};
use super::noise_input::NoiseInput;
use crate::nn::activation::ScaledLeakyRelu;
use crate::nn::batch::Batch;
use crate::nn::biased_activation::BiasedActivation;
use crate::nn::fir::{Binomial4, FirConv2d};
use crate::nn::gain::Four;
use crate::nn::initializer::Initializer;
use crate::nn::layer::{Layer, TensorVisitor};
use crate::nn::modules::StyledConvModule;
use crate::nn::shape::{FeatureMaps, Features};
use crate::nn::tape::Pass;
use crate::nn::unchanged::Unchanged;

/// What comes after the convolution.
struct Finish<const S: usize, const C: usize> {
    noise: NoiseInput<S, C>,
    activation: BiasedActivation<S, C, ScaledLeakyRelu>,
}

impl<const S: usize, const C: usize> Finish<S, C> {
    fn new(initializer: &mut Initializer) -> Self {
        Self {
            noise: Layer::new(initializer),
            activation: Layer::new(initializer),
        }
    }

    fn forward(
        &mut self,
        maps: Batch<FeatureMaps<S, C>>,
        norms: Batch<Features<C>>,
        pass: Pass,
    ) -> Batch<FeatureMaps<S, C>> {
        let maps = self.noise.forward(maps.scale_channels(norms, pass), pass);
        self.activation.forward(maps, pass)
    }

    fn visit(&mut self, visitor: &mut dyn TensorVisitor) {
        visitor.within(1, |visitor| self.noise.visit(visitor));
        visitor.within(2, |visitor| self.activation.visit(visitor));
    }
}

/// A 3 x 3 modulated convolution to MID positions a side, the layer `B` from there to SO, then
/// demodulation, noise, bias and activation: (N, SI, SI, CI) under latents (N, W) -> (N, SO, SO, CO).
pub struct StyledConv<
    const SI: usize,
    const CI: usize,
    const MID: usize,
    const SO: usize,
    const CO: usize,
    const W: usize,
    B,
> {
    convolution: ModulatedConv2d<SI, CI, MID, CO, 3, W>,
    between: B,
    finish: Finish<SO, CO>,
}

/// A styled convolution that keeps the side S.
pub type StyledConv2d<const S: usize, const CI: usize, const CO: usize, const W: usize> =
    StyledConv<S, CI, S, S, CO, W, Unchanged<FeatureMaps<S, CO>>>;

/// A styled convolution that doubles the side: transposed to UP = 2 SI + 1 positions, then smoothed.
pub type StyledUpConv2d<
    const SI: usize,
    const CI: usize,
    const UP: usize,
    const SO: usize,
    const CO: usize,
    const W: usize,
> = StyledConv<SI, CI, UP, SO, CO, W, FirConv2d<UP, SO, CO, Binomial4, 1, 1, Four>>;

impl<
    const SI: usize,
    const CI: usize,
    const MID: usize,
    const SO: usize,
    const CO: usize,
    const W: usize,
    B: Layer<Input = FeatureMaps<MID, CO>, Output = FeatureMaps<SO, CO>>,
> StyledConv<SI, CI, MID, SO, CO, W, B>
{
    /// Fresh parameters.
    pub fn new(initializer: &mut Initializer) -> Self {
        Self {
            convolution: ModulatedConv2d::new(initializer, 1.0),
            between: B::new(initializer),
            finish: Finish::new(initializer),
        }
    }

    /// Maps and latents -> maps.
    pub fn forward(
        &mut self,
        maps: Batch<FeatureMaps<SI, CI>>,
        latents: Batch<Features<W>>,
        pass: Pass,
    ) -> Batch<FeatureMaps<SO, CO>> {
        let Modulated { maps, norms } = self.convolution.forward_with_norms(maps, latents, pass);
        let maps = self.between.forward(maps, pass);
        self.finish.forward(maps, norms, pass)
    }

    /// The layer in inference.
    pub(super) fn module(&self) -> StyledConvModule {
        let (affine, conv) = self.convolution.module();
        StyledConvModule {
            affine,
            conv,
            doubles: SO > SI,
            side: SO,
            noise: Some(self.finish.noise.added()),
            bias: self.finish.activation.bias(),
        }
    }

    /// Shows every parameter to `visitor`.
    pub fn visit(&mut self, visitor: &mut dyn TensorVisitor) {
        visitor.within(0, |visitor| self.convolution.visit(visitor));
        self.finish.visit(visitor);
    }
}
