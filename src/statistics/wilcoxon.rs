//! Wilcoxon's signed-rank test, the sign test and the Hodges-Lehmann estimate of paired differences:
//! none assumes a distribution.

/// Up to so many differences the distribution of the rank sum is enumerated; beyond, it is as good
/// as normal.
const MAX_EXACT: usize = 200;

/// What paired differences say.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PairedTest {
    /// How many differences are finite.
    pub count: usize,
    /// How many of them are above zero.
    pub positive: usize,
    /// How many of them are below zero.
    pub negative: usize,
    /// The median of all pairwise means (Hodges and Lehmann 1963).
    pub estimate: f64,
    /// Its 95 % interval from signed ranks; `None` of fewer than six pairs, which cannot have one.
    pub interval: Option<(f64, f64)>,
    /// p-value of the two-sided exact sign test, zeros left out.
    pub sign_p: f64,
    /// p-value of the two-sided Wilcoxon signed-rank test, zeros left out; exact given the ties up
    /// to 200 pairs.
    pub wilcoxon_p: f64,
    /// Matched-pairs rank-biserial correlation: -1 all lower, 1 all higher (Kerby 2014). 0 where no
    /// pair differs.
    pub rank_biserial: f64,
}

/// Tests whether differences lie around zero. What is not finite is left out; `None` when nothing
/// is left.
pub fn paired_test(differences: &[f64]) -> Option<PairedTest> {
    let finite: Vec<f64> = differences
        .iter()
        .copied()
        .filter(|difference| difference.is_finite())
        .collect();
    if finite.is_empty() {
        return None;
    }
    let apart: Vec<f64> = finite
        .iter()
        .copied()
        .filter(|difference| *difference != 0.0)
        .collect();
    let positive = apart.iter().filter(|difference| **difference > 0.0).count();
    let ranks = doubled_ranks(&apart);
    let total: u64 = ranks.iter().sum();
    let above: u64 = apart
        .iter()
        .zip(&ranks)
        .filter(|(difference, _)| **difference > 0.0)
        .map(|(_, rank)| rank)
        .sum();
    let means = walsh_means(&finite);
    Some(PairedTest {
        count: finite.len(),
        positive,
        negative: apart.len() - positive,
        estimate: crate::diagnose::median(means.iter().copied()).unwrap_or(f64::NAN),
        interval: pseudomedian_interval(&means, finite.len()),
        sign_p: two_sided(binomial_cdf(
            positive.min(apart.len() - positive),
            apart.len(),
        )),
        wilcoxon_p: two_sided(rank_sum_cdf(&ranks, above.min(total - above))),
        rank_biserial: if total == 0 {
            0.0
        } else {
            (2.0 * above as f64 - total as f64) / total as f64
        },
    })
}

/// p-value of the one-sided Wilcoxon signed-rank test that differences lie below zero, zeros left out; exact given
/// the ties up to 200 pairs. An infinite difference is larger than any other.
pub fn below_zero(differences: &[f64]) -> f64 {
    let apart = differences.iter().filter(|difference| **difference != 0.0);
    let apart: Vec<f64> = apart.copied().collect();
    let ranks = doubled_ranks(&apart);
    let signed = apart.iter().zip(&ranks);
    let above = signed.filter(|(difference, _)| **difference > 0.0);
    rank_sum_cdf(&ranks, above.map(|(_, rank)| rank).sum())
}

fn two_sided(tail: f64) -> f64 {
    (2.0 * tail).min(1.0)
}

/// Twice the rank of each size, ties sharing their mean rank: whole numbers.
fn doubled_ranks(differences: &[f64]) -> Vec<u64> {
    let mut order: Vec<usize> = (0..differences.len()).collect();
    order.sort_by(|one, other| {
        differences[*one]
            .abs()
            .total_cmp(&differences[*other].abs())
    });
    let mut ranks = vec![0; differences.len()];
    let mut from = 0;
    while from < order.len() {
        let size = differences[order[from]].abs();
        let tied = order[from..]
            .iter()
            .take_while(|index| differences[**index].abs() == size)
            .count();
        // The mean of the ranks from + 1 to from + tied, doubled.
        order[from..from + tied]
            .iter()
            .for_each(|index| ranks[*index] = (2 * from + tied + 1) as u64);
        from += tied;
    }
    ranks
}

