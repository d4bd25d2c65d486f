//! Seconds of work, and their median.

use std::hint::black_box;
use std::time::Instant;

/// Seconds that `work` takes.
pub fn seconds<Output>(work: impl FnOnce() -> Output) -> f64 {
    let started = Instant::now();
    black_box(work());
    started.elapsed().as_secs_f64()
}

/// The median of repeated measurements.
pub fn median(values: Vec<f64>) -> f64 {
    seesaw::diagnose::median(values.into_iter()).expect("at least one measurement")
}
