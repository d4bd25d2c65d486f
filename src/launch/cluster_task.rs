//! What a task of a cluster knows beside its runs.

use super::job::Job;
use super::requeue_limit::RequeueLimit;
use crate::record::{Depth, RunStatus, inspect};

/// A task that shares its runs with others.
#[derive(Clone, Debug)]
pub struct ClusterTask {
    /// When a run is given up.
    pub limit: RequeueLimit,
    /// The task's number in its array.
    pub number: usize,
    /// How closely it looks at runs that others have completed.
    pub depth: Depth,
}

impl ClusterTask {
    /// Whether nothing is left to be done of a run: it is complete, or given up.
    pub fn is_settled(&self, job: &Job) -> bool {
        let hash = Some(job.planned.hash.as_str());
        inspect(&job.paths, hash, self.depth).status == RunStatus::Complete
            || self.limit.is_given_up(job)
    }
}
