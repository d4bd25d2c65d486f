//! Samples from anywhere, judged: read, looked at in a space in which distances mean something, measured
//! against real rows, and given to the rules as the evaluations of a run are.
//!
//! ```text
//! SampleRequest -> find, facts -> CommonForm -> rows -> Space::look -> Evaluator -> EvalRow for each set
//!                                 (form.rs)             (space.rs)                      |
//!                                          copies, fine structure of the last set -> SampleFacts -> diagnose
//! ```
//! [`SampleJudge`] has looked at the real rows once and measures set after set: all that there are
//! ([`judge_samples`]), or one whenever it comes, beside a training.
//!
//! What takes long - features of photographs, a classifier - is kept by the content of the pictures.

mod copied;
mod error;
mod form;
mod imagenet;
mod judge;
mod likeness;
mod measured_set;
mod order;
mod part_space;
mod real_rows;
mod remarks;
mod repeated_rows;
mod request;
mod sample_judge;
mod space;
#[cfg(test)]
mod tests;
mod window;

pub use error::JudgeError;
pub use judge::{diagnose_sets, judge_samples, went_back};
pub use measured_set::MeasuredSet;
pub use request::{Progress, SampleLog, SampleRequest};
pub use sample_judge::{SampleJudge, options_beside_reals};
pub use window::{LEAST_SETS, facts_of_sets};
