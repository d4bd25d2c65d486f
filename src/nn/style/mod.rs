//! What a style-based generator is made of (Karras et al. 2020, StyleGAN2): convolutions whose
//! channels a style scales, noise, a learned constant.
//!
//! A modulated convolution multiplies its weight by the style of each sample and divides it by its
//! norm. With one weight for all samples that is the same as scaling the channels of its input by
//! the style and those of its output by the norm, so samples are convolved together.

mod channel_scale;
mod demodulation;
mod gather_rows;
mod generator;
mod learned_constant;
mod modulated_conv;
mod noise_input;
mod styled_conv;
mod styles;
mod styling;
mod synthesis;

pub use generator::StyleGenerator;
pub use learned_constant::LearnedConstant;
pub use modulated_conv::ModulatedConv2d;
pub use noise_input::NoiseInput;
pub use styled_conv::{StyledConv, StyledConv2d, StyledUpConv2d};
pub use styles::Styles;
pub use synthesis::{Doubled, Finished, Resolutions};
