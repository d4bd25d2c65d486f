//! Grouped convolution (Xie et al. 2017, ResNeXt): channels in groups, each convolved alone.

use std::marker::PhantomData;
use std::sync::Arc;

use super::activation::{Activation, Identity, activate, activation_gradient, finish};
use super::batch::Batch;
use super::context::Context;
use super::initializer::Initializer;
use super::kernels;
use super::layer::{Layer, TensorVisitor};
use super::matmul::Finish;
use super::modules::{ConvModule, Module, Modules};
use super::scaled_tensor::ScaledTensor;
use super::shape::FeatureMaps;
use super::strided_window::{StridedWindow, WindowSizes};
use super::tape::{Operation, Pass, WantedGradients};
use super::tensor::{self, GradientAccess, Gradients, Tensor};
use super::thread_pool::{Scratch, ThreadPool};

/// C channels in groups of PER -> O channels in as many groups: (N, S, S, C) -> (N, S, S, O), kernel
/// K with as much padding as keeps the side. The weight is (O, K, K, PER).
///
/// Groups are laid out one behind the other, convolved as maps of their own, and put back.
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
    window: Arc<StridedWindow>,
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
            window: Arc::new(StridedWindow::new(sizes)),
            activation: PhantomData,
        }
    }

    fn forward(&mut self, input: Batch<Self::Input>, pass: Pass) -> Batch<Self::Output> {
        let (pool, groups) = (&input.context.pool, C / PER);
        let grouped = apart(pool, input.values(), groups, PER);
        let mut together = pool.scratch(input.rows() * S * S * O);
        let weight = self.weight.scaled(&input.tensor);
        let weight = tensor::slice(&weight);
        for (weight, out, big) in by_group(groups, weight, &mut together, &grouped) {
            self.window
                .convolve(pool, big, weight, out, Finish::REPLACE);
        }
        let mut output = input.zeros(input.rows() * S * S * O);
        add_together(
            &together,
            groups,
            O / groups,
            tensor::slice_mut(&mut output),
        );
        let bias = self.bias.as_ref().map(|bias| bias.scaled(&input.tensor));
        let finish = finish::<A>(&input.context, bias.as_ref().map(tensor::slice));
        finish.apply(tensor::slice_mut(&mut output));
        let mask = activate::<A>(&input.context, &mut output, O);
        let operation = GroupedConv2dBackward::<A> {
            sizes: (groups, PER, O),
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

/// The parts of a weight, of what is computed and of what it is computed from, group by group.
fn by_group<'a>(
    groups: usize,
    weight: &'a [f32],
    out: &'a mut [f32],
    input: &'a [f32],
) -> impl Iterator<Item = (&'a [f32], &'a mut [f32], &'a [f32])> {
    let (weights, inputs) = (weight.len() / groups, input.len() / groups);
    let outputs = out.len() / groups;
    weight
        .chunks_exact(weights)
        .zip(out.chunks_exact_mut(outputs))
        .zip(input.chunks_exact(inputs))
        .map(|((weight, out), input)| (weight, out, input))
}

/// (positions, groups, width) -> (groups, positions, width).
fn apart(pool: &ThreadPool, values: &[f32], groups: usize, width: usize) -> Scratch {
    let mut grouped = pool.scratch(values.len());
    let group_length = values.len() / groups;
    for (group, out) in grouped.chunks_exact_mut(group_length).enumerate() {
        let positions = values.chunks_exact(groups * width);
        for (out, position) in out.chunks_exact_mut(width).zip(positions) {
            out.copy_from_slice(&position[group * width..][..width]);
        }
    }
    grouped
}

/// `out` (positions, groups, width) += `grouped` (groups, positions, width).
fn add_together(grouped: &[f32], groups: usize, width: usize, out: &mut [f32]) {
    let group_length = grouped.len() / groups;
    for (group, grouped) in grouped.chunks_exact(group_length).enumerate() {
        let positions = out.chunks_exact_mut(groups * width);
        for (position, values) in positions.zip(grouped.chunks_exact(width)) {
            position[group * width..][..width]
                .iter_mut()
                .zip(values)
                .for_each(|(out, value)| *out += value);
        }
    }
}

/// What the backward pass needs: shared storage, no copies.
#[derive(Clone)]
struct GroupedConv2dBackward<A> {
    /// Groups, channels of a group, and all channels of the output.
    sizes: (usize, usize, usize),
    input: Tensor,
    output: Tensor,
    /// Where the activation's derivative is read off.
    mask: Tensor,
    weight: ScaledTensor,
    bias: Option<ScaledTensor>,
    window: Arc<StridedWindow>,
    context: Context,
    activation: PhantomData<A>,
}

impl<A: Activation> Operation for GroupedConv2dBackward<A> {
    const HAS_PARAMETERS: bool = true;

    fn backward(self, gradients: &mut Gradients, wanted: WantedGradients) {
        let (pool, (groups, width, channels)) = (&self.context.pool, self.sizes);
        let outputs = (&self.output, &self.mask);
        let upstream = activation_gradient::<A>(&self.context, gradients, outputs, channels);
        let upstream = tensor::slice(&upstream);
        let grouped_upstream = apart(pool, upstream, groups, channels / groups);
        if wanted.parameters {
            let grouped = apart(pool, tensor::slice(&self.input), groups, width);
            self.weight.add_gradient(pool, gradients, |gradient| {
                let parts = by_group(groups, &grouped, gradient, &grouped_upstream);
                for (big, gradient, small) in parts {
                    self.window.weight_gradient(pool, big, small, gradient);
                }
            });
            if let Some(bias) = &self.bias {
                bias.add_gradient(pool, gradients, |gradient| {
                    kernels::add_column_sums(upstream, gradient)
                });
            }
        }
        if wanted.input {
            let input = gradients.of(&self.input);
            let mut of_groups = pool.scratch(input.len());
            let weight = self.weight.scaled(&self.input);
            let weight = tensor::slice(&weight);
            for (weight, big, small) in by_group(groups, weight, &mut of_groups, &grouped_upstream)
            {
                self.window
                    .convolve_transposed(pool, small, weight, big, Finish::REPLACE);
            }
            add_together(&of_groups, groups, width, input);
        }
    }
}
