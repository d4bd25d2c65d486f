//! Evaluations as a whole.

mod classified;
mod evaluations;
mod properties;
