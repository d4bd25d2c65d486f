//! Slurm: one array whose tasks pull runs, and one job after it that trains what a dead task has left
//! and publishes.
//!
//! `batch_script.rs` writes what a job runs, a pure function with a golden file; `commands.rs` is the only
//! place that calls Slurm's programs.

mod batch_script;
mod commands;
mod submit;

pub use batch_script::{BatchScript, JobKind};
pub use commands::{QueuedJob, cancel, queued_jobs};
pub use submit::SlurmLauncher;
