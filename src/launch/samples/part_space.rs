//! In which values it is asked whether a part of the real rows is left out.

use super::space::Space;
use crate::diagnose::{Thresholds, leaves_out_a_part};
use crate::metrics::{
    ColumnScales, EVALUATED_ROWS, LEAST_AROUND, PartReference, PartShares, SHARE_AROUND,
};
use crate::record::samples::RowForm;

/// Rows of each side of which all distances are taken, however many values a row has.
const FEW: usize = 500;
/// Values of a picture that is compared so, at most: 64 x 64 in colour.
const MOST_VALUES: usize = 64 * 64 * 3;
/// Products of all pairs of vectors, at most: 2,500 of each side up to 64 columns, fewer of more.
const MOST_PRODUCTS: f64 = 2_500.0 * 2_500.0 * 64.0;

/// Real rows with their neighbourhoods: as they are, and where columns are of very different size, each by its deviation.
pub(super) struct PartSpace {
    plain: Option<PartReference>,
    by_column: Option<(ColumnScales, PartReference)>,
}

impl PartSpace {
    /// Rows of each side that are compared, at most; none where the question is not asked.
    pub fn most_rows(space: &Space, form: RowForm) -> Option<usize> {
        match (space, form) {
            (Space::ImageNet, _) => Some(FEW),
            (Space::Values, RowForm::Vector { width }) => {
                let most = (MOST_PRODUCTS / width as f64).sqrt() as usize;
                Some(most.clamp(FEW, EVALUATED_ROWS))
            }
            (Space::Values, RowForm::Image { .. }) => (form.row() <= MOST_VALUES).then_some(FEW),
            (Space::Modes(_) | Space::Classes(..), _) => None,
        }
    }

    /// Of real rows of `width` values.
    pub fn new(rows: &[f32], width: usize, space: &Space, form: RowForm) -> Self {
        let is_fine = matches!(space, Space::ImageNet);
        let RowForm::Vector { .. } = form else {
            return Self {
                plain: PartReference::new(rows, width, is_fine, LEAST_AROUND),
                by_column: None,
            };
        };
        let around = (SHARE_AROUND * (rows.len() / width) as f64).round() as usize;
        let scaled = |scales: ColumnScales| {
            let rows = scales.scaled(rows);
            let reference = PartReference::new(&rows, width, is_fine, around)?;
            Some((scales, reference))
        };
        Self {
            plain: PartReference::new(rows, width, is_fine, around),
            by_column: ColumnScales::of(rows, width).and_then(scaled),
        }
    }

    /// What is near what: of two ways to look, that which finds a part left out, else that in which more real rows are
    /// missed.
    pub fn compare(&self, samples: &[f32]) -> Option<PartShares> {
        let plain = self.plain.as_ref()?.compare(samples)?;
        let by_column = self.by_column.as_ref().and_then(|(scales, reference)| {
            let samples = scales.scaled(samples);
            reference.compare(&samples)
        });
        let Some(by_column) = by_column else {
            return Some(plain);
        };
        let thresholds = Thresholds::default();
        let [of_plain, of_columns] =
            [&plain, &by_column].map(|shares| leaves_out_a_part(shares, &thresholds));
        let missed = match (of_plain, of_columns) {
            (true, false) => plain,
            (false, true) => by_column,
            _ if by_column.reals_missed > plain.reals_missed => by_column,
            _ => plain,
        };
        Some(PartShares {
            reals_missed_closely: plain
                .reals_missed_closely
                .max(by_column.reals_missed_closely),
            samples_unlike: plain.samples_unlike.max(by_column.samples_unlike),
            samples_unlike_as_they_are: plain.samples_unlike,
            ..missed
        })
    }
}
