//! From the scale in which somebody logs D's loss to seesaw's: the mean of the real and the fake
//! term.

use super::ExternalLogError;
use crate::strategies::Loss;

/// What a program calls D's loss.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum LossConvention {
    /// Half the sum of the term of the real and the term of the fake samples.
    #[default]
    Mean,
    /// The sum of both terms, as in PyTorch's DCGAN tutorial (`errD = errD_real + errD_fake`).
    Sum,
}

/// How D's loss is converted. G's loss stays as it is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LossScale {
    loss: Loss,
    convention: LossConvention,
    factor: f64,
    is_said: bool,
}

impl LossScale {
    /// The scale of a log: `convention`, or what the log itself tells, or the mean. `ideal` is D's
    /// loss there while D cannot tell real from fake, for scales that are neither mean nor sum; it
    /// is below 0 where the log has what D maximises.
    ///
    /// # Errors
    /// If the loss has no such scale: that of Wasserstein is 0 at any, and that of RSGAN is one
    /// term.
    pub fn new(
        loss: Loss,
        said: Option<LossConvention>,
        ideal: Option<f64>,
    ) -> Result<Self, ExternalLogError> {
        let convention = said.unwrap_or_default();
        if loss == Loss::Rsgan && convention == LossConvention::Sum {
            return Err(ExternalLogError::Scale(
                "rsgan's loss of D is one term, which is neither mean nor sum; leave out `--convention`",
            ));
        }
        let factor = match (ideal, convention) {
            (Some(_), _) if loss.ideal_discriminator_loss() == 0.0 => {
                return Err(ExternalLogError::Scale(
                    "D's loss is 0 in wasserstein while D cannot tell, whatever its scale: `--ideal` says nothing; use `--convention`",
                ));
            }
            (Some(ideal), _) if ideal.is_finite() && ideal != 0.0 => {
                loss.ideal_discriminator_loss() / ideal
            }
            (Some(_), _) => {
                return Err(ExternalLogError::Scale(
                    "`--ideal` must be a number, and not 0",
                ));
            }
            (None, LossConvention::Mean) => 1.0,
            (None, LossConvention::Sum) => 0.5,
        };
        Ok(Self {
            loss,
            convention,
            factor,
            // RSGAN's loss of D is one term.
            is_said: said.is_some() || ideal.is_some() || loss == Loss::Rsgan,
        })
    }

    /// The loss that the GAN minimises.
    pub(super) fn loss(&self) -> Loss {
        self.loss
    }

    /// Whether nothing has to be worked out from the log.
    pub(super) fn is_said(&self) -> bool {
        self.is_said
    }

    /// This scale with the convention that a log tells.
    pub(super) fn with(self, convention: LossConvention) -> Self {
        let factor = match convention {
            LossConvention::Mean => 1.0,
            LossConvention::Sum => 0.5,
        };
        Self {
            convention,
            factor,
            ..self
        }
    }

    /// A loss of D that cannot be one of this kind: every one but Wasserstein's is 0 or above.
    pub(super) fn is_impossible(&self, d_loss: f64) -> bool {
        self.loss != Loss::Wasserstein && d_loss < 0.0
    }

    /// What a logged loss of D is multiplied by.
    pub(super) fn factor(&self) -> f64 {
        self.factor
    }

    /// D's loss in seesaw's scale.
    pub(super) fn whole(&self, d_loss: f64) -> f64 {
        d_loss * self.factor
    }

    /// D's loss in seesaw's scale, from its terms as they are logged.
    pub(super) fn of_terms(&self, real: f64, fake: f64) -> f64 {
        self.whole(match self.convention {
            LossConvention::Mean => 0.5 * (real + fake),
            LossConvention::Sum => real + fake,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_d_that_cannot_tell_has_the_ideal_loss_in_every_scale() {
        let of = |loss, convention, ideal| LossScale::new(loss, Some(convention), ideal).unwrap();
        let ideal = Loss::Hinge.ideal_discriminator_loss();
        assert_eq!(
            of(Loss::Hinge, LossConvention::Mean, None).whole(1.0),
            ideal
        );
        assert_eq!(of(Loss::Hinge, LossConvention::Sum, None).whole(2.0), ideal);
        assert_eq!(
            of(Loss::Hinge, LossConvention::Mean, Some(0.125)).whole(0.125),
            ideal
        );
        assert_eq!(
            of(Loss::Hinge, LossConvention::Mean, None).of_terms(1.5, 0.5),
            ideal
        );
        assert_eq!(
            of(Loss::Hinge, LossConvention::Sum, None).of_terms(1.5, 0.5),
            ideal
        );
        assert_eq!(
            of(Loss::Hinge, LossConvention::Sum, Some(4.0)).of_terms(3.0, 1.0),
            ideal
        );
        assert_eq!(
            of(Loss::NonSaturating, LossConvention::Mean, Some(-1.0)).whole(-1.0),
            Loss::NonSaturating.ideal_discriminator_loss(),
            "what D maximises"
        );
        assert_eq!(
            of(Loss::Wasserstein, LossConvention::Sum, None).whole(-3.0),
            -1.5
        );
    }

    #[test]
    fn scales_that_say_nothing_are_refused() {
        for (loss, convention, ideal) in [
            (Loss::Wasserstein, LossConvention::Mean, Some(1.0)),
            (Loss::Rsgan, LossConvention::Sum, None),
            (Loss::Hinge, LossConvention::Mean, Some(0.0)),
            (Loss::Hinge, LossConvention::Mean, Some(f64::NAN)),
        ] {
            assert!(
                LossScale::new(loss, Some(convention), ideal).is_err(),
                "{loss:?} {ideal:?}"
            );
        }
    }
}
