//! Number of statistically different bins, NDB, and the Jensen-Shannon divergence of the bins'
//! shares (Richardson and Weiss 2018, section 2).

use super::k_means;
use crate::distances::Panels;
use crate::rng::Draws;

/// Two-sided 5 % point of the standard normal distribution.
const CRITICAL: f64 = 1.959963984540054;
/// Real rows for each bin, and the most bins: as many as in the paper.
const ROWS: usize = 20;
const MOST: usize = 100;

/// Cells around centres, with how many real rows fall into each.
pub struct Bins {
    centres: Panels,
    real: Vec<u32>,
}

/// How samples fall into [`Bins`].
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct BinScores {
    /// Share of bins whose share of samples differs from that of real rows by a two-proportion
    /// z-test at 0.05.
    pub different: f64,
    /// Jensen-Shannon divergence of the shares in nats, from 0 to ln 2.
    pub jensen_shannon: f64,
}

impl Bins {
    /// k-means of real rows of `width` values: a bin for every twenty of them, at most 100.
    pub fn new(rows: &[f32], width: usize, draws: &mut Draws) -> Self {
        let count = (rows.len() / width / ROWS).clamp(1, MOST);
        Self::around(&k_means::centres(rows, width, count, draws), rows, width)
    }

    /// Bins around given centres (centres, width).
    fn around(centres: &[f32], rows: &[f32], width: usize) -> Self {
        let centres = Panels::new(centres, width);
        Self {
            real: counts(&centres, rows),
            centres,
        }
    }

    /// Compares samples (whole rows) with the real rows. None if a value is not finite or a side is
    /// empty.
    pub fn compare(&self, samples: &[f32]) -> Option<BinScores> {
        let finite = samples.iter().all(|value| value.is_finite());
        (finite && !samples.is_empty() && !self.real.is_empty()).then(|| {
            let fake = counts(&self.centres, samples);
            BinScores {
                different: different(&self.real, &fake),
                jensen_shannon: jensen_shannon(&self.real, &fake),
            }
        })
    }
}

/// How many rows are nearest to each centre.
fn counts(centres: &Panels, rows: &[f32]) -> Vec<u32> {
    let mut counts = vec![0; centres.count()];
    if !counts.is_empty() {
        k_means::assign(centres, rows)
            .into_iter()
            .for_each(|centre| counts[centre] += 1);
    }
    counts
}

fn total(counts: &[u32]) -> f64 {
    counts.iter().map(|count| f64::from(*count)).sum()
}

/// Share of bins that differ. A bin without rows on either side, or with all rows on both, does
/// not.
fn different(real: &[u32], fake: &[u32]) -> f64 {
    let (reals, fakes) = (total(real), total(fake));
    let differs = |(real, fake): (&u32, &u32)| {
        let (real, fake) = (f64::from(*real), f64::from(*fake));
        let pooled = (real + fake) / (reals + fakes);
        let error = (pooled * (1.0 - pooled) * (1.0 / reals + 1.0 / fakes)).sqrt();
        (real / reals - fake / fakes).abs() > CRITICAL * error
    };
    real.iter().zip(fake).filter(|pair| differs(*pair)).count() as f64 / real.len() as f64
}

fn jensen_shannon(real: &[u32], fake: &[u32]) -> f64 {
    let (reals, fakes) = (total(real), total(fake));
    let term = |share: f64, middle: f64| {
        if share > 0.0 {
            share * (share / middle).ln()
        } else {
            0.0
        }
    };
    let both = |(real, fake): (&u32, &u32)| {
        let (real, fake) = (f64::from(*real) / reals, f64::from(*fake) / fakes);
        let middle = 0.5 * (real + fake);
        0.5 * (term(real, middle) + term(fake, middle))
    };
    real.iter().zip(fake).map(both).sum::<f64>().max(0.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::golden::{hashed, metrics, numbers};
    use crate::rng::{Seed, Stream};

    #[test]
    fn fixed_bins_agree_with_numpy_and_scipy() {
        for case in metrics("bins").as_array().unwrap() {
            let width = case["width"].as_u64().unwrap() as usize;
            let bins = Bins::around(&numbers(&case["centres"]), &numbers(&case["real"]), width);
            let found = bins.compare(&numbers(&case["fake"])).unwrap();
            for (found, name) in [
                (found.different, "different"),
                (found.jensen_shannon, "jensen_shannon"),
            ] {
                let expected = case[name].as_f64().unwrap();
                assert!(
                    (found - expected).abs() < 1e-12,
                    "{name}: {found}, expected {expected}"
                );
            }
        }
    }

    #[test]
    fn empty_bins_do_not_differ_and_one_bin_never_does() {
        assert_eq!(different(&[0, 10, 10], &[0, 10, 10]), 0.0);
        assert_eq!(different(&[10], &[20]), 0.0);
        assert_eq!(different(&[100, 0], &[0, 100]), 1.0);
        assert!((jensen_shannon(&[100, 0], &[0, 100]) - 2f64.ln()).abs() < 1e-12);
    }

    #[test]
    fn equal_rows_are_at_zero_and_one_twentieth_differs_by_chance() {
        let real = hashed(4_000, 1, 1.0);
        let bins = Bins::new(&real, 2, &mut Seed(0).at(Stream::Bins, 0, 0));
        assert_eq!(bins.real.len(), 100);
        assert_eq!(
            bins.compare(&real),
            Some(BinScores {
                different: 0.0,
                jensen_shannon: 0.0
            })
        );
        let others = (0..10).map(|stream| {
            bins.compare(&hashed(4_000, 10 + stream, 1.0))
                .unwrap()
                .different
        });
        let mean = others.sum::<f64>() / 10.0;
        assert!((0.01..0.1).contains(&mean), "{mean}");
        assert_eq!(bins.compare(&[f32::NAN, 0.0]), None);
    }
}