/// P(Binomial(n, 1/2) <= k).
fn binomial_cdf(k: usize, n: usize) -> f64 {
    if n > 1000 {
        return normal_cdf((k as f64 + 0.5 - n as f64 / 2.0) / (n as f64 / 4.0).sqrt());
    }
    let mut term = 0.5_f64.powi(n as i32);
    let mut sum = 0.0;
    for value in 0..=k.min(n) {
        sum += term;
        term *= (n - value) as f64 / (value + 1) as f64;
    }
    sum.min(1.0)
}

/// P(sum of the ranks with a positive sign <= `sum`), every sign being a fair coin.
fn rank_sum_cdf(ranks: &[u64], sum: u64) -> f64 {
    if ranks.len() > MAX_EXACT {
        let mean = ranks.iter().sum::<u64>() as f64 / 2.0;
        let deviation = ranks
            .iter()
            .map(|rank| (*rank as f64).powi(2))
            .sum::<f64>()
            .sqrt()
            / 2.0;
        return normal_cdf((sum as f64 + 1.0 - mean) / deviation);
    }
    let probabilities = rank_sum_probabilities(ranks);
    probabilities[..=sum as usize].iter().sum::<f64>().min(1.0)
}

/// Probability of every sum of ranks.
fn rank_sum_probabilities(ranks: &[u64]) -> Vec<f64> {
    let mut probabilities = vec![0.0; ranks.iter().sum::<u64>() as usize + 1];
    probabilities[0] = 1.0;
    let mut reach = 0;
    for rank in ranks.iter().map(|rank| *rank as usize) {
        reach += rank;
        for sum in (0..=reach).rev() {
            let with = if sum >= rank {
                probabilities[sum - rank]
            } else {
                0.0
            };
            probabilities[sum] = 0.5 * (probabilities[sum] + with);
        }
    }
    probabilities
}

/// Means of all pairs of values, each with itself, too; sorted.
fn walsh_means(values: &[f64]) -> Vec<f64> {
    let pairs = values
        .iter()
        .enumerate()
        .flat_map(|(at, one)| values[at..].iter().map(move |other| 0.5 * (one + other)));
    let mut means: Vec<f64> = pairs.collect();
    means.sort_by(f64::total_cmp);
    means
}

/// The 95 % interval of the pseudo-median: as many means left out at each end as the rank sum
/// exceeds in 2.5 % of cases.
fn pseudomedian_interval(means: &[f64], pairs: usize) -> Option<(f64, f64)> {
    let outside = match pairs <= MAX_EXACT {
        true => {
            let ranks: Vec<u64> = (1..=pairs as u64).collect();
            let mut below = 0.0;
            let probabilities = rank_sum_probabilities(&ranks);
            let within = probabilities.iter().take_while(|probability| {
                below += **probability;
                below <= 0.025
            });
            within.count()
        }
        false => {
            let count = pairs as f64;
            let deviation = (count * (count + 1.0) * (2.0 * count + 1.0) / 24.0).sqrt();
            (count * (count + 1.0) / 4.0 - 1.959_964 * deviation).floor() as usize
        }
    };
    (outside > 0).then(|| (means[outside - 1], means[means.len() - outside]))
}

