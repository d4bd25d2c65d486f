//! Rows of latents and of data as a game takes them: with the labels of a conditional game at their
//! end.

use crate::data::DataSet;
use crate::rng::{Seed, Stream};

/// Draws the rows of one run.
#[derive(Clone, Copy)]
pub(super) struct RowSource<'a> {
    data: &'a dyn DataSet,
    seed: Seed,
    /// Label values K at the end of a row.
    classes: usize,
}

impl<'a> RowSource<'a> {
    /// For a game whose rows end in `classes` label values.
    pub fn new(data: &'a dyn DataSet, seed: Seed, classes: usize) -> Self {
        Self {
            data,
            seed,
            classes,
        }
    }

    /// Values of a row of data, with its labels.
    pub fn data_row(&self) -> usize {
        self.data.kind().row() + self.classes
    }

    /// Fills `rows`, whole rows of `row` values, with latents from a stream, and with classes of their
    /// own stream in the proportions of the data. What is normal is the same with and without labels.
    pub fn latents(&self, stream: Stream, (step, part): (u64, u16), row: usize, rows: &mut [f32]) {
        let (count, width) = (rows.len() / row, row - self.classes);
        let values = &mut rows[..count * width];
        self.seed.at(stream, step, part).normal(values);
        if self.classes > 0 {
            let classes = self.drawn_classes(class_stream(stream), (step, part), count);
            write_labels(rows, self.classes, &classes);
        }
    }

    /// Fills `rows` with the real batch of a step.
    pub fn real(&self, step: u64, part: u16, rows: &mut [f32]) {
        let (count, width) = (rows.len() / self.data_row(), self.data.kind().row());
        let values = &mut rows[..count * width];
        self.data.batch(self.seed, step, part, values);
        if self.classes > 0 {
            let classes = self.data.batch_classes(self.seed, step, part, count);
            write_labels(rows, self.classes, &classes);
        }
    }

    /// At most `count` fixed rows of the data, without labels.
    pub fn reference(&self, count: usize) -> Vec<f32> {
        self.data.reference(self.seed, count)
    }

    /// Number of classes of the data.
    ///
    /// # Panics
    /// If they have no labels: a defect of the caller.
    pub fn class_count(&self) -> usize {
        self.data
            .labels()
            .expect("conditional data have labels")
            .count()
    }

    /// The classes of `count` random rows of the data.
    pub fn drawn_classes(&self, stream: Stream, at: (u64, u16), count: usize) -> Vec<u8> {
        let labels = self.data.labels().expect("conditional data have labels");
        let of_rows = labels.of_rows();
        let mut draws = self.seed.at(stream, at.0, at.1);
        let mut class = |_| of_rows[draws.below(of_rows.len() as u32) as usize];
        (0..count).map(&mut class).collect()
    }
}

/// The stream of classes that goes with one of latents.
fn class_stream(latents: Stream) -> Stream {
    match latents {
        Stream::LatentForDiscriminator => Stream::ClassForDiscriminator,
        Stream::LatentForGenerator => Stream::ClassForGenerator,
        Stream::LatentForEvaluation => Stream::ClassForEvaluation,
        other => panic!("`{}` is no stream of latents", other.name()),
    }
}

/// Spreads values that lie at the beginning of `rows` to whole rows, each with its class as `width`
/// one-hot values behind it.
pub(super) fn write_labels(rows: &mut [f32], width: usize, classes: &[u8]) {
    let row = rows.len() / classes.len().max(1);
    let values = row - width;
    for (at, class) in classes.iter().enumerate().rev() {
        rows.copy_within(at * values..(at + 1) * values, at * row);
        let labels = &mut rows[at * row + values..][..width];
        labels.fill(0.0);
        labels[usize::from(*class)] = 1.0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Data;
    use crate::schema::defaults;

    fn digits() -> std::sync::Arc<dyn DataSet> {
        crate::data::open(&Data::Digits(defaults())).unwrap()
    }

    #[test]
    fn labels_stand_behind_values_that_keep_their_order() {
        let mut rows = [1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 9.0, 9.0, 9.0, 9.0, 9.0, 9.0];
        write_labels(&mut rows, 2, &[1, 0, 1]);
        assert_eq!(
            rows,
            [1.0, 2.0, 0.0, 1.0, 3.0, 4.0, 1.0, 0.0, 5.0, 6.0, 0.0, 1.0]
        );
    }

    #[test]
    fn latents_and_reals_are_those_of_an_unconditional_run() {
        let data = digits();
        let drawn = |classes: usize| {
            let source = RowSource::new(&*data, Seed(3), classes);
            let mut latents = vec![0.0; 6 * (4 + classes)];
            source.latents(
                Stream::LatentForGenerator,
                (7, 1),
                4 + classes,
                &mut latents,
            );
            let mut real = vec![0.0; 6 * source.data_row()];
            source.real(7, 0, &mut real);
            (latents, real)
        };
        let ((plain_latents, plain_real), (latents, real)) = (drawn(0), drawn(10));
        for row in 0..6 {
            assert_eq!(latents[row * 14..][..4], plain_latents[row * 4..][..4]);
            assert_eq!(real[row * 74..][..64], plain_real[row * 64..][..64]);
            assert_eq!(latents[row * 14 + 4..][..10].iter().sum::<f32>(), 1.0);
        }
    }

    #[test]
    fn a_real_row_has_its_own_label() {
        let data = digits();
        let source = RowSource::new(&*data, Seed(5), 10);
        let mut real = vec![0.0; 32 * 74];
        source.real(60, 2, &mut real);
        let numbers: Vec<u32> = (0..data.count().unwrap() as u32).collect();
        let mut all = vec![0.0; numbers.len() * 64];
        data.rows(&numbers, &mut all);
        let labels = data.labels().unwrap().of_rows();
        for row in real.chunks_exact(74) {
            let found = all.chunks_exact(64).position(|image| *image == row[..64]);
            let class = labels[found.expect("an image of the data")];
            assert_eq!(row[64 + usize::from(class)], 1.0);
        }
    }

    #[test]
    fn players_are_given_other_classes_in_the_proportions_of_the_data() {
        let data = digits();
        let source = RowSource::new(&*data, Seed(0), 10);
        let of = |stream| source.drawn_classes(stream, (1, 0), 2000);
        let (d, g) = (
            of(Stream::ClassForDiscriminator),
            of(Stream::ClassForGenerator),
        );
        assert_ne!(d, g);
        for class in 0..10 {
            let share = d.iter().filter(|found| **found == class).count() as f64 / 2000.0;
            assert!((share - 0.1).abs() < 0.03, "{class}: {share}");
        }
    }
}
