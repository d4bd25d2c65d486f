//! Pure functions of real rows and samples, and one table of them.
//!
//! ```text
//! DataSet::reference --> Evaluator::new ----> feature space: k-NN, Frechet, kernel, Vendi, bins, support
//!    (SampleClassifier: features, classes) \-> data space: spread, SSIM, change since the last evaluation, range
//! samples, those before --> Evaluator::measure --> MetricValues, one value per row of TABLE
//! samples from anywhere: Evaluator::of, measure_looked_at; copies of real rows; fine structure
//! ```
//!
//! - **A metric is one row of [`TABLE`]** and the file that it names. The row says its column, unit,
//!   direction, meaning and source, what it is computed from, and where the figure of a run shows
//!   it; columns, docs and figures are made from the table.
//! - **Functions take any number of rows; the evaluator bounds them.** What compares every row with
//!   every other gets 500 of each side, so that an evaluation costs milliseconds. The table says the
//!   bound of each metric.
//! - **Distances are never held as a matrix** (`distances.rs`): rows lie in panels of sixteen, six
//!   points share one reading of a panel, and whoever visits sees one point's distances at a time.
//!   Each sum runs over the features in their order, without fused multiply-add, so d(x, y) and
//!   d(y, x) are the same bits, and comparisons of distances with radii are right even for points
//!   that are close together. The usual |x|^2 + |y|^2 - 2xy would not do.
//! - **A classifier is a trait** ([`SampleClassifier`]): metrics know neither networks nor files.
//!   Where there is one, classes are modes and distances are taken in its features; what is about
//!   values (spread, range, change, SSIM) stays in data space.
//! - **What is not finite is NaN, never a panic.** What the data do not allow (a spread of one point,
//!   SSIM of points) is not measured.

mod bins;
mod birthday_paradox;
mod class_scores;
mod column_scales;
mod copies;
mod eigenvalues;
mod evaluator;
mod fine_structure;
mod frame_change;
mod frechet;
mod image_shape;
mod k_means;
mod kernel_distance;
mod measure;
mod metric_values;
mod missed_parts;
mod mode_counts;
mod mode_surroundings;
mod nearest_class;
mod nearest_neighbours;
mod nearest_rows;
mod pair_distance;
mod panel;
mod range_gap;
mod repeats;
mod sample_classifier;
mod ssim;
mod standard_deviation;
mod table;
mod unit;
mod unlike;
mod vendi;

#[cfg(test)]
mod tests;

pub use bins::{BinScores, Bins};
pub use birthday_paradox::support_size;
pub use column_scales::ColumnScales;
pub use copies::{
    LEAST_REALS_FOR_COPIES, NearestReal, nearest_reals, nearest_to_others, thumbnails,
};
pub use evaluator::{Counted, EVALUATED_ROWS, Evaluator, LookedAt};
pub use fine_structure::FineStructure;
pub use frame_change::mean_absolute_difference;
pub use frechet::frechet;
pub use image_shape::ImageShape;
pub use kernel_distance::kernel_distance;
pub use metric_values::MetricValues;
pub use missed_parts::{LEAST_AROUND, PartReference, PartShares, SHARE_AROUND};
pub use mode_counts::ModeCounts;
pub use mode_surroundings::ModeSurroundings;
pub use nearest_class::NearestClass;
pub use nearest_neighbours::{NeighbourReference, NeighbourScores};
pub use nearest_rows::NearestRows;
pub use pair_distance::{FARTHEST_PAIRS, pair_distance};
pub(crate) use panel::MetricPanel;
pub use range_gap::ValueRange;
pub use repeats::{RepeatShares, repeats};
pub use sample_classifier::{ClassCounts, ClassifiedSamples, SampleClassifier};
pub use ssim::mean_ssim;
pub use standard_deviation::{mean_standard_deviation, minibatch_stddev};
pub(crate) use table::Plotted;
pub use table::{Direction, Metric, MetricDescription, TABLE};
pub use unit::Unit;
pub use unlike::unlike_share;
pub use vendi::{Kernel, vendi_score};
