//! Finds studies and runs on disk, by their names or directories.

pub(super) mod missing_runs;
pub(super) mod one_run;
pub(super) mod places;
pub(super) mod queue;
pub(super) mod runs;
pub(super) mod selection;
pub(super) mod short_names;
pub(super) mod studies;
pub(super) mod transfers;
