//! Evaluations as a whole.

mod evaluations;
mod properties;
mod recognized;
