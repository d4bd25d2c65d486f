//! Convolution and transposed convolution.

use std::marker::PhantomData;
use std::sync::Arc;

use super::rows_of;
use crate::nn::activation::Activation;
use crate::nn::batch::Batch;
use crate::nn::convolution::{Direction, sized_convolve};
use crate::nn::initializer::Initializer;
use crate::nn::layer::TensorVisitor;
use crate::nn::modules::{ConvModule, Module, Modules};
use crate::nn::network::{Network, Parameterized, Rows};
use crate::nn::scaled_tensor::ScaledTensor;
use crate::nn::strided_window::{StridedWindow, WindowSizes};
use crate::nn::tape::Pass;

/// Sizes of a convolution: square maps, given as (side, channels).
#[derive(Clone, Copy, Debug)]
pub struct SizedConvSizes {
    /// The map that it takes.
    pub input: (usize, usize),
    /// The map that it gives.
    pub output: (usize, usize),
    /// Side of the kernel.
    pub kernel: usize,
    /// Distance between windows on the larger map.
    pub stride: usize,
    /// Zeros around the larger map.
    pub padding: usize,
}

/// [`crate::nn::Conv2d`] or [`crate::nn::ConvTranspose2d`] with its sizes given.
pub struct SizedConv<A> {
    sizes: SizedConvSizes,
    weight: ScaledTensor,
    bias: Option<ScaledTensor>,
    window: Arc<StridedWindow>,
    direction: Direction,
    activation: PhantomData<A>,
}

impl<A: Activation> SizedConv<A> {
    /// A convolution, with or without bias.
    pub fn new(initializer: &mut Initializer, sizes: SizedConvSizes, has_bias: bool) -> Self {
        let maps = (sizes.input, sizes.output);
        Self::along(initializer, sizes, Direction::Convolve, maps, has_bias)
    }

    /// A transposed convolution without output padding.
    pub fn transposed(
        initializer: &mut Initializer,
        sizes: SizedConvSizes,
        has_bias: bool,
    ) -> Self {
        let maps = (sizes.output, sizes.input);
        Self::along(initializer, sizes, Direction::Transpose, maps, has_bias)
    }

    /// # Panics
    /// If the sides do not follow from kernel, stride and padding: a defect of the family.
    fn along(
        initializer: &mut Initializer,
        sizes: SizedConvSizes,
        direction: Direction,
        ((big, big_channels), (small, small_channels)): ((usize, usize), (usize, usize)),
        has_bias: bool,
    ) -> Self {
        let window = WindowSizes {
            big,
            big_channels,
            small,
            small_channels,
            kernel: sizes.kernel,
            stride: sizes.stride,
            padding: sizes.padding,
        };
        assert_eq!(
            (small - 1) * sizes.stride + sizes.kernel,
            big + 2 * sizes.padding,
            "windows cover the larger map: {sizes:?}"
        );
        // PyTorch counts the fan in of a transposed convolution on its output channels.
        let fan_in = sizes.kernel * sizes.kernel * big_channels;
        let length = small_channels * fan_in;
        let weight = ScaledTensor::weight(initializer, length, fan_in, small_channels);
        let bias = has_bias.then(|| ScaledTensor::bias(initializer, sizes.output.1, fan_in));
        Self {
            sizes,
            weight,
            bias,
            window: Arc::new(StridedWindow::new(window)),
            direction,
            activation: PhantomData,
        }
    }
}

fn values((side, channels): (usize, usize)) -> usize {
    side * side * channels
}

impl<A: Activation> Parameterized for SizedConv<A> {
    fn visit_tensors(&mut self, visitor: &mut dyn TensorVisitor) {
        let SizedConvSizes {
            input: (_, inputs),
            output: (_, outputs),
            kernel,
            ..
        } = self.sizes;
        let (small, big) = match self.direction {
            Direction::Convolve => (outputs, inputs),
            Direction::Transpose => (inputs, outputs),
        };
        let dimensions = [small, kernel, kernel, big];
        self.weight.visit(visitor, "weight", &dimensions);
        if let Some(bias) = &mut self.bias {
            bias.visit(visitor, "bias", &[outputs]);
        }
    }
}

impl<A: Activation> Network for SizedConv<A> {
    fn input_size(&self) -> usize {
        values(self.sizes.input)
    }

    fn output_size(&self) -> usize {
        values(self.sizes.output)
    }

    fn output_channels(&self) -> usize {
        self.sizes.output.1
    }

    fn is_random(&self) -> bool {
        false
    }

    fn apply(&mut self, input: Batch<Rows>, pass: Pass) -> Batch<Rows> {
        let output = (rows_of(&input, self.output_size()), self.output_channels());
        let parameters = (&self.weight, self.bias.as_ref());
        let window = (&self.window, self.direction);
        sized_convolve::<A, _, _>(input, output, parameters, window, pass)
    }

    fn describe_modules(&self, modules: &mut Modules) {
        let module = ConvModule {
            inputs: self.sizes.input.1,
            outputs: self.sizes.output.1,
            kernel: self.sizes.kernel,
            stride: self.sizes.stride,
            padding: self.sizes.padding,
            output_padding: 0,
            groups: 1,
            weight: self.weight.used(),
            bias: self.bias.as_ref().map(ScaledTensor::used),
        };
        modules.add(match self.direction {
            Direction::Convolve => Module::Conv(module),
            Direction::Transpose => Module::ConvTranspose(module),
        });
        modules.add_activation(A::MODULE);
    }
}
