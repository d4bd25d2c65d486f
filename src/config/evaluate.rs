//! `evaluate`: how often, on how much, and in which features the generator is evaluated.

use crate::schema::{names, one_of, parameters, whole};

names! {
    /// In which features samples are compared with the data.
    pub enum SampleFeatures: "features" {
        /// Those of a classifier, where the data have classes that it tells; else those of SqueezeNet for
        /// picture files of 32 pixels or more; else pixels.
        Auto = "auto",
        /// Those of SqueezeNet, trained on ImageNet; classes are not counted.
        ImageNet = "imagenet",
        /// Those of a classifier, where the data have classes that it tells; else pixels.
        Classes = "classes",
        /// Pixels, or points as they are; classes are not counted.
        Pixels = "pixels",
    }
}

parameters! {
    /// How often, on how much, and in which features the generator is judged.
    #[derive(Copy, Eq)]
    pub struct Evaluate: "block" / "evaluate" {
        /// steps between two evaluations
        every: usize = "100" in whole(1, 10_000_000),
        /// fakes drawn for one evaluation
        samples: usize = "2500" in whole(2, 100_000),
        /// pictures kept over the whole run
        snapshots: usize = "6" in whole(0, 100),
        /// in which features samples are compared with the data: auto (a classifier of their classes; else imagenet for
        /// folders and cifar10 of 32 pixels or more; else pixels), imagenet, classes, or pixels
        features: SampleFeatures = "auto" in one_of::<SampleFeatures>(),
    }
}
