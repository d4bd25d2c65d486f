//! Depthwise convolution with a fixed filter: smoothing, downsampling and upsampling without
//! aliasing (Zhang 2019; Karras et al. 2019). The filter is the outer product of a short one with
//! itself.
//!
//! As with `strided_window/`, each direction is the other's gradient.

mod filter;
mod sweep;

pub use filter::{Binomial3, Binomial4, Filter};

use std::marker::PhantomData;

use super::batch::Batch;
use super::context::Context;
use super::gain::{Four, Gain, Unit};
use super::initializer::Initializer;
use super::layer::{Layer, TensorVisitor};
use super::modules::{Module, Modules};
use super::shape::FeatureMaps;
use super::tape::{Operation, Pass, WantedGradients};
use super::tensor::{self, GradientAccess, Gradients, Tensor};
use sweep::FirSizes;

/// Each channel alone, convolved with filter `F` and multiplied by G: (N, SI, SI, C) -> (N, SO, SO,
/// C), stride ST, P zeros before the map and as many after it as the last window reaches. With
/// stride 1 it smooths, with stride 2 it downsamples.
pub struct FirConv2d<
    const SI: usize,
    const SO: usize,
    const C: usize,
    F,
    const ST: usize,
    const P: usize,
    G = Unit,
>(PhantomData<(F, G)>);

/// The transpose of [`FirConv2d`], multiplied by G: (N, SI, SI, C) -> (N, SO, SO, C). With stride 2
/// it upsamples; G = 4 then keeps the size of values, because three of four are interpolated.
pub struct FirConvTranspose2d<
    const SI: usize,
    const SO: usize,
    const C: usize,
    F,
    const ST: usize,
    const P: usize,
    G = Four,
>(PhantomData<(F, G)>);

macro_rules! fir_layer {
    ($layer:ident, $recorded:ident, big: $big:ident, small: $small:ident, $forward:ident, $backward:ident $(, module: $module:ident)?) => {
        impl<
            const SI: usize,
            const SO: usize,
            const C: usize,
            F: Filter,
            const ST: usize,
            const P: usize,
            G: Gain,
        > Layer for $layer<SI, SO, C, F, ST, P, G>
        {
            type Input = FeatureMaps<SI, C>;
            type Output = FeatureMaps<SO, C>;

            fn new(_: &mut Initializer) -> Self {
                const {
                    assert!(C > 0 && ST > 0, "channels and stride are positive");
                    // The last window begins on the map and ends at most a filter behind it.
                    assert!(
                        ($small - 1) * ST < $big + P
                            && ($small - 1) * ST + 2 * F::TAPS.len() > $big,
                        "the windows cover the map"
                    );
                }
                Self(PhantomData)
            }

            fn forward(&mut self, input: Batch<Self::Input>, pass: Pass) -> Batch<Self::Output> {
                let sizes = FirSizes::new::<F>($big, $small, C, (ST, P), G::VALUE);
                let mut output = input.zeros(input.rows() * SO * SO * C);
                let out = tensor::slice_mut(&mut output);
                sizes.$forward(&input.context.pool, input.values(), out);
                let operation = $recorded {
                    input: input.tensor.clone(),
                    output: output.clone(),
                    sizes,
                    context: input.context.clone(),
                };
                input.record(output, pass, operation)
            }

            fn visit(&mut self, _: &mut dyn TensorVisitor) {}

            $(fn describe(&self, modules: &mut Modules) {
                if (ST, P, F::TAPS.len(), G::VALUE) == (2, 1, 4, 4.0) {
                    modules.add(Module::$module {
                        channels: C,
                        taps: F::TAPS.to_vec(),
                    });
                } else {
                    modules.add(Module::Unknown(std::any::type_name::<Self>()));
                }
            })?
        }

        #[derive(Clone)]
        struct $recorded {
            input: Tensor,
            output: Tensor,
            sizes: FirSizes,
            context: Context,
        }

        impl Operation for $recorded {
            const HAS_PARAMETERS: bool = false;

            fn backward(self, gradients: &mut Gradients, _: WantedGradients) {
                let upstream = gradients.take(&self.output);
                let gradient = gradients.of(&self.input);
                let pool = &self.context.pool;
                self.sizes
                    .$backward(pool, tensor::slice(&upstream), gradient);
            }
        }
    };
}

fir_layer!(FirConv2d, FirConv2dBackward, big: SI, small: SO, add_convolved, add_transposed);
fir_layer!(FirConvTranspose2d, FirConvTranspose2dBackward, big: SO, small: SI, add_transposed, add_convolved, module: FirUpsample);
