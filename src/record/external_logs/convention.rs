//! Whether a log's loss of D is the mean of its two terms or their sum, worked out from the log
//! itself where no flag says it.

use super::LossConvention;
use super::log_table::Values;
use crate::strategies::Loss;

/// What a log has that tells.
#[derive(Clone, Copy, Debug)]
pub(super) struct Evidence<'a> {
    /// D's loss as logged.
    pub whole: Values<'a>,
    /// Its terms on real and on fake samples.
    pub terms: Option<(Values<'a>, Values<'a>)>,
    /// D's mean outputs, D(x) and D(G(z)).
    pub outputs: Option<(Values<'a>, Values<'a>)>,
}

/// What follows.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct WorkedOut {
    pub convention: LossConvention,
    /// From what.
    pub from: &'static str,
    /// Whether nothing else could have left such a log.
    pub is_certain: bool,
}

impl WorkedOut {
    fn certain(convention: LossConvention, from: &'static str) -> Self {
        Self {
            convention,
            from,
            is_certain: true,
        }
    }
}

/// The least sum of D's two terms at its mean outputs at which it is unsure: 2 ln 2 where it cannot
/// tell at all.
const UNSURE: f64 = 1.0;

/// Rows that are looked at, at most.
const ROWS: usize = 20_000;

/// How far a loss may be from the sum of its printed terms, as a share.
const ROUNDING: f64 = 0.02;

