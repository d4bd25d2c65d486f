//! Pure functions of real rows and fake rows. One table row a metric; docs and columns are made
//! from the table.
//!
//! Each function takes any number of rows; [`Evaluator`] bounds them, so that an evaluation stays
//! cheap within a run, and the table says at how many.

mod bins;
mod birthday_paradox;
mod distances;
mod eigenvalues;
mod evaluator;
mod frame_change;
mod frechet;
mod k_means;
mod kernel_distance;
mod measure;
mod metric_values;
mod mode_counts;
mod nearest_neighbours;
mod range_gap;
mod sample_classifier;
mod ssim;
mod standard_deviation;
mod table;
mod unit;
mod vendi;

#[cfg(test)]
mod tests;

pub use bins::{BinScores, Bins};
pub use birthday_paradox::support_size;
pub use evaluator::Evaluator;
pub use frame_change::mean_absolute_difference;
pub use frechet::frechet;
pub use kernel_distance::kernel_distance;
pub use metric_values::MetricValues;
pub use mode_counts::ModeCounts;
pub use nearest_neighbours::{NeighbourReference, NeighbourScores};
pub use range_gap::ValueRange;
pub use sample_classifier::{ClassCounts, ClassifiedSamples, SampleClassifier};
pub use ssim::{ImageShape, mean_ssim};
pub use standard_deviation::{mean_standard_deviation, minibatch_stddev};
pub use table::{Direction, Metric, MetricDescription, TABLE};
pub(crate) use table::{MetricPanel, Plotted};
pub use unit::Unit;
pub use vendi::{Kernel, vendi_score};
