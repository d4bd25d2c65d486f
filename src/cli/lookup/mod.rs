//! Finds studies and runs on disk, by their names or directories.

pub(super) mod runs;
pub(super) mod studies;