impl Evidence<'_> {
    /// The convention; `None` where the log does not tell.
    pub fn convention(&self, loss: Loss) -> Option<WorkedOut> {
        self.by_terms()
            .or_else(|| self.by_outputs(loss))
            .or_else(|| self.by_level(loss))
    }

    /// Rows evenly from all of the log.
    fn rows(&self) -> impl Iterator<Item = usize> {
        (0..self.whole.len()).step_by(self.whole.len().div_ceil(ROWS).max(1))
    }

    /// Ratios of the loss to what it would be as a sum, from `least` upwards.
    fn ratios(&self, sum: impl Fn(usize) -> Option<f64>, least: f64) -> Vec<f64> {
        let ratio = |row: usize| {
            let (whole, sum) = (self.whole[row]?, sum(row)?);
            let is_usable = whole.is_finite() && sum.is_finite() && sum.abs() >= least;
            is_usable.then(|| whole / sum)
        };
        let mut ratios: Vec<f64> = self.rows().filter_map(ratio).collect();
        ratios.sort_by(f64::total_cmp);
        ratios
    }

    fn by_terms(&self) -> Option<WorkedOut> {
        let (real, fake) = self.terms?;
        let ratios = self.ratios(|row| Some(real[row]? + fake[row]?), 1e-3);
        if ratios.len() < 2 {
            return None;
        }
        let middle = ratios[ratios.len() / 2];
        let is_about = |share: f64| (middle - share).abs() <= ROUNDING * share;
        let from = "its terms, which are logged beside it";
        match middle {
            _ if is_about(1.0) => Some(WorkedOut::certain(LossConvention::Sum, from)),
            _ if is_about(0.5) => Some(WorkedOut::certain(LossConvention::Mean, from)),
            _ => None,
        }
    }

    /// Both cross entropies are convex in D's output, so their mean over a batch is at least what
    /// they are at the mean output (Jensen), and about that where D is unsure. Where D is sure of
    /// most samples and wrong about some, they are a multiple of it, so that a mean looks like a
    /// sum; it would be far above its ideal only in rows in which D is unsure.
    fn by_outputs(&self, loss: Loss) -> Option<WorkedOut> {
        let (real, fake) = self.outputs.filter(|_| loss.gives_probabilities())?;
        let mut all = real.iter().chain(fake).flatten();
        let is_outside = |value: &f64| value.is_finite() && !(0.0..=1.0).contains(value);
        let are_logits = all.any(is_outside);
        let softplus = |logit: f64| logit.max(0.0) + (-logit.abs()).exp().ln_1p();
        let sum = |row: usize| {
            let (real, fake) = (real[row]?, fake[row]?);
            Some(match are_logits {
                true => softplus(-real) + softplus(fake),
                false => -real.ln() - (-fake).ln_1p(),
            })
        };
        // Where D is sure, smoothed labels and the spread within a batch weigh most.
        let ratios = [0.5, 0.02]
            .into_iter()
            .map(|least| self.ratios(sum, least))
            .find(|ratios| ratios.len() >= 3)?;
        let (low, middle) = (ratios[ratios.len() / 10], ratios[ratios.len() / 2]);
        let from = match are_logits {
            true => "D's scores of real and fake samples",
            false => "D(x) and D(G(z))",
        };
        let unsure = self.ratios(sum, UNSURE);
        match (low, middle) {
            (0.9.., _) => Some(WorkedOut {
                is_certain: unsure.len() >= 2 && unsure[unsure.len() / 10] >= 0.9,
                ..WorkedOut::certain(LossConvention::Sum, from)
            }),
            (_, ..0.8) => Some(WorkedOut::certain(LossConvention::Mean, from)),
            _ => None,
        }
    }

    /// A D that cannot tell has its ideal loss. Twice that, steadily, is no mean: D would have to
    /// be worse than a guess.
    fn by_level(&self, loss: Loss) -> Option<WorkedOut> {
        let values: Vec<f64> = self
            .rows()
            .filter_map(|row| self.whole[row])
            .filter(|value| value.is_finite())
            .collect();
        let sum = 2.0 * loss.ideal_discriminator_loss();
        if values.len() < 8 || sum == 0.0 {
            return None;
        }
        let is_level = |values: &[f64]| {
            let mut sorted = values.to_vec();
            sorted.sort_by(f64::total_cmp);
            let at = |share: f64| sorted[(share * (sorted.len() - 1) as f64) as usize];
            (at(0.5) / sum - 1.0).abs() < 0.03 && at(0.75) - at(0.25) < 0.15 * sum
        };
        // Scores begin at 0, where least squares has twice its ideal even as a mean.
        let begins = values.len().div_ceil(100).clamp(3, 100);
        if loss != Loss::LeastSquares && is_level(&values[..begins]) {
            let from = "its level: it begins at twice the ideal";
            return Some(WorkedOut::certain(LossConvention::Sum, from));
        }
        let ends = is_level(&values[values.len() / 2..]);
        let from = "its level: it stays at twice the ideal";
        ends.then_some(WorkedOut::certain(LossConvention::Sum, from))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SUM: Option<LossConvention> = Some(LossConvention::Sum);
    const MEAN: Option<LossConvention> = Some(LossConvention::Mean);

    fn some(values: &[f64]) -> Vec<Option<f64>> {
        values.iter().copied().map(Some).collect()
    }

    fn of(loss: Loss, evidence: Evidence) -> Option<LossConvention> {
        evidence.convention(loss).map(|found| found.convention)
    }

    #[test]
    fn the_terms_tell() {
        let (real, fake) = (some(&[0.3, 0.2, 0.1]), some(&[0.5, 0.4, f64::NAN]));
        for (whole, expected) in [
            ([0.801, 0.6, f64::NAN], SUM),
            ([0.4, 0.301, 0.1], MEAN),
            ([1.8, 1.6, 1.0], None),
        ] {
            let evidence = Evidence {
                whole: &some(&whole),
                terms: Some((&real, &fake)),
                outputs: None,
            };
            assert_eq!(of(Loss::Hinge, evidence), expected, "{whole:?}");
        }
    }

    #[test]
    fn outputs_tell_where_they_are_probabilities() {
        let real = some(&[0.43, 0.93, 0.97, 0.55, 1.0]);
        let fake = some(&[0.36, 0.99, 0.01, 0.4, 0.0]);
        let sums = [1.29, 4.68, 0.04, 1.11, 0.0];
        for (factor, expected) in [
            (1.0, SUM),
            (1.4, SUM),
            (0.5, MEAN),
            (0.7, MEAN),
            (0.85, None),
        ] {
            let whole = some(&sums.map(|sum| factor * sum));
            let evidence = Evidence {
                whole: &whole,
                terms: None,
                outputs: Some((&real, &fake)),
            };
            assert_eq!(of(Loss::NonSaturating, evidence), expected, "{factor}");
            assert_eq!(of(Loss::Hinge, evidence), None);
            let logit = |value: &Option<f64>| value.map(|value| (value / (1.0 - value)).ln());
            let logits: [Vec<Option<f64>>; 2] =
                [&real, &fake].map(|values| values.iter().map(logit).collect());
            let evidence = Evidence {
                outputs: Some((&logits[0], &logits[1])),
                ..evidence
            };
            assert_eq!(of(Loss::NonSaturating, evidence), expected, "logits");
        }
    }

    #[test]
    fn a_mean_of_a_sure_d_that_is_wrong_about_some_is_not_certainly_a_sum() {
        let certain = |real: f64, fake: f64, whole: f64| {
            let [real, fake, whole] = [real, fake, whole].map(|value| some(&[value; 20]));
            let evidence = Evidence {
                whole: &whole,
                terms: None,
                outputs: Some((&real, &fake)),
            };
            let found = evidence.convention(Loss::NonSaturating).unwrap();
            (found.convention, found.is_certain)
        };
        // Logits of standard deviation 4 around 3 and -3: the mean is 0.65, the bound 0.55.
        assert_eq!(certain(0.74, 0.23, 0.65), (LossConvention::Sum, false));
        assert_eq!(certain(0.55, 0.45, 1.25), (LossConvention::Sum, true));
        assert_eq!(certain(0.74, 0.23, 0.3), (LossConvention::Mean, true));
    }

    #[test]
    fn a_steady_level_at_twice_the_ideal_is_a_sum() {
        let log = |values: &[f64], loss| {
            of(
                loss,
                Evidence {
                    whole: &some(values),
                    terms: None,
                    outputs: None,
                },
            )
        };
        let begins = [1.39, 1.38, 1.37, 1.0, 0.8, 0.6, 0.5, 0.4, 0.3];
        assert_eq!(log(&begins, Loss::NonSaturating), SUM);
        assert_eq!(log(&begins[..7], Loss::NonSaturating), None, "too short");
        let ends: Vec<f64> = begins.iter().rev().copied().chain([1.39; 30]).collect();
        assert_eq!(log(&ends, Loss::NonSaturating), SUM);
        assert_eq!(log(&ends, Loss::Hinge), None);
        assert_eq!(log(&[0.7; 30], Loss::NonSaturating), None);
        let squares = [0.5, 0.5, 0.49, 0.4, 0.3, 0.3, 0.25, 0.25, 0.25];
        assert_eq!(log(&squares, Loss::LeastSquares), None);
        assert_eq!(log(&[0.0; 30], Loss::Wasserstein), None);
    }
}
