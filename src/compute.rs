//! The package of what takes the time of a run: layers, distances, random numbers.
//!
//! It is compiled in one unit, so that inner loops find their callees, and beside the packages of tables and figures,
//! which take longest. It is seesaw's and not meant to be used without it; `seesaw` re-exports its modules.

#![warn(missing_docs)]

pub mod distances;
#[cfg(test)]
#[allow(dead_code, reason = "the tests of the other package read the rest")]
mod golden;
pub mod nn;
pub mod rng;
pub mod state_dict;
