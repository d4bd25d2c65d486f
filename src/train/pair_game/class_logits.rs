//! The output rows of a D that classifies: a logit, and behind it one logit for each class.

use std::borrow::Cow;

use crate::train::classifier::cross_entropy;

/// How wrong class logits are.
pub(super) struct ClassLoss {
    /// Mean cross entropy.
    pub value: f64,
    /// Its derivative with respect to each class logit (N, K).
    pub gradient: Vec<f32>,
}

impl ClassLoss {
    /// That of D's output rows, (N, 1 + K), for samples of these classes.
    pub fn new(rows: &[f32], classes: &[u8]) -> Self {
        let width = rows.len() / classes.len().max(1);
        let logits = rows.chunks_exact(width).flat_map(|row| &row[1..]);
        let logits: Vec<f32> = logits.copied().collect();
        let (value, gradient) = cross_entropy(&logits, width - 1, width - 1, classes);
        Self { value, gradient }
    }
}

/// The first logit of each of D's output rows, which says whether the sample is real.
pub(super) fn first_logits(rows: &[f32], width: usize) -> Cow<'_, [f32]> {
    match width {
        1 => Cow::Borrowed(rows),
        _ => Cow::Owned(rows.iter().step_by(width).copied().collect()),
    }
}

/// A gradient of first logits as one of output rows, with `weight` times that of the class loss
/// behind it; without one the class logits receive none.
pub(super) fn output_gradient(
    of_first: Vec<f32>,
    width: usize,
    classes: Option<(&ClassLoss, f64)>,
) -> Vec<f32> {
    if width == 1 {
        return of_first;
    }
    let mut rows = vec![0.0; of_first.len() * width];
    for (row, first) in rows.chunks_exact_mut(width).zip(of_first) {
        row[0] = first;
    }
    if let Some((loss, weight)) = classes {
        let gradients = loss.gradient.chunks_exact(width - 1);
        for (row, gradient) in rows.chunks_exact_mut(width).zip(gradients) {
            let weighted = gradient
                .iter()
                .map(|value| (weight * f64::from(*value)) as f32);
            row[1..]
                .iter_mut()
                .zip(weighted)
                .for_each(|(out, value)| *out = value);
        }
    }
    rows
}

/// The classes of rows that end in `count` one-hot label values.
pub(super) fn classes_of_rows(rows: &[f32], row: usize, count: usize) -> Vec<u8> {
    let class = |row: &[f32]| {
        let labels = &row[row.len() - count..];
        let largest = (1..count).fold(
            0,
            |best, at| if labels[at] > labels[best] { at } else { best },
        );
        largest as u8
    };
    rows.chunks_exact(row).map(class).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_is_taken_apart_and_its_gradient_put_together() {
        let rows = [7.0, 1.0, -1.0, 8.0, 0.5, 2.0];
        assert_eq!(*first_logits(&rows, 3), [7.0, 8.0]);
        assert_eq!(*first_logits(&rows, 1), rows);
        let loss = ClassLoss::new(&rows, &[0, 0]);
        let right = |own: f64, other: f64| -(own.exp() / (own.exp() + other.exp())).ln();
        let expected = (right(1.0, -1.0) + right(0.5, 2.0)) / 2.0;
        assert!((loss.value - expected).abs() < 1e-12);
        let gradient = output_gradient(vec![0.1, 0.2], 3, Some((&loss, 2.0)));
        assert_eq!((gradient[0], gradient[3]), (0.1, 0.2));
        assert_eq!(gradient[4], 2.0 * loss.gradient[2]);
        assert_eq!(output_gradient(vec![0.1], 3, None), [0.1, 0.0, 0.0]);
        assert_eq!(output_gradient(vec![0.1], 1, None), [0.1]);
    }

    #[test]
    fn a_class_is_where_its_label_is_largest() {
        let rows = [9.0, 0.0, 1.0, 0.0, 9.0, 1.0, 0.0, 0.0];
        assert_eq!(classes_of_rows(&rows, 4, 3), [1, 0]);
    }
}
