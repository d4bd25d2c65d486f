//! Columns of very different size, each taken by its deviation: in plain distances the largest one hides what the others
//! hold.

/// Times that the largest deviation of a column is the smallest one from which on distances in both ways say something
/// different.
const DIFFERENT: f64 = 2.0;
/// Deviations below this part of the size of a column's values are what rounding leaves of a constant.
const ROUNDING: f64 = 1e-6;

/// Mean and deviation of each column of the real rows.
pub struct ColumnScales(Vec<(f32, f32)>);

impl ColumnScales {
    /// Those of whole rows of `width` values; none where all columns have about the same deviation. A column that is
    /// constant counts by the mean deviation of the others.
    pub fn of(rows: &[f32], width: usize) -> Option<Self> {
        let moments: Vec<(f64, f64)> = (0..width)
            .map(|column| moments(rows, width, column))
            .collect();
        let varies = |(mean, deviation): &&(f64, f64)| *deviation > ROUNDING * mean.abs();
        let deviations = || {
            moments
                .iter()
                .filter(varies)
                .map(|(_, deviation)| *deviation)
        };
        let most = deviations().fold(0.0, f64::max);
        let least = deviations().fold(f64::INFINITY, f64::min);
        if most <= DIFFERENT * least {
            return None;
        }
        let usual = deviations().sum::<f64>() / deviations().count() as f64;
        let scale = |moments: &(f64, f64)| {
            let deviation = if varies(&moments) { moments.1 } else { usual };
            (moments.0 as f32, deviation as f32)
        };
        Some(Self(moments.iter().map(scale).collect()))
    }

    /// Rows with each column by its deviation.
    pub fn scaled(&self, rows: &[f32]) -> Vec<f32> {
        let values = rows.iter().zip(self.0.iter().cycle());
        values
            .map(|(value, (mean, deviation))| (value - mean) / deviation)
            .collect()
    }
}

/// Mean and deviation of a column of whole rows.
pub(super) fn moments(rows: &[f32], width: usize, column: usize) -> (f64, f64) {
    let count = (rows.len() / width).max(1) as f64;
    let values = || {
        rows.iter()
            .skip(column)
            .step_by(width)
            .map(|value| f64::from(*value))
    };
    let mean = values().sum::<f64>() / count;
    let variance = values().map(|value| (value - mean).powi(2)).sum::<f64>() / count;
    (mean, variance.sqrt())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_of_other_sizes_are_taken_by_their_deviation_and_like_ones_as_they_are() {
        assert!(ColumnScales::of(&[0.0, 1.0, 1.0, 0.0, 2.0, 3.0], 2).is_none());
        assert!(
            ColumnScales::of(&[0.0, 5.0, 1.0, 5.0], 2).is_none(),
            "a constant"
        );
        let rows = [-1.0, 5.0, 1_000.0, 1.0, 5.0, 3_000.0];
        let scales = ColumnScales::of(&rows, 3).unwrap();
        assert_eq!(scales.scaled(&rows), [-1.0, 0.0, -1.0, 1.0, 0.0, 1.0]);
        let moved = scales.scaled(&[0.0, 505.5, 2_000.0]);
        assert_eq!(moved, [0.0, 1.0, 0.0]);
    }
}
