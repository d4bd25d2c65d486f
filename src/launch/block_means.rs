//! A history of any length reduced to a few means, for the curves of a heartbeat.

/// Blocks that a history is reduced to, at most; even, for they are merged in pairs.
const MAX_BLOCKS: usize = 60;

/// Values of a history as means of at most [`MAX_BLOCKS`] blocks of neighbours, whose length doubles
/// when it has to.
pub(super) struct BlockMeans {
    /// Values of a full block.
    length: usize,
    blocks: Vec<Block>,
}

#[derive(Clone, Copy, Default)]
struct Block {
    sum: f64,
    measured: usize,
    length: usize,
}

impl Default for BlockMeans {
    fn default() -> Self {
        Self {
            length: 1,
            blocks: Vec::new(),
        }
    }
}

impl BlockMeans {
    /// Adds the next value; `None` was not measured.
    pub fn push(&mut self, value: Option<f64>) {
        if self
            .blocks
            .last()
            .is_none_or(|block| block.length == self.length)
        {
            if self.blocks.len() == MAX_BLOCKS {
                self.blocks = self
                    .blocks
                    .as_chunks()
                    .0
                    .iter()
                    .map(|[one, other]| one.joined(other))
                    .collect();
                self.length *= 2;
            }
            self.blocks.push(Block::default());
        }
        let last = self
            .blocks
            .last_mut()
            .expect("one was pushed if there was none");
        *last = last.joined(&Block {
            sum: value.unwrap_or(0.0),
            measured: value.iter().len(),
            length: 1,
        });
    }

    /// The means of the measured values of each block.
    pub fn means(&self) -> Vec<Option<f64>> {
        self.blocks
            .iter()
            .map(|block| (block.measured > 0).then(|| block.sum / block.measured as f64))
            .collect()
    }
}

impl Block {
    fn joined(&self, other: &Self) -> Self {
        Self {
            sum: self.sum + other.sum,
            measured: self.measured + other.measured,
            length: self.length + other.length,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The means of the measured values of each block.
    pub fn means(values: impl Iterator<Item = Option<f64>>) -> Vec<Option<f64>> {
        let mut blocks = BlockMeans::default();
        values.for_each(|value| blocks.push(value));
        blocks.means()
    }

    #[test]
    fn a_history_of_any_length_becomes_at_most_sixty_means() {
        assert_eq!(means([Some(1.0), None].into_iter()), [Some(1.0), None]);
        for length in [0_u64, 1, 59, 60, 61, 119, 120, 121, 1000, 12_345] {
            let means = means((0..length).map(|value| Some(value as f64)));
            assert!(
                means.len() <= MAX_BLOCKS && means.len() as u64 >= length.min(30),
                "{length}: {}",
                means.len()
            );
            assert!(means.is_sorted(), "{length}: {means:?}");
        }
        let of_61 = means((0..61).map(|value| Some(f64::from(value))));
        assert_eq!(
            (of_61.len(), of_61[0], of_61[29], of_61[30]),
            (31, Some(0.5), Some(58.5), Some(60.0))
        );
    }

    #[test]
    fn what_was_not_measured_or_is_no_number_is_told_apart() {
        let values = (0..120).map(|value| match value {
            0..40 => None,
            40 => Some(f64::NAN),
            _ => (value % 2 == 0).then_some(1.0),
        });
        let means = means(values);
        assert_eq!((means[19], means[21]), (None, Some(1.0)));
        assert!(means[20].unwrap().is_nan());
    }
}