/// The standard normal distribution function, to 1e-7 (Abramowitz and Stegun 1964, 26.2.17).
fn normal_cdf(x: f64) -> f64 {
    let t = 1.0 / (1.0 + 0.231_641_9 * x.abs());
    let polynomial = t
        * (0.319_381_530
            + t * (-0.356_563_782
                + t * (1.781_477_937 + t * (-1.821_255_978 + t * 1.330_274_429))));
    let tail = (-0.5 * x * x).exp() / (2.0 * std::f64::consts::PI).sqrt() * polynomial;
    if x < 0.0 { tail } else { 1.0 - tail }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::golden;

    #[test]
    fn tests_and_intervals_agree_with_scipy_and_with_counting_out() {
        let golden = golden::statistics("paired");
        for case in golden.as_array().unwrap() {
            let differences: Vec<f64> = case["differences"]
                .as_array()
                .unwrap()
                .iter()
                .map(|value| value.as_f64().unwrap())
                .collect();
            let found = paired_test(&differences).unwrap();
            // scipy's approximation counts half a step for continuity, as ours does.
            let tolerance = if differences.len() > MAX_EXACT {
                2e-4
            } else {
                1e-9
            };
            for (name, value, tolerance) in [
                ("wilcoxon", found.wilcoxon_p, tolerance),
                ("sign", found.sign_p, 1e-9),
                ("estimate", found.estimate, 1e-9),
            ] {
                let expected = case[name].as_f64().unwrap();
                assert!(
                    (value - expected).abs() < tolerance,
                    "{name} of {}: {value}, {expected}",
                    differences.len()
                );
            }
            if differences.len() <= MAX_EXACT {
                let expected = case["interval"]
                    .as_array()
                    .map(|ends| (ends[0].as_f64().unwrap(), ends[1].as_f64().unwrap()));
                assert_eq!(
                    found.interval.is_some(),
                    expected.is_some(),
                    "{}",
                    differences.len()
                );
                let (found, expected) = (
                    found.interval.unwrap_or_default(),
                    expected.unwrap_or_default(),
                );
                assert!((found.0 - expected.0).abs() < 1e-9 && (found.1 - expected.1).abs() < 1e-9);
            } else {
                assert!(
                    found
                        .interval
                        .is_some_and(|(low, high)| low < found.estimate && found.estimate < high)
                );
            }
        }
    }

    #[test]
    fn one_sided_p_values_agree_with_counting_out() {
        let golden = golden::racing("paired");
        for case in golden.as_array().unwrap() {
            let differences = case["differences"].as_array().unwrap().iter();
            let differences: Vec<f64> = differences.map(|it| it.as_f64().unwrap()).collect();
            let expected = case["below"].as_f64().unwrap();
            assert!((below_zero(&differences) - expected).abs() < 1e-12);
        }
        assert_eq!(below_zero(&[]), 1.0);
        let failures = [-1.0, f64::NEG_INFINITY, -2.0, f64::NEG_INFINITY, -3.0];
        assert_eq!(below_zero(&failures), 1.0 / 32.0, "five seeds can decide");
    }

    #[test]
    fn nothing_and_no_difference() {
        assert_eq!(paired_test(&[]), None);
        assert_eq!(paired_test(&[f64::NAN]), None);
        let same = paired_test(&[0.0; 8]).unwrap();
        assert_eq!(
            (
                same.sign_p,
                same.wilcoxon_p,
                same.rank_biserial,
                same.estimate
            ),
            (1.0, 1.0, 0.0, 0.0)
        );
        assert_eq!(same.interval, Some((0.0, 0.0)));
        let higher = paired_test(&[1.0, 2.0, 3.0]).unwrap();
        assert_eq!(
            (
                higher.rank_biserial,
                higher.positive,
                higher.negative,
                higher.interval
            ),
            (1.0, 3, 0, None)
        );
    }

    #[test]
    fn turning_every_difference_turns_the_answer() {
        let differences = [0.3, -1.0, 2.0, 0.7, 0.1, 0.9, -0.2];
        let turned: Vec<f64> = differences.iter().map(|difference| -difference).collect();
        let (one, other) = (
            paired_test(&differences).unwrap(),
            paired_test(&turned).unwrap(),
        );
        assert_eq!(
            (one.sign_p, one.wilcoxon_p, one.rank_biserial),
            (other.sign_p, other.wilcoxon_p, -other.rank_biserial)
        );
        assert_eq!(
            one.interval.map(|(low, high)| (-high, -low)),
            other.interval
        );
    }
}
