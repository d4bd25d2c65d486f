//! Pure functions of real rows and fake rows. One table row a metric; docs and columns are made from the table.

mod modes;
mod neighbours;
mod recognizer;
mod spread;

pub use modes::ModeCounts;
pub use recognizer::{Recognized, Recognizer};

use crate::data::DataSet;
use crate::rng::Seed;
use neighbours::Reference;

/// A column of `evals.parquet`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Metric {
    Modes,
    ModesTotal,
    HighQuality,
    ReverseKl,
    Precision,
    Recall,
    Density,
    Coverage,
    Spread,
}

/// Which way is better.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    Up,
    Down,
    /// Neither: a target lies in between, or it is a constant.
    Neither,
}

/// What is known of a metric.
pub struct Description {
    pub metric: Metric,
    /// Column name.
    pub name: &'static str,
    pub unit: &'static str,
    pub direction: Direction,
    pub meaning: &'static str,
    pub source: &'static str,
}

const fn row(
    metric: Metric,
    name: &'static str,
    unit: &'static str,
    direction: Direction,
    meaning: &'static str,
    source: &'static str,
) -> Description {
    Description { metric, name, unit, direction, meaning, source }
}

const MIXTURE: &str = "Srivastava et al. 2017 (VEEGAN); Lin et al. 2018 (PacGAN), synthetic data";
const NAEEM: &str = "Naeem et al. 2020, k = 5, pixels or points as features, at most 500 rows each";
const IMPROVED: &str = "Kynkaanniemi et al. 2019, k = 5, pixels or points as features, at most 500 rows each";

/// Every metric, in the order of the columns and of [`Metric`].
pub const TABLE: [Description; 9] = [
    row(Metric::Modes, "modes", "modes", Direction::Up, "modes with at least one high-quality sample", MIXTURE),
    row(Metric::ModesTotal, "modes_total", "modes", Direction::Neither, "modes of the data", MIXTURE),
    row(
        Metric::HighQuality,
        "high_quality",
        "share of samples",
        Direction::Up,
        "samples nearer to a mode than 3 standard deviations (a perfect sampler: 0.989), or than the radius of shapes",
        MIXTURE,
    ),
    row(
        Metric::ReverseKl,
        "reverse_kl",
        "nats",
        Direction::Down,
        "KL(modes of the high-quality samples || uniform): 0 is balanced, ln K is a single mode",
        MIXTURE,
    ),
    row(
        Metric::Precision,
        "precision",
        "share of samples",
        Direction::Up,
        "samples within the k-NN balls of real rows (blind to collapse)",
        IMPROVED,
    ),
    row(
        Metric::Recall,
        "recall",
        "share of real rows",
        Direction::Up,
        "real rows within the k-NN balls of samples",
        IMPROVED,
    ),
    row(
        Metric::Density,
        "density",
        "ratio",
        Direction::Neither,
        "k-NN balls of real rows that a sample lies in, over k (1: as dense as the data)",
        NAEEM,
    ),
    row(
        Metric::Coverage,
        "coverage",
        "share of real rows",
        Direction::Up,
        "real rows with a sample in their k-NN ball (a perfect sampler: about 0.97)",
        NAEEM,
    ),
    row(
        Metric::Spread,
        "spread",
        "ratio",
        Direction::Neither,
        "standard deviation of the samples over that of the data, mean over features (near 0: one point)",
        "Karras et al. 2018 (minibatch standard deviation), as a ratio",
    ),
];

/// One evaluation: a value a metric, in the order of [`TABLE`]; `None` is not measured.
pub type Measured = [Option<f64>; TABLE.len()];

impl Description {
    /// Whether the values are whole numbers.
    pub fn is_count(&self) -> bool {
        self.unit == "modes"
    }

    /// The better of two values; NaN is worse than any number.
    pub fn better(&self, left: f64, right: f64) -> f64 {
        match self.direction {
            Direction::Up => left.max(right),
            Direction::Down => left.min(right),
            Direction::Neither => right,
        }
    }
}

impl Metric {
    /// The metric's row of [`TABLE`].
    pub fn description(self) -> &'static Description {
        &TABLE[self as usize]
    }

    /// The metric's value of an evaluation.
    pub fn of(self, measured: &Measured) -> Option<f64> {
        measured[self as usize]
    }
}

