//! What the runs of a study say together: counts, bands, tests, and the answer in words. Pure: no
//! files, no drawings.

mod answer;
mod bands;
mod by_axis;
mod differences;
mod join;
mod median;
mod number;
mod proportion;
mod quantity;
mod ranking;
mod sentence;
mod signed_ranks;
mod split;
mod study;
mod survival;
#[cfg(test)]
mod tests;
mod trajectory;

pub use answer::answer;
pub use bands::{Band, BandPanel, bands, have_intervals};
pub use by_axis::{Series, by_axis};
pub use differences::{ArmDifference, Outcome, Pair, differences};
pub use join::{SIDE, Side, join};
pub use median::{LEAST_VALUES, MedianInterval, median_interval};
pub use number::{number, p_value, percent, rounded, scientific};
pub use proportion::share_interval;
pub use quantity::Quantity;
pub use ranking::{Rank, ranking};
pub use sentence::sentence;
pub use signed_ranks::{PairedTest, paired_test};
pub use split::{Chosen, compared_axis};
pub use study::{Group, JudgedRun, PhaseCell, groups, last_and_best, phase_cells};
pub use survival::{Survival, survival};
pub use trajectory::{POINTS, Trajectory};
