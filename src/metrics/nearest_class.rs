//! The class of a sample by its nearest labelled real rows, for figures: no network is needed, and
//! the answer is the same wherever it is asked.

/// Neighbours that vote.
const VOTES: usize = 5;
/// Rows by which the accuracy is measured, at most.
const TESTED: usize = 200;

/// Labelled real rows.
pub struct NearestClass {
    rows: Vec<f32>,
    row: usize,
    classes: Vec<u8>,
}

impl NearestClass {
    /// Rows of `row` values, each with its class.
    pub fn new(rows: Vec<f32>, row: usize, classes: Vec<u8>) -> Self {
        Self { rows, row, classes }
    }

    /// The class of most of the five nearest rows, of equally many the one with the nearest row;
    /// none for a sample that is not finite.
    pub fn of(&self, sample: &[f32]) -> Option<u8> {
        self.vote(sample, None)
    }

    /// The share of at most 200 of the rows whose class the others tell; 0 without rows.
    pub fn accuracy(&self) -> f64 {
        let tested = self.classes.len().min(TESTED);
        let places = (0..tested).map(|at| at * self.classes.len() / tested);
        let right = places.filter(|at| {
            let row = &self.rows[at * self.row..][..self.row];
            self.vote(row, Some(*at)) == Some(self.classes[*at])
        });
        right.count() as f64 / tested.max(1) as f64
    }

    fn vote(&self, sample: &[f32], without: Option<usize>) -> Option<u8> {
        if sample.iter().any(|value| !value.is_finite()) {
            return None;
        }
        let mut nearest: Vec<(f32, u8)> = Vec::with_capacity(VOTES + 1);
        for (at, row) in self.rows.chunks_exact(self.row).enumerate() {
            let squares = row
                .iter()
                .zip(sample)
                .map(|(one, other)| (one - other).powi(2));
            let distance: f32 = squares.sum();
            let is_near = nearest.len() < VOTES || distance < nearest[VOTES - 1].0;
            if is_near && Some(at) != without {
                let place = nearest.partition_point(|(other, _)| *other <= distance);
                nearest.insert(place, (distance, self.classes[at]));
                nearest.truncate(VOTES);
            }
        }
        let votes = |class: u8| nearest.iter().filter(|(_, other)| *other == class).count();
        // The last of equal ones would win.
        let classes = nearest.iter().rev().map(|(_, class)| *class);
        classes.max_by_key(|class| votes(*class))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn two_groups() -> NearestClass {
        let rows = [0.0, 0.1, 0.2, 0.3, 5.0, 5.1, 5.2, 5.3];
        NearestClass::new(rows.to_vec(), 1, vec![7, 7, 7, 7, 2, 2, 2, 2])
    }

    #[test]
    fn a_sample_is_of_the_class_of_most_of_its_neighbours() {
        let nearest = two_groups();
        assert_eq!(nearest.of(&[0.9]), Some(7));
        assert_eq!(nearest.of(&[4.0]), Some(2));
        assert_eq!(nearest.of(&[f32::NAN]), None);
        assert!((nearest.accuracy() - 1.0).abs() < f64::EPSILON);
    }

    #[test]
    fn of_equally_many_the_nearest_decides() {
        let nearest = NearestClass::new(vec![1.0, 2.0, 3.0, 4.0], 1, vec![1, 0, 0, 1]);
        assert_eq!(nearest.of(&[0.0]), Some(1));
        assert_eq!(nearest.of(&[2.9]), Some(0));
    }

    #[test]
    fn without_rows_there_is_no_class() {
        let nothing = NearestClass::new(Vec::new(), 1, Vec::new());
        assert_eq!((nothing.of(&[1.0]), nothing.accuracy()), (None, 0.0));
    }

    #[test]
    fn labels_without_meaning_are_not_recognised() {
        let rows: Vec<f32> = (0..400).map(|at| (at * 7919 % 1009) as f32).collect();
        let classes = (0..400).map(|at| (at % 4) as u8).collect();
        assert!(NearestClass::new(rows, 1, classes).accuracy() < 0.5);
    }
}
