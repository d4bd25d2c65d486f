//! What is said of values and classes that may be read otherwise than they are meant.

use crate::data::Labels;
use crate::record::samples::{RowForm, SampleRows};
use crate::statistics::plural;

/// Part of the way from black to white by which values may reach beyond either: a generator without an end overshoots,
/// and so does resampling.
const BEYOND: f32 = 0.25;
/// Real rows of a class at least: of fewer a classifier learns nothing.
const LEAST_OF_CLASS: usize = 20;
/// Powers of two up to which the squares of values, and of small differences between them, fit in 32 bits.
const FITTING: i32 = 30;

/// Where pictures hold values far beyond what is taken for black and white, which `flag` can say.
pub(super) fn other_range(rows: &SampleRows, flag: &str) -> Option<String> {
    let (scale, (least, most)) = (rows.scale?, rows.range?);
    let room = BEYOND * (scale.high - scale.low);
    (least < scale.low - room || most > scale.high + room).then(|| {
        format!(
            "values go from {least} to {most}, while {} is taken for black and {} for white: give `{flag} LOW..HIGH` if that is wrong",
            scale.low, scale.high
        )
    })
}

/// The power of two by which vectors are multiplied before they are compared; 0 for values of usual size, and pictures.
pub(super) fn exponent(reals: &SampleRows) -> i32 {
    let RowForm::Vector { .. } = reals.form else {
        return 0;
    };
    let numbers: Vec<usize> = (0..reals.count()).collect();
    let most = reals
        .rows(&numbers)
        .into_iter()
        .fold(0.0, |most: f32, value| most.max(value.abs()));
    let power = match most > 0.0 {
        true => f64::from(most).log2().round() as i32,
        false => 0,
    };
    if power.abs() > FITTING { -power } else { 0 }
}

/// That values were multiplied.
pub(super) fn other_size(exponent: i32) -> Option<String> {
    (exponent != 0).then(|| {
        format!(
            "all values were multiplied by 2^{exponent}, because their squares do not fit in 32 bits; frechet and kernel_distance are of the multiplied values"
        )
    })
}

/// Whether all rows are the same, so that nothing can be said of what lies beside them.
pub(super) fn are_all_the_same(rows: &SampleRows) -> bool {
    let first = rows.rows(&[0]);
    (1..rows.count()).all(|row| rows.rows(&[row]) == first)
}

/// Classes with enough real rows, numbered anew, and the rows that are of them.
pub(super) fn counted_classes(labels: &Labels) -> (Labels, Vec<usize>) {
    let counts = counts(labels);
    let of_rows = labels.of_rows();
    let is_counted = |row: &usize| counts[usize::from(of_rows[*row])] >= LEAST_OF_CLASS;
    let rows: Vec<usize> = (0..of_rows.len()).filter(is_counted).collect();
    let kept: Vec<u8> = rows.iter().map(|row| of_rows[*row]).collect();
    let name = |class: u8| labels.names()[usize::from(class)].clone();
    (Labels::new(&kept, name), rows)
}

/// Classes that have too few real rows to be counted.
pub(super) fn rare_classes(labels: &Labels) -> Option<String> {
    let counts = counts(labels);
    let named = labels.names().iter().zip(&counts);
    let rare: Vec<(&String, &usize)> = named
        .filter(|(_, count)| **count < LEAST_OF_CLASS)
        .collect();
    let (name, count) = rare.first()?;
    let classes = plural(rare.len(), "class");
    Some(format!(
        "not judged, for fewer than {LEAST_OF_CLASS} real rows: {classes}, such as `{name}`, which has {count}"
    ))
}

fn counts(labels: &Labels) -> Vec<usize> {
    let mut counts = vec![0; labels.count()];
    let of_rows = labels.of_rows().iter();
    of_rows.for_each(|class| counts[usize::from(*class)] += 1);
    counts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn classes_with_a_single_row_are_not_counted() {
        let all = [vec![3; 30], vec![9; 1], vec![5; 20]].concat();
        let labels = Labels::new(&all, |label| format!("no. {label}"));
        let (kept, rows) = counted_classes(&labels);
        assert_eq!(kept.names(), ["no. 3", "no. 5"]);
        assert_eq!((rows.len(), rows[30], kept.of_rows()[30]), (50, 31, 1));
        let said = rare_classes(&labels).unwrap();
        assert!(said.contains("`no. 9`, which has 1"), "{said}");
        assert_eq!(rare_classes(&kept), None);
    }

    #[test]
    fn values_of_unusual_size_are_multiplied() {
        let rows = |size: f32| SampleRows::drawn(RowForm::Vector { width: 2 }, vec![0.0, size]);
        assert_eq!(exponent(&rows(1.0)), 0);
        assert_eq!(exponent(&rows(1e6)), 0);
        assert_eq!(exponent(&rows(0.0)), 0);
        assert_eq!(exponent(&rows(-2f32.powi(100))), -100);
        assert_eq!(exponent(&rows(2f32.powi(-100))), 100);
        assert!(other_size(100).unwrap().contains("2^100"));
        assert_eq!(other_size(0), None);
    }
}
