//! Models of one size each.

use super::kind::Kind;
use crate::schema::names;

const UNROLLED: &str = "Metz et al. 2017, Unrolled GANs; Srivastava et al. 2017, VEEGAN";
const PACGAN: &str = "Lin et al. 2018, PacGAN";
const DCGAN: &str = "Radford et al. 2016, DCGAN";
const SMALLER: &str = "after Radford et al. 2016, DCGAN, with fewer stages";
const MSG: &str = "Karnewar and Wang 2020, MSG-GAN";
const PGGAN: &str = "Karras et al. 2018, Progressive growing of GANs";
const STYLEGAN2: &str = "Karras et al. 2020, Analyzing and improving the image quality of StyleGAN";
const R3GAN: &str = "Huang et al. 2024, The GAN is dead; long live the GAN";
const DIRAC: &str = "Mescheder et al. 2018, Which training methods for GANs do actually converge";
const VAE: &str = "Kingma and Welling 2014, Auto-encoding variational Bayes; AI for Beginners (Microsoft), lesson 09-Autoencoders";
const LESSON: &str = "AI for Beginners (Microsoft), lesson 10-GANs, notebook GANPyTorch";

/// What a model's samples are, and whether it is the default for such data.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ModelFacts {
    pub kind: Kind,
    pub is_default: bool,
    pub grows: bool,
    pub has_minibatch_stddev: bool,
    /// Whether its layers multiply their weights by a constant (equalised learning rates).
    pub is_equalised: bool,
    pub has_styles: bool,
    pub has_conditional: bool,
    pub is_autoencoder: bool,
}

/// The pair for single numbers.
const NUMBERS: ModelFacts = ModelFacts {
    kind: Kind::Numbers,
    ..points(true)
};

pub(super) const fn points(is_default: bool) -> ModelFacts {
    ModelFacts {
        kind: Kind::Points,
        is_default,
        grows: false,
        has_minibatch_stddev: false,
        is_equalised: false,
        has_styles: false,
        has_conditional: false,
        is_autoencoder: false,
    }
}

pub(super) const fn images(side: usize, channels: usize, is_default: bool) -> ModelFacts {
    ModelFacts {
        kind: Kind::Images { side, channels },
        is_default,
        grows: false,
        has_minibatch_stddev: false,
        is_equalised: false,
        has_styles: false,
        has_conditional: false,
        is_autoencoder: false,
    }
}

/// The same for a pair that has conditional forms.
const fn or_conditional(side: usize, channels: usize, is_default: bool) -> ModelFacts {
    ModelFacts {
        has_conditional: true,
        ..images(side, channels, is_default)
    }
}

/// The same for an autoencoder.
const fn autoencoder(side: usize, channels: usize) -> ModelFacts {
    ModelFacts {
        is_autoencoder: true,
        ..images(side, channels, false)
    }
}

/// RGB images of a pair with equalised learning rates, whose D has minibatch standard deviation built in.
const fn with_minibatch_stddev(side: usize) -> ModelFacts {
    ModelFacts {
        has_minibatch_stddev: true,
        is_equalised: true,
        ..images(side, 3, false)
    }
}

/// The same for a generator with styles.
const fn with_styles(side: usize) -> ModelFacts {
    ModelFacts {
        has_styles: true,
        ..with_minibatch_stddev(side)
    }
}

/// The same for a pair that grows.
const fn growing_images(side: usize) -> ModelFacts {
    ModelFacts {
        grows: true,
        ..with_minibatch_stddev(side)
    }
}

