//! When a checkpoint is due: after so many steps or seconds, whichever comes first.

use std::time::{Duration, Instant};

use crate::config::Checkpoint;

/// Decides when to save, and saves nothing.
pub(super) struct CheckpointSchedule {
    checkpoint: Checkpoint,
    last_step: u64,
    last_time: Instant,
}

impl CheckpointSchedule {
    /// From a run's start, or from the checkpoint that it resumes from.
    pub fn new(checkpoint: Checkpoint, step: u64, now: Instant) -> Self {
        Self {
            checkpoint,
            last_step: step,
            last_time: now,
        }
    }

    /// Whether one is due after this step. The caller then saves it.
    pub fn due(&mut self, step: u64, now: Instant) -> bool {
        let Checkpoint { steps, seconds, .. } = self.checkpoint;
        let by_count = steps > 0 && step - self.last_step >= steps as u64;
        let by_time = seconds > 0
            && now.duration_since(self.last_time) >= Duration::from_secs(seconds as u64);
        if by_count || by_time {
            (self.last_step, self.last_time) = (step, now);
        }
        by_count || by_time
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn by_steps_or_seconds_whichever_comes_first() {
        let start = Instant::now();
        let after = |seconds| start + Duration::from_secs(seconds);
        let mut both = CheckpointSchedule::new(
            Checkpoint {
                steps: 10,
                seconds: 5,
                ..Checkpoint::default()
            },
            100,
            start,
        );
        assert!(!both.due(109, start) && both.due(110, start) && !both.due(111, start));
        assert!(!both.due(112, after(4)) && both.due(113, after(5)) && !both.due(122, after(9)));
        assert!(both.due(123, after(9)), "ten steps after the last one");
        let mut never = CheckpointSchedule::new(
            Checkpoint {
                steps: 0,
                seconds: 0,
                ..Checkpoint::default()
            },
            0,
            start,
        );
        assert!(!never.due(1_000_000, after(1_000_000)));
    }
}
