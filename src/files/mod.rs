//! The one way in which files are read: plain files, up to a length that is known before, with
//! "there is none" told apart from "it cannot be read".
//!
//! Every error is a [`std::io::Error`] whose text fits `cannot read PATH: ..`; its kind is
//! `NotFound` exactly where nothing is there.

mod following;
mod places;
mod reading;

pub(crate) use following::{FollowedFile, Look};
pub(crate) use places::{entries, exists, file_state};
pub(crate) use reading::{open, read, read_log};

/// Lengths up to which files are read, in bytes.
pub(crate) mod limits {
    /// A study, or the spec of a run.
    pub const YAML: u64 = 4 << 20;
    /// `run.json`, `live.json` and `verdict.json`.
    pub const JSON: u64 = 64 << 20;
    /// A figure as text.
    pub const FIGURE: u64 = 256 << 20;
    /// A table, snapshots or a state of training that seesaw has written: a run of a hundred
    /// million steps.
    pub const OWN: u64 = 16 << 30;
    /// The log of another program.
    pub const LOG: u64 = 1 << 30;
}
