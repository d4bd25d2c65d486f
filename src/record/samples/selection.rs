//! Which of many rows are read.

/// Evenly spaced rows of all that there are.
#[derive(Clone, Copy, Debug)]
pub(super) struct Selection {
    total: usize,
    kept: usize,
}

impl Selection {
    /// At most `limit` of `total` rows.
    pub fn new(total: usize, limit: usize) -> Self {
        Self {
            total,
            kept: total.min(limit),
        }
    }

    /// Whether a row, counted from 0, is read.
    pub fn holds(self, row: usize) -> bool {
        let before = |rows: usize| rows as u128 * self.kept as u128 / self.total.max(1) as u128;
        row < self.total && before(row + 1) > before(row)
    }

    /// The rows that are read.
    pub fn rows(self) -> impl Iterator<Item = usize> {
        (0..self.total).filter(move |row| self.holds(*row))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_many_rows_as_asked_for_are_spread_over_all() {
        for (total, limit) in [(10, 3), (10, 10), (7, 100), (0, 5), (1_000_000, 999)] {
            let rows: Vec<usize> = Selection::new(total, limit).rows().collect();
            assert_eq!(rows.len(), total.min(limit));
            let gaps = rows.windows(2).map(|pair| pair[1] - pair[0]);
            let (least, most) = gaps.fold((usize::MAX, 0), |(a, b), gap| (a.min(gap), b.max(gap)));
            assert!(rows.len() < 2 || most - least <= 1, "{total}, {limit}");
        }
    }
}
