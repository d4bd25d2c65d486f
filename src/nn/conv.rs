//! Convolution and transposed convolution, with bias and activation in the same operation.

use std::marker::PhantomData;
use std::sync::Arc;

use super::activation::{Activation, Identity};
use super::batch::Batch;
use super::convolution::{Direction, convolve};
use super::initializer::Initializer;
use super::layer::{Layer, TensorVisitor};
use super::modules::{ConvModule, Module, Modules};
use super::scaled_tensor::ScaledTensor;
use super::shape::FeatureMaps;
use super::strided_window::{StridedWindow, WindowSizes};
use super::tape::Pass;

/// SI x SI x CI -> SO x SO x CO with kernel K, stride ST and zero padding P: (N, SI, SI, CI) -> (N,
/// SO, SO, CO), channels last; SO = (SI + 2 P - K) / ST + 1. The weight is (CO, K, K, CI).
///
/// Cross-correlation, as in every framework. No bias unless asked for, as in DCGAN (Radford et al.
/// 2016).
pub struct Conv2d<
    const SI: usize,
    const CI: usize,
    const SO: usize,
    const CO: usize,
    const K: usize,
    const ST: usize,
    const P: usize,
    A = Identity,
    const BIAS: bool = false,
> {
    weight: ScaledTensor,
    bias: Option<ScaledTensor>,
    window: Arc<StridedWindow>,
    activation: PhantomData<A>,
}

/// The transpose of a convolution, which upsamples: SI x SI x CI -> SO x SO x CO with kernel K,
/// stride ST, padding P and output padding OP; SO = (SI - 1) ST - 2 P + K + OP. The weight is (CI,
/// K, K, CO).
///
/// Output padding adds rows and columns at the end that few windows reach, as in PyTorch.
pub struct ConvTranspose2d<
    const SI: usize,
    const CI: usize,
    const SO: usize,
    const CO: usize,
    const K: usize,
    const ST: usize,
    const P: usize,
    const OP: usize,
    A = Identity,
    const BIAS: bool = false,
> {
    weight: ScaledTensor,
    bias: Option<ScaledTensor>,
    window: Arc<StridedWindow>,
    activation: PhantomData<A>,
}

/// Both layers are one window, gone through in opposite directions.
macro_rules! strided_layer {
    (
        $layer:ident, $($size:ident)+;
        small: $small_side:ident $small:ident, big: $big_side:ident $big:ident, padding after: $after:expr,
        direction: $direction:ident, module: $module:ident
    ) => {
        impl<$(const $size: usize),+, A, const BIAS: bool> $layer<$($size),+, A, BIAS> {
            const CHECK: () = {
                assert!(K > 0 && ST > 0 && CI > 0 && CO > 0, "kernel, stride and channels are positive");
                assert!(P < K && $after < ST, "padding is below the kernel, output padding below the stride");
                assert!(
                    $big_side + 2 * P >= K + $after && $small_side == ($big_side + 2 * P - K - $after) / ST + 1,
                    "output size does not follow from input size, kernel, stride and padding"
                );
            };
        }

        impl<$(const $size: usize),+, A: Activation, const BIAS: bool> Layer for $layer<$($size),+, A, BIAS> {
            type Input = FeatureMaps<SI, CI>;
            type Output = FeatureMaps<SO, CO>;

            fn new(initializer: &mut Initializer) -> Self {
                let () = Self::CHECK;
                // PyTorch counts the fan in of a transposed convolution on its output channels.
                let fan_in = K * K * $big;
                let weight =
                    ScaledTensor::weight(initializer, $small * fan_in, fan_in, $small);
                let bias = BIAS.then(|| ScaledTensor::bias(initializer, CO, fan_in));
                let sizes = WindowSizes {
                    big: $big_side,
                    big_channels: $big,
                    small: $small_side,
                    small_channels: $small,
                    kernel: K,
                    stride: ST,
                    padding: P,
                };
                Self { weight, bias, window: Arc::new(StridedWindow::new(sizes)), activation: PhantomData }
            }

            fn forward(&mut self, input: Batch<Self::Input>, pass: Pass) -> Batch<Self::Output> {
                let parameters = (&self.weight, self.bias.as_ref());
                let window = (&self.window, Direction::$direction);
                convolve::<A, _, _>(input, parameters, window, pass)
            }

            fn visit(&mut self, visitor: &mut dyn TensorVisitor) {
                self.weight.visit(visitor, "weight", &[$small, K, K, $big]);
                if let Some(bias) = &mut self.bias {
                    bias.visit(visitor, "bias", &[CO]);
                }
            }

            fn describe(&self, modules: &mut Modules) {
                modules.add(Module::$module(ConvModule {
                    inputs: CI,
                    outputs: CO,
                    kernel: K,
                    stride: ST,
                    padding: P,
                    output_padding: $after,
                    groups: 1,
                    weight: self.weight.used(),
                    bias: self.bias.as_ref().map(ScaledTensor::used),
                }));
                modules.add_activation(A::MODULE);
            }
        }
    };
}

strided_layer! {
    Conv2d, SI CI SO CO K ST P;
    small: SO CO, big: SI CI, padding after: 0, direction: Convolve, module: Conv
}

strided_layer! {
    ConvTranspose2d, SI CI SO CO K ST P OP;
    small: SI CI, big: SO CO, padding after: OP, direction: Transpose, module: ConvTranspose
}
