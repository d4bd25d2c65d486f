//! Pure functions of real rows and fake rows. One table row a metric; docs and columns are made
//! from the table.
//!
//! Each function takes any number of rows; [`Evaluator`] bounds them, so that an evaluation stays
//! cheap within a run, and the table says at how many.

mod bins;
mod clusters;
mod distances;
mod evaluator;
mod features;
mod frames;
mod frechet;
mod kernel_distance;
mod minibatch;
mod modes;
mod neighbours;
mod plain;
mod range;
mod recognizer;
mod similarity;
mod spread;
mod support;
mod symmetric;
mod table;
mod unit;
mod vendi;

#[cfg(test)]
mod tests;

pub use bins::{Binned, Bins};
pub use evaluator::Evaluator;
pub use frames::mean_difference;
pub use frechet::frechet;
pub use kernel_distance::kernel_distance;
pub use minibatch::minibatch_stddev;
pub use modes::ModeCounts;
pub use neighbours::{Neighbours, Reference};
pub use range::Range;
pub use recognizer::{ClassCounts, Recognized, Recognizer};
pub use similarity::{Picture, similarity};
pub use spread::mean_deviation;
pub use support::support_size;
pub use table::{Description, Direction, Measured, Metric, TABLE};
pub use unit::Unit;
pub use vendi::{Kernel, vendi_score};
