//! The losses of a run reduced to a few points, so that many runs fit into memory together.

use crate::train::StepRow;

/// Most points that a run's steps are reduced to.
const MAX_POINTS: usize = 100;

/// Both losses of a run as medians of blocks of neighbouring steps.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct LossCurves {
    /// Last step of each block.
    pub steps: Vec<u64>,
    /// Median of D's loss in the block; NaN where one of its values is. `None`: not measured there.
    pub d_loss: Vec<Option<f64>>,
    /// The same of G's loss.
    pub g_loss: Vec<Option<f64>>,
}

impl LossCurves {
    /// Reduces a run's steps to at most a hundred points.
    pub(crate) fn new(rows: &[StepRow]) -> Self {
        let blocks = || rows.chunks(rows.len().div_ceil(MAX_POINTS).max(1));
        let column = |value: fn(&StepRow) -> Option<f64>| -> Vec<Option<f64>> {
            blocks()
                .map(|block| crate::diagnose::median(block.iter().filter_map(value)))
                .collect()
        };
        Self {
            steps: blocks().map(|block| block[block.len() - 1].step).collect(),
            d_loss: column(|row| row.d_loss),
            g_loss: column(|row| row.g_loss),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_run_becomes_a_hundred_medians() {
        let row = |step: u64| StepRow {
            step,
            d_loss: Some(step as f64),
            g_loss: None,
            ..StepRow::default()
        };
        let rows: Vec<StepRow> = (1..=1000).map(row).collect();
        let reduced = LossCurves::new(&rows);
        assert_eq!(
            (reduced.steps.len(), reduced.steps[0], reduced.steps[99]),
            (100, 10, 1000)
        );
        assert_eq!((reduced.d_loss[0], reduced.g_loss[7]), (Some(5.5), None));
        assert_eq!(LossCurves::new(&[]), LossCurves::default());
        assert_eq!(LossCurves::new(&rows[..3]).steps, [1, 2, 3]);
    }
}
