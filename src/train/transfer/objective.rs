//! What is minimised: the weighted sum of the losses of a picture.

use super::losses::{
    LossValues, StyleTarget, add_content_loss, add_style_loss, add_variation_loss,
};
use crate::config::{LossWeights, Transfer};
use crate::data::Picture;
use crate::models::features::{FeatureExtractor, Image};
use crate::nn::{ThreadPool, gram_matrix};

/// Losses at a picture, and the gradient of their weighted sum.
#[derive(Clone, Debug)]
pub(super) struct Evaluation {
    pub losses: LossValues,
    pub gradient: Vec<f32>,
}

/// The network, what its layers should say, and the weights of the losses.
pub(super) struct Objective {
    extractor: Box<dyn FeatureExtractor>,
    weights: LossWeights,
    /// Height and width of the picture.
    size: (usize, usize),
    /// Layers at which content is compared, with the content's features.
    content: Vec<(usize, Vec<f32>)>,
    /// Layers at which style is compared, with what each style asks of them.
    style: Vec<(usize, Vec<StyleTarget>)>,
}

impl Objective {
    /// Looks at content and styles once.
    pub fn new(
        run: &Transfer,
        mut extractor: Box<dyn FeatureExtractor>,
        content: &Picture,
        styles: &[Picture],
    ) -> Self {
        let numbers = |names: &[String], weight: f64| -> Vec<usize> {
            let number = |name: &String| {
                let number = extractor.layer_named(name);
                number.expect("the layers of a run are those of its network")
            };
            names.iter().filter(|_| weight > 0.0).map(number).collect()
        };
        let content_layers = numbers(&run.content_layers, run.weights.content);
        let style_layers = numbers(&run.style_layers, run.weights.style);
        let features = features_at(&mut *extractor, content, &content_layers);
        let mut style: Vec<(usize, Vec<StyleTarget>)> = style_layers
            .iter()
            .map(|layer| (*layer, Vec::new()))
            .collect();
        for (picture, named) in styles.iter().zip(&run.style) {
            let grams = grams_at(&mut *extractor, picture, &style_layers);
            for ((_, of_layer), gram) in style.iter_mut().zip(grams) {
                of_layer.push(StyleTarget {
                    weight: named.weight,
                    gram,
                });
            }
        }
        Self {
            extractor,
            weights: run.weights,
            size: (content.height, content.width),
            content: content_layers.into_iter().zip(features).collect(),
            style,
        }
    }

    /// The threads that it computes on.
    pub fn pool(&self) -> &ThreadPool {
        self.extractor.pool()
    }

    /// The losses of a picture, and the gradient of their weighted sum.
    pub fn evaluate(&mut self, pixels: &[f32]) -> Evaluation {
        let (height, width) = self.size;
        // Content is quadratic in the features, style of fourth degree.
        let squared = self.extractor.feature_scale().powi(2);
        let (mut content_sum, mut style_sum) = (0.0, 0.0);
        let of_content = self.content.iter().map(|(layer, _)| *layer);
        let last = of_content
            .chain(self.style.iter().map(|(layer, _)| *layer))
            .max();
        let mut gradient = match last {
            None => vec![0.0; pixels.len()],
            Some(last) => {
                let pool = self.extractor.pool().clone();
                let image = Image {
                    values: pixels,
                    height,
                    width,
                };
                let (content, style) = (&self.content, &self.style);
                let content_scale = self.weights.content * squared / content.len() as f64;
                let style_scale = self.weights.style * squared.powi(2) / style.len() as f64;
                self.extractor.gradient(image, last, &mut |layer, map| {
                    let mut gradient = None;
                    for (_, wanted) in content.iter().filter(|(at, _)| *at == layer) {
                        let gradient = gradient.get_or_insert_with(|| pool.zeros(map.values.len()));
                        content_sum +=
                            add_content_loss(map.values, wanted, content_scale, gradient);
                    }
                    for (_, wanted) in style.iter().filter(|(at, _)| *at == layer) {
                        let gradient = gradient.get_or_insert_with(|| pool.zeros(map.values.len()));
                        let features = (map.values, map.channels);
                        style_sum += add_style_loss(&pool, features, wanted, style_scale, gradient);
                    }
                    gradient
                })
            }
        };
        let weights = self.weights;
        let variation = (weights.variation > 0.0)
            .then(|| add_variation_loss(pixels, self.size, weights.variation, &mut gradient));
        let mean = |sum: f64, layers: usize| (layers > 0).then(|| sum / layers as f64);
        let content = mean(content_sum * squared, self.content.len());
        let style = mean(style_sum * squared.powi(2), self.style.len());
        let weighted = [
            (weights.content, content),
            (weights.style, style),
            (weights.variation, variation),
        ];
        let parts = weighted.map(|(weight, loss)| weight * loss.unwrap_or(0.0));
        let losses = LossValues {
            content,
            style,
            variation,
            total: parts.iter().sum(),
        };
        Evaluation { losses, gradient }
    }
}

/// Calls `keep` with the map of each of the layers, which are in ascending order.
fn look_at<T>(
    extractor: &mut dyn FeatureExtractor,
    picture: &Picture,
    layers: &[usize],
    keep: impl Fn(&ThreadPool, &[f32], usize) -> T,
) -> Vec<T> {
    let mut kept = Vec::new();
    let Some(last) = layers.last() else {
        return kept;
    };
    let image = Image {
        values: &picture.values,
        height: picture.height,
        width: picture.width,
    };
    let pool = extractor.pool().clone();
    extractor.look(image, *last, &mut |layer, map| {
        if layers.contains(&layer) {
            kept.push(keep(&pool, map.values, map.channels));
        }
        None
    });
    kept
}

fn features_at(
    extractor: &mut dyn FeatureExtractor,
    picture: &Picture,
    layers: &[usize],
) -> Vec<Vec<f32>> {
    look_at(extractor, picture, layers, |_, values, _| values.to_vec())
}

fn grams_at(
    extractor: &mut dyn FeatureExtractor,
    picture: &Picture,
    layers: &[usize],
) -> Vec<Vec<f32>> {
    look_at(extractor, picture, layers, gram_matrix)
}
