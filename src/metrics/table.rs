//! The table of metrics: columns of `evals.parquet`, their meaning, and where they come from.

use super::Unit;

/// A column of `evals.parquet`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Metric {
    Modes,
    ModesTotal,
    HighQuality,
    ReverseKl,
    RarestMode,
    Precision,
    Recall,
    Density,
    Coverage,
    Frechet,
    KernelDistance,
    Vendi,
    BinsDifferent,
    JensenShannon,
    Support,
    Similarity,
    SimilarityReal,
    Spread,
    MinibatchStddev,
    FrameChange,
    RangeGap,
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
pub struct MetricDescription {
    pub metric: Metric,
    /// Column name.
    pub name: &'static str,
    pub unit: Unit,
    pub direction: Direction,
    pub meaning: &'static str,
    pub source: &'static str,
}

const fn row(
    metric: Metric,
    name: &'static str,
    unit: Unit,
    direction: Direction,
    meaning: &'static str,
    source: &'static str,
) -> MetricDescription {
    MetricDescription {
        metric,
        name,
        unit,
        direction,
        meaning,
        source,
    }
}

const MIXTURE: &str = "Srivastava et al. 2017 (VEEGAN); Lin et al. 2018 (PacGAN), synthetic data";
const CLASSES: &str =
    "Srivastava et al. 2017 (VEEGAN); Lin et al. 2018 (PacGAN), synthetic and stacked data";
const NAEEM: &str = "Naeem et al. 2020, k = 5, strict, at most 500 rows each";
const IMPROVED: &str = "Kynkaanniemi et al. 2019, k = 3, at most 500 rows each";
const RICHARDSON: &str = "Richardson and Weiss 2018, a bin for every 20 real rows, at most 100; at most 2,500 rows each (1,000 of more \
     than 256 values)";

