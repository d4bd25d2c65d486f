//! `start`: what the picture is before the first step.

use crate::schema::{NumberRange, POSITIVE, choice, parameters};

/// Shifts of brightness, from black to white.
const BRIGHTNESS: NumberRange = NumberRange::from(-1.0).up_to(1.0);

parameters! {
    /// The content picture itself.
    pub struct Content: "start" / "content" {}
}

parameters! {
    /// Each value by itself, uniform from black to white.
    pub struct Noise: "start" / "noise" {}
}

parameters! {
    /// The content picture with normal noise added, clipped to what can be shown.
    pub struct ContentWithNoise: "start" / "content_with_noise" {
        /// mean of the noise; white is 1
        mean: f64 = "0.0" in BRIGHTNESS,
        /// standard deviation of the noise
        deviation: f64 = "0.1" in POSITIVE,
    }
}

choice! {
    /// What the picture is before the first step.
    pub enum Start {
        self::Content,
        self::Noise,
        self::ContentWithNoise,
    }
}
