//! How long a sweep will still take, from what its workers have done so far.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use crate::config::{Model, Run};

/// A run is watched this long before its pace counts: the first steps are not typical.
const WATCHED: Duration = Duration::from_secs(2);

/// Runs of which a step takes about as long: model and batch.
type Kind = (Model, usize);

/// What is to be done, and how quickly it goes.
pub(super) struct Pace {
    jobs: Vec<Progress>,
    workers: usize,
}

/// One run under way.
struct Progress {
    kind: Kind,
    steps: u64,
    done: u64,
    /// When it was first seen, and its steps then: it may have resumed.
    first: Option<(Instant, u64)>,
    /// When it was last heard of.
    last: Option<Instant>,
    is_over: bool,
}

impl Progress {
    fn seconds_per_step(&self) -> Option<f64> {
        let ((first, from), last) = (self.first?, self.last?);
        let time = last.duration_since(first);
        let is_known = self.done > from && (time >= WATCHED || self.is_over);
        is_known.then(|| time.as_secs_f64() / (self.done - from) as f64)
    }

    fn steps_left(&self) -> f64 {
        match self.is_over {
            true => 0.0,
            false => self.steps.saturating_sub(self.done) as f64,
        }
    }
}

impl Pace {
    /// Nothing is done yet.
    pub(super) fn new<'a>(runs: impl Iterator<Item = &'a Run>, workers: usize) -> Self {
        let progress = |run: &Run| Progress {
            kind: (run.model, run.batch),
            steps: run.steps as u64,
            done: 0,
            first: None,
            last: None,
            is_over: false,
        };
        Self {
            jobs: runs.map(progress).collect(),
            workers: workers.max(1),
        }
    }

    /// Records how many steps a run has done.
    pub(super) fn step(&mut self, job: usize, step: u64, now: Instant) {
        let job = &mut self.jobs[job];
        job.first.get_or_insert((now, step));
        (job.done, job.last) = (step, Some(now));
    }

    /// Records that a run waits for others: it goes on later, at a pace that is not known from the time between.
    pub(super) fn wait(&mut self, job: usize) {
        let job = &mut self.jobs[job];
        (job.first, job.last) = (None, None);
    }

    /// Records that a run has ended, in whatever way. The time between its last step and its end counts
    /// as well.
    pub(super) fn end(&mut self, job: usize, now: Instant) {
        let job = &mut self.jobs[job];
        job.is_over = true;
        job.last = job.first.map(|_| now);
    }

    /// Steps that are done and all steps; a run that is over counts whole.
    pub(super) fn steps(&self) -> (u64, u64) {
        let done = |job: &Progress| if job.is_over { job.steps } else { job.done };
        let all = self.jobs.iter().map(|job| job.steps).sum();
        (self.jobs.iter().map(done).sum(), all)
    }

    /// An estimate of the seconds that are left: every run at its own pace, or at that of runs like
    /// it, shared among the workers, and at least as long as the longest of those under way.
    /// `None` until a run has been watched for two seconds.
    pub(super) fn seconds_left(&self) -> Option<f64> {
        let mut of_kind: HashMap<Kind, Vec<f64>> = HashMap::new();
        for job in &self.jobs {
            if let Some(seconds) = job.seconds_per_step() {
                of_kind.entry(job.kind).or_default().push(seconds);
            }
        }
        let mean = |seconds: &Vec<f64>| seconds.iter().sum::<f64>() / seconds.len() as f64;
        let known: Vec<f64> = of_kind.values().flatten().copied().collect();
        let typical = (!known.is_empty()).then(|| mean(&known))?;
        let seconds = |job: &Progress| {
            let like = || of_kind.get(&job.kind).map(mean);
            let pace = job.seconds_per_step().or_else(like).unwrap_or(typical);
            job.steps_left() * pace
        };
        let all: f64 = self.jobs.iter().map(seconds).sum();
        let under_way = self.jobs.iter().filter(|job| job.first.is_some());
        let longest = under_way.map(seconds).fold(0.0, f64::max);
        Some(longest.max(all / self.workers as f64))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::parse;

    fn runs(text: &str) -> Vec<Run> {
        let study = parse("s.yaml", &format!("study: s\nquestion: q\n{text}\n"), &[]).unwrap();
        study.runs.into_iter().map(|planned| planned.run).collect()
    }

    fn after(start: Instant, seconds: u64) -> Instant {
        start + Duration::from_secs(seconds)
    }

    #[test]
    fn the_time_left_is_known_before_the_first_run_ends() {
        let runs = runs("run: {steps: 100}\nsweep: {seeds: 4}");
        let (mut pace, start) = (Pace::new(runs.iter(), 2), Instant::now());
        assert_eq!(pace.seconds_left(), None);
        for job in [0, 1] {
            pace.step(job, 1, start);
            pace.step(job, 6, after(start, 1));
        }
        assert_eq!(pace.seconds_left(), None, "a second says little");
        for job in [0, 1] {
            pace.step(job, 41, after(start, 4));
        }
        // 0.1 s for each of 59 + 59 + 100 + 100 steps, for two workers.
        assert!((pace.seconds_left().unwrap() - 15.9).abs() < 1e-9);
        assert_eq!(pace.steps(), (82, 400));
    }

    #[test]
    fn a_queued_run_takes_as_long_as_runs_like_it() {
        let runs = runs("run: {steps: 100}\nsweep: {grid: {batch: [32, 320]}, seeds: 2}");
        let (mut pace, start) = (Pace::new(runs.iter(), 1), Instant::now());
        for (job, seconds) in [(0, 10), (1, 100)] {
            pace.step(job, 0, start);
            pace.step(job, 100, after(start, seconds));
            pace.end(job, after(start, seconds));
        }
        assert!((pace.seconds_left().unwrap() - 110.0).abs() < 1e-9);
    }

    #[test]
    fn what_was_done_before_and_what_has_failed_is_no_pace() {
        let runs = runs("run: {steps: 100}\nsweep: {seeds: 2}");
        let (mut pace, start) = (Pace::new(runs.iter(), 1), Instant::now());
        pace.end(1, start);
        assert_eq!(pace.seconds_left(), None);
        pace.step(0, 50, start);
        pace.step(0, 60, after(start, 10));
        assert_eq!(pace.seconds_left(), Some(40.0), "it resumed at step 50");
    }
}
