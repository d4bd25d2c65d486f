//! Grouped convolution (Xie et al. 2017, ResNeXt): channels in groups, each convolved alone.

use std::marker::PhantomData;
use std::sync::Arc;

use super::activation::{Activation, Identity, activate, activation_gradient, finish};
use super::batch::Batch;
use super::context::Context;
use super::initializer::Initializer;
use super::layer::{Layer, TensorVisitor};
use super::matmul::Finish;
use super::modules::{ConvModule, Module, Modules};
use super::scaled_tensor::ScaledTensor;
use super::shape::FeatureMaps;
use super::strided_window::{GroupedWindow, WindowSizes};
use super::tape::{Operation, Pass, WantedGradients};
use super::tensor::{self, GradientAccess, Gradients, Tensor};

/// C channels in groups of PER -> O channels in as many groups: (N, S, S, C) -> (N, S, S, O), kernel
/// K with as much padding as keeps the side. The weight is (O, K, K, PER).
pub struct GroupedConv2d<
    const S: usize,
    const C: usize,
    const O: usize,
    const K: usize,
    const PER: usize,
    A = Identity,
    const BIAS: bool = false,
> {
    weight: ScaledTensor,
    bias: Option<ScaledTensor>,
    window: Arc<GroupedWindow>,
    activation: PhantomData<A>,
}

impl<
    const S: usize,
    const C: usize,
    const O: usize,
    const K: usize,
    const PER: usize,
    A: Activation,
    const BIAS: bool,
> Layer for GroupedConv2d<S, C, O, K, PER, A, BIAS>
{
    type Input = FeatureMaps<S, C>;
    type Output = FeatureMaps<S, O>;

    fn new(initializer: &mut Initializer) -> Self {
        const {
            assert!(
                PER > 0 && C.is_multiple_of(PER) && O.is_multiple_of(C / PER) && O > 0,
                "channels are divided into groups of equal size"
            );
            assert!(K % 2 == 1, "a kernel that keeps the side is odd");
        }
        let fan_in = K * K * PER;
        let sizes = WindowSizes {
            big: S,
            big_channels: PER,
            small: S,
            small_channels: O / (C / PER),
            kernel: K,
            stride: 1,
            padding: K / 2,
        };
        Self {
            weight: ScaledTensor::weight(initializer, O * fan_in, fan_in, O),
            bias: BIAS.then(|| ScaledTensor::bias(initializer, O, fan_in)),
            window: Arc::new(GroupedWindow::new(sizes, C / PER)),
            activation: PhantomData,
        }
    }

    fn forward(&mut self, input: Batch<Self::Input>, pass: Pass) -> Batch<Self::Output> {
        let weight = self.weight.scaled(&input.tensor);
        let bias = self.bias.as_ref().map(|bias| bias.scaled(&input.tensor));
        let mut output = input.unwritten(input.rows() * S * S * O);
        self.window.convolve(
            &input.context.pool,
            input.values(),
            tensor::slice(&weight),
            tensor::slice_mut(&mut output),
            finish::<A>(&input.context, bias.as_ref().map(tensor::slice)),
        );
        let mask = activate::<A>(&input.context, &mut output, O);
        let operation = GroupedConv2dBackward::<A> {
            channels: O,
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
        self.weight.visit(visitor, "weight", &[O, K, K, PER]);
        if let Some(bias) = &mut self.bias {
            bias.visit(visitor, "bias", &[O]);
        }
    }

    fn describe(&self, modules: &mut Modules) {
        modules.add(Module::Conv(ConvModule {
            inputs: C,
            outputs: O,
            kernel: K,
            stride: 1,
            padding: K / 2,
            output_padding: 0,
            groups: C / PER,
            weight: self.weight.used(),
            bias: self.bias.as_ref().map(ScaledTensor::used),
        }));
        modules.add_activation(A::MODULE);
    }
}

/// What the backward pass needs: shared storage, no copies.
#[derive(Clone)]
struct GroupedConv2dBackward<A> {
    /// All channels of the output.
    channels: usize,
    input: Tensor,
    output: Tensor,
    /// Where the activation's derivative is read off.
    mask: Tensor,
    weight: ScaledTensor,
    bias: Option<ScaledTensor>,
    window: Arc<GroupedWindow>,
    context: Context,
    activation: PhantomData<A>,
}

impl<A: Activation> Operation for GroupedConv2dBackward<A> {
    const HAS_PARAMETERS: bool = true;

    fn backward(self, gradients: &mut Gradients, wanted: WantedGradients) {
        let (pool, outputs) = (&self.context.pool, (&self.output, &self.mask));
        let bias = self.bias.as_ref().filter(|_| wanted.parameters);
        let upstream =
            activation_gradient::<A>(&self.context, gradients, outputs, self.channels, bias);
        let upstream = tensor::slice(&upstream);
        if wanted.parameters {
            let input = tensor::slice(&self.input);
            self.weight.add_gradient(pool, gradients, |gradient| {
                let gradient = gradient.zeroed();
                self.window.weight_gradient(pool, input, upstream, gradient)
            });
        }
        if wanted.input {
            let weight = self.weight.scaled(&self.input);
            let gradient = gradients.sum(&self.input);
            self.window.convolve_transposed(
                pool,
                upstream,
                tensor::slice(&weight),
                gradient.values,
                Finish::add_if(gradient.add),
            );
        }
    }
}
