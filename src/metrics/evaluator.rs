//! One evaluation of a run.

use super::features::{Features, MANY};
use super::modes::ModeCounts;
use super::plain::{Plain, first_frames};
use super::recognizer::{ClassCounts, Recognizer};
use super::table::{Measured, Metric, TABLE};
use crate::config::Kind;
use crate::data::{DataSet, Modes};
use crate::rng::Seed;

/// Measures samples against fixed real rows.
pub struct Evaluator {
    modes: Option<Modes>,
    recognizer: Option<Box<dyn Recognizer>>,
    features: Features,
    plain: Plain,
    row: usize,
}

impl Evaluator {
    /// Draws the reference rows and prepares all that is measured against them; with a recogniser,
    /// its features of them.
    pub fn new(data: &dyn DataSet, recognizer: Option<Box<dyn Recognizer>>, seed: Seed) -> Self {
        let kind = data.kind();
        let rows = data.reference(seed, MANY);
        let features = match &recognizer {
            Some(recognizer) => {
                let recognized = recognizer.recognize(&rows);
                Features::new(&recognized.features, recognized.width, false, seed)
            }
            None => Features::new(&rows, kind.row(), kind == Kind::Points, seed),
        };
        Self {
            modes: data.modes().cloned(),
            recognizer,
            features,
            plain: Plain::new(&rows, kind, seed),
            row: kind.row(),
        }
    }

    /// All metrics of `samples` (whole rows). `previous` are the samples of the same latents at the
    /// evaluation before, or as many of the first as there are; None at the first evaluation.
    pub fn measure(&self, samples: &[f32], previous: Option<&[f32]>) -> Measured {
        let mut measured: Measured = [None; TABLE.len()];
        let mut set = |metric: Metric, value: f64| measured[metric as usize] = Some(value);
        // One value that is not finite makes all but the counts of modes NaN, also what looks at
        // the first rows only.
        let broken = vec![f32::NAN; self.row];
        let usable = if samples.iter().all(|value| value.is_finite()) {
            samples
        } else {
            &broken
        };
        match (&self.recognizer, &self.modes) {
            (Some(recognizer), _) => self.measure_recognized(&**recognizer, samples, &mut set),
            (None, modes) => {
                if let Some(modes) = modes {
                    measure_modes(samples, modes, &mut set);
                }
                self.features.measure(usable, &mut set);
            }
        }
        self.plain.measure(usable, previous, &mut set);
        measured
    }

    /// What the next evaluation needs of these samples: those of the first latents.
    pub fn looked_back_to<'a>(&self, samples: &'a [f32]) -> &'a [f32] {
        first_frames(samples, self.row)
    }

    /// Rows that are not finite are of no class, and make all distances NaN.
    fn measure_recognized(
        &self,
        recognizer: &dyn Recognizer,
        samples: &[f32],
        set: &mut impl FnMut(Metric, f64),
    ) {
        let is_finite = |row: &&[f32]| row.iter().all(|value| value.is_finite());
        let finite: Vec<f32> = samples
            .chunks_exact(self.row)
            .filter(is_finite)
            .flatten()
            .copied()
            .collect();
        let recognized = recognizer.recognize(&finite);
        let counts = ClassCounts::new(&recognized.classes, recognizer.classes());
        set(Metric::Modes, counts.captured() as f64);
        set(Metric::ModesTotal, recognizer.classes() as f64);
        set(Metric::ReverseKl, counts.reverse_kl(recognizer.shares()));
        set(Metric::RarestMode, counts.rarest(recognizer.shares()));
        if finite.len() == samples.len() {
            self.features.measure(&recognized.features, set);
        } else {
            self.features
                .measure(&vec![f32::NAN; recognized.width], set);
        }
    }
}

fn measure_modes(samples: &[f32], modes: &Modes, set: &mut impl FnMut(Metric, f64)) {
    let counts = ModeCounts::new(samples, modes);
    set(Metric::Modes, counts.captured() as f64);
    set(Metric::ModesTotal, modes.count() as f64);
    set(Metric::HighQuality, counts.high_quality());
    set(Metric::ReverseKl, counts.reverse_kl());
    set(Metric::RarestMode, counts.rarest());
}
