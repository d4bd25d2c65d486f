//! The table of metrics: columns of `evals.parquet`, what they mean, where they come from, and how
//! they are computed and shown. A new metric is a row here and the file that it names.

use super::bins::BinScores;
use super::class_scores::ClassScores;
use super::measure::Prepare;
use super::mode_counts::CountSummary;
use super::nearest_neighbours::{NeighbourReference, NeighbourScores};
use super::panel::MetricPanel;
use super::unit::Unit;
use super::{frame_change, frechet, kernel_distance, range_gap, ssim, standard_deviation, vendi};

/// Which way is better.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// Larger values are better.
    Up,
    /// Smaller values are better.
    Down,
    /// Neither: a target lies in between, or it is a constant.
    Neither,
}

/// How the figure of a run's metrics shows a metric.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Plotted {
    /// As a curve of the panel, at this place among its curves.
    Curve(MetricPanel, usize),
    /// The same, over another metric.
    ShareOf(Metric, MetricPanel, usize),
    /// Only as what another metric is a share of.
    AsWhole,
}

/// What a metric is computed from.
#[derive(Clone, Copy)]
pub(super) enum Computed {
    /// From samples counted by mode or class.
    FromCounts(fn(&CountSummary) -> Option<f64>),
    /// From nearest neighbours in feature space.
    FromNeighbours(fn(&NeighbourReference, &NeighbourScores) -> f64),
    /// From bins in feature space.
    FromBins(fn(&BinScores) -> f64),
    /// From samples of a conditional G with the labels that it was told.
    FromClasses(fn(&ClassScores) -> Option<f64>),
    /// By itself.
    ByItself(Prepare),
    /// From the players themselves, which the training loop has: their parameters, or more samples
    /// than an evaluation's own.
    FromPlayers,
}

/// What is known of a metric.
pub struct MetricDescription {
    /// The metric.
    pub metric: Metric,
    /// Column name.
    pub name: &'static str,
    /// What its values are measured in.
    pub unit: Unit,
    /// Which way is better.
    pub direction: Direction,
    /// One sentence.
    pub meaning: &'static str,
    /// Where it was published, with the rows that enter it.
    pub source: &'static str,
    /// Format version of stored runs from which on tables have it. Before, it was not measured.
    pub since: u32,
    /// What it is computed from.
    pub(super) computed: Computed,
    /// How it is shown.
    pub(crate) plotted: Plotted,
}

const MIXTURE: &str = "Srivastava et al. 2017 (VEEGAN); Lin et al. 2018 (PacGAN), synthetic data";
const CLASSES: &str =
    "Srivastava et al. 2017 (VEEGAN); Lin et al. 2018 (PacGAN), synthetic and stacked data";
const NAEEM: &str = "Naeem et al. 2020, k = 5, strict, at most 500 samples each";
const OF_CLASSES: &str =
    "Naeem et al. 2020 within each class, k = 5, strict, at most 200 samples of each";
const IMPROVED: &str = "Kynkaanniemi et al. 2019, k = 3, at most 500 samples each";
const RICHARDSON: &str = "Richardson and Weiss 2018, a bin for every 20 real samples, at most 100; at most 2,500 samples each (1,000 of more \
     than 256 values)";

/// Declares [`Metric`] and [`TABLE`] from the same rows.
macro_rules! metrics {
    ($($metric:ident($name:literal $(, since $since:literal)?) { $($field:ident: $value:expr),+ $(,)? })+) => {
        /// A column of `evals.parquet`; [`TABLE`] says what each means.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Metric {
            $(#[doc = concat!("The column `", $name, "`.")] $metric,)+
        }

        /// Every metric, in the order of the columns and of [`Metric`].
        ///
        /// Features are those of the classifier where the data have one, else points or pixels.
        pub const TABLE: [MetricDescription; [$(Metric::$metric),+].len()] = [
            $(MetricDescription {
                metric: Metric::$metric,
                name: $name,
                since: 0 $(+ $since)?,
                $($field: $value),+
            },)+
        ];
    };
}

