//! Samples from anywhere, judged: read, looked at in a space in which distances mean something, measured
//! against real rows, and given to the rules as the evaluations of a run are.
//!
//! ```text
//! SampleRequest -> find, facts -> CommonForm -> rows -> Space::look -> Evaluator -> EvalRow for each set
//!                                 (form.rs)             (space.rs)                      |
//!                                          copies, fine structure of the last set -> SampleFacts -> diagnose
//! ```
//! What takes long - features of photographs, a classifier - is kept by the content of the pictures.

mod copied;
mod error;
mod form;
mod imagenet;
mod judge;
mod real_rows;
mod request;
mod space;
#[cfg(test)]
mod tests;

pub use error::JudgeError;
pub use judge::judge_samples;
pub use request::{Progress, SampleLog, SampleRequest};
