//! A patch in the making.

use crate::diagnose::Remedy;
use crate::spec::{AxisValue, Kind, Run, Schedule};

/// Two digits are enough for a number to try.
pub(super) fn number(value: f64) -> String {
    let rounded: f64 = format!("{value:.1e}").parse().unwrap_or(value);
    AxisValue::Number(rounded).to_string()
}

/// The learning rate at which the pairs for this data train: 1e-3 in the plane, 2e-4 on images (Radford et al. 2016).
pub(super) fn usual_rate(run: &Run) -> f64 {
    match run.data.kind() {
        Kind::Points => 1e-3,
        Kind::Images { .. } => 2e-4,
    }
}

/// Lines of a patch, with the reason for each.
#[derive(Default)]
pub(super) struct Draft {
    lines: Vec<String>,
    reasons: Vec<String>,
}

impl Draft {
    /// Sets a key.
    pub fn set(&mut self, key: &str, value: &str) {
        self.lines.push(format!("{key}: {value}"));
    }

    /// Says why.
    pub fn because(&mut self, reason: impl Into<String>) {
        self.reasons.push(reason.into());
    }

    /// Sets both learning rates, for as long as the run lasts: a schedule that has nearly stopped a player is taken out.
    pub fn rates(&mut self, run: &Run, g: f64, d: f64) {
        self.set("lr_g", &number(g));
        self.set("lr_d", &number(d));
        self.without_stops(run);
    }

    /// Takes out schedules that have all but stopped a player.
    pub fn without_stops(&mut self, run: &Run) {
        for (key, player, schedule) in [("schedule_g", "G", run.schedule_g), ("schedule_d", "D", run.schedule_d)] {
            if stops(schedule, run.steps) {
                self.set(key, "constant");
                self.because(format!("its schedule has all but stopped {player}"));
            }
        }
    }

    /// The patch with its reasons.
    pub fn finish(self) -> Remedy {
        Remedy { patch: self.lines.join("\n"), reason: self.reasons.join("; ") }
    }
}

/// Whether a schedule leaves less than a hundredth of the rate in the middle of a run.
fn stops(schedule: Schedule, steps: usize) -> bool {
    matches!(schedule, Schedule::Step { every, factor, .. } if factor.powf((steps / 2 / every) as f64) < 0.01)
}
