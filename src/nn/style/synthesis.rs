//! The resolutions of StyleGAN2's synthesis network, each a layer on maps and the image so far.

use super::modulated_conv::ModulatedConv2d;
use super::styled_conv::{StyledConv2d, StyledUpConv2d};
use super::styles::Styles;
use crate::nn::activation::Identity;
use crate::nn::batch::Batch;
use crate::nn::biased_activation::BiasedActivation;
use crate::nn::fir::{Binomial4, FirConvTranspose2d};
use crate::nn::initializer::Initializer;
use crate::nn::layer::{Layer, TensorVisitor};
use crate::nn::modules::StyledConvModule;
use crate::nn::shape::{BatchShape, FeatureMaps};
use crate::nn::tape::Pass;

/// From maps to an image: a modulated 1 x 1 convolution without demodulation, and a bias.
pub(super) struct ToImage<const S: usize, const C: usize, const W: usize> {
    convolution: ModulatedConv2d<S, C, S, 3, 1, W>,
    bias: BiasedActivation<S, 3, Identity>,
}

impl<const S: usize, const C: usize, const W: usize> ToImage<S, C, W> {
    pub fn new(initializer: &mut Initializer) -> Self {
        Self {
            convolution: ModulatedConv2d::new(initializer, 1.0 / (C as f32).sqrt()),
            bias: Layer::new(initializer),
        }
    }

    pub fn forward(
        &mut self,
        maps: Batch<FeatureMaps<S, C>>,
        styles: &mut Styles<W>,
        pass: Pass,
    ) -> Batch<FeatureMaps<S, 3>> {
        let image = self.convolution.forward(maps, styles.peek(pass), pass);
        self.bias.forward(image, pass)
    }

    /// The layer in inference.
    pub fn module(&self) -> StyledConvModule {
        let (affine, conv) = self.convolution.module();
        StyledConvModule {
            affine,
            conv,
            doubles: false,
            side: S,
            noise: None,
            bias: self.bias.bias(),
        }
    }

    pub fn visit(&mut self, visitor: &mut dyn TensorVisitor) {
        visitor.within(0, |visitor| self.convolution.visit(visitor));
        visitor.within(1, |visitor| self.bias.visit(visitor));
    }
}

/// What comes after maps (N, S, S, C) and the image (N, S, S, 3) made so far.
pub trait Resolutions<const S: usize, const C: usize, const W: usize>: Sized {
    /// Shape of the finished images.
    type Image: BatchShape;
    /// Fresh parameters.
    fn new(initializer: &mut Initializer) -> Self;
    /// Finishes the image.
    fn forward(
        &mut self,
        maps: Batch<FeatureMaps<S, C>>,
        image: Batch<FeatureMaps<S, 3>>,
        styles: &mut Styles<W>,
        pass: Pass,
    ) -> Batch<Self::Image>;
    /// Shows every parameter to `visitor`.
    fn visit(&mut self, visitor: &mut dyn TensorVisitor);
    /// Adds the layers of each resolution in inference.
    fn modules(&self, blocks: &mut Vec<[StyledConvModule; 3]>);
}

/// Nothing: the image is finished.
pub struct Finished;

impl<const S: usize, const C: usize, const W: usize> Resolutions<S, C, W> for Finished {
    type Image = FeatureMaps<S, 3>;

    fn new(_: &mut Initializer) -> Self {
        Self
    }

    fn forward(
        &mut self,
        _: Batch<FeatureMaps<S, C>>,
        image: Batch<FeatureMaps<S, 3>>,
        _: &mut Styles<W>,
        _: Pass,
    ) -> Batch<FeatureMaps<S, 3>> {
        image
    }

    fn visit(&mut self, _: &mut dyn TensorVisitor) {}

    fn modules(&self, _: &mut Vec<[StyledConvModule; 3]>) {}
}

/// Twice the side, S = 2 SI, through UP = 2 SI + 1 positions, with CO channels: two styled
/// convolutions, and an image that is added to the smoothly doubled one (the skip architecture).
/// Then `Finer`.
pub struct Doubled<
    const SI: usize,
    const CI: usize,
    const UP: usize,
    const S: usize,
    const CO: usize,
    const W: usize,
    Finer,
> {
    up: StyledUpConv2d<SI, CI, UP, S, CO, W>,
    convolution: StyledConv2d<S, CO, CO, W>,
    to_image: ToImage<S, CO, W>,
    double_image: FirConvTranspose2d<SI, S, 3, Binomial4, 2, 1>,
    finer: Finer,
}

impl<
    const SI: usize,
    const CI: usize,
    const UP: usize,
    const S: usize,
    const CO: usize,
    const W: usize,
    Finer: Resolutions<S, CO, W>,
> Resolutions<SI, CI, W> for Doubled<SI, CI, UP, S, CO, W, Finer>
{
    type Image = Finer::Image;

    fn new(initializer: &mut Initializer) -> Self {
        Self {
            up: StyledUpConv2d::new(initializer),
            convolution: StyledConv2d::new(initializer),
            to_image: ToImage::new(initializer),
            double_image: Layer::new(initializer),
            finer: Finer::new(initializer),
        }
    }

    fn forward(
        &mut self,
        maps: Batch<FeatureMaps<SI, CI>>,
        image: Batch<FeatureMaps<SI, 3>>,
        styles: &mut Styles<W>,
        pass: Pass,
    ) -> Batch<Finer::Image> {
        let maps = self.up.forward(maps, styles.next(pass), pass);
        let maps = self.convolution.forward(maps, styles.next(pass), pass);
        // The last maps end in their image, so the image takes the operations before them with it.
        let finer = maps.fork();
        let details = self.to_image.forward(maps, styles, pass);
        let doubled = self.double_image.forward(image, pass);
        let image = doubled.weighted_sum(details, (1.0, 1.0), pass);
        self.finer.forward(finer, image, styles, pass)
    }

    fn visit(&mut self, visitor: &mut dyn TensorVisitor) {
        visitor.within(0, |visitor| self.up.visit(visitor));
        visitor.within(1, |visitor| self.convolution.visit(visitor));
        visitor.within(2, |visitor| self.to_image.visit(visitor));
        visitor.within(3, |visitor| self.finer.visit(visitor));
    }

    fn modules(&self, blocks: &mut Vec<[StyledConvModule; 3]>) {
        blocks.push([
            self.up.module(),
            self.convolution.module(),
            self.to_image.module(),
        ]);
        self.finer.modules(blocks);
    }
}
