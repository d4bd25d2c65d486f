//! A network in inference, as other frameworks have it: plain modules one after the other, with the
//! weights that they are applied with.
//!
//! Sizes are no types here, learning rates are no longer equalized, and of a network that grows there
//! is what takes part. A layer says by [`super::Layer::describe`] what it is.

use super::growth_state::Growth;

/// An activation function.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ActivationModule {
    /// max(x, 0).
    Relu,
    /// max(x, 0.2 x).
    LeakyRelu,
    /// sqrt(2) max(x, 0.2 x).
    ScaledLeakyRelu,
    /// Hyperbolic tangent.
    Tanh,
    /// 1 / (1 + e^-x).
    Sigmoid,
}

/// A convolution, or a transposed one.
#[derive(Clone, Debug, PartialEq)]
pub struct ConvModule {
    /// Channels of its input.
    pub inputs: usize,
    /// Channels of its output.
    pub outputs: usize,
    /// Side of the kernel.
    pub kernel: usize,
    /// Stride.
    pub stride: usize,
    /// Zeros around the larger map.
    pub padding: usize,
    /// Rows and columns that a transposed convolution adds at the end.
    pub output_padding: usize,
    /// Groups of channels that are convolved alone.
    pub groups: usize,
    /// (outputs, K, K, inputs / groups); transposed: (inputs, K, K, outputs).
    pub weight: Vec<f32>,
    /// One value per output.
    pub bias: Option<Vec<f32>>,
}

/// What is done to a batch of rows. Maps are (N, S, S, C), as everywhere here.
#[derive(Clone, Debug, PartialEq)]
pub enum Module {
    /// x W + b.
    Linear {
        /// (inputs, outputs).
        weight: Vec<f32>,
        /// One value per output.
        bias: Option<Vec<f32>>,
        /// Values of its input.
        inputs: usize,
        /// Values of its output.
        outputs: usize,
    },
    /// A convolution.
    Conv(ConvModule),
    /// A transposed convolution.
    ConvTranspose(ConvModule),
    /// gamma (x - mean) / sqrt(variance + 1e-5) + beta, channel by channel.
    BatchNorm {
        /// Whether its input is a map.
        is_map: bool,
        /// Percent by which the running statistics follow a batch.
        momentum: u32,
        /// gamma, beta, mean and variance.
        values: [Vec<f32>; 4],
    },
    /// An activation function.
    Activation(ActivationModule),
    /// (N, S * S * C) -> (N, S, S, C).
    Unflatten {
        /// S.
        side: usize,
        /// C.
        channels: usize,
    },
    /// Every value becomes a square of equal ones.
    Upsample {
        /// Side of such a square.
        factor: usize,
    },
    /// x / sqrt(mean of x^2 over the channels + 1e-8).
    PixelNorm,
    /// A value added to each channel.
    ChannelBias(Vec<f32>),
    /// Each feature times a map of its own.
    Basis {
        /// Side of the maps.
        side: usize,
        /// (S, S, C).
        weight: Vec<f32>,
    },
    /// x + f(x).
    Residual(Vec<Module>),
    /// Maps of twice the side, interpolated by a filter; its taps sum to 1.
    FirUpsample {
        /// Number of channels.
        channels: usize,
        /// The filter along each axis.
        taps: Vec<f32>,
    },
    /// (1 - share) a(x) + share b(x).
    Fade {
        /// The share of b.
        share: f32,
        /// a.
        coarse: Vec<Module>,
        /// b.
        finer: Vec<Module>,
    },
    /// StyleGAN2's generator.
    Style(Box<StyleModule>),
    /// A layer that does not say what it is; its type.
    Unknown(&'static str),
}

impl Module {
    /// Halves what comes out, where weights and bias alone make it; says whether they do.
    fn halve(&mut self) -> bool {
        let (weight, bias) = match self {
            Module::Linear { weight, bias, .. } => (weight, bias),
            Module::Conv(conv) | Module::ConvTranspose(conv) => (&mut conv.weight, &mut conv.bias),
            _ => return false,
        };
        let values = weight.iter_mut().chain(bias.iter_mut().flatten());
        values.for_each(|value| *value *= 0.5);
        true
    }
}

/// StyleGAN2's generator (Karras et al. 2020).
#[derive(Clone, Debug, PartialEq)]
pub struct StyleModule {
    /// Latents to styles w.
    pub mapping: Vec<Module>,
    /// The mean of w.
    pub average: Vec<f32>,
    /// The map that it begins with, (4, 4, C).
    pub constant: Vec<f32>,
    /// The layer at 4 pixels.
    pub first: StyledConvModule,
    /// The image of 4 pixels.
    pub first_image: StyledConvModule,
    /// Each doubles the side: two layers and an image that is added to the doubled one.
    pub blocks: Vec<[StyledConvModule; 3]>,
}

/// A convolution whose inputs are scaled by a style.
#[derive(Clone, Debug, PartialEq)]
pub struct StyledConvModule {
    /// w A + b, to which 1 is added.
    pub affine: Module,
    /// Its convolution without bias; transposed where it doubles the side.
    pub conv: ConvModule,
    /// Whether it doubles the side.
    pub doubles: bool,
    /// Side of its output.
    pub side: usize,
    /// What is added to all channels of a position, (S, S); `None` for an image, whose outputs are not
    /// divided by the norm of their weights either.
    pub noise: Option<Vec<f32>>,
    /// One value per output.
    pub bias: Vec<f32>,
}

/// The modules of a network so far.
#[derive(Debug, Default)]
pub struct Modules {
    /// One after the other.
    pub list: Vec<Module>,
    /// How far the network has grown; `None`: all of it.
    pub growth: Option<Growth>,
}

impl Modules {
    /// None yet, of a network that has grown so far.
    pub fn new(growth: Option<Growth>) -> Self {
        Self {
            list: Vec::new(),
            growth,
        }
    }

    /// Adds a module.
    pub fn add(&mut self, module: Module) {
        self.list.push(module);
    }

    /// Adds an activation function; the identity is none.
    pub(super) fn add_activation(&mut self, activation: Option<ActivationModule>) {
        self.list.extend(activation.map(Module::Activation));
    }

    /// Pixels of [0, 1] as samples of [-1, 1]: 2 sigmoid(x) - 1 is tanh(x / 2).
    pub fn onto_samples(&mut self) {
        let halved = match &mut self.list[..] {
            [.., last, Module::Activation(ActivationModule::Sigmoid)] => last.halve(),
            _ => false,
        };
        match halved {
            true => {
                self.list.pop();
                self.add(Module::Activation(ActivationModule::Tanh));
            }
            false => self.add(Module::Unknown("pixels of [0, 1]")),
        }
    }

    /// What `describe` adds, on its own.
    pub(super) fn apart(&self, describe: impl FnOnce(&mut Modules)) -> Vec<Module> {
        let mut part = Modules::new(self.growth);
        describe(&mut part);
        part.list
    }
}
