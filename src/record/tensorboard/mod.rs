//! Runs as event files that TensorBoard reads: curves, the verdict as text, hyperparameters. Equal
//! runs make equal files.
//!
//! ```text
//! <out>/events.out.tfevents.*.seesaw         the study, for the HParams plugin
//! <out>/<run>/events.out.tfevents.*.seesaw   one run
//! ```
//! The format is that of TensorBoard's `event.proto`, `summary.proto` and of the HParams plugin's
//! `api.proto` and `plugin_data.proto`, whose field numbers stand here.

mod event_file;
mod export;
mod hparams;

pub use export::{
    RunExport, RunTimes, append_run, export_run, export_study, exported_runs, remove_export,
};
