//! A convolution with equalized learning rate.

use std::marker::PhantomData;
use std::sync::Arc;

use crate::nn::activation::{Activation, LeakyRelu};
use crate::nn::batch::Batch;
use crate::nn::convolution::{Direction, convolve};
use crate::nn::gain::{Gain, SqrtTwo};
use crate::nn::initializer::Initializer;
use crate::nn::layer::{Layer, TensorVisitor};
use crate::nn::modules::{ConvModule, Module, Modules};
use crate::nn::scaled_tensor::ScaledTensor;
use crate::nn::shape::FeatureMaps;
use crate::nn::strided_window::{StridedWindow, WindowSizes};
use crate::nn::tape::Pass;

/// SI x SI x CI -> SO x SO x CO with kernel K, stride ST and zero padding P, bias and activation:
/// (N, SI, SI, CI) -> (N, SO, SO, CO). The weight is (CO, K, K, CI) and is multiplied by G / sqrt(K
/// K CI).
pub struct EqualizedConv2d<
    const SI: usize,
    const CI: usize,
    const SO: usize,
    const CO: usize,
    const K: usize,
    const ST: usize = 1,
    const P: usize = 0,
    A = LeakyRelu,
    G = SqrtTwo,
    const BIAS: bool = true,
> {
    weight: ScaledTensor,
    bias: Option<ScaledTensor>,
    window: Arc<StridedWindow>,
    types: PhantomData<(A, G)>,
}

impl<
    const SI: usize,
    const CI: usize,
    const SO: usize,
    const CO: usize,
    const K: usize,
    const ST: usize,
    const P: usize,
    A: Activation,
    G: Gain,
    const BIAS: bool,
> Layer for EqualizedConv2d<SI, CI, SO, CO, K, ST, P, A, G, BIAS>
{
    type Input = FeatureMaps<SI, CI>;
    type Output = FeatureMaps<SO, CO>;

    fn new(initializer: &mut Initializer) -> Self {
        const {
            assert!(
                K > 0 && ST > 0 && CI > 0 && CO > 0 && P < K,
                "kernel, stride and channels are positive, padding is below the kernel"
            );
            assert!(
                SI + 2 * P >= K && SO == (SI + 2 * P - K) / ST + 1,
                "output size does not follow from input size, kernel, stride and padding"
            );
        }
        let sizes = WindowSizes {
            big: SI,
            big_channels: CI,
            small: SO,
            small_channels: CO,
            kernel: K,
            stride: ST,
            padding: P,
        };
        Self {
            weight: ScaledTensor::equalized_weight(
                initializer,
                CO * K * K * CI,
                K * K * CI,
                G::VALUE,
                1.0,
            ),
            bias: BIAS.then(|| ScaledTensor::equalized_bias(initializer, CO, 1.0)),
            window: Arc::new(StridedWindow::new(sizes)),
            types: PhantomData,
        }
    }

    fn forward(&mut self, input: Batch<Self::Input>, pass: Pass) -> Batch<Self::Output> {
        let parameters = (&self.weight, self.bias.as_ref());
        let window = (&self.window, Direction::Convolve);
        convolve::<A, _, _>(input, parameters, window, pass)
    }

    fn visit(&mut self, visitor: &mut dyn TensorVisitor) {
        self.weight.visit(visitor, "weight", &[CO, K, K, CI]);
        if let Some(bias) = &mut self.bias {
            bias.visit(visitor, "bias", &[CO]);
        }
    }

    fn describe(&self, modules: &mut Modules) {
        modules.add(Module::Conv(ConvModule {
            inputs: CI,
            outputs: CO,
            kernel: K,
            stride: ST,
            padding: P,
            output_padding: 0,
            groups: 1,
            weight: self.weight.used(),
            bias: self.bias.as_ref().map(ScaledTensor::used),
        }));
        modules.add_activation(A::MODULE);
    }
}