/// Every metric, in the order of the columns and of [`Metric`].
///
/// Features are those of the recogniser where the data have one, else points or pixels.
pub const TABLE: [MetricDescription; 21] = [
    row(
        Metric::Modes,
        "modes",
        Unit::Modes,
        Direction::Up,
        "modes with at least one high-quality sample; with a recogniser, classes with at least one of all samples",
        CLASSES,
    ),
    row(
        Metric::ModesTotal,
        "modes_total",
        Unit::Modes,
        Direction::Neither,
        "modes of the data; with a recogniser, its classes",
        CLASSES,
    ),
    row(
        Metric::HighQuality,
        "high_quality",
        Unit::ShareOfSamples,
        Direction::Up,
        "samples nearer to a mode than 3 standard deviations (a perfect sampler: 0.989), or than the radius of shapes; \
         not measured with a recogniser",
        MIXTURE,
    ),
    row(
        Metric::ReverseKl,
        "reverse_kl",
        Unit::Nats,
        Direction::Down,
        "KL(modes of the high-quality samples || uniform): 0 is balanced, ln K is a single mode; with a recogniser, \
         KL(classes of all samples || classes of the data)",
        CLASSES,
    ),
    row(
        Metric::RarestMode,
        "rarest_mode",
        Unit::Ratio,
        Direction::Up,
        "the smallest share that a mode has of the high-quality samples, over its share of the data (0: a mode is missing); \
         with a recogniser, a class of all samples",
        "seesaw",
    ),
    row(
        Metric::Precision,
        "precision",
        Unit::ShareOfSamples,
        Direction::Up,
        "samples within the k-NN balls of real rows (blind to collapse), in features",
        IMPROVED,
    ),
    row(
        Metric::Recall,
        "recall",
        Unit::ShareOfRealRows,
        Direction::Up,
        "real rows within the k-NN balls of samples, in features",
        IMPROVED,
    ),
    row(
        Metric::Density,
        "density",
        Unit::Ratio,
        Direction::Neither,
        "k-NN balls of real rows that a sample lies in, over k (1: as dense as the data), in features",
        NAEEM,
    ),
    row(
        Metric::Coverage,
        "coverage",
        Unit::ShareOfRealRows,
        Direction::Up,
        "real rows with a sample in their k-NN ball (a perfect sampler: about 0.97), in features",
        NAEEM,
    ),
    row(
        Metric::Frechet,
        "frechet",
        Unit::SquaredDistance,
        Direction::Down,
        "Frechet distance of the normal distributions fitted to samples and data, in features: compare it only at the \
         same number of rows, it is biased upwards",
        "Heusel et al. 2017 (FID), at most 2,500 rows each (250 of more than 256 values)",
    ),
    row(
        Metric::KernelDistance,
        "kernel_distance",
        Unit::SquaredDistance,
        Direction::Down,
        "unbiased squared maximum mean discrepancy with the kernel (x.y / d + 1)^3, in features (a perfect sampler: 0, \
         give or take)",
        "Binkowski et al. 2018 (KID), at most 500 rows each",
    ),
    row(
        Metric::Vendi,
        "vendi",
        Unit::Ratio,
        Direction::Neither,
        "effective number of different samples over that of equally many real rows (1: as diverse as the data); alike by \
         cosine of features, points by a Gaussian kernel of a tenth of the median distance of real rows",
        "Friedman and Dieng 2023 (Vendi score), as a ratio, at most 250 rows each",
    ),
    row(
        Metric::BinsDifferent,
        "bins_different",
        Unit::ShareOfBins,
        Direction::Down,
        "k-means bins of real rows whose share of samples differs at 0.05 (a perfect sampler: about 0.05), in features",
        RICHARDSON,
    ),
    row(
        Metric::JensenShannon,
        "jensen_shannon",
        Unit::Nats,
        Direction::Down,
        "Jensen-Shannon divergence of the shares of those bins (at most ln 2)",
        RICHARDSON,
    ),
    row(
        Metric::Support,
        "support",
        Unit::Ratio,
        Direction::Neither,
        "size of the support by the birthday paradox over the same estimate for real rows (1: as many different samples); \
         two rows collide if they are not farther apart than a quarter of the real rows are from their nearest neighbour, \
         in features; a lower bound where no samples collide",
        "Arora and Zhang 2017, as a ratio, at most 500 rows each",
    ),
    row(
        Metric::Similarity,
        "similarity",
        Unit::Ssim,
        Direction::Neither,
        "mean structural similarity of 64 random pairs of samples (1: one image; the target is similarity_real), in pixels",
        "Odena et al. 2017, at a single scale; Wang et al. 2004",
    ),
    row(
        Metric::SimilarityReal,
        "similarity_real",
        Unit::Ssim,
        Direction::Neither,
        "the same of real rows",
        "Odena et al. 2017, at a single scale; Wang et al. 2004",
    ),
    row(
        Metric::Spread,
        "spread",
        Unit::Ratio,
        Direction::Neither,
        "standard deviation of the samples over that of the data, mean over points' coordinates or pixels (near 0: one \
         point)",
        "Karras et al. 2018 (minibatch standard deviation), as a ratio",
    ),
    row(
        Metric::MinibatchStddev,
        "minibatch_stddev",
        Unit::Ratio,
        Direction::Neither,
        "minibatch standard deviation of samples, in groups of 4, over that of real rows, in points or pixels",
        "Karras et al. 2018, section 3, as a ratio",
    ),
    row(
        Metric::FrameChange,
        "frame_change",
        Unit::Ratio,
        Direction::Neither,
        "how much the samples of the first 64 latents changed since the evaluation before, over the difference of \
         independent real rows (0: frozen, 1: as different as another sample), in points or pixels",
        "seesaw",
    ),
    row(
        Metric::RangeGap,
        "range_gap",
        Unit::ShareOfValues,
        Direction::Down,
        "values of samples outside the range of the data, or of the data outside that of samples, whichever are more; the \
         range is widened by 1 %: D can tell so much by range alone",
        "seesaw",
    ),
];

impl MetricDescription {
    /// Whether the values are whole numbers.
    pub fn is_count(&self) -> bool {
        self.unit.is_count()
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
    pub fn description(self) -> &'static MetricDescription {
        &TABLE[self as usize]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_in_the_order_of_the_enum() {
        for (index, row) in TABLE.iter().enumerate() {
            assert_eq!(row.metric as usize, index, "{}", row.name);
        }
    }
}
