//! What the median stopping rule has compared, as `search.json` keeps it and the texts say it.

use serde::{Deserialize, Serialize};

use crate::statistics::{format_number, plural};

/// The medians that settings are compared with at a rung.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Medians {
    /// How many settings they are of: all of the study, with those that were dropped before.
    pub settings: usize,
    /// The median of their running means, by seed; none where it is that of a run with a failure verdict or without a
    /// value, which is worse than any.
    pub by_seed: Vec<Option<f64>>,
}

/// A setting beside them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AgainstMedian {
    /// Its best value so far, by seed; none of a run with a failure verdict or without a value, which is worse than any.
    pub best: Vec<Option<f64>>,
    /// The mean of its values so far, likewise: what it adds to the medians.
    pub mean: Vec<Option<f64>>,
    /// Whether its best value is worse than the median, by seed.
    pub is_worse: Vec<bool>,
}

/// Seeds whose values a sentence names.
const NAMED: usize = 3;

impl AgainstMedian {
    /// The number of seeds at which it is worse than the median.
    pub fn worse_at(&self) -> usize {
        self.is_worse.iter().filter(|is_worse| **is_worse).count()
    }

    /// `worse at 2 of 3 seeds`.
    pub fn count_words(&self) -> String {
        let seeds = plural(self.is_worse.len(), "seed");
        format!("worse at {} of {seeds}", self.worse_at())
    }

    /// Why its setting was dropped; `failures` are those of its runs, by seed.
    pub(super) fn reason(
        &self,
        metric: &str,
        medians: &Medians,
        failures: &[Option<String>],
    ) -> String {
        let worse = (0..self.is_worse.len()).filter(|seed| self.is_worse[*seed]);
        let number = |value: Option<f64>| value.map(format_number);
        let pair = |seed: usize| {
            let failure = failures.get(seed).cloned().flatten();
            let own = number(self.best[seed]).or(failure);
            let median = number(medians.by_seed[seed]).unwrap_or_default();
            format!("{} against {median}", own.as_deref().unwrap_or("no value"))
        };
        let mut pairs: Vec<String> = worse.map(pair).collect();
        if pairs.len() > NAMED {
            pairs.truncate(NAMED);
            pairs.push("..".to_string());
        }
        format!(
            "its best {metric} so far is, at {} of {}, worse than the median of the running means of {} ({})",
            self.worse_at(),
            plural(self.is_worse.len(), "seed"),
            plural(medians.settings, "setting"),
            pairs.join(", ")
        )
    }
}
