//! Ranks of treatments within blocks, Friedman's test of them, and Conover's comparisons after it.

use statrs::distribution::{ChiSquared, ContinuousCDF, StudentsT};

/// The ranks of treatments, summed over blocks.
#[derive(Clone, Debug, PartialEq)]
pub struct RankSums {
    /// The sum of each treatment's ranks; the rank of the highest value of a block is 1, ties share their mean.
    pub sums: Vec<f64>,
    /// Of all squared ranks.
    squares: f64,
    blocks: usize,
}

/// Ranks `values`, one list per treatment with one value per block, within each block. An infinite value is a value
/// like any other.
pub fn rank_sums(values: &[Vec<f64>]) -> RankSums {
    let blocks = values.first().map_or(0, Vec::len);
    let mut summed = RankSums {
        sums: vec![0.0; values.len()],
        squares: 0.0,
        blocks,
    };
    for block in 0..blocks {
        let of_block: Vec<f64> = values.iter().map(|treatment| treatment[block]).collect();
        for (sum, rank) in summed.sums.iter_mut().zip(falling_ranks(&of_block)) {
            *sum += rank;
            summed.squares += rank * rank;
        }
    }
    summed
}

/// The rank of each value, the highest first, ties sharing their mean rank.
fn falling_ranks(values: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_by(|one, other| values[*other].total_cmp(&values[*one]));
    let mut ranks = vec![0.0; values.len()];
    let mut from = 0;
    while from < order.len() {
        let value = values[order[from]];
        let rest = order[from..].iter();
        let tied = rest
            .take_while(|place| values[**place] == value)
            .count()
            .max(1);
        // The mean of the ranks from + 1 to from + tied.
        let mean = from as f64 + (tied as f64 + 1.0) / 2.0;
        for place in &order[from..from + tied] {
            ranks[*place] = mean;
        }
        from += tied;
    }
    ranks
}

impl RankSums {
    /// p-value of Friedman's test that no treatment differs, with the correction for ties (Conover 1999, 5.8); 1 where
    /// all ranks are tied.
    pub fn friedman_p(&self) -> f64 {
        let (treatments, blocks) = (self.sums.len() as f64, self.blocks as f64);
        let mean_squares = blocks * treatments * (treatments + 1.0).powi(2) / 4.0;
        let spread = self.squares - mean_squares;
        if treatments < 2.0 || spread <= 0.0 {
            return 1.0;
        }
        let statistic = (treatments - 1.0) * (self.squared_sums() - blocks * mean_squares) / spread;
        let distribution =
            ChiSquared::new(treatments - 1.0).expect("at least one degree of freedom");
        distribution.sf(statistic.max(0.0))
    }

    /// One-sided p-values that each treatment ranks behind the first one, by Conover's comparisons (1999, 5.8).
    pub fn behind_the_first(&self) -> Vec<f64> {
        let (treatments, blocks) = (self.sums.len() as f64, self.blocks as f64);
        let first = self.sums.iter().copied().fold(f64::INFINITY, f64::min);
        let freedom = (blocks - 1.0) * (treatments - 1.0);
        if freedom < 1.0 {
            return vec![1.0; self.sums.len()];
        }
        let within = (blocks * self.squares - self.squared_sums()).max(0.0);
        let error = (2.0 * within / freedom).sqrt();
        let distribution =
            StudentsT::new(0.0, 1.0, freedom).expect("at least one degree of freedom");
        let p = |sum: &f64| match (sum - first, error) {
            (0.0, _) => 0.5,
            // All blocks agree.
            (_, 0.0) => 0.0,
            (behind, error) => distribution.sf(behind / error),
        };
        self.sums.iter().map(p).collect()
    }

    fn squared_sums(&self) -> f64 {
        self.sums.iter().map(|sum| sum * sum).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::golden;

    #[test]
    fn p_values_agree_with_scipy() {
        let golden = golden::racing("friedman");
        let numbers = |value: &serde_json::Value| -> Vec<f64> {
            let items = value.as_array().unwrap().iter();
            items.map(|value| value.as_f64().unwrap()).collect()
        };
        let cases = golden.as_array().unwrap();
        assert!(cases.len() >= 8);
        for case in cases {
            let values: Vec<Vec<f64>> = case["values"]
                .as_array()
                .unwrap()
                .iter()
                .map(numbers)
                .collect();
            let found = rank_sums(&values);
            assert_eq!(found.sums, numbers(&case["sums"]));
            let expected = case["friedman"].as_f64().unwrap();
            assert!((found.friedman_p() - expected).abs() < 1e-9);
            let behind = found.behind_the_first();
            for (found, expected) in behind.iter().zip(numbers(&case["behind"])) {
                assert!((found - expected).abs() < 1e-9, "{found} {expected}");
            }
        }
    }

    #[test]
    fn blocks_that_agree_leave_no_doubt_and_ties_decide_nothing() {
        let agreed = rank_sums(&[vec![3.0; 3], vec![2.0; 3], vec![1.0; 3]]);
        assert_eq!(agreed.sums, [3.0, 6.0, 9.0]);
        assert_eq!(agreed.behind_the_first(), [0.5, 0.0, 0.0]);
        let tied = rank_sums(&vec![vec![f64::NEG_INFINITY; 4]; 3]);
        assert_eq!(tied.sums, [8.0; 3]);
        assert_eq!(tied.friedman_p(), 1.0);
        assert_eq!(tied.behind_the_first(), [0.5; 3]);
        assert_eq!(rank_sums(&[]).sums, [0.0; 0]);
    }
}
