//! What a style transfer has recorded so far.

use crate::config::Transfer;
use crate::data::Picture;
use crate::state_dict::StateDict;
use crate::train::transfer::{LossValues, TransferRow};

/// The steps, and the pictures that are kept of them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TransferHistory {
    /// One row per step.
    pub rows: Vec<TransferRow>,
    /// Pictures as they are shown, each with the steps done before it.
    pub pictures: Vec<(u64, Picture)>,
}

/// Numbers of a row in a checkpoint.
const ROW: usize = 5;

impl TransferHistory {
    /// Whether the picture after `step` is kept: those nearest after equal parts of the run, the last
    /// one among them.
    pub fn keeps(run: &Transfer, step: u64) -> bool {
        let part = |step: u64| step * run.snapshots as u64 / run.steps as u64;
        step > 0 && part(step) > part(step - 1)
    }

    /// Whether nothing more is to be done of a run.
    pub fn is_over(&self, run: &Transfer) -> bool {
        let last = self.rows.last();
        last.is_some_and(|row| row.step >= run.steps as u64 || !row.is_finite())
    }

    /// Visits everything, to save it or to load it. Which losses a row has, the run's weights say.
    pub(super) fn visit_state(&mut self, run: &Transfer, state: &mut StateDict) {
        let mut numbers: Vec<f64> = self.rows.iter().flat_map(to_numbers).collect();
        state.numbers("rows", &mut numbers);
        let mut steps: Vec<f64> = self.pictures.iter().map(|(step, _)| *step as f64).collect();
        state.numbers("pictures", &mut steps);
        let mut sizes: Vec<f64> = self
            .pictures
            .iter()
            .flat_map(|(_, picture)| [picture.height as f64, picture.width as f64])
            .collect();
        state.numbers("sizes", &mut sizes);
        if state.is_loading() {
            let rows = numbers.chunks_exact(ROW).enumerate();
            self.rows = rows.map(|(at, row)| from_numbers(run, at, row)).collect();
            let sizes = sizes.chunks_exact(2);
            let empty = |(step, size): (&f64, &[f64])| {
                let picture = Picture {
                    values: Vec::new(),
                    height: size[0] as usize,
                    width: size[1] as usize,
                };
                (*step as u64, picture)
            };
            self.pictures = steps.iter().zip(sizes).map(empty).collect();
        }
        for (step, picture) in &mut self.pictures {
            state.values(&format!("picture.{step}"), &mut picture.values);
        }
    }
}

fn to_numbers(row: &TransferRow) -> [f64; ROW] {
    let LossValues {
        content,
        style,
        variation,
        total,
    } = row.losses;
    let [content, style, variation] = [content, style, variation].map(Option::unwrap_or_default);
    [content, style, variation, total, row.grad_norm]
}

fn from_numbers(run: &Transfer, at: usize, numbers: &[f64]) -> TransferRow {
    let weights = &run.weights;
    let measured = |weight: f64, value: f64| (weight > 0.0).then_some(value);
    TransferRow {
        step: at as u64 + 1,
        losses: LossValues {
            content: measured(weights.content, numbers[0]),
            style: measured(weights.style, numbers[1]),
            variation: measured(weights.variation, numbers[2]),
            total: numbers[3],
        },
        grad_norm: numbers[4],
    }
}
