//! seesaw sweeps GAN training from a declarative study and says, with evidence, what went wrong in
//! each run.
//!
//! The program `seesaw` is [`cli::main`]; its documentation is in `docs/`. The library does the
//! same in four steps:
//!
//! | to | use |
//! |--|--|
//! | read a study and plan its runs | [`config::parse`], [`config::load`] |
//! | open the data, train a run | [`data::open`], [`train::train`], which emits [`train::Event`]s |
//! | judge a run, or the log of another program | [`diagnose::diagnose`], [`record::external_logs`] |
//! | train many runs, resume them, write the report | [`launch`], [`report::write_report`] |
//!
//! Plan a study, train its run, judge it:
//!
//! ```
//! use seesaw::diagnose::{RunHistory, diagnose};
//! use seesaw::train::{Event, TrainingControl, train};
//!
//! let study = "study: ring\nquestion: does it hold its modes?\nrun: {data: ring, steps: 20}";
//! let study = seesaw::config::parse("ring.yaml", study, &[])?;
//! let run = &study.runs[0].run;
//! let data = seesaw::data::open(&run.data)?;
//!
//! let (mut steps, mut evaluations) = (Vec::new(), Vec::new());
//! train(run, &*data, None, &mut |event| {
//!     match event {
//!         Event::Step(row) => steps.push(*row),
//!         Event::Evaluated { row, .. } => evaluations.push(*row),
//!         Event::State(_) => {}
//!     }
//!     TrainingControl::Continue
//! });
//! assert_eq!(steps.len(), 20);
//!
//! let diagnosis = diagnose(&RunHistory::new(run, &steps, &evaluations));
//! assert_eq!(diagnosis.verdict.name(), "undecided");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # How it is built
//!
//! Data flow in one direction, and a module uses only modules before it:
//!
//! ```text
//! experiments/*.yaml -> config -> launch -> train -> record -> results/<study>/
//!                                             ^                   |
//!                             data models metrics                 +-> diagnose -> statistics -> plot -> report
//! ```
//!
//! `examples/` has a training and a diagnosis in 50 lines each. ARCHITECTURE.md is the map of the
//! code: what is done where, and what is never there.

#![warn(missing_docs)]

pub use seesaw_compute::{distances, nn, rng, state_dict};

pub mod cli;
pub mod config;
pub mod data;
pub mod diagnose;
mod dirac;
mod files;
#[doc(hidden)]
pub mod fuzzing;
#[cfg(test)]
#[allow(dead_code, reason = "the tests of the other package read the rest")]
mod golden;
mod guard;
mod hex;
pub mod launch;
pub mod metrics;
pub mod models;
mod parallel;
pub mod plot;
pub mod record;
pub mod report;
mod schema;
pub mod search;
pub mod statistics;
pub mod strategies;
mod text;
pub mod train;
