//! A convolution that a style modulates.

use std::sync::Arc;

use super::demodulation::demodulate;
use crate::nn::activation::Identity;
use crate::nn::batch::Batch;
use crate::nn::convolution::{Direction, convolve};
use crate::nn::equalized::EqualizedDense;
use crate::nn::gain::Unit;
use crate::nn::initializer::Initializer;
use crate::nn::layer::{Layer, TensorVisitor};
use crate::nn::modules::{ConvModule, Module, Modules};
use crate::nn::scaled_tensor::ScaledTensor;
use crate::nn::shape::{FeatureMaps, Features};
use crate::nn::strided_window::{StridedWindow, WindowSizes};
use crate::nn::tape::Pass;

/// From latents to the factors of the channels: w A + b, which begins near 1 because 1 is added to
/// it.
type Affine<const W: usize, const C: usize> = EqualizedDense<W, C, Identity, Unit>;

/// The convolution of maps whose channels were multiplied by a style: (N, SI, SI, CI) and latents
/// (N, W) -> (N, SO, SO, CO), kernel K.
///
/// For SO = SI with as much padding as keeps the side; for SO = 2 SI + K - 2 it is the transposed
/// convolution with stride 2 and without padding. It has no bias. Weights are N(0, 1).
pub struct ModulatedConv2d<
    const SI: usize,
    const CI: usize,
    const SO: usize,
    const CO: usize,
    const K: usize,
    const W: usize,
> {
    affine: Affine<W, CI>,
    /// (CO, K, K, CI), or (CI, K, K, CO) where it is transposed.
    weight: ScaledTensor,
    window: Arc<StridedWindow>,
}

/// The convolved maps, and the factors that give the modulated weight of each of their channels unit
/// norm.
pub(super) struct Modulated<const S: usize, const C: usize> {
    pub maps: Batch<FeatureMaps<S, C>>,
    pub norms: Batch<Features<C>>,
}

impl<
    const SI: usize,
    const CI: usize,
    const SO: usize,
    const CO: usize,
    const K: usize,
    const W: usize,
> ModulatedConv2d<SI, CI, SO, CO, K, W>
{
    const DIRECTION: Direction = match SI == SO {
        true => Direction::Convolve,
        false => Direction::Transpose,
    };

    /// Fresh parameters.
    pub fn new(initializer: &mut Initializer, gain: f32) -> Self {
        const {
            assert!(
                K % 2 == 1 && CI > 0 && CO > 0 && W > 0,
                "the kernel is odd, channels and latents are not empty"
            );
            assert!(
                SO == SI || SO == 2 * SI + K - 2,
                "a modulated convolution keeps the side or doubles it"
            );
        }
        let sizes = WindowSizes {
            big: SO.max(SI),
            big_channels: CI,
            small: SI,
            small_channels: CO,
            kernel: K,
            stride: 1,
            padding: K / 2,
        };
        let sizes = match Self::DIRECTION {
            Direction::Convolve => sizes,
            Direction::Transpose => WindowSizes {
                big_channels: CO,
                small_channels: CI,
                stride: 2,
                padding: 0,
                ..sizes
            },
        };
        Self {
            affine: Layer::new(initializer),
            weight: ScaledTensor::scaled_by(initializer, CI * K * K * CO, gain),
            window: Arc::new(StridedWindow::new(sizes)),
        }
    }

    fn styles(&mut self, latents: Batch<Features<W>>, pass: Pass) -> Batch<Features<CI>> {
        self.affine.forward(latents, pass).add_constant(1.0, pass)
    }

    fn convolve(
        &self,
        input: Batch<FeatureMaps<SI, CI>>,
        styles: Batch<Features<CI>>,
        pass: Pass,
    ) -> Batch<FeatureMaps<SO, CO>> {
        let modulated = input.scale_channels(styles, pass);
        let window = (&self.window, Self::DIRECTION);
        convolve::<Identity, _, _>(modulated, (&self.weight, None), window, pass)
    }

    /// Without demodulation.
    pub fn forward(
        &mut self,
        input: Batch<FeatureMaps<SI, CI>>,
        latents: Batch<Features<W>>,
        pass: Pass,
    ) -> Batch<FeatureMaps<SO, CO>> {
        let styles = self.styles(latents, pass);
        self.convolve(input, styles, pass)
    }

    /// With the factors of demodulation, which whoever calls it applies: filters may come between.
    pub(super) fn forward_with_norms(
        &mut self,
        input: Batch<FeatureMaps<SI, CI>>,
        latents: Batch<Features<W>>,
        pass: Pass,
    ) -> Modulated<SO, CO> {
        let styles = self.styles(latents, pass);
        let norms = demodulate(styles.fork(), (&self.weight, Self::DIRECTION), pass);
        let maps = self.convolve(input, styles, pass);
        Modulated { maps, norms }
    }

    /// The map from latents to styles, and the convolution.
    pub(super) fn module(&self) -> (Module, ConvModule) {
        let mut affine = Modules::default();
        self.affine.describe(&mut affine);
        let (stride, padding) = match Self::DIRECTION {
            Direction::Convolve => (1, K / 2),
            Direction::Transpose => (2, 0),
        };
        let conv = ConvModule {
            inputs: CI,
            outputs: CO,
            kernel: K,
            stride,
            padding,
            output_padding: 0,
            groups: 1,
            weight: self.weight.used(),
            bias: None,
        };
        (affine.list.remove(0), conv)
    }

    /// Shows every parameter to `visitor`.
    pub fn visit(&mut self, visitor: &mut dyn TensorVisitor) {
        visitor.within(0, |visitor| self.affine.visit(visitor));
        let dimensions = match Self::DIRECTION {
            Direction::Convolve => [CO, K, K, CI],
            Direction::Transpose => [CI, K, K, CO],
        };
        self.weight.visit(visitor, "weight", &dimensions);
    }
}
