//! What every data set can do.

use super::error::DataError;
use super::labels::Labels;
use crate::config::{Data, Kind};
use crate::rng::Seed;

/// A source of real rows; several runs may share one.
pub trait DataSet: Send + Sync {
    /// What one row is.
    fn kind(&self) -> Kind;

    /// Fills `out` (whole rows) with the real batch of this step, counted from 1; `part` counts D's
    /// updates within the step.
    fn batch(&self, seed: Seed, step: u64, part: u16, out: &mut [f32]);

    /// At most `rows` fixed real rows to compare samples with.
    fn reference(&self, seed: Seed, rows: usize) -> Vec<f32>;

    /// The modes, where they are known exactly.
    fn modes(&self) -> Option<&Modes> {
        None
    }

    /// Number of rows; none where they are drawn afresh.
    fn count(&self) -> Option<usize> {
        None
    }

    /// Writes the rows of these numbers, counted from 0, in this order.
    ///
    /// # Panics
    /// If there is no such row, as where rows are drawn afresh: a defect of the caller.
    fn rows(&self, numbers: &[u32], _out: &mut [f32]) {
        assert!(
            numbers.is_empty(),
            "rows that are drawn afresh have no numbers"
        );
    }

    /// The class of each row, where the data say it.
    fn labels(&self) -> Option<&Labels> {
        None
    }

    /// The class of each row of [`DataSet::batch`] with `rows` rows.
    ///
    /// # Panics
    /// If the data have no labels: a defect of the caller.
    fn batch_classes(&self, _seed: Seed, _step: u64, _part: u16, _rows: usize) -> Vec<u8> {
        panic!("data without labels have no classes")
    }

    /// The class of each row of [`DataSet::reference`].
    ///
    /// # Panics
    /// As [`DataSet::batch_classes`].
    fn reference_classes(&self, _seed: Seed, _rows: usize) -> Vec<u8> {
        panic!("data without labels have no classes")
    }

    /// The labelled grey set of which three independently drawn images are the channels of a row.
    fn stacked(&self) -> Option<&dyn DataSet> {
        None
    }

    /// SHA-256 of all rows as they were read, and of their labels, in hex; none where the spec
    /// alone says what they are.
    fn digest(&self) -> Option<&str> {
        None
    }

    /// Sentences about what was left out on opening, for the command line to print.
    fn notes(&self) -> Vec<String> {
        Vec::new()
    }
}

/// Refuses data without as many classes as a conditional pair can be told; `spec` says where they
/// come from.
///
/// # Errors
/// When they have no labels, a single class, or more than `most`.
pub fn check_classes(data: &dyn DataSet, spec: &Data, most: usize) -> Result<(), DataError> {
    let refused =
        |problem: String, remedy: &str| Err(DataError::refused(spec.origin(), problem, remedy));
    match data.labels().map(Labels::count) {
        None => refused(
            "has no labels, which `condition` needs".to_string(),
            "name its labels, put each class into a subfolder of its own, or take `condition: none`",
        ),
        Some(1) => refused(
            "has a single class, and `condition` needs two".to_string(),
            "keep more `classes`, or take `condition: none`",
        ),
        Some(count) if count > most => refused(
            format!("has {count} classes, and `condition` takes at most {most}"),
            "keep some of them with `classes`, or take `condition: none`",
        ),
        Some(_) => Ok(()),
    }
}

/// Equally likely modes of a data set, and how near a sample must be to count for one.
#[derive(Clone, Debug, PartialEq)]
pub struct Modes {
    /// The centres, one row each (modes, row).
    pub centres: Vec<f32>,
    /// Values a row.
    pub row: usize,
    /// A sample is of high quality if its Euclidean distance to the nearest centre is less than
    /// this.
    pub radius: f32,
}

impl Modes {
    /// How many modes there are.
    pub fn count(&self) -> usize {
        self.centres.len() / self.row
    }

    /// The centres one by one.
    pub fn rows(&self) -> impl Iterator<Item = &[f32]> {
        self.centres.chunks_exact(self.row)
    }

    /// The centres as points; none where they are not points in the plane.
    pub fn points(&self) -> Vec<[f32; 2]> {
        if self.row != 2 {
            return Vec::new();
        }
        self.rows().map(|centre| [centre[0], centre[1]]).collect()
    }
}

/// Refuses a batch that is larger than the data, in which images would repeat.
///
/// # Errors
/// When the data is finite and holds fewer rows than `batch`.
pub fn check_batch(data: &dyn DataSet, batch: usize) -> Result<(), DataError> {
    match data.count() {
        Some(count) if batch > count => Err(DataError::Batch {
            batch,
            count,
            notes: data.notes(),
        }),
        _ => Ok(()),
    }
}