names! {
    /// A typed pair of generator and discriminator of one size, or an autoencoder.
    pub enum FixedModel: "model", facts: ModelFacts {
        /// The pair on which unrolled GANs were shown, for points in the plane: tanh throughout.
        MlpUnrolled = "mlp-unrolled" { source: UNROLLED, facts: points(false), },
        /// The pair on which PacGAN was shown, without packing, for points in the plane: maxout in D.
        MlpPacgan = "mlp-pacgan" { source: PACGAN, facts: points(false), },
        /// The Dirac-GAN: one parameter each, G(z) = theta and D(x) = psi x; default for data `dirac`.
        Dirac = "dirac" { source: DIRAC, facts: NUMBERS, },
        /// A fully connected pair for 8x8 images; default for digits.
        Fc8 = "fc-8" { facts: or_conditional(8, 1, true), },
        /// A convolutional pair for 8x8 images.
        Dcgan8 = "dcgan-8" { source: SMALLER, facts: or_conditional(8, 1, false), },
        /// A convolutional pair for 8x8 RGB images; default for them.
        Dcgan8Rgb = "dcgan-8-rgb" { source: SMALLER, facts: images(8, 3, true), },
        /// A convolutional pair for 16x16 RGB images; default for them.
        Dcgan16 = "dcgan-16" { source: SMALLER, facts: images(16, 3, true), },
        /// The lesson's fully connected pair for 28x28 images.
        Fc28 = "fc-28" { source: LESSON, facts: or_conditional(28, 1, false), },
        /// The lesson's convolutional pair for 28x28 images; default for them.
        Dcgan28 = "dcgan-28" { source: LESSON, facts: or_conditional(28, 1, true), },
        /// A convolutional pair for 28x28 images as the lesson's text describes it, with pooling.
        Dcgan28Pool = "dcgan-28-pool" { source: LESSON, facts: images(28, 1, false), },
        /// The lesson's convolutional pair with three channels, for 28x28 RGB images; default for them.
        Dcgan28Rgb = "dcgan-28-rgb" { source: LESSON, facts: images(28, 3, true), },
        /// A convolutional pair for 32x32 RGB images, with half of DCGAN's channels; default for them.
        Dcgan32 = "dcgan-32" { source: SMALLER, facts: or_conditional(32, 3, true), },
        /// DCGAN for 64x64 RGB images, with a quarter of the paper's channels; default for them.
        Dcgan64 = "dcgan-64" { source: DCGAN, facts: images(64, 3, true), },
        /// MSG-GAN for 32x32 RGB images with an eighth of the channels: D sees G's images at every scale from 4 pixels on.
        Msg32 = "msg-32" { source: MSG, facts: with_minibatch_stddev(32), },
        /// MSG-GAN for 32x32 RGB images with half of `msg-32`'s channels.
        MsgNarrow = "msg-32-narrow" { source: MSG, facts: with_minibatch_stddev(32), },
        /// MSG-GAN for 64x64 RGB images with an eighth of the channels.
        Msg64 = "msg-64" { source: MSG, facts: with_minibatch_stddev(64), },
        /// Progressive growing to 32x32 RGB images with an eighth of the channels: it begins at 4 pixels, and `grow` says when it doubles them; for wasserstein and wgan_gp.
        Pggan32 = "pggan-32" { source: PGGAN, facts: growing_images(32), },
        /// Progressive growing to 32x32 RGB images with half of `pggan-32`'s channels.
        PgganNarrow = "pggan-32-narrow" { source: PGGAN, facts: growing_images(32), },
        /// Progressive growing to 64x64 RGB images with an eighth of the channels.
        Pggan64 = "pggan-64" { source: PGGAN, facts: growing_images(64), },
        /// R3GAN for 8x8 RGB images with a sixteenth of the channels, and two blocks; for rsgan, r1 and r2.
        R3gan8 = "r3gan-8" { source: R3GAN, facts: images(8, 3, false), },
        /// R3GAN for 32x32 RGB images with a sixteenth of the channels: residual blocks, no normalisation; for rsgan, r1 and r2.
        R3gan32 = "r3gan-32" { source: R3GAN, facts: images(32, 3, false), },
        /// R3GAN for 32x32 RGB images with half of `r3gan-32`'s channels.
        R3ganNarrow = "r3gan-32-narrow" { source: R3GAN, facts: images(32, 3, false), },
        /// StyleGAN2 for 32x32 RGB images with 64 channels at most: styles and noise in G, residual D; for non_saturating and r1.
        Stylegan2At32 = "stylegan2-32" { source: STYLEGAN2, facts: with_styles(32), },
        /// StyleGAN2 for 32x32 RGB images with 32 channels at most.
        Stylegan2Narrow = "stylegan2-32-narrow" { source: STYLEGAN2, facts: with_styles(32), },
        /// StyleGAN2 for 64x64 RGB images with 64 channels at most.
        Stylegan2At64 = "stylegan2-64" { source: STYLEGAN2, facts: with_styles(64), },
        /// The lesson's variational autoencoder scaled to 8x8 images, with eight latents.
        Vae8 = "vae-8" { source: VAE, facts: autoencoder(8, 1), },
        /// The lesson's variational autoencoder for 28x28 images, with two latents.
        Vae28 = "vae-28" { source: VAE, facts: autoencoder(28, 1), },
        /// A convolutional variational autoencoder for 32x32 RGB images, with 64 latents.
        Vae32 = "vae-32" { source: VAE, facts: autoencoder(32, 3), },
    }
}
