//! The directory of one run.
//!
//! # How a run survives
//!
//! ```text
//!              state (StateDict)       parts/<step>.steps|evals.parquet, .samples|best.safetensors
//! train ----> Recorder --------------> checkpoint.safetensors: state + SHA-256 of itself + SHA-256 of each part it refers to
//!   ^                                        |
//!   +------- resume <---- launch/resume.rs --+     at the end: whole tables, then a last checkpoint that refers to them, run.json
//! ```
//!
//! - **One visit saves and loads.** Whatever has state from step to step has a function
//!   `visit_state` that visits it with a `StateDict` (`state_dict.rs`); the same visit writes a
//!   checkpoint and reads it. What is random is not in it: draws are a function of seed, stream and step.
//! - **The checkpoint is the root of trust** (`checkpoint.rs`). It holds a SHA-256 of itself and of
//!   every file of the run's history so far, and is written after them. A process that dies in
//!   between leaves the last checkpoint, and parts that no checkpoint lists, which the next process
//!   removes.
//! - **Nothing is parsed before its digest is checked** (`digest.rs`). Parquet, snapshots and
//!   verdicts are read only if their SHA-256 is the one that the checkpoint or `run.json` lists;
//!   `run.json` has a checksum of its own text.
//! - **A lock belongs to the directory that is there** (`lock.rs`). The operating system releases
//!   it when the process ends, however it ends; whoever acquires it checks that the path still
//!   leads to the file that it has locked.
//! - **A lease where locks are not seen** (`lease.rs`): whoever has taken the lock of a run whose last
//!   process was on another machine waits until its heartbeat has not changed for 15 seconds.
//! - **`best.safetensors`** is the state at the first evaluation with the best high_quality
//!   (images: coverage) among those that are healthy by themselves, so a later collapse does not
//!   overwrite it.
//! - **The build's fingerprint** (`build_fingerprint.rs`, `build.rs`) covers the source that
//!   computes, judges and writes, libraries, compiler and flags, CPU features, and the system's exp
//!   and ln. A checkpoint of another build is refused: resuming it would not give the bytes of an
//!   uninterrupted run.
//!
//! # What state a run is in
//!
//! [`inspect`] answers that for every verb, with one [`RunStatus`]; how much it reads is its
//! argument.
//!
//! # Signs of life
//!
//! A running run writes `live.json` ([`Heartbeat`]) about once a second and removes it at its end.
//! Nothing depends on it: no digest lists it, no training reads it, and a damaged one counts as
//! missing.

mod abandoned;
mod build_fingerprint;
mod checkpoint;
mod differences;
mod digest;
mod healing;
mod heartbeat;
mod lease;
mod lock;
mod paths;
mod provenance;
mod run_file;
mod saved_run;
mod snapshots;
mod status;
mod tables;
#[cfg(test)]
mod tests;
mod transfer_rows;

pub(crate) use abandoned::is_abandoned;
pub use build_fingerprint::BuildFingerprint;
pub use checkpoint::{Checkpoint, CheckpointHeader, read_checkpoint, write_checkpoint};
pub(crate) use checkpoint::{checkpoint_bytes, parse_checkpoint, parse_unverified_checkpoint};
pub use differences::{Difference, as_of_version, first_difference, same_bits};
pub(crate) use digest::relative_name;
pub use digest::{Digests, sha256};
pub use healing::{Healing, healed_run};
pub use heartbeat::Heartbeat;
pub(crate) use lease::{LEASE, is_trained_elsewhere};
pub use lock::RunLock;
pub use paths::RunPaths;
pub use provenance::{ClassifierProvenance, Host, Provenance, host_name};
pub use run_file::{Attempt, RunFile, StoredStatus, job_here};
pub use saved_run::{
    HistorySlice, PartName, SavedRun, StoredTables, read_complete_run, read_saved_run, read_tables,
    write_tables,
};
pub(crate) use saved_run::{
    read_history_of, read_metrics_of, remove_leftovers, remove_unlisted_states, write_abandoned,
    write_best_part, write_parts,
};
pub use snapshots::Snapshot;
pub(crate) use snapshots::read_snapshots;
pub(crate) use status::is_alive;
pub use status::{Depth, Inspection, RunStatus, inspect};
pub use tables::History;
#[cfg(test)]
pub(in crate::record) use tables::write_steps;
pub(crate) use tables::{read_evals, read_steps};
pub use transfer_rows::{first_transfer_difference, read_transfer_rows, write_transfer_rows};
