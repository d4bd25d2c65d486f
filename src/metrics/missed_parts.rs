//! Whether samples leave out a part of the data, by nearest neighbours: real rows around which there are other
//! real ones and no sample, while every sample lies among real rows. After Xu et al. 2018, who ask of nearest
//! neighbours whether two samples are of one distribution; both halves are asked here, because samples that are
//! imperfect everywhere are near no real row either.

use super::column_scales::moments;
use super::unlike::unlike_from;
use crate::distances::{Pair, Panels};

/// The neighbour up to which a row is near.
const NEAR: usize = 5;
/// Real rows nearest to one that have no sample among them where it is missed, at least: of samples of the same
/// distribution one real row of a thousand is.
pub const LEAST_AROUND: usize = 10;
/// The same of points and vectors, as a share of all real ones. With fewer of them samples that are moved by a
/// deviation, or modes with a sixth of their share, look like a missing part.
pub const SHARE_AROUND: f64 = 0.03;

/// What is near what.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PartShares {
    /// Share of samples that are as near to their nearest real row as its fifth neighbour is.
    pub samples_near: f64,
    /// The same of real rows, each left out once.
    pub reals_near: f64,
    /// Share of real rows that have a given number of other real rows nearer than any sample.
    pub reals_missed: f64,
    /// The same for a hundredth of all rows, at least ten: parts that are smaller, or samples that are moved.
    pub reals_missed_closely: f64,
    /// Share of samples that are like no real row: see [`super::unlike_share`].
    pub samples_unlike: f64,
    /// The same of rows as they are, where columns of very different size are compared each by its deviation too.
    pub samples_unlike_as_they_are: f64,
}

/// Real rows with their neighbourhoods.
pub struct PartReference {
    rows: Vec<f32>,
    panels: Panels,
    /// Mean and deviation of each value, by which rows are scaled.
    scales: Option<Vec<(f32, f32)>>,
    /// Squared distances of each row to its fifth neighbour, to the last one close to it, and to the last one around it.
    radii: Vec<[f32; 3]>,
    reals_near: f64,
    /// The distance from which on a sample is like no row; none where rows are all the same.
    unlike: Option<f64>,
}

impl PartReference {
    /// Of whole rows of `width` values; where they are features, each counts by its deviation among the real
    /// rows. A row is missed where `around` others, at least ten, are nearer than any sample. None where there
    /// are too few rows.
    pub fn new(rows: &[f32], width: usize, is_scaled: bool, around: usize) -> Option<Self> {
        let (count, around) = (rows.len() / width, around.max(LEAST_AROUND));
        let close = (count / 100).clamp(LEAST_AROUND, around);
        if count <= around || rows.iter().any(|value| !value.is_finite()) {
            return None;
        }
        let scales = is_scaled.then(|| scales_of(rows, width));
        let rows = scaled(rows, scales.as_deref());
        let panels = Panels::new(&rows, width);
        let (mut radii, mut nearest) = (Vec::with_capacity(count), Vec::with_capacity(count));
        panels.visit(&rows, Pair::SquaredDistance, |row, distances| {
            let mut others: Vec<f32> = distances.to_vec();
            others.swap_remove(row);
            others.select_nth_unstable_by(around - 1, f32::total_cmp);
            others[..around].sort_unstable_by(f32::total_cmp);
            radii.push([NEAR, close, around].map(|neighbour| others[neighbour - 1]));
            nearest.push(nearest_of(distances, Some(row)));
        });
        let reals_near = share(nearest.iter().map(|(at, far)| *far <= radii[*at][0]));
        let distances = nearest.iter().map(|(_, far)| f64::from(*far).sqrt());
        Some(Self {
            rows,
            panels,
            scales,
            radii,
            reals_near,
            unlike: unlike_from(distances.collect()),
        })
    }

    /// What is near what; none where there are no samples, one is not finite, or every real row is there so often that
    /// nothing can be said of it.
    pub fn compare(&self, samples: &[f32]) -> Option<PartShares> {
        if samples.is_empty() || samples.iter().any(|value| !value.is_finite()) {
            return None;
        }
        let samples = scaled(samples, self.scales.as_deref());
        let (mut near, mut unlike) = (Vec::new(), Vec::new());
        self.panels
            .visit(&samples, Pair::SquaredDistance, |_, distances| {
                let (at, far) = nearest_of(distances, None);
                near.push(far <= self.radii[at][0]);
                let far = f64::from(far).sqrt();
                unlike.push(self.unlike.is_some_and(|least| far > least));
            });
        let (mut missed, mut missed_closely) = (Vec::new(), Vec::new());
        let fakes = Panels::new(&samples, self.panels.width());
        fakes.visit(&self.rows, Pair::SquaredDistance, |row, distances| {
            // Of a row that is there that often nothing is missed where no sample equals it.
            let [_, close, around] = self.radii[row];
            let (_, far) = nearest_of(distances, None);
            let beyond = |radius: f32| (radius > 0.0).then_some(far > radius);
            missed.extend(beyond(around));
            missed_closely.extend(beyond(close));
        });
        if missed.is_empty() {
            return None;
        }
        let samples_unlike = share(unlike.into_iter());
        Some(PartShares {
            samples_near: share(near.into_iter()),
            reals_near: self.reals_near,
            reals_missed: share(missed.into_iter()),
            reals_missed_closely: share(missed_closely.into_iter()),
            samples_unlike,
            samples_unlike_as_they_are: samples_unlike,
        })
    }
}

