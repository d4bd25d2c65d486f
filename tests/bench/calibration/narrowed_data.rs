//! Images of which a game is shown only some classes or modes, while metrics compare with all: a
//! collapse by construction.

use std::sync::Arc;

use seesaw::config::Kind;
use seesaw::data::{DataSet, Labels, Modes};
use seesaw::rng::{Seed, Stream};

/// Data whose batches hold only their first classes or modes after some step.
pub struct NarrowedData {
    pub whole: Arc<dyn DataSet>,
    /// Classes or modes that are left.
    pub kept: usize,
    /// The last step at which all are shown.
    pub until: u64,
}

impl NarrowedData {
    /// As the name of an arm says: `.._keeps_3_from_600` are three classes from step 600 on.
    pub fn of(arm: &str, whole: &Arc<dyn DataSet>) -> Option<Self> {
        let (_, words) = arm.split_once("_keeps_")?;
        let (kept, from) = words.split_once("_from_")?;
        Some(Self {
            whole: Arc::clone(whole),
            kept: kept.parse().ok()?,
            until: from.parse().ok()?,
        })
    }

    /// Rows of a finite set, drawn with replacement from those of the classes that are left.
    fn labelled_batch(&self, labels: &Labels, seed: Seed, step: u64, part: u16, out: &mut [f32]) {
        let of_rows = labels.of_rows().iter().enumerate();
        let allowed: Vec<u32> = of_rows
            .filter(|(_, class)| usize::from(**class) < self.kept)
            .map(|(row, _)| row as u32)
            .collect();
        let mut draws = vec![0.0; out.len() / self.whole.kind().row()];
        seed.at(Stream::Real, step, part).uniform(0.5, &mut draws);
        let rows = draws.iter().map(|draw| {
            let at = ((draw + 0.5) * allowed.len() as f32) as usize;
            allowed[at.min(allowed.len() - 1)]
        });
        self.whole.rows(&rows.collect::<Vec<u32>>(), out);
    }

    /// Rows that are drawn afresh, until enough are nearest to a mode that is left.
    fn drawn_batch(&self, modes: &Modes, seed: Seed, step: u64, part: u16, out: &mut [f32]) {
        let mut drawn = vec![0.0; out.len()];
        let (mut filled, mut attempt) = (0, 0);
        while filled < out.len() {
            self.whole
                .batch(seed, step, part + 16 * attempt, &mut drawn);
            for row in drawn.chunks_exact(modes.row) {
                if filled < out.len() && nearest(modes, row) < self.kept {
                    out[filled..filled + modes.row].copy_from_slice(row);
                    filled += modes.row;
                }
            }
            attempt += 1;
        }
    }
}

fn nearest(modes: &Modes, row: &[f32]) -> usize {
    let distance = |centre: &[f32]| -> f32 {
        let pairs = centre.iter().zip(row);
        pairs.map(|(one, other)| (one - other).powi(2)).sum()
    };
    let distances = modes.rows().map(distance).enumerate();
    let least = distances.min_by(|one, other| one.1.total_cmp(&other.1));
    least.map_or(0, |(mode, _)| mode)
}

impl DataSet for NarrowedData {
    fn kind(&self) -> Kind {
        self.whole.kind()
    }

    fn batch(&self, seed: Seed, step: u64, part: u16, out: &mut [f32]) {
        match (self.whole.labels(), self.whole.modes()) {
            _ if step <= self.until => self.whole.batch(seed, step, part, out),
            (Some(labels), _) => self.labelled_batch(labels, seed, step, part, out),
            (None, Some(modes)) => self.drawn_batch(modes, seed, step, part, out),
            (None, None) => panic!("data without classes and modes cannot be narrowed"),
        }
    }

    fn reference(&self, seed: Seed, rows: usize) -> Vec<f32> {
        self.whole.reference(seed, rows)
    }

    fn modes(&self) -> Option<&Modes> {
        self.whole.modes()
    }

    fn count(&self) -> Option<usize> {
        self.whole.count()
    }

    fn rows(&self, numbers: &[u32], out: &mut [f32]) {
        self.whole.rows(numbers, out);
    }

    fn labels(&self) -> Option<&Labels> {
        self.whole.labels()
    }

    fn digest(&self) -> Option<&str> {
        self.whole.digest()
    }
}
