//! Modes that are known exactly.

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
