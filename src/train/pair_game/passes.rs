//! What a forward pass leaves for the backward pass, and what is measured of D's logits.

use super::augmentation::View;
use super::class_logits::ClassLoss;
use crate::nn::{ActivationMask, Batch, GradientNorm, Pass, Rows};
use crate::strategies::{DiscriminatorLoss, Loss, sigmoid};

/// One value for real samples and one for fakes.
pub(super) struct RealAndFake<T> {
    pub real: T,
    pub fake: T,
}

/// Samples, and how D sees them.
pub(super) struct Viewed {
    pub samples: Batch<Rows>,
    pub view: View,
}

impl Viewed {
    /// The same samples as constants.
    pub fn detach(&self) -> Self {
        self.with_samples(self.samples.detach())
    }

    /// Other samples that D sees in the same way.
    pub fn with_samples(&self, samples: Batch<Rows>) -> Self {
        Self {
            samples,
            view: self.view.clone(),
        }
    }

    /// What D sees.
    pub fn seen(self, pass: Pass) -> Batch<Rows> {
        match &self.view {
            Some(view) => self.samples.map_rows(view, pass),
            None => self.samples,
        }
    }
}

/// D's own pass on samples, with a second tape that leads to the samples: a penalty there needs no
/// pass of its own.
pub(super) struct MeasuredPass {
    /// D's output rows.
    pub logits: Batch<Rows>,
    /// Which side of its kinks each unit is on.
    pub mask: ActivationMask,
}

/// D's last forward pass.
pub(super) struct DiscriminatorPass {
    /// D's output rows: logits (N, 1) or (N / packing, 1), with class logits (N, 1 + K).
    pub logits: RealAndFake<Batch<Rows>>,
    pub loss: DiscriminatorLoss,
    /// How wrongly D classifies, if it does.
    pub class_loss: Option<RealAndFake<ClassLoss>>,
    /// The samples themselves; only where gradient penalties need them.
    pub samples: Option<RealAndFake<Viewed>>,
    /// What gradient penalties at these samples need of this pass.
    pub measured: RealAndFake<Option<MeasuredPass>>,
}

/// G's last forward pass, through D.
pub(super) struct GeneratorPass {
    /// D's output rows on the fakes.
    pub logits: Batch<Rows>,
    /// d G's loss / d value of these rows.
    pub gradient: Vec<f32>,
    /// How wrongly D classifies the fakes, if it does.
    pub class_loss: Option<f64>,
    /// Norm of the gradient with respect to the fakes, known after the backward pass.
    pub fake_gradient_norm: GradientNorm,
}

/// Mean output of D: of probabilities where the loss has them, else of the logits themselves.
pub(super) fn mean_output(loss: Loss, logits: &[f32]) -> f64 {
    let output = |logit: f32| {
        if loss.gives_probabilities() {
            sigmoid(f64::from(logit))
        } else {
            f64::from(logit)
        }
    };
    logits.iter().map(|logit| output(*logit)).sum::<f64>() / logits.len() as f64
}

/// Mean sign of the logits beyond the loss's boundary: 1 where D takes every sample for real.
pub(super) fn mean_sign(loss: Loss, logits: &[f32]) -> f64 {
    let boundary = loss.boundary().unwrap_or(f64::NAN);
    logits
        .iter()
        .map(|logit| (f64::from(*logit) - boundary).signum())
        .sum::<f64>()
        / logits.len() as f64
}
