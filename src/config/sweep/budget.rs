//! `budget`: how much of a sweep is planned.

use crate::schema::{ABSENT, Node, Optional, Problem, parameters, read_block, whole};

parameters! {
    /// Limits of a sweep: runs are planned in their order, all cells of a seed before the next seed, until
    /// the next one would exceed a limit.
    #[derive(Copy, Default, Eq)]
    pub struct Budget: "block" / "budget" {
        /// runs, at most
        runs: Option<usize> = ABSENT in Optional(whole(1, 100_000)),
        /// training steps of all runs together, at most
        steps: Option<usize> = ABSENT in Optional(whole(1, 1_000_000_000_000)),
    }
}

pub(super) fn read(node: Node<'_>) -> Result<Budget, Problem> {
    read_block(node)
}

impl Budget {
    /// Both limits of the same kind hold: the lower one counts.
    pub fn with(self, other: Budget) -> Budget {
        let lower = |one: Option<usize>, other: Option<usize>| match (one, other) {
            (Some(one), Some(other)) => Some(one.min(other)),
            (one, other) => one.or(other),
        };
        Budget {
            runs: lower(self.runs, other.runs),
            steps: lower(self.steps, other.steps),
        }
    }

    /// How many of these runs, given by their steps, are within it.
    pub fn allows(self, steps: impl Iterator<Item = usize>) -> usize {
        let mut left = self.steps.unwrap_or(usize::MAX);
        let within = |steps: &usize| {
            let fits = left.checked_sub(*steps);
            left = fits.unwrap_or(0);
            fits.is_some()
        };
        let most = self.runs.unwrap_or(usize::MAX);
        steps.take(most).take_while(within).count()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_are_planned_until_the_next_one_would_exceed_a_limit() {
        let allowed = |runs, steps| Budget { runs, steps }.allows([100; 5].into_iter());
        assert_eq!(allowed(None, None), 5);
        assert_eq!(allowed(Some(3), None), 3);
        assert_eq!(allowed(Some(3), Some(250)), 2);
        assert_eq!(allowed(None, Some(99)), 0);
        let lower = Budget {
            runs: Some(3),
            steps: None,
        }
        .with(Budget {
            runs: Some(2),
            steps: Some(7),
        });
        assert_eq!((lower.runs, lower.steps), (Some(2), Some(7)));
    }
}
