//! A style-based generator.

use super::learned_constant::LearnedConstant;
use super::styled_conv::StyledConv2d;
use super::styles::Styles;
use super::synthesis::{Resolutions, ToImage};
use crate::nn::activation::ScaledLeakyRelu;
use crate::nn::batch::Batch;
use crate::nn::context::Context;
use crate::nn::equalized::EqualizedDense;
use crate::nn::gain::{Hundredth, Unit};
use crate::nn::initializer::Initializer;
use crate::nn::layer::{Layer, TensorVisitor};
use crate::nn::modules::{Module, Modules, StyleModule};
use crate::nn::pixel_norm::PixelNorm;
use crate::nn::shape::Features;
use crate::nn::style_state::Styling;
use crate::nn::tape::Pass;

/// Share of the latest batch in the running mean of the mapped latents.
const AVERAGE_SHARE: f32 = 0.005;

/// A layer of a mapping network.
type Map<const I: usize, const W: usize> = EqualizedDense<I, W, ScaledLeakyRelu, Unit, Hundredth>;

/// StyleGAN2's generator (Karras et al. 2020): latents (N, Z) -> images. A mapping network of two
/// layers to W values, a learned 4 x 4 map of C channels, one styled convolution there, and the
/// resolutions `R` after it. In training, a share of the batches mixes styles, from a random one of
/// the `LAYERS` styled layers on; `Batch::styled` says which share.
pub struct StyleGenerator<const Z: usize, const W: usize, const C: usize, const LAYERS: usize, R> {
    mapping: (PixelNorm<Features<Z>>, Map<Z, W>, Map<W, W>),
    /// Running mean of the mapped latents.
    average: Vec<f32>,
    constant: LearnedConstant<Features<W>, 4, C>,
    convolution: StyledConv2d<4, C, C, W>,
    to_image: ToImage<4, C, W>,
    resolutions: R,
    mixing_layer: u16,
}

impl<const Z: usize, const W: usize, const C: usize, const LAYERS: usize, R: Resolutions<4, C, W>>
    StyleGenerator<Z, W, C, LAYERS, R>
{
    /// The running mean follows a batch.
    fn update_average(&mut self, latents: &Batch<Features<W>>) {
        let share = AVERAGE_SHARE / latents.rows() as f32;
        let old = self.average.clone();
        for row in latents.values().chunks_exact(W) {
            let means = self.average.iter_mut().zip(row).zip(&old);
            means.for_each(|((mean, value), old)| *mean += share * (value - old));
        }
    }

    /// The first layer of another style in this pass, if any.
    fn crossover(&self, latents: &Batch<Features<Z>>, pass: Pass) -> Option<usize> {
        let Styling {
            mixing, crossover, ..
        } = latents.context.styling;
        if pass == Pass::Eval {
            return crossover;
        }
        if mixing == 0.0 {
            return None;
        }
        let noise = latents.context.noise;
        let noise = noise.expect("a network with random layers is applied with noise");
        let mut draws = [0.0; 2];
        noise.draws(self.mixing_layer).uniform(0.5, &mut draws);
        let [chance, place] = draws.map(|draw| draw + 0.5);
        let layer = 1 + (place * (LAYERS - 1) as f32) as usize;
        (chance < mixing).then_some(layer.min(LAYERS - 1))
    }

    /// Images of mapped latents.
    fn synthesise(&mut self, mut styles: Styles<W>, pass: Pass) -> Batch<R::Image> {
        let first = styles.next(pass);
        let constant = self.constant.forward(first.source(), pass);
        let maps = self.convolution.forward(constant, first, pass);
        let finer = maps.fork();
        let image = self.to_image.forward(maps, &mut styles, pass);
        self.resolutions.forward(finer, image, &mut styles, pass)
    }

    /// Pulls mapped latents towards their mean: mean + psi (w - mean). 1 changes nothing, 0 makes all
    /// samples the same (the truncation trick).
    fn truncate(&self, mapped: &mut Batch<Features<W>>, psi: f32) {
        for row in mapped.values_mut().chunks_exact_mut(W) {
            let values = row.iter_mut().zip(&self.average);
            values.for_each(|(value, mean)| *value = mean + psi * (*value - mean));
        }
    }
}

impl<const Z: usize, const W: usize, const C: usize, const LAYERS: usize, R: Resolutions<4, C, W>>
    Layer for StyleGenerator<Z, W, C, LAYERS, R>
{
    type Input = Features<Z>;
    type Output = R::Image;
    const RANDOM: bool = true;

    fn new(initializer: &mut Initializer) -> Self {
        const { assert!(LAYERS > 1, "there are layers to mix") };
        Self {
            mapping: Layer::new(initializer),
            average: vec![0.0; W],
            constant: Layer::new(initializer),
            convolution: StyledConv2d::new(initializer),
            to_image: ToImage::new(initializer),
            resolutions: R::new(initializer),
            mixing_layer: initializer.random_layer(),
        }
    }

    fn forward(&mut self, latents: Batch<Features<Z>>, pass: Pass) -> Batch<R::Image> {
        let crossover = self.crossover(&latents, pass);
        let mut mapped = self.mapping.forward(latents, pass);
        let Context {
            styling,
            style_shift,
            ..
        } = &mapped.context;
        let (truncation, measured) = (styling.truncation, style_shift.is_some());
        if pass == Pass::Train && !measured {
            self.update_average(&mapped);
        }
        if pass == Pass::Eval && truncation != 1.0 {
            mapped = mapped.detach();
            self.truncate(&mut mapped, truncation);
        }
        self.synthesise(Styles::new(mapped, crossover), pass)
    }

    fn visit(&mut self, visitor: &mut dyn TensorVisitor) {
        visitor.within(0, |visitor| {
            self.mapping.visit(visitor);
            visitor.buffer("average", &mut self.average);
        });
        visitor.within(1, |visitor| self.constant.visit(visitor));
        visitor.within(2, |visitor| self.convolution.visit(visitor));
        visitor.within(3, |visitor| self.to_image.visit(visitor));
        visitor.within(4, |visitor| self.resolutions.visit(visitor));
    }

    fn describe(&self, modules: &mut Modules) {
        let mut blocks = Vec::new();
        self.resolutions.modules(&mut blocks);
        modules.add(Module::Style(Box::new(StyleModule {
            mapping: modules.apart(|part| self.mapping.describe(part)),
            average: self.average.clone(),
            constant: self.constant.values(),
            first: self.convolution.module(),
            first_image: self.to_image.module(),
            blocks,
        })));
    }
}
