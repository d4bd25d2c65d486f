//! Real rows in a fixed order, and evaluators against as many of them as there are samples.

use std::cell::OnceCell;

use super::likeness::Thumbnails;
use super::order::{SEED, shuffled};
use super::part_space::PartSpace;
use super::repeated_rows::repeated_share;
use super::space::{Seen, Space};
use crate::metrics::{
    EVALUATED_ROWS, Evaluator, ImageShape, LookedAt, PartShares, RepeatShares, pair_distance,
};
use crate::record::samples::{RowForm, SampleRows};

/// Real rows at least, however few samples there are.
const LEAST: usize = 50;
/// Pictures of each side whose distances from each other are taken.
const FEW_PICTURES: usize = 500;

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
    /// The share of rows that are there many times, where that matters.
    pub repeated: Option<f64>,
    /// The evaluator that was made last, with its number of real rows.
    made: Option<(usize, Evaluator)>,
    /// What tells whether a part is missing, likewise; there may be too few rows for it.
    parts: Option<(usize, PartSpace)>,
    /// Thumbnails, once they are needed; none of what is no picture.
    thumbnails: OnceCell<Option<Thumbnails>>,
    /// How far real rows are from each other, once that is needed.
    distance: OnceCell<Option<f64>>,
}

impl RealRows {
    pub fn new(rows: SampleRows, seen: Seen) -> Self {
        Self {
            order: shuffled(rows.count()),
            repeated: repeated_share(&rows),
            rows,
            seen,
            made: None,
            parts: None,
            thumbnails: OnceCell::new(),
            distance: OnceCell::new(),
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
        let rows = |rows: &SampleRows, seen: &Seen, numbers: &[usize]| match space {
            Space::ImageNet => seen.fine_of_rows(numbers),
            _ => Some((rows.rows(numbers), rows.form.row())),
        };
        let most = PartSpace::most_rows(space, samples.form)?;
        let count = self.compared(samples.count()).min(most);
        let reals = count.max(LEAST).min(self.rows.count());
        if self.parts.as_ref().is_none_or(|(made, _)| *made != reals) {
            let (values, width) = rows(&self.rows, &self.seen, &self.order[..reals])?;
            self.parts = Some((reals, PartSpace::new(&values, width, space, samples.form)));
        }
        let (values, _) = rows(samples, seen, &shuffled(samples.count())[..count])?;
        let (_, known) = self.parts.as_ref()?;
        known.compare(&values)
    }

    /// What pictures are: repeats of each other, and like no real one.
    pub fn likeness(&self, samples: &SampleRows) -> (Option<RepeatShares>, Option<f64>) {
        let known = self.thumbnails.get_or_init(|| Thumbnails::of(&self.rows));
        known
            .as_ref()
            .map_or((None, None), |known| known.compare(samples))
    }

    /// How far samples are from each other, over how far real rows are; none where nearly all of these are equal.
    pub fn pair_spread(&self, samples: &SampleRows) -> Option<f64> {
        let of = |rows: &SampleRows, order: &[usize]| {
            let most = match rows.form {
                RowForm::Image { .. } => FEW_PICTURES,
                RowForm::Vector { .. } => EVALUATED_ROWS,
            };
            let chosen = rows.rows(&order[..order.len().min(most)]);
            pair_distance(&chosen, rows.form.row())
        };
        let real = *self.distance.get_or_init(|| of(&self.rows, &self.order));
        let real = real.filter(|distance| *distance > 0.0)?;
        Some(of(samples, &shuffled(samples.count()))? / real)
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
