//! Writes a run's heartbeat about once a second, at next to no cost.

use std::time::{Duration, Instant};

use jiff::Timestamp;

use super::job::Job;
use crate::metrics::Metric;
use crate::record::{Heartbeat, History, RunPaths};
use crate::report::key_metric;

/// Time between two heartbeats, at least.
const INTERVAL: Duration = Duration::from_secs(1);
/// Where the disk is slow, a heartbeat is followed by a pause this many times as long as it took, so
/// heartbeats cost 1 % at most.
const SHARE: u32 = 100;
/// Seconds over which the speed is averaged.
const MEMORY: f64 = 10.0;
/// Blocks that a history is reduced to, at most; even, for they are merged in pairs.
const BLOCKS: usize = 60;

/// Writes `live.json`, and removes it when it is dropped, however that happens.
pub(super) struct HeartbeatWriter {
    paths: RunPaths,
    steps: u64,
    metric: Metric,
    last: Instant,
    due: Instant,
    last_step: u64,
    speed: Option<f64>,
    /// Rows of the history that the curves hold.
    seen: (usize, usize),
    d_loss: Curve,
    g_loss: Curve,
    key: Curve,
}

impl HeartbeatWriter {
    /// Writes the first heartbeat: a process trains the run, and appends to this history.
    pub fn begin(job: &Job, history: &History, now: Instant) -> Self {
        let mut writer = Self {
            paths: job.paths.clone(),
            steps: job.planned.run.steps as u64,
            metric: key_metric(&job.planned.run),
            last: now,
            due: now,
            last_step: history.steps.len() as u64,
            speed: None,
            seen: (0, 0),
            d_loss: Curve::default(),
            g_loss: Curve::default(),
            key: Curve::default(),
        };
        Heartbeat::remove(&writer.paths);
        writer.write_if_due(history, now);
        writer
    }

    /// Writes a heartbeat if one is due. A disk that refuses is no reason to stop: a watcher sees
    /// that the last one is old.
    pub fn write_if_due(&mut self, history: &History, now: Instant) {
        if now < self.due {
            return;
        }
        drop(self.heartbeat(history, now).write(&self.paths));
        self.due = now + INTERVAL.max(now.elapsed() * SHARE);
    }

    fn heartbeat(&mut self, history: &History, now: Instant) -> Heartbeat {
        let step = history.steps.len() as u64;
        self.measure_speed(step, now);
        for row in &history.steps[self.seen.0..] {
            self.d_loss.push(row.d_loss);
            self.g_loss.push(row.g_loss);
        }
        for row in &history.evals[self.seen.1..] {
            self.key.push(row.measured.get(self.metric));
        }
        self.seen = (history.steps.len(), history.evals.len());
        let last = history.steps.last();
        Heartbeat {
            step,
            steps: self.steps,
            steps_per_second: self.speed,
            written: Timestamp::now(),
            d_loss: last.and_then(|row| row.d_loss),
            g_loss: last.and_then(|row| row.g_loss),
            d_acc: last.and_then(|row| row.d_acc),
            evaluated: history.evals.last().copied(),
            d_losses: self.d_loss.means(),
            g_losses: self.g_loss.means(),
            metric: self.metric,
            metrics: self.key.means(),
        }
    }

    /// A running mean that forgets what is long ago.
    fn measure_speed(&mut self, step: u64, now: Instant) {
        let seconds = now.duration_since(self.last).as_secs_f64();
        if step > self.last_step && seconds > 0.0 {
            let speed = (step - self.last_step) as f64 / seconds;
            let before = self.speed.unwrap_or(speed);
            self.speed = Some(before + (speed - before) * seconds / (seconds + MEMORY));
            (self.last, self.last_step) = (now, step);
        }
    }
}

impl Drop for HeartbeatWriter {
    fn drop(&mut self) {
        Heartbeat::remove(&self.paths);
    }
}

/// A history of any length as means of at most [`BLOCKS`] blocks of neighbouring values, whose
/// length doubles when it has to.
struct Curve {
    /// Values of a block that is full.
    length: usize,
    blocks: Vec<Block>,
}

#[derive(Clone, Copy, Default)]
struct Block {
    sum: f64,
    measured: usize,
    length: usize,
}

impl Default for Curve {
    fn default() -> Self {
        Self {
            length: 1,
            blocks: Vec::new(),
        }
    }
}

impl Curve {
    fn push(&mut self, value: Option<f64>) {
        if self
            .blocks
            .last()
            .is_none_or(|block| block.length == self.length)
        {
            if self.blocks.len() == BLOCKS {
                self.blocks = self
                    .blocks
                    .as_chunks()
                    .0
                    .iter()
                    .map(|[one, other]| one.and(other))
                    .collect();
                self.length *= 2;
            }
            self.blocks.push(Block::default());
        }
        let last = self.blocks.last_mut().expect("it was just seen to");
        *last = last.and(&Block {
            sum: value.unwrap_or(0.0),
            measured: value.iter().len(),
            length: 1,
        });
    }

    fn means(&self) -> Vec<Option<f64>> {
        self.blocks
            .iter()
            .map(|block| (block.measured > 0).then(|| block.sum / block.measured as f64))
            .collect()
    }
}

impl Block {
    fn and(&self, other: &Self) -> Self {
        Self {
            sum: self.sum + other.sum,
            measured: self.measured + other.measured,
            length: self.length + other.length,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn means(values: impl Iterator<Item = Option<f64>>) -> Vec<Option<f64>> {
        let mut curve = Curve::default();
        values.for_each(|value| curve.push(value));
        curve.means()
    }

    #[test]
    fn a_history_of_any_length_becomes_at_most_sixty_means() {
        assert_eq!(means([Some(1.0), None].into_iter()), [Some(1.0), None]);
        for length in [0_u64, 1, 59, 60, 61, 119, 120, 121, 1000, 12_345] {
            let means = means((0..length).map(|value| Some(value as f64)));
            assert!(
                means.len() <= BLOCKS && means.len() as u64 >= length.min(30),
                "{length}: {}",
                means.len()
            );
            assert!(means.is_sorted(), "{length}: {means:?}");
        }
        let of_61 = means((0..61).map(|value| Some(f64::from(value))));
        assert_eq!(
            (of_61.len(), of_61[0], of_61[29], of_61[30]),
            (31, Some(0.5), Some(58.5), Some(60.0))
        );
    }

    #[test]
    fn what_was_not_measured_or_is_no_number_is_told_apart() {
        let values = (0..120).map(|value| match value {
            0..40 => None,
            40 => Some(f64::NAN),
            _ => (value % 2 == 0).then_some(1.0),
        });
        let means = means(values);
        assert_eq!((means[19], means[21]), (None, Some(1.0)));
        assert!(means[20].unwrap().is_nan());
    }
}
