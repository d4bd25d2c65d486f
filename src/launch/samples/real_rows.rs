//! Real rows in a fixed order, and evaluators against as many of them as there are samples.

use super::space::{Seen, Space};
use crate::metrics::{EVALUATED_ROWS, Evaluator, ImageShape, LookedAt, PartReference, PartShares};
use crate::record::samples::{RowForm, SampleRows};
use crate::rng::{Seed, Stream};

/// The seed of what is drawn to judge samples: the same for all, so that sets can be compared.
pub(super) const SEED: Seed = Seed(0);
/// Real rows at least, however few samples there are.
const LEAST: usize = 50;

/// Rows of each side of which all distances are taken.
const FEW: usize = 500;

/// Values of a row that is compared so, at most: a picture of 64 x 64 in colour.
const MOST_VALUES: usize = 64 * 64 * 3;

/// Rows of a folder follow each other by class: who looks at the first shall see some of each.
pub(super) fn shuffled(count: usize) -> Vec<usize> {
    let order = SEED
        .at(Stream::Reference, 0, 0)
        .permutation(count as u32)
        .into_iter();
    order.map(|number| number as usize).collect()
}

/// How pixels lie in a row, where rows are pictures.
pub(super) fn image_shape(form: RowForm) -> Option<ImageShape> {
    match form {
        RowForm::Image { side, channels } => Some(ImageShape { side, channels }),
        RowForm::Vector { .. } => None,
    }
}

/// The real side.
pub(super) struct RealRows {
    pub rows: SampleRows,
    pub seen: Seen,
    order: Vec<usize>,
    /// The evaluator that was made last, with its number of real rows.
    made: Option<(usize, Evaluator)>,
    /// What tells whether a part is missing, likewise; there may be too few rows for it.
    parts: Option<(usize, Option<PartReference>)>,
}

impl RealRows {
    pub fn new(rows: SampleRows, seen: Seen) -> Self {
        Self {
            order: shuffled(rows.count()),
            rows,
            seen,
            made: None,
            parts: None,
        }
    }

    /// Rows of each side that are compared where there are `samples`: equally many, because coverage is
    /// the smaller the fewer samples there are.
    pub fn compared(&self, samples: usize) -> usize {
        samples.min(self.rows.count()).min(EVALUATED_ROWS)
    }

    /// The first real rows, of those that are compared.
    pub fn first(&self, count: usize) -> Vec<f32> {
        self.rows.rows(&self.order[..count.min(self.order.len())])
    }

    /// What tells whether a part of the data is missing, of these samples; none where nothing can.
    pub fn parts(
        &mut self,
        samples: &SampleRows,
        seen: &Seen,
        space: &Space,
    ) -> Option<PartShares> {
        let is_fine = match space {
            Space::ImageNet => true,
            Space::Values if samples.form.row() <= MOST_VALUES => false,
            Space::Values | Space::Modes(_) | Space::Classes(..) => return None,
        };
        let rows = |rows: &SampleRows, seen: &Seen, numbers: &[usize]| match is_fine {
            true => seen.fine_of_rows(numbers),
            false => Some((rows.rows(numbers), rows.form.row())),
        };
        let count = self.compared(samples.count()).min(FEW);
        let reals = count.max(LEAST).min(self.rows.count());
        if self.parts.as_ref().is_none_or(|(made, _)| *made != reals) {
            let (values, width) = rows(&self.rows, &self.seen, &self.order[..reals])?;
            self.parts = Some((reals, PartReference::new(&values, width, is_fine)));
        }
        let (values, _) = rows(samples, seen, &shuffled(samples.count())[..count])?;
        let (_, reference) = self.parts.as_ref()?;
        reference.as_ref()?.compare(&values)
    }

    /// An evaluator against as many real rows as there are samples.
    pub fn evaluator(&mut self, samples: usize, space: &Space) -> &Evaluator {
        let count = self.compared(samples).max(LEAST).min(self.rows.count());
        if self.made.as_ref().is_none_or(|(made, _)| *made != count) {
            let numbers = &self.order[..count];
            let rows = self.rows.rows(numbers);
            let features = self.seen.of_rows(numbers);
            let looked_at = LookedAt {
                rows: &rows,
                width: self.rows.form.row(),
                features: match space {
                    Space::Modes(_) | Space::Values => None,
                    _ => features
                        .as_ref()
                        .map(|(all, width)| (all.as_slice(), *width)),
                },
            };
            let evaluator = Evaluator::of(&looked_at, image_shape(self.rows.form), SEED);
            self.made = Some((count, evaluator));
        }
        &self.made.as_ref().expect("it was made just now").1
    }
}