/// The place and squared distance of the nearest row that is not this one.
fn nearest_of(distances: &[f32], but: Option<usize>) -> (usize, f32) {
    let others = distances.iter().copied().enumerate();
    let others = others.filter(|(at, _)| Some(*at) != but);
    let nearest = others.min_by(|one, other| one.1.total_cmp(&other.1));
    nearest.unwrap_or((0, f32::INFINITY))
}

fn share(holds: impl Iterator<Item = bool>) -> f64 {
    let (count, of) = holds.fold((0u32, 0u32), |(count, of), it| {
        (count + u32::from(it), of + 1)
    });
    f64::from(count) / f64::from(of.max(1))
}

/// Mean and deviation of each value of the rows.
fn scales_of(rows: &[f32], width: usize) -> Vec<(f32, f32)> {
    let of_value = |column: usize| {
        let (mean, deviation) = moments(rows, width, column);
        (mean as f32, deviation as f32 + 1e-6)
    };
    (0..width).map(of_value).collect()
}

fn scaled(rows: &[f32], scales: Option<&[(f32, f32)]>) -> Vec<f32> {
    let Some(scales) = scales else {
        return rows.to_vec();
    };
    let values = rows.iter().zip(scales.iter().cycle());
    values
        .map(|(value, (mean, deviation))| (value - mean) / deviation)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::golden::{hashed, number, samples};

    /// Rows around the first `places` of ten places on a curve.
    fn rows(places: usize, count: usize, stream: u32) -> Vec<f32> {
        let noise = hashed(3 * count, stream, 0.3);
        let row = |at: usize| {
            let place = (at % places) as f32;
            [
                place + noise[3 * at],
                0.5 * place * place + noise[3 * at + 1],
                50.0 * noise[3 * at + 2],
            ]
        };
        (0..count).flat_map(row).collect()
    }

    fn shares(samples: &[f32], is_scaled: bool) -> PartShares {
        let reference = PartReference::new(&rows(10, 300, 1), 3, is_scaled, LEAST_AROUND).unwrap();
        reference.compare(samples).unwrap()
    }

    #[test]
    fn a_part_is_missed_where_samples_are_near_and_imperfect_samples_are_not_near() {
        for is_scaled in [false, true] {
            let whole = shares(&rows(10, 300, 2), is_scaled);
            assert!(whole.reals_missed < 0.02, "{whole:?}");
            assert!(whole.samples_near > 0.9 * whole.reals_near, "{whole:?}");
        }
        let half = shares(&rows(5, 300, 2), true);
        assert!(half.reals_missed > 0.2, "{half:?}");
        assert!(half.samples_near > 0.9 * half.reals_near, "{half:?}");
        let shifted: Vec<f32> = rows(10, 300, 2).iter().map(|value| value + 3.0).collect();
        let shifted = shares(&shifted, true);
        assert!(
            shifted.samples_near < 0.7 * shifted.reals_near,
            "{shifted:?}"
        );
    }

    #[test]
    fn shares_are_those_that_numpy_counts() {
        let golden = samples();
        let count = number(&golden["count"]) as usize;
        let rows = |stream, is_part: bool| -> Vec<f32> {
            let mut rows = hashed(3 * count, stream, 1.0);
            for row in rows.chunks_exact_mut(3) {
                row[2] *= 100.0;
                if is_part {
                    row[0] = 0.5 + 0.5 * row[0];
                }
            }
            let beyond = rows.chunks_exact_mut(3).take(if is_part { 40 } else { 0 });
            beyond.for_each(|row| row[1] *= 3.0);
            rows
        };
        for (name, is_scaled, around) in [
            ("plain", false, 10),
            ("scaled", true, 10),
            ("wider", true, 25),
        ] {
            let reference = PartReference::new(&rows(3, false), 3, is_scaled, around).unwrap();
            let found = reference.compare(&rows(4, true)).unwrap();
            for (share, found) in [
                ("samples_near", found.samples_near),
                ("reals_near", found.reals_near),
                ("reals_missed", found.reals_missed),
                ("samples_unlike", found.samples_unlike),
            ] {
                let expected = number(&golden["parts"][name][share]);
                assert!((found - expected).abs() < 1e-12, "{name}: {share} {found}");
            }
            // A hundredth of the rows is less than ten of them here: closely means ten.
            let ten = if is_scaled { "scaled" } else { "plain" };
            let expected = number(&golden["parts"][ten]["reals_missed"]);
            let closely = found.reals_missed_closely;
            assert!((closely - expected).abs() < 1e-12, "{name}: {closely}");
        }
    }

    #[test]
    fn real_rows_are_near_each_other_and_none_is_missed_by_itself() {
        let reals = rows(10, 200, 1);
        let reference = PartReference::new(&reals, 3, true, LEAST_AROUND).unwrap();
        let found = reference.compare(&reals).unwrap();
        assert_eq!((found.samples_near, found.reals_missed), (1.0, 0.0));
        assert!(found.reals_near > 0.8 && found.reals_near < 1.0);
    }

    #[test]
    fn few_rows_equal_rows_and_broken_ones_are_no_panic() {
        let of = |rows: &[f32]| PartReference::new(rows, 3, true, LEAST_AROUND);
        assert!(of(&rows(5, LEAST_AROUND, 1)).is_none());
        assert!(of(&[f32::NAN; 60]).is_none());
        let equal = of(&[0.5; 60]).unwrap();
        assert!(equal.compare(&[0.7; 9]).is_none());
        assert!(equal.compare(&[]).is_none() && equal.compare(&[f32::NAN; 3]).is_none());
    }
}