metrics! {
    Modes("modes") {
        unit: Unit::Modes,
        direction: Direction::Up,
        meaning: "modes with at least one high-quality sample; with a classifier, classes with at least one of all samples",
        source: CLASSES,
        computed: Computed::FromCounts(|counts| Some(counts.captured as f64)),
        plotted: Plotted::ShareOf(Metric::ModesTotal, MetricPanel::Modes, 0),
    }
    ModesTotal("modes_total") {
        unit: Unit::Modes,
        direction: Direction::Neither,
        meaning: "modes of the data; with a classifier, its classes",
        source: CLASSES,
        computed: Computed::FromCounts(|counts| Some(counts.total as f64)),
        plotted: Plotted::AsWhole,
    }
    HighQuality("high_quality") {
        unit: Unit::ShareOfSamples,
        direction: Direction::Up,
        meaning: "samples nearer to a mode than 3 standard deviations (a perfect sampler: 0.989), or than the radius of shapes; \
            not measured with a classifier",
        source: MIXTURE,
        computed: Computed::FromCounts(|counts| counts.high_quality),
        plotted: Plotted::Curve(MetricPanel::Modes, 2),
    }
    ReverseKl("reverse_kl") {
        unit: Unit::Nats,
        direction: Direction::Down,
        meaning: "KL(modes of the high-quality samples || uniform): 0 is balanced, ln K is a single mode; with a classifier, \
            KL(classes of all samples || classes of the data)",
        source: CLASSES,
        computed: Computed::FromCounts(|counts| Some(counts.reverse_kl)),
        plotted: Plotted::Curve(MetricPanel::Divergences, 0),
    }
    RarestMode("rarest_mode") {
        unit: Unit::Ratio,
        direction: Direction::Up,
        meaning: "the smallest share that a mode has of the high-quality samples, over its share of the data (0: a mode is missing); \
            with a classifier, a class of all samples",
        source: "seesaw",
        computed: Computed::FromCounts(|counts| Some(counts.rarest)),
        plotted: Plotted::Curve(MetricPanel::Modes, 1),
    }
    Precision("precision") {
        unit: Unit::ShareOfSamples,
        direction: Direction::Up,
        meaning: "generated samples within the k-NN balls of real ones (blind to collapse), in features",
        source: IMPROVED,
        computed: Computed::FromNeighbours(|_, scores| scores.precision),
        plotted: Plotted::Curve(MetricPanel::Neighbours, 1),
    }
    Recall("recall") {
        unit: Unit::ShareOfRealRows,
        direction: Direction::Up,
        meaning: "real samples within the k-NN balls of generated ones, in features",
        source: IMPROVED,
        computed: Computed::FromNeighbours(|_, scores| scores.recall),
        plotted: Plotted::Curve(MetricPanel::Neighbours, 2),
    }
    Density("density") {
        unit: Unit::Ratio,
        direction: Direction::Neither,
        meaning: "k-NN balls of real samples that a generated one lies in, over k (1: as dense as the data), in features",
        source: NAEEM,
        computed: Computed::FromNeighbours(|_, scores| scores.density),
        plotted: Plotted::Curve(MetricPanel::Spread, 2),
    }
    Coverage("coverage") {
        unit: Unit::ShareOfRealRows,
        direction: Direction::Up,
        meaning: "real samples with a generated one in their k-NN ball (a perfect sampler: about 0.97), in features",
        source: NAEEM,
        computed: Computed::FromNeighbours(|_, scores| scores.coverage),
        plotted: Plotted::Curve(MetricPanel::Neighbours, 0),
    }
    Frechet("frechet") {
        unit: Unit::SquaredDistance,
        direction: Direction::Down,
        meaning: "Frechet distance of the normal distributions fitted to samples and data, in features: compare it only at the \
            same number of samples, it is biased upwards",
        source: "Heusel et al. 2017 (FID), at most 2,500 samples each (250 of more than 256 values)",
        computed: Computed::ByItself(frechet::prepare),
        plotted: Plotted::Curve(MetricPanel::Frechet, 0),
    }
    KernelDistance("kernel_distance") {
        unit: Unit::SquaredDistance,
        direction: Direction::Down,
        meaning: "unbiased squared maximum mean discrepancy with the kernel (x.y / d + 1)^3, in features (a perfect sampler: 0, \
            give or take)",
        source: "Binkowski et al. 2018 (KID), at most 500 samples each",
        computed: Computed::ByItself(kernel_distance::prepare),
        plotted: Plotted::Curve(MetricPanel::KernelDistance, 0),
    }
    Vendi("vendi") {
        unit: Unit::Ratio,
        direction: Direction::Neither,
        meaning: "effective number of different samples over that of equally many real samples (1: as diverse as the data); alike by \
            cosine of features, points by a Gaussian kernel of a tenth of the median distance of real samples",
        source: "Friedman and Dieng 2023 (Vendi score), as a ratio, at most 250 samples each",
        computed: Computed::ByItself(vendi::prepare),
        plotted: Plotted::Curve(MetricPanel::Diversity, 0),
    }
    BinsDifferent("bins_different") {
        unit: Unit::ShareOfBins,
        direction: Direction::Down,
        meaning: "k-means bins of real samples whose share of samples differs at 0.05 (a perfect sampler: about 0.05), in features",
        source: RICHARDSON,
        computed: Computed::FromBins(|scores| scores.different),
        plotted: Plotted::Curve(MetricPanel::Differences, 0),
    }
    JensenShannon("jensen_shannon") {
        unit: Unit::Nats,
        direction: Direction::Down,
        meaning: "Jensen-Shannon divergence of the shares of those bins (at most ln 2)",
        source: RICHARDSON,
        computed: Computed::FromBins(|scores| scores.jensen_shannon),
        plotted: Plotted::Curve(MetricPanel::Divergences, 1),
    }
    Support("support") {
        unit: Unit::Ratio,
        direction: Direction::Neither,
        meaning: "size of the support by the birthday paradox over the same estimate for real samples (1: as many different samples); \
            two samples collide if they are not farther apart than a quarter of the real samples are from their nearest neighbour, \
            in features; a lower bound where no samples collide",
        source: "Arora and Zhang 2017, as a ratio, at most 500 samples each",
        computed: Computed::FromNeighbours(NeighbourReference::relative_support),
        plotted: Plotted::Curve(MetricPanel::Diversity, 1),
    }
    Similarity("similarity") {
        unit: Unit::Ssim,
        direction: Direction::Neither,
        meaning: "mean structural similarity of 64 random pairs of samples (1: one image; the target is similarity_real), in pixels",
        source: "Odena et al. 2017, at a single scale; Wang et al. 2004",
        computed: Computed::ByItself(ssim::prepare),
        plotted: Plotted::Curve(MetricPanel::Similarity, 0),
    }
    SimilarityReal("similarity_real") {
        unit: Unit::Ssim,
        direction: Direction::Neither,
        meaning: "the same of real samples",
        source: "Odena et al. 2017, at a single scale; Wang et al. 2004",
        computed: Computed::ByItself(ssim::prepare_real),
        plotted: Plotted::Curve(MetricPanel::Similarity, 1),
    }
    Spread("spread") {
        unit: Unit::Ratio,
        direction: Direction::Neither,
        meaning: "standard deviation of the samples over that of the data, mean over points' coordinates or pixels (near 0: one \
            point)",
        source: "Karras et al. 2018 (minibatch standard deviation), as a ratio",
        computed: Computed::ByItself(standard_deviation::prepare),
        plotted: Plotted::Curve(MetricPanel::Spread, 0),
    }
    MinibatchStddev("minibatch_stddev") {
        unit: Unit::Ratio,
        direction: Direction::Neither,
        meaning: "minibatch standard deviation of samples, in groups of 4, over that of real samples, in points or pixels",
        source: "Karras et al. 2018, section 3, as a ratio",
        computed: Computed::ByItself(standard_deviation::prepare_minibatch),
        plotted: Plotted::Curve(MetricPanel::Spread, 1),
    }
    FrameChange("frame_change") {
        unit: Unit::Ratio,
        direction: Direction::Neither,
        meaning: "how much the samples of the first 64 latents changed since the evaluation before, over the difference of \
            independent real rows (0: frozen, 1: as different as another sample), in points or pixels",
        source: "seesaw",
        computed: Computed::ByItself(frame_change::prepare),
        plotted: Plotted::Curve(MetricPanel::Change, 0),
    }
    RangeGap("range_gap") {
        unit: Unit::ShareOfValues,
        direction: Direction::Down,
        meaning: "values of samples outside the range of the data, or of the data outside that of samples, whichever are more; the \
            range is widened by 1 %: D can tell so much by range alone",
        source: "seesaw",
        computed: Computed::ByItself(range_gap::prepare),
        plotted: Plotted::Curve(MetricPanel::Differences, 1),
    }
    EquilibriumDistance("equilibrium_distance", since 5) {
        unit: Unit::ParameterDistance,
        direction: Direction::Down,
        meaning: "distance of both players' parameters from their equilibrium; only of the model dirac, whose equilibrium is known",
        source: "Mescheder et al. 2018, section 2",
        computed: Computed::FromPlayers,
        plotted: Plotted::Curve(MetricPanel::Equilibrium, 0),
    }
    ClassAccuracy("class_accuracy", since 5) {
        unit: Unit::ShareOfSamples,
        direction: Direction::Up,
        meaning: "samples of a conditional G in which the classifier finds the class that G was told, mean over the classes \
            (labels ignored: one over their number)",
        source: "Odena et al. 2017; Shmelkov et al. 2018 (GAN-test)",
        computed: Computed::FromClasses(|scores| Some(scores.accuracy?.mean)),
        plotted: Plotted::Curve(MetricPanel::Labels, 0),
    }
    ClassAccuracyLeast("class_accuracy_least", since 5) {
        unit: Unit::ShareOfSamples,
        direction: Direction::Up,
        meaning: "the same of the class in which it is least",
        source: "Odena et al. 2017; Shmelkov et al. 2018 (GAN-test)",
        computed: Computed::FromClasses(|scores| Some(scores.accuracy?.least)),
        plotted: Plotted::Curve(MetricPanel::Labels, 1),
    }
    ClassCoverage("class_coverage", since 5) {
        unit: Unit::ShareOfRealRows,
        direction: Direction::Up,
        meaning: "real samples of a class with a generated one of that class in their k-NN ball among real samples of the class, in \
            features, mean over the classes",
        source: OF_CLASSES,
        computed: Computed::FromClasses(|scores| Some(scores.coverage.mean)),
        plotted: Plotted::Curve(MetricPanel::Labels, 2),
    }
    ClassCoverageLeast("class_coverage_least", since 5) {
        unit: Unit::ShareOfRealRows,
        direction: Direction::Up,
        meaning: "the same of the class in which it is least",
        source: OF_CLASSES,
        computed: Computed::FromClasses(|scores| Some(scores.coverage.least)),
        plotted: Plotted::Curve(MetricPanel::Labels, 3),
    }
    ClassDiversity("class_diversity", since 5) {
        unit: Unit::Ratio,
        direction: Direction::Neither,
        meaning: "standard deviation of the samples of a class over that of the real ones, mean over features, then over the classes \
            (near 0: one sample for each class)",
        source: "seesaw, at most 200 samples of each class",
        computed: Computed::FromClasses(|scores| Some(scores.diversity.mean)),
        plotted: Plotted::Curve(MetricPanel::ClassDiversity, 0),
    }
    ClassDiversityLeast("class_diversity_least", since 5) {
        unit: Unit::Ratio,
        direction: Direction::Neither,
        meaning: "the same of the class in which it is least",
        source: "seesaw, at most 200 samples of each class",
        computed: Computed::FromClasses(|scores| Some(scores.diversity.least)),
        plotted: Plotted::Curve(MetricPanel::ClassDiversity, 1),
    }
    ModesHeld("modes_held", since 6) {
        unit: Unit::Modes,
        direction: Direction::Up,
        meaning: "modes with at least one high-quality sample of 10,000: if an evaluation's own samples miss a mode, more are drawn for this count \
            alone, until all modes are found; measured where modes are known exactly and a tenth of the samples is of high quality",
        source: MIXTURE,
        computed: Computed::FromPlayers,
        plotted: Plotted::ShareOf(Metric::ModesTotal, MetricPanel::Modes, 3),
    }
}

impl MetricDescription {
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
