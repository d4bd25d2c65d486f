//! One binary for all integration tests: every further one would link polars again.

mod bad_data;
mod bad_input;
mod house;
mod program;
mod ring;
mod steps;
mod strategies;
mod sweep;
