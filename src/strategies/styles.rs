//! `styles`: how a style-based generator mixes styles in training, and narrows them in samples.

use crate::schema::{Declared, UNIT_INTERVAL, defaults, parameters};

parameters! {
    /// What a generator with styles (`stylegan2-..`) does with them: in training, batches mix the styles of two latents
    /// from a random layer on; in samples, styles may be pulled towards their mean.
    #[derive(Copy)]
    pub struct Styles: "block" / "styles" {
        /// share of training batches that mix the styles of two latents
        mixing: f64 = "0.9" in UNIT_INTERVAL,
        /// distance of a sample's style from the mean style, as a share of what it was; 1: samples as they are
        truncation: f64 = "1.0" in UNIT_INTERVAL,
    }
    source: "Karras et al. 2019, A style-based generator; Karras et al. 2020, StyleGAN2",
}

impl Default for Styles {
    fn default() -> Self {
        defaults()
    }
}

impl Styles {
    /// Whether it is what a study says that does not mention it.
    pub fn is_default(&self) -> bool {
        self == Styles::defaults()
    }
}
