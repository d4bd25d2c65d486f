//! A patch of a run, built line by line with the reason for each line.

use crate::config::{AxisValue, Kind, Run};
use crate::diagnose::Remedy;
use crate::strategies::{Loss, Schedule};

/// Without a patch: the log of a run that was trained elsewhere has no spec to patch.
pub(super) fn reason_only(reason: impl Into<String>) -> Remedy {
    Remedy {
        patch: String::new(),
        reason: reason.into(),
    }
}

/// Two digits are enough for a number to try.
pub(super) fn rounded(value: f64) -> String {
    let value: f64 = format!("{value:.1e}").parse().unwrap_or(value);
    AxisValue::Number(value).to_string()
}

/// The learning rate at which the pairs for this data train: 1e-3 in the plane, 2e-4 on images
/// (Radford et al. 2016).
pub(super) fn usual_rate(run: &Run) -> f64 {
    match run.data.kind() {
        Kind::Numbers | Kind::Points => 1e-3,
        Kind::Images { .. } => 2e-4,
    }
}

/// Lines of a patch, with the reason for each.
#[derive(Default)]
pub(super) struct PatchBuilder {
    lines: Vec<String>,
    reasons: Vec<String>,
}

impl PatchBuilder {
    /// Sets a key of the run.
    pub fn set(&mut self, key: &str, value: &str) {
        self.lines.push(format!("{key}: {value}"));
    }

    /// Adds the reason for what is set.
    pub fn add_reason(&mut self, reason: impl Into<String>) {
        self.reasons.push(reason.into());
    }

    /// Sets the learning rates that change, and removes schedules by which they would differ again.
    pub fn set_rates(&mut self, run: &Run, g: f64, d: f64) {
        for (key, now, rate) in [("lr_g", run.lr_g, g), ("lr_d", run.lr_d, d)] {
            if rate != now {
                self.set(key, &rounded(rate));
            }
        }
        if run.schedule_g != run.schedule_d {
            for (key, schedule) in [
                ("schedule_g", &run.schedule_g),
                ("schedule_d", &run.schedule_d),
            ] {
                if schedule.name() != "constant" || schedule.warm_up() > 0 {
                    self.set(key, "constant");
                }
            }
            self.add_reason("the players' schedules differ");
        } else if all_but_stops(&run.schedule_g, run.steps) {
            self.remove_stopping_schedules(run);
        }
    }

    /// Removes schedules that have all but stopped a player. Returns whether there was one.
    pub fn remove_stopping_schedules(&mut self, run: &Run) -> bool {
        let mut stopped = false;
        for (key, player, schedule) in [
            ("schedule_g", "G", &run.schedule_g),
            ("schedule_d", "D", &run.schedule_d),
        ] {
            if all_but_stops(schedule, run.steps) {
                self.set(key, "constant");
                self.add_reason(format!("its schedule has all but stopped {player}"));
                stopped = true;
            }
        }
        stopped
    }

    /// Adds a gradient penalty on real data, if nothing regularises D yet.
    pub fn add_gradient_penalty(&mut self, run: &Run) {
        if run.regularize.is_empty()
            && run.packing == 1
            && run.unroll == 0
            && run.loss != Loss::Wasserstein
        {
            self.set("regularize", "[{r1: {gamma: 0.1}}]");
            self.add_reason(
                "a D that is smooth on the data lets both players settle (Mescheder et al. 2018)",
            );
        }
    }

    /// Whether nothing is set yet.
    pub fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }

    /// The patch with its reasons.
    pub fn into_remedy(self) -> Remedy {
        Remedy {
            patch: self.lines.join("\n"),
            reason: self.reasons.join("; "),
        }
    }
}

/// Whether a schedule leaves less than a hundredth of the rate in the middle of a run.
fn all_but_stops(schedule: &Schedule, steps: usize) -> bool {
    match schedule {
        Schedule::Step(step) => step.factor.powf((steps / 2 / step.every) as f64) < 0.01,
        _ => false,
    }
}
