//! What is multiplied.

/// In place of a right row that is all zeros.
pub(in crate::nn) const ZEROS: usize = usize::MAX;

/// The operands' values and widths: both hold `samples` samples.
#[derive(Clone, Copy)]
pub(in crate::nn) struct Operands<'a> {
    /// Number of samples.
    pub samples: usize,
    /// Values of the left operand.
    pub left: &'a [f32],
    /// Number of values in a row of it.
    pub left_width: usize,
    /// Values of the right operand.
    pub right: &'a [f32],
    /// Number of values in a row of it.
    pub right_width: usize,
}

impl Operands<'_> {
    /// Number of values of a sample, left and right.
    pub(super) fn sample_lengths(&self) -> (usize, usize) {
        let Self {
            samples,
            left,
            right,
            ..
        } = self;
        (left.len() / samples, right.len() / samples)
    }
}

/// Which rows of a sample are multiplied: each left row with one right row for every column block of
/// the result.
#[derive(Clone, Debug)]
pub(in crate::nn) struct RowPairs {
    /// Where the left row begins, and where each right row does.
    pub pairs: Vec<(usize, Vec<usize>)>,
    /// First column of each block.
    pub columns: Vec<usize>,
    /// The same by block, without those that meet zeros.
    pub(super) blocks: Vec<Block>,
}

/// A column block of the result, with the pairs of one sample that do not meet zeros.
#[derive(Clone, Debug)]
pub(super) struct Block {
    /// First column.
    pub column: usize,
    /// Where each left and right row begins.
    pub pairs: Vec<(usize, usize)>,
}

impl RowPairs {
    /// Each left row with one right row for every block, and the first column of each block.
    pub fn new(pairs: Vec<(usize, Vec<usize>)>, columns: Vec<usize>) -> Self {
        let blocks = columns.iter().enumerate().map(|(at, column)| {
            let of_block = pairs.iter().map(|(left, rights)| (*left, rights[at]));
            Block {
                column: *column,
                pairs: of_block.filter(|(_, right)| *right != ZEROS).collect(),
            }
        });
        let blocks = blocks.collect();
        Self {
            pairs,
            columns,
            blocks,
        }
    }
}

/// Some columns of the left operand: rows of the result.
pub(super) struct Part<'a> {
    pub operands: Operands<'a>,
    pub first: usize,
    pub width: usize,
}
