//! When a run is given up: jobs that die at it again and again would be queued for ever.

use std::time::Instant;

use super::attempt::mark_failed;
use super::job::Job;
use crate::record::{
    Attempt, RecordError, RunFile, RunLock, StoredStatus, array_of, read_checkpoint,
};

/// How often a run may end without a step saved, in the jobs of one submission.
#[derive(Clone, Debug)]
pub struct RequeueLimit {
    /// Attempts in a row that may do so; one more is the last.
    pub requeues: usize,
    /// The ids of these jobs, that of this process among them: a new submission counts anew.
    pub jobs: Vec<String>,
}

impl RequeueLimit {
    fn is_ours(&self, attempt: &Attempt) -> bool {
        let id = attempt.job.as_deref().map(array_of);
        id.is_some_and(|id| self.jobs.iter().any(|job| job == id))
    }

    /// Whether a job of this submission has ended in an error at this run, or was the last that may
    /// end without a step saved. Then the run is marked as failed. What cannot be read is left to
    /// whoever trains it.
    pub fn is_given_up(&self, job: &Job) -> bool {
        let Ok(Some(file)) = RunFile::read(&job.paths) else {
            return false;
        };
        if file.status == StoredStatus::Failed {
            return file.attempts.last().is_some_and(|last| self.is_ours(last));
        }
        if file.status == StoredStatus::Complete
            || !self.is_exhausted(&file.attempts, || saved_steps(job))
        {
            return false;
        }
        self.give_up(job).is_ok_and(|is_given_up| is_given_up)
    }

    /// Whether the last attempts have all ended without a step saved. `saved` reads how many are
    /// saved; that is asked for only where there are enough attempts.
    pub(super) fn is_exhausted(
        &self,
        attempts: &[Attempt],
        saved: impl FnOnce() -> Option<u64>,
    ) -> bool {
        let begun = attempts.last().map_or(0, |last| last.from_step);
        let is_wasted = |attempt: &&Attempt| {
            self.is_ours(attempt)
                && attempt.from_step == begun
                && attempt.to_step.is_none_or(|to| to <= begun)
        };
        let wasted = attempts.iter().rev().take_while(is_wasted).count();
        wasted > self.requeues && saved() == Some(begun)
    }

    /// Marks the run as failed, under its lock and if that is still right.
    fn give_up(&self, job: &Job) -> Result<bool, RecordError> {
        let Some(_lock) = RunLock::try_acquire(&job.paths)? else {
            return Ok(false);
        };
        let file = RunFile::read(&job.paths)?;
        let Some(file) = file.filter(|file| self.is_exhausted(&file.attempts, || saved_steps(job)))
        else {
            return Ok(false);
        };
        let begun = file.attempts.last().map_or(0, |last| last.from_step);
        let reason = format!(
            "given up: {} attempts in a row ended without a step saved after step {begun}; the last \
             {}",
            self.requeues + 1,
            last_words(&file)
        );
        mark_failed(&job.identity(), &reason, Instant::now());
        Ok(true)
    }
}

/// How the last attempt ended, to follow "the last".
fn last_words(file: &RunFile) -> String {
    let last = file.attempts.last();
    let place = last.map_or(String::new(), |last| {
        let job = last.job.as_deref().unwrap_or("unknown");
        format!("was job {job} on {}", last.host)
    });
    let reason = last.and_then(|last| last.exit_reason.as_deref());
    format!("{place}: {}", reason.unwrap_or("its process died"))
}

/// Steps of the checkpoint; `None` where it cannot be used, which whoever trains the run will say.
fn saved_steps(job: &Job) -> Option<u64> {
    let checkpoint = read_checkpoint(&job.paths.checkpoint()).ok()?;
    Some(checkpoint.map_or(0, |checkpoint| checkpoint.header.step))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn attempt(job: &str, from_step: u64, to_step: Option<u64>) -> Attempt {
        Attempt {
            job: Some(job.to_string()),
            to_step,
            ..Attempt::begin(from_step)
        }
    }

    #[test]
    fn only_attempts_in_a_row_that_save_nothing_count() {
        let limit = RequeueLimit {
            requeues: 1,
            jobs: vec!["7".to_string()],
        };
        let is_exhausted =
            |attempts: &[Attempt], saved| limit.is_exhausted(attempts, || Some(saved));
        let died = |from| attempt("7_1", from, None);
        assert!(!is_exhausted(&[], 0));
        assert!(!is_exhausted(&[died(0)], 0));
        assert!(is_exhausted(&[died(0), died(0)], 0));
        assert!(
            !is_exhausted(&[died(0), died(0)], 25),
            "the last one has saved"
        );
        assert!(!is_exhausted(&[died(0), died(25)], 25));
        assert!(is_exhausted(
            &[died(0), died(25), attempt("7_2", 25, Some(25))],
            25
        ));
        let stopped = attempt("7_1", 25, Some(30));
        assert!(!is_exhausted(&[died(25), stopped, died(30)], 30));
        let others = [attempt("6_1", 0, None), attempt("6_1", 0, None), died(0)];
        assert!(!is_exhausted(&others, 0), "a new submission counts anew");
        let here = Attempt {
            job: None,
            ..died(0)
        };
        assert!(
            !is_exhausted(&[died(0), here], 0),
            "somebody has tried by hand"
        );
        assert!(
            !limit.is_exhausted(&[died(0), died(0)], || None),
            "it cannot be read"
        );
    }
}
