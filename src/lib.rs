//! See the README.

pub mod cli;
pub mod data;
pub mod diagnose;
pub mod launch;
pub mod metrics;
pub mod models;
pub mod nn;
pub mod plot;
pub mod record;
pub mod report;
pub mod rng;
pub mod spec;
pub mod train;
