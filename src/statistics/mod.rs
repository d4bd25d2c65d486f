//! What the runs of a study say together: counts, bands, tests, and the answer in words. Pure: no files, no drawings.

mod proportion;
mod ranking;
mod study;
mod trajectory;

pub use proportion::share_interval;
pub use ranking::{Rank, ranking};
pub use study::{Group, JudgedRun, PhaseCell, answer, groups, last_and_best, phase_cells};
pub use trajectory::{POINTS, Trajectory};
