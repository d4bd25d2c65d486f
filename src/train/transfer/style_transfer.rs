//! One style transfer, step by step.

use super::losses::LossValues;
use super::objective::{Evaluation, Objective};
use super::optimizer::PictureStepper;
use crate::config::{Clip, Colours, Start, Transfer};
use crate::data::Picture;
use crate::models::features::FeatureExtractor;
use crate::rng::{Seed, Stream};
use crate::state_dict::StateDict;

/// What a transfer is made of beside its spec.
pub struct TransferInputs {
    /// The picture whose content is kept.
    pub content: Picture,
    /// The pictures whose style is taken, in the order of the spec.
    pub styles: Vec<Picture>,
    /// The network.
    pub extractor: Box<dyn FeatureExtractor>,
}

impl TransferInputs {
    /// The pixels of all pictures as bytes, content first: what decides a result beside the spec and
    /// the network.
    pub fn bytes(&self) -> Vec<u8> {
        let pictures = [&self.content].into_iter().chain(&self.styles);
        let of_picture = |picture: &Picture| {
            let size = [picture.height as f32, picture.width as f32];
            let values = size.into_iter().chain(picture.values.iter().copied());
            values.flat_map(f32::to_le_bytes).collect::<Vec<u8>>()
        };
        pictures.flat_map(of_picture).collect()
    }
}

/// One step: the losses before it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TransferRow {
    /// Counts from 1.
    pub step: u64,
    /// The losses.
    pub losses: LossValues,
    /// L2 norm of the gradient over all values of the picture.
    pub grad_norm: f64,
}

impl TransferRow {
    /// Whether the loss and its gradient are numbers that training can go on from.
    pub fn is_finite(&self) -> bool {
        self.losses.total.is_finite() && self.grad_norm.is_finite()
    }
}

/// A picture that learns.
pub struct StyleTransfer<'a> {
    run: &'a Transfer,
    objective: Objective,
    optimizer: PictureStepper,
    /// The content within its margin, as the picture that learns.
    content: Picture,
    pixels: Vec<f32>,
    steps: u64,
    /// The evaluation at the pixels, where the last step has told it.
    known: Option<Evaluation>,
}

impl<'a> StyleTransfer<'a> {
    /// A transfer before its first step.
    ///
    /// # Panics
    /// If a picture is too small for the layers, or a layer is not the network's: see
    /// [`FeatureExtractor::side_at`].
    pub fn new(run: &'a Transfer, inputs: TransferInputs) -> Self {
        let TransferInputs {
            content,
            styles,
            extractor,
        } = inputs;
        let content = content.with_margin(run.margin);
        let pixels = first_pixels(run, &content);
        Self {
            objective: Objective::new(run, extractor, &content, &styles),
            optimizer: PictureStepper::new(&run.optimizer, pixels.len()),
            run,
            content,
            pixels,
            steps: 0,
            known: None,
        }
    }

    /// Takes one step. Where the loss is not finite, the picture stays as it is.
    pub fn step(&mut self) -> TransferRow {
        let start = match self.known.take() {
            Some(known) => known,
            None => self.objective.evaluate(&self.pixels),
        };
        self.steps += 1;
        let squares = start.gradient.iter().map(|value| f64::from(*value).powi(2));
        let row = TransferRow {
            step: self.steps,
            losses: start.losses,
            grad_norm: squares.sum::<f64>().sqrt(),
        };
        if row.is_finite() {
            let (optimizer, objective) = (&mut self.optimizer, &mut self.objective);
            self.known = optimizer.step(objective, &mut self.pixels, start);
            if self.run.clip == Clip::Picture && clip(&mut self.pixels) {
                self.known = None;
            }
        }
        row
    }

    /// The values of the picture as it learns, which may lie beyond black and white.
    pub fn pixels(&self) -> &[f32] {
        &self.pixels
    }

    /// Begins with other values.
    #[cfg(test)]
    pub fn start_from(&mut self, pixels: &[f32]) {
        self.pixels.copy_from_slice(pixels);
    }

    /// Number of steps done.
    pub fn steps(&self) -> u64 {
        self.steps
    }

    /// The picture as it is shown.
    pub fn picture(&self) -> Picture {
        let mut values = self.pixels.clone();
        clip(&mut values);
        let own = Picture {
            values,
            ..self.content
        };
        let shown = match self.run.colours {
            Colours::Style => own,
            Colours::Content => own.in_colours_of(&self.content),
        };
        shown.without_margin(self.run.margin)
    }

    /// Visits all that the transfer carries from step to step.
    pub fn visit_state(&mut self, state: &mut StateDict) {
        state.count("steps", &mut self.steps);
        state.values("pixels", &mut self.pixels);
        self.optimizer.visit_state(state);
        if state.is_loading() {
            self.known = None;
        }
    }
}

/// Keeps values between black and white; whether any was beyond.
fn clip(values: &mut [f32]) -> bool {
    let mut is_beyond = false;
    for value in values {
        is_beyond |= !(0.0..=1.0).contains(value);
        *value = value.clamp(0.0, 1.0);
    }
    is_beyond
}

/// What the picture is before the first step.
fn first_pixels(run: &Transfer, content: &Picture) -> Vec<f32> {
    let mut draws = Seed(run.seed).at(Stream::Start, 0, 0);
    let mut drawn = vec![0.0; content.values.len()];
    match &run.start {
        Start::Content(_) => content.values.clone(),
        Start::Noise(_) => {
            draws.uniform(0.5, &mut drawn);
            drawn.iter().map(|value| value + 0.5).collect()
        }
        Start::ContentWithNoise(noise) => {
            draws.normal(&mut drawn);
            let (mean, deviation) = (noise.mean as f32, noise.deviation as f32);
            let pairs = content.values.iter().zip(drawn);
            pairs
                .map(|(value, drawn)| (value + mean + deviation * drawn).clamp(0.0, 1.0))
                .collect()
        }
    }
}
