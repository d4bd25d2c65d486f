//! Augmentation of everything that D sees (`augment`).

use std::rc::Rc;

use crate::config::{Kind, Run};
use crate::nn::RowMap;
use crate::rng::{Seed, Stream};
use crate::strategies::{Augment, ImageShape, ImageTransform, Situation};

/// Draws what is done to the samples of a batch.
pub(super) struct Augmenter {
    augment: Augment,
    shape: ImageShape,
    /// Number of steps of the run.
    steps: u64,
    /// Batches that were drawn for in this step, each of which has its own part of the stream.
    batches: u16,
}

/// What is done to each sample of a batch.
pub(super) struct BatchTransform {
    shape: ImageShape,
    transforms: Vec<ImageTransform>,
}

/// How D sees the samples of a batch; `None`: as they are.
pub(super) type View = Option<Rc<BatchTransform>>;

impl Augmenter {
    /// What the run asks for, for samples that hold `scales` images.
    ///
    /// # Panics
    /// If samples are no images: the run's check refuses that.
    pub fn new(run: &Run, scales: usize) -> Option<Self> {
        if !run.augment.is_on() {
            return None;
        }
        let Kind::Images { side, channels } = run.data.kind() else {
            panic!("only images are augmented");
        };
        Some(Self {
            augment: run.augment.clone(),
            shape: ImageShape {
                side,
                channels,
                scales,
            },
            steps: run.steps as u64,
            batches: 0,
        })
    }

    /// Begins a step.
    pub fn begin_step(&mut self) {
        self.batches = 0;
    }

    /// Draws for a batch of `rows` samples. Of a pair that grows, whose pixels are repeated `repeats`
    /// times along each axis, images move by whole pixels of its level.
    pub fn draw(
        &mut self,
        (seed, step): (Seed, u64),
        rows: usize,
        repeats: usize,
        strength: f64,
    ) -> BatchTransform {
        let mut draws = seed.at(Stream::Augmentation, step, self.batches);
        self.batches += 1;
        let situation = Situation {
            side: self.shape.side / repeats,
            channels: self.shape.channels,
            progress: step.saturating_sub(1) as f64 / self.steps as f64,
            strength,
        };
        let transforms = (0..rows).map(|_| self.augment.draw(&mut draws, situation));
        BatchTransform {
            shape: self.shape,
            transforms: transforms.collect(),
        }
    }
}

impl RowMap for BatchTransform {
    fn apply(&self, row: usize, input: &[f32], output: &mut [f32]) {
        // What lies behind the images, labels, stays as it is.
        let images = self.shape.values();
        output[images..].copy_from_slice(&input[images..]);
        self.transforms[row].apply(self.shape, input, output);
    }

    fn add_transposed(&self, row: usize, upstream: &[f32], gradient: &mut [f32]) {
        let images = self.shape.values();
        let labels = gradient[images..].iter_mut().zip(&upstream[images..]);
        labels.for_each(|(gradient, upstream)| *gradient += upstream);
        self.transforms[row].add_transposed(self.shape, upstream, gradient);
    }
}
