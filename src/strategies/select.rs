//! `select`: which of its fakes G learns from.

use crate::schema::{SHARE, SHRINKING, choice, parameters, whole};

parameters! {
    /// G learns from every fake of its batch.
    pub struct All: "select" / "all" {}
    formula: "L_G is a mean over all B rows.",
}

parameters! {
    /// G learns only from the fakes that D scores best; ever fewer of them.
    pub struct TopK: "select" / "top_k" {
        /// factor on the share of the batch
        decay: f64 = "0.99" in SHRINKING,
        /// updates of G from one whole factor to the next
        every: usize = "100" in whole(1, 10_000_000),
        /// smallest share
        least: f64 = "0.5" in SHARE,
    }
    formula: "L_G is a mean over the k highest of the B values D(G(z)) (one for each pack of samples), k = max(decay^floor(t / every), least) B \
              rounded to the nearest, at least 1, t = updates of G so far.",
    source: "Sinha et al. 2020, Top-k training of GANs",
}

choice! {
    /// The rows of G's batch that its loss counts.
    pub enum Select {
        self::All,
        self::TopK,
    }
}

impl Select {
    /// How many of `rows` fakes G learns from, those that D scores best, after `updates` of its
    /// updates. The `every` of `top_k` is an epoch in Sinha et al.
    pub(crate) fn count(&self, updates: u64, rows: usize) -> usize {
        match self {
            Select::All(_) => rows,
            Select::TopK(TopK {
                decay,
                every,
                least,
            }) => {
                let share = decay.powf((updates / *every as u64) as f64).max(*least);
                ((share * rows as f64).round() as usize).max(1)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fakes_to_learn_from() {
        assert_eq!(Select::from(All {}).count(1000, 32), 32);
        let table = [
            (0, 10),
            (99, 10),
            (100, 8),
            (199, 8),
            (200, 6),
            (300, 5),
            (400, 5),
            (u64::MAX, 5),
        ];
        for (updates, wanted) in table {
            let select = Select::from(TopK {
                decay: 0.8,
                every: 100,
                least: 0.5,
            });
            assert_eq!(select.count(updates, 10), wanted, "after {updates}");
        }
        // 7.5 and 5.625 rows.
        let rounded = [1, 2].map(|updates| {
            Select::from(TopK {
                decay: 0.75,
                every: 1,
                least: 0.5,
            })
            .count(updates, 10)
        });
        assert_eq!(rounded, [8, 6]);
        assert_eq!(
            Select::from(TopK {
                decay: 0.5,
                every: 1,
                least: 0.01
            })
            .count(50, 10),
            1
        );
        assert_eq!(
            Select::from(TopK {
                decay: 0.5,
                every: 1,
                least: 1.0
            })
            .count(50, 10),
            10
        );
    }
}
