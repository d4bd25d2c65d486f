//! Pictures that repeat each other, or are like no real one: of each set, in thumbnails.

use super::order::shuffled;
use crate::metrics::{
    LEAST_REALS_FOR_COPIES, NearestReal, RepeatShares, nearest_reals, nearest_to_others, repeats,
    thumbnails, unlike_share,
};
use crate::record::samples::{RowForm, SampleRows};

/// Pictures of each side that are looked at: a set beside a training costs a few hundredths of a second.
const FEW: usize = 500;

/// Thumbnails of real pictures.
pub(super) struct Thumbnails {
    rows: Vec<f32>,
    width: usize,
    /// The distance of each to the nearest other one.
    others: Vec<NearestReal>,
}

impl Thumbnails {
    /// Of some pictures in any order; none of what is no picture, or too few.
    pub fn of(reals: &SampleRows) -> Option<Self> {
        let (rows, width) = some(reals)?;
        let count = rows.len() / width;
        let places: Vec<usize> = (0..count).collect();
        (count >= LEAST_REALS_FOR_COPIES).then(|| Self {
            others: nearest_to_others(&rows, width, &places, 1),
            rows,
            width,
        })
    }

    /// What some of the samples are: repeats of each other, and like no real picture.
    pub fn compare(&self, samples: &SampleRows) -> (Option<RepeatShares>, Option<f64>) {
        let Some((rows, _)) = some(samples) else {
            return (None, None);
        };
        let both = rows.len().min(self.rows.len());
        let nearest = nearest_reals(&rows, &self.rows, self.width, 1);
        (
            repeats(&rows[..both], &self.rows[..both], self.width, 1),
            unlike_share(&nearest, &self.others),
        )
    }
}

fn some(rows: &SampleRows) -> Option<(Vec<f32>, usize)> {
    let RowForm::Image { side, channels } = rows.form else {
        return None;
    };
    let order = shuffled(rows.count());
    let chosen = rows.rows(&order[..order.len().min(FEW)]);
    Some(thumbnails(&chosen, side, channels))
}
