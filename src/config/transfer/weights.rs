//! `weights`: what each loss of a style transfer counts.

use crate::schema::{NumberRange, parameters};

/// Weights; losses are sums over many values, so that useful weights differ by powers of ten.
const WEIGHT: NumberRange = NumberRange::from(0.0).up_to(1e12);

parameters! {
    /// What each loss counts in the sum that is minimised; 0 leaves it out.
    #[derive(Copy)]
    pub struct LossWeights: "block" / "weights" {
        /// half the sum of squared differences of features from the content's, mean of the layers
        content: f64 = "1.0" in WEIGHT,
        /// mean squared difference of Gram matrices from the style's, mean of the layers
        style: f64 = "1000.0" in WEIGHT,
        /// sum of absolute differences between neighbouring pixels
        variation: f64 = "20000.0" in WEIGHT,
    }
    fits: |weights: &LossWeights| {
        let none = weights.content + weights.style + weights.variation == 0.0;
        none.then_some(("content", "and the other weights are 0: nothing would be learned"))
    },
}