/// Measures samples against fixed real rows.
pub struct Evaluator {
    modes: Option<crate::data::Modes>,
    reference: Reference,
    real_spread: f64,
    row: usize,
}

/// Rows of each side that enter the k-NN metrics: their cost grows with the square.
const NEIGHBOUR_ROWS: usize = 500;

impl Evaluator {
    /// Draws the reference rows and finds their neighbours.
    pub fn new(data: &dyn DataSet, seed: Seed) -> Self {
        let row = data.kind().row();
        let rows = data.reference(seed, NEIGHBOUR_ROWS);
        Self {
            modes: data.modes().cloned(),
            real_spread: spread::mean_deviation(&rows, row),
            reference: Reference::new(rows, row),
            row,
        }
    }

    /// All metrics of `samples` (whole rows).
    pub fn measure(&self, samples: &[f32]) -> Measured {
        let mut measured: Measured = [None; TABLE.len()];
        let mut set = |metric: Metric, value: f64| measured[metric as usize] = Some(value);
        if let Some(modes) = &self.modes {
            let counts = ModeCounts::new(samples, modes);
            set(Metric::Modes, counts.captured() as f64);
            set(Metric::ModesTotal, modes.count() as f64);
            set(Metric::HighQuality, counts.high_quality());
            set(Metric::ReverseKl, counts.reverse_kl());
        }
        let first = &samples[..samples.len().min(NEIGHBOUR_ROWS * self.row)];
        let neighbours = self.reference.compare(first);
        set(Metric::Precision, neighbours.precision);
        set(Metric::Recall, neighbours.recall);
        set(Metric::Density, neighbours.density);
        set(Metric::Coverage, neighbours.coverage);
        if self.real_spread > 0.0 {
            set(Metric::Spread, spread::mean_deviation(samples, self.row) / self.real_spread);
        }
        measured
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::golden::{block, numbers};

    #[test]
    fn neighbours_agree_with_prdc() {
        let golden = block("knn");
        let found = Reference::new(numbers(&golden["real"]), 3).compare(&numbers(&golden["fake"]));
        for (found, name) in [
            (found.precision, "precision"),
            (found.recall, "recall"),
            (found.density, "density"),
            (found.coverage, "coverage"),
        ] {
            assert!((found - golden[name].as_f64().unwrap()).abs() < 1e-9, "{name}: {found}");
        }
    }

    #[test]
    fn modes_agree_with_the_protocol() {
        let golden = block("modes");
        let ring = crate::data::open(&crate::spec::Data::Ring { modes: 8, std: 0.02, radius: 1.0 }).unwrap();
        let counts = ModeCounts::new(&numbers(&golden["samples"]), ring.modes().unwrap());
        let histogram: Vec<f32> = counts.by_mode.iter().map(|count| *count as f32).collect();
        assert_eq!(histogram, numbers(&golden["histogram"]));
        assert_eq!(counts.captured() as f64, golden["captured"].as_f64().unwrap());
        assert!((counts.high_quality() - golden["high_quality"].as_f64().unwrap()).abs() < 1e-12);
        assert!((counts.reverse_kl() - golden["reverse_kl"].as_f64().unwrap()).abs() < 1e-9);
    }

    #[test]
    fn perfect_samples_of_the_ring_have_the_known_scores() {
        let ring = crate::data::open(&crate::spec::Data::Ring { modes: 8, std: 0.02, radius: 1.0 }).unwrap();
        let measured = Evaluator::new(&*ring, Seed(1)).measure(&ring.reference(Seed(2), 20_000));
        let value = |metric: Metric| metric.of(&measured).unwrap();
        assert_eq!(value(Metric::Modes), 8.0);
        assert!((value(Metric::HighQuality) - 0.98889).abs() < 0.004, "1 - exp(-9/2)");
        assert!(value(Metric::ReverseKl) < 0.002);
        assert!((value(Metric::Coverage) - 0.969).abs() < 0.03, "1 - 2^-5");
        assert!((value(Metric::Spread) - 1.0).abs() < 0.05);
    }

    #[test]
    fn the_table_is_in_the_order_of_the_enum() {
        for (index, row) in TABLE.iter().enumerate() {
            assert_eq!(row.metric as usize, index, "{}", row.name);
        }
    }
}
