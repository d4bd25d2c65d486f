//! Convolution and transposed convolution, with bias and activation in the same operation.

use std::marker::PhantomData;
use std::sync::Arc;

use super::activation::{Activation, Identity, activate, activation_gradient, finish};
use super::batch::Batch;
use super::bias::Bias;
use super::context::Context;
use super::initializer::Initializer;
use super::layer::{Layer, TensorVisitor};
use super::matmul::Finish;
use super::shape::FeatureMaps;
use super::strided_window::{StridedWindow, WindowSizes};
use super::tape::{Operation, Pass, WantedGradients};
use super::tensor::{self, GradientAccess, Gradients, Tensor};

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
    weight: Tensor,
    bias: Bias,
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
    weight: Tensor,
    bias: Bias,
    window: Arc<StridedWindow>,
    activation: PhantomData<A>,
}

/// Both layers are one window, gone through in opposite directions.
macro_rules! strided_layer {
    (
        $layer:ident, $recorded:ident, $($size:ident)+;
        small: $small_side:ident $small:ident, big: $big_side:ident $big:ident, padding after: $after:expr,
        forward: $forward:ident, input gradient: $backward:ident,
        weight gradient: $window:ident, $pool:ident, $input:ident, $upstream:ident, $out:ident => $weight:expr
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
                let mut weight = initializer.device.zeros($small * K * K * $big);
                initializer.weight(fan_in, $small, tensor::slice_mut(&mut weight));
                let bias = Bias::new(initializer, BIAS, CO, fan_in);
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
                let pool = &input.context.pool;
                let mut output = input.zeros(input.rows() * SO * SO * CO);
                let rows = tensor::slice_mut(&mut output);
                let finish = finish::<A>(&input.context, self.bias.values());
                self.window.$forward(pool, input.values(), tensor::slice(&self.weight), rows, finish);
                let mask = activate::<A>(&input.context, &mut output, CO);
                let operation = $recorded::<A> {
                    channels: CO,
                    input: input.tensor.clone(),
                    output: output.clone(),
                    mask,
                    weight: self.weight.clone(),
                    bias: self.bias.clone(),
                    window: self.window.clone(),
                    context: input.context.clone(),
                    activation: PhantomData,
                };
                input.record(output, pass, operation)
            }

            fn visit(&mut self, visitor: &mut dyn TensorVisitor) {
                visitor.parameter("weight", &[$small, K, K, $big], &mut self.weight);
                self.bias.visit(visitor);
            }
        }

        /// What the backward pass needs: shared storage, no copies.
        #[derive(Clone)]
        struct $recorded<A> {
            /// Channels of the output.
            channels: usize,
            input: Tensor,
            output: Tensor,
            /// Where the activation's derivative is read off.
            mask: Tensor,
            weight: Tensor,
            bias: Bias,
            window: Arc<StridedWindow>,
            context: Context,
            activation: PhantomData<A>,
        }

        impl<A: Activation> Operation for $recorded<A> {
            const HAS_PARAMETERS: bool = true;

            fn backward(self, gradients: &mut Gradients, wanted: WantedGradients) {
                let ($window, $pool) = (&*self.window, &self.context.pool);
                let outputs = (&self.output, &self.mask);
                let upstream = activation_gradient::<A>(&self.context, gradients, outputs, self.channels);
                let upstream = tensor::slice(&upstream);
                if wanted.parameters {
                    let ($input, $upstream) = (tensor::slice(&self.input), upstream);
                    let $out = gradients.of(&self.weight);
                    $weight;
                    self.bias.backward(upstream, gradients);
                }
                if wanted.input {
                    let weight = tensor::slice(&self.weight);
                    $window.$backward($pool, upstream, weight, gradients.of(&self.input), Finish::ADD);
                }
            }
        }
    };
}

strided_layer! {
    Conv2d, Conv2dBackward, SI CI SO CO K ST P;
    small: SO CO, big: SI CI, padding after: 0,
    forward: convolve, input gradient: convolve_transposed,
    weight gradient: window, pool, input, upstream, out => window.weight_gradient(pool, input, upstream, out)
}

strided_layer! {
    ConvTranspose2d, ConvTranspose2dBackward, SI CI SO CO K ST P OP;
    small: SI CI, big: SO CO, padding after: OP,
    forward: convolve_transposed, input gradient: convolve,
    weight gradient: window, pool, input, upstream, out => window.weight_gradient(pool, upstream, input, out)
}
