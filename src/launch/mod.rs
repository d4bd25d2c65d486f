//! Where runs execute. Every way of launching ends in [`run_one`]; nothing here knows about GANs.
//!
//! # How a run flows
//!
//! 1. `config::load` turns the file into a `Study`: every cell of the grid is the written `run` with
//!    patches applied, resolved with all defaults. A run's id is a slug of what varies, its seed,
//!    and the first digits of the hash of its resolved YAML.
//! 2. A [`Launcher`] begins tasks: threads of this process (`worker_pool.rs`), or the array of a cluster
//!    (`slurm/`), each of whose tasks is again a process with threads. A thread pulls the next run
//!    that is missing and that nobody trains (`pull.rs`), and calls [`run_one`], which takes the run's
//!    lock. A run at which the jobs of a cluster die again and again is given up (`requeue_limit.rs`).
//! 3. [`run_one`] decides from the directory how the run starts (`resume.rs`): from scratch, not at
//!    all because it is complete, or from a checkpoint. A directory of another spec or program is
//!    refused, and a damaged one is set aside. Then `train::train` or `train::resume` trains. Types
//!    end in `train::open`: outside it everything sees one object-safe `Game` with slices of f32.
//!    Every draw is a function of (seed, stream, step, part), so nothing depends on the number of
//!    workers or on what else is measured.
//! 4. Training emits events: a step, an evaluation, and, when the listener asks for it, the state.
//!    `recorder.rs` keeps them and writes checkpoints (`checkpoint_schedule.rs` says when); at the
//!    end `diagnose` judges, `record` writes, `plot` draws. Every file is written to a temporary
//!    name and renamed; `run.json` comes last, says `complete`, and holds the digests of all. A lost
//!    `verdict.json` or `run.yaml` is written again from the tables and the plan ([`repair`]).
//! 5. `report::write_report` writes `runs.parquet`, the study's plots and `report.html` from what is on
//!    disk; the same function serves `sweep`, `plot` and `report`.
//!
//! # Classifiers
//!
//! A data set with labels has a small classifier (`models`), trained once by `train` with a seed of
//! its own, so that it is the same for every run. `classifiers.rs` trains it before the first run
//! that needs it, or reads it from `results/classifiers/<hash>.safetensors`, whose name is the hash
//! of all that decides its weights: images and labels, architecture, recipe, build. Two processes at
//! once train twice and write the same bytes; a damaged file is reported and trained again. A tenth
//! of the images is held out; where fewer than 80 % of these are classified correctly, classes are
//! not counted, and metrics look at pixels as they do without labels. A run opens a network of
//! its own from the shared weights, of `stacked` data channel by channel. `run.json` names the
//! classifier.

mod adopt;
mod attempt;
mod best_state;
mod block_means;
mod checkpoint_schedule;
mod classifiers;
mod cluster_task;
mod data_sets;
mod draw_run;
mod extension;
mod healed;
mod heartbeat;
mod identity;
mod imagenet;
mod job;
mod launcher;
#[cfg(test)]
mod mock_scheduler;
mod pull;
mod race;
mod recorder;
mod repair;
mod requeue_limit;
mod resume;
mod run_one;
pub mod samples;
pub mod sampling;
mod slurm;
mod transfer;
mod verify;
mod worker_pool;

pub use adopt::adopt;
pub use classifiers::SharedClassifier;
pub use cluster_task::ClusterTask;
pub use data_sets::DataSets;
pub use draw_run::{draw_run, snapshot_pictures, without_hash};
pub use extension::{Extension, extension};
pub use job::{Job, RunEnd, RunUpdate};
pub use launcher::{LaunchError, Launched, Launcher, Threads};
pub use race::{Goal, Race};
pub use repair::{diagnose_stored, repair};
pub use requeue_limit::RequeueLimit;
pub use run_one::run_one;
pub use slurm::{BatchScript, JobKind, QueuedJob, SlurmLauncher, cancel, queued_jobs};
pub use transfer::{
    OpenExtractor, OpenTransfer, TransferEnd, TransferError, TransferHistory, TransferJob,
    draw_transfer_run, open_extractor, open_transfer, repair_transfer, run_transfer,
    verify_transfer,
};
pub use verify::{TOLERANCE, TOLERANT_STEPS, Verified, verify};
pub use worker_pool::{WorkerEvent, run_jobs, run_jobs_as};
