//! `fakes`: which fakes each player sees, and the buffer of earlier ones.

use crate::rng::Draws;
use crate::schema::{SHARE, choice, parameters, whole};
use crate::state_dict::StateDict;

parameters! {
    /// Each update draws its own batch of fakes.
    pub struct Fresh: "fakes" / "fresh" {}
    formula: "z ~ N(0, 1) afresh for each update of D and of G.",
}

parameters! {
    /// One batch of fakes serves both players of a step.
    pub struct Shared: "fakes" / "shared" {}
    formula: "z ~ N(0, 1) once a step; the first player's G(z) serves both updates.",
}

parameters! {
    /// D also learns from earlier fakes, so that it does not forget what it has refused.
    pub struct Replay: "fakes" / "replay" {
        /// earlier fakes that are kept
        buffer: usize = "10000" in whole(1, 1_000_000),
        /// share of D's fakes that are earlier ones
        share: f64 = "0.5" in SHARE,
    }
    formula: "Of the B fakes of each update of D, round(share B) fill the buffer while it is not full; then each of \
              them changes places with one drawn evenly from the buffer. G's fakes are fresh.",
    source: "ganhacks 8 (Chintala et al.); Shrivastava et al. 2017, section 2.3",
}

choice! {
    /// Where the fakes of an update come from.
    pub enum Fakes {
        self::Fresh,
        self::Shared,
        self::Replay,
    }
}

impl Fakes {
    /// Whether one batch of fakes serves both players of a step.
    pub fn are_shared(&self) -> bool {
        matches!(self, Fakes::Shared(_))
    }

    /// The buffer of earlier fakes, empty; `None` where none are kept.
    pub(crate) fn replay_buffer(&self) -> Option<ReplayBuffer> {
        match self {
            Fakes::Replay(replay) => Some(ReplayBuffer::new(replay)),
            Fakes::Fresh(_) | Fakes::Shared(_) => None,
        }
    }
}

/// Earlier fakes, with which D's batches are mixed.
pub(crate) struct ReplayBuffer {
    /// Rows of a full buffer.
    size: usize,
    /// Share of a batch that is exchanged with the buffer.
    share: f64,
    rows: Vec<f32>,
}

impl ReplayBuffer {
    fn new(replay: &Replay) -> Self {
        Self {
            size: replay.buffer,
            share: replay.share,
            rows: Vec::new(),
        }
    }

    /// Visits the earlier fakes.
    pub fn visit_state(&mut self, state: &mut StateDict) {
        state.values("rows", &mut self.rows);
    }

    /// Exchanges the first fakes of a batch, rows of `width` values, for ones from the buffer;
    /// until it is full they only fill it.
    pub fn mix(&mut self, fakes: &mut [f32], width: usize, draws: &mut Draws) {
        let count = (self.share * (fakes.len() / width) as f64).round() as usize;
        for fake in fakes.chunks_exact_mut(width).take(count) {
            if self.rows.len() < self.size * width {
                self.rows.extend_from_slice(fake);
            } else {
                let at = draws.below(self.size as u32) as usize * width;
                self.rows[at..at + width].swap_with_slice(fake);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rng::{Seed, Stream};

    #[test]
    fn a_full_buffer_gives_what_it_was_given_and_loses_nothing() {
        let mut replay = ReplayBuffer::new(&Replay {
            buffer: 6,
            share: 0.5,
        });
        let mut seen: Vec<f32> = Vec::new();
        let mut came_back = 0;
        for step in 0..20u8 {
            let made: Vec<f32> = (0..4u8)
                .flat_map(|row| [step, row].map(f32::from))
                .collect();
            let mut fakes = made.clone();
            replay.mix(
                &mut fakes,
                2,
                &mut Seed(1).at(Stream::Replay, u64::from(step), 0),
            );
            assert_eq!(fakes[4..], made[4..], "half of the batch is fresh");
            if step < 3 {
                assert_eq!(fakes, made, "the buffer fills");
            }
            for row in fakes[..4].chunks(2).filter(|row| row[0] != f32::from(step)) {
                assert!(row[0] < f32::from(step));
                came_back += 1;
            }
            seen.extend(&fakes[..4]);
        }
        assert!(came_back > 10, "{came_back}");
        let mut all: Vec<[u8; 2]> = seen
            .chunks(2)
            .chain(replay.rows.chunks(2))
            .map(|row| [row[0] as u8, row[1] as u8])
            .collect();
        all.sort_unstable();
        // The first three steps' rows were both used and kept.
        let expected: usize = 20 * 2 + 6;
        assert_eq!(all.len(), expected);
        all.dedup();
        assert_eq!(
            all.len(),
            40,
            "every fake that went into the buffer is used or still there"
        );
    }
}
