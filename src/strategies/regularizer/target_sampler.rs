//! The targets of each batch, as the regularizers ask for them.

use super::kinds::Regularizer;
use crate::rng::Draws;
use crate::strategies::loss::Targets;

/// Draws D's targets, batch after batch.
#[derive(Clone, Debug)]
pub(crate) struct TargetSampler {
    /// Lowest and highest target of reals.
    real: [f32; 2],
    /// Lowest and highest target of fakes.
    fake: [f32; 2],
    /// Probability that a row has the other side's target.
    flip: f64,
    targets: Targets,
}

impl TargetSampler {
    /// The targets that the regularizers ask for; `None`: they are 1 and 0.
    pub fn new(regularizers: &[Regularizer]) -> Option<Self> {
        let mut sampler = Self {
            real: [1.0; 2],
            fake: [0.0; 2],
            flip: 0.0,
            targets: Targets::default(),
        };
        for regularizer in regularizers {
            match regularizer {
                Regularizer::LabelSmoothing(smoothing) => sampler.real = [smoothing.real as f32; 2],
                Regularizer::SoftLabels(soft) => {
                    sampler.real = soft.real.map(|end| end as f32);
                    sampler.fake = soft.fake.map(|end| end as f32);
                }
                Regularizer::LabelFlip(flip) => sampler.flip = flip.probability,
                _ => {}
            }
        }
        let mut all = regularizers.iter();
        all.any(Regularizer::changes_targets).then_some(sampler)
    }

    /// The targets of one batch; `strength` scales the probability of a flip.
    pub fn draw(
        &mut self,
        draws: &mut Draws,
        (real, fake): (usize, usize),
        strength: f64,
    ) -> &Targets {
        let flip = (self.flip * strength) as f32;
        let (ones, zeros) = (self.real, self.fake);
        fill(&mut self.targets.real, real, draws, (ones, zeros), flip);
        fill(&mut self.targets.fake, fake, draws, (zeros, ones), flip);
        &self.targets
    }
}

/// Each value from the first range, or with probability `flip` from the second.
fn fill(
    out: &mut Vec<f32>,
    rows: usize,
    draws: &mut Draws,
    (own, other): ([f32; 2], [f32; 2]),
    flip: f32,
) {
    // Two draws for each row, whether they are used or not: arms with other labels then see the
    // same ones.
    let mut uniform = vec![0.0; 2 * rows];
    draws.uniform(0.5, &mut uniform);
    out.clear();
    out.extend(uniform.chunks_exact(2).map(|pair| {
        let [low, high] = if pair[0] + 0.5 < flip { other } else { own };
        low + (high - low) * (pair[1] + 0.5)
    }));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::strategies::regularizer::{LabelFlip, LabelSmoothing, MinibatchStddev, SoftLabels};

    #[test]
    fn labels_are_drawn_as_they_are_asked_for() {
        use crate::rng::{Seed, Stream};
        let draw = |regularizers: &[Regularizer], strength: f64| {
            let mut sampler = TargetSampler::new(regularizers).expect("labels are asked for");
            sampler
                .draw(
                    &mut Seed(2).at(Stream::Labels, 1, 0),
                    (2000, 2000),
                    strength,
                )
                .clone()
        };
        assert!(TargetSampler::new(&[MinibatchStddev {}.into()]).is_none());
        let smooth = draw(&[LabelSmoothing { real: 0.9 }.into()], 1.0);
        assert!(
            smooth.real.iter().all(|target| *target == 0.9)
                && smooth.fake.iter().all(|target| *target == 0.0)
        );
        let soft = draw(
            &[SoftLabels {
                real: [0.7, 1.2],
                fake: [0.0, 0.3],
            }
            .into()],
            1.0,
        );
        let range = |values: &[f32]| {
            values.iter().fold((9f32, -9f32), |(low, high), value| {
                (low.min(*value), high.max(*value))
            })
        };
        let ((low, high), (fake_low, fake_high)) = (range(&soft.real), range(&soft.fake));
        assert!(
            (0.7..0.71).contains(&low) && (1.19..=1.2).contains(&high),
            "{low} {high}"
        );
        assert!(
            (0.0..0.01).contains(&fake_low) && (0.29..=0.3).contains(&fake_high),
            "{fake_low} {fake_high}"
        );
        let flipped = |strength| {
            let targets = draw(&[LabelFlip { probability: 0.2 }.into()], strength);
            let zeros = targets.real.iter().filter(|target| **target == 0.0).count();
            let ones = targets.fake.iter().filter(|target| **target == 1.0).count();
            [zeros, ones].map(|count| count as f64 / 2000.0)
        };
        assert!(
            flipped(1.0).iter().all(|share| (share - 0.2).abs() < 0.03),
            "{:?}",
            flipped(1.0)
        );
        assert!(
            flipped(0.5).iter().all(|share| (share - 0.1).abs() < 0.025),
            "an adaptive rule scales it"
        );
        assert_eq!(flipped(0.0), [0.0, 0.0]);
    }
}
