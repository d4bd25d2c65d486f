//! Writes a run's heartbeat about once a second, at next to no cost.

use std::time::{Duration, Instant};

use super::block_means::BlockMeans;
use super::job::Job;
use crate::metrics::Metric;
use crate::record::{self, Heartbeat, History, RunPaths};
use crate::report::key_metric;

/// Time between two heartbeats, at least.
const INTERVAL: Duration = Duration::from_secs(1);
/// Where the disk is slow, a heartbeat is followed by a pause this many times as long as it took, so
/// heartbeats cost 1 % at most.
const PAUSE_FACTOR: u32 = 100;
/// Seconds over which the speed is averaged.
const AVERAGED_SECONDS: f64 = 10.0;
/// Writes `live.json`, and removes it when it is dropped, however that happens.
pub(super) struct HeartbeatWriter {
    paths: RunPaths,
    steps: u64,
    metric: Metric,
    /// When the next heartbeat is due.
    due: Instant,
    /// Time and step at which the speed was last measured.
    measured_at: (Instant, u64),
    steps_per_second: Option<f64>,
    /// Steps and evaluations of the history that the means hold.
    steps_seen: usize,
    evals_seen: usize,
    d_loss: BlockMeans,
    g_loss: BlockMeans,
    metric_values: BlockMeans,
}

impl HeartbeatWriter {
    /// Writes the first heartbeat: a process trains the run, and appends to this history.
    pub fn begin(job: &Job, history: &History, now: Instant) -> Self {
        let mut writer = Self {
            paths: job.paths.clone(),
            steps: job.planned.run.steps as u64,
            metric: key_metric(&job.planned.run),
            due: now,
            measured_at: (now, history.steps.len() as u64),
            steps_per_second: None,
            steps_seen: 0,
            evals_seen: 0,
            d_loss: BlockMeans::default(),
            g_loss: BlockMeans::default(),
            metric_values: BlockMeans::default(),
        };
        Heartbeat::remove(&writer.paths);
        writer.write_if_due(history, now);
        writer
    }

    /// Forgets what it has seen: the run has gone back to the end of this history.
    pub fn go_back(&mut self, history: &History, now: Instant) {
        self.measured_at = (now, history.steps.len() as u64);
        (self.steps_seen, self.evals_seen) = (0, 0);
        self.d_loss = BlockMeans::default();
        self.g_loss = BlockMeans::default();
        self.metric_values = BlockMeans::default();
        self.write_if_due(history, now);
    }

    /// Writes a heartbeat if one is due. A disk that refuses is no reason to stop: a watcher sees
    /// that the last one is old.
    pub fn write_if_due(&mut self, history: &History, now: Instant) {
        if now < self.due {
            return;
        }
        drop(self.heartbeat(history, now).write(&self.paths));
        self.due = now + INTERVAL.max(now.elapsed() * PAUSE_FACTOR);
    }

    fn heartbeat(&mut self, history: &History, now: Instant) -> Heartbeat {
        let step = history.steps.len() as u64;
        self.measure_speed(step, now);
        for row in &history.steps[self.steps_seen..] {
            self.d_loss.push(row.d_loss);
            self.g_loss.push(row.g_loss);
        }
        for row in &history.evals[self.evals_seen..] {
            self.metric_values.push(row.measured.get(self.metric));
        }
        (self.steps_seen, self.evals_seen) = (history.steps.len(), history.evals.len());
        let last = history.steps.last();
        Heartbeat {
            step,
            steps: self.steps,
            steps_per_second: self.steps_per_second,
            written: record::now(),
            d_loss: last.and_then(|row| row.d_loss),
            g_loss: last.and_then(|row| row.g_loss),
            d_acc: last.and_then(|row| row.d_acc),
            evaluated: history.evals.last().copied(),
            d_losses: self.d_loss.means(),
            g_losses: self.g_loss.means(),
            metric: self.metric,
            metrics: self.metric_values.means(),
        }
    }

    /// A running mean that forgets what is long ago.
    fn measure_speed(&mut self, step: u64, now: Instant) {
        let (last, last_step) = self.measured_at;
        let seconds = now.duration_since(last).as_secs_f64();
        if step > last_step && seconds > 0.0 {
            let speed = (step - last_step) as f64 / seconds;
            let before = self.steps_per_second.unwrap_or(speed);
            self.steps_per_second =
                Some(before + (speed - before) * seconds / (seconds + AVERAGED_SECONDS));
            self.measured_at = (now, step);
        }
    }
}

impl Drop for HeartbeatWriter {
    fn drop(&mut self) {
        Heartbeat::remove(&self.paths);
    }
}
