//! The jobs of a study that a cluster has not done with.

use super::super::exit::CliError;
use super::super::terminal::output::print_message;
use crate::launch::{LaunchError, QueuedJob, queued_jobs};
use crate::record::{StudyPaths, Submission, SubmissionPaths};

/// The submissions of a study that can be read.
pub(crate) fn submissions(paths: &StudyPaths) -> Result<Vec<Submission>, CliError> {
    let all = SubmissionPaths::all(paths)?;
    // One that was never written down to its end has no jobs.
    let read = all.iter().filter_map(|paths| Submission::read(paths).ok());
    Ok(read.collect())
}

/// The jobs that wait or run. Where nothing was submitted, no program is asked.
///
/// # Errors
/// If Slurm cannot be asked.
pub(crate) fn queue_of(study: &str, paths: &StudyPaths) -> Result<Vec<QueuedJob>, CliError> {
    let submissions = submissions(paths)?;
    if submissions.is_empty() {
        return Ok(Vec::new());
    }
    let is_ours = |id: &str| submissions.iter().any(|submission| submission.has_job(id));
    Ok(queued_jobs(study, is_ours)?)
}

/// As [`queue_of`], for a verb that does without: the files say what runs do. A machine without Slurm is
/// none to ask; a cluster that does not answer is told of.
pub(crate) fn queue_if_it_answers(study: &str, paths: &StudyPaths) -> Vec<QueuedJob> {
    match queue_of(study, paths) {
        Ok(queue) => queue,
        Err(CliError::Launch(LaunchError::NotHere { .. })) => Vec::new(),
        Err(error) => {
            print_message(format_args!("note: the queue is not known: {error}"));
            Vec::new()
        }
    }
}

/// What the queue says in a line: how many jobs run, and how many wait and why.
pub(crate) fn queue_words(queued: &[QueuedJob]) -> Option<String> {
    let waiting: Vec<&QueuedJob> = queued.iter().filter(|job| job.state == "pending").collect();
    let mut words = Vec::new();
    let running = queued.len() - waiting.len();
    if running > 0 {
        words.push(format!("{running} running"));
    }
    let mut reasons: Vec<&str> = waiting.iter().map(|job| job.reason.as_str()).collect();
    reasons.sort_unstable();
    reasons.dedup();
    if !waiting.is_empty() {
        words.push(format!(
            "{} waiting ({})",
            waiting.len(),
            reasons.join(", ")
        ));
    }
    (!words.is_empty()).then(|| format!("jobs: {}", words.join(", ")))
}

/// The state of the job that an attempt was part of, in words, if the cluster has not done with it.
pub(crate) fn job_words(queued: &[QueuedJob], job: &str) -> Option<String> {
    let found = queued.iter().find(|queued| queued.id == job)?;
    Some(match found.state.as_str() {
        "pending" => format!("requeued: job {job} waits ({})", found.reason),
        state => format!("job {job} is {state} on {}", found.node),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn job(id: &str, state: &str, node: &str, reason: &str) -> QueuedJob {
        let [id, state, node, reason] = [id, state, node, reason].map(String::from);
        QueuedJob {
            id,
            state,
            node,
            reason,
        }
    }

    #[test]
    fn the_queue_is_told_in_a_line() {
        let queue = [
            job("7_0", "running", "node3", "None"),
            job("7_1", "pending", "", "JobArrayTaskLimit"),
            job("7_2", "pending", "", "JobArrayTaskLimit"),
            job("8", "pending", "", "Dependency"),
        ];
        let words = "jobs: 1 running, 3 waiting (Dependency, JobArrayTaskLimit)";
        assert_eq!(queue_words(&queue).as_deref(), Some(words));
        assert_eq!(queue_words(&[]), None);
        let requeued = "requeued: job 7_1 waits (JobArrayTaskLimit)";
        assert_eq!(job_words(&queue, "7_1").as_deref(), Some(requeued));
        assert_eq!(
            job_words(&queue, "7_0").as_deref(),
            Some("job 7_0 is running on node3")
        );
        assert_eq!(job_words(&queue, "7_5"), None);
    }
}
