//! What to try, in the YAML's own words.

use super::Remedy;
use crate::spec::{AxisValue, Balance, Run};

fn number(value: f64) -> String {
    AxisValue::Number(value).to_string()
}

/// Brings the two learning rates together: on the ring, pairs within a factor of three held all modes where pairs
/// farther apart collapsed or stalled.
pub(super) fn equal_rates(run: &Run) -> Remedy {
    let (g, d) = (number(run.lr_g), number(run.lr_d));
    if run.lr_d > run.lr_g {
        return Remedy { patch: format!("lr_d: {g}"), reason: format!("D learns faster (lr_d {d}) than G (lr_g {g})") };
    }
    if run.lr_g > run.lr_d {
        return Remedy { patch: format!("lr_g: {d}"), reason: format!("G learns faster (lr_g {g}) than D (lr_d {d})") };
    }
    slower(run, "both learn equally fast; smaller steps overshoot less")
}

/// Ten times smaller steps for both.
pub(super) fn slower(run: &Run, reason: &str) -> Remedy {
    let patch = format!("lr_g: {}\nlr_d: {}", number(run.lr_g / 10.0), number(run.lr_d / 10.0));
    Remedy { patch, reason: reason.to_string() }
}

/// Slows D down: by its learning rate where that is the larger one, else by skipping its step while it is far ahead.
pub(super) fn weaker_discriminator(run: &Run) -> Remedy {
    let skipping = matches!(run.balance, Balance::SkipDOnLoss { .. });
    if run.lr_d > run.lr_g || skipping {
        let target = if run.lr_d > run.lr_g { run.lr_g } else { run.lr_d / 4.0 };
        let reason = format!("D is ahead and learns with lr_d {}", number(run.lr_d));
        return Remedy { patch: format!("lr_d: {}", number(target)), reason };
    }
    Remedy {
        patch: "balance: {skip_d_on_loss: {below: 0.3}}".to_string(),
        reason: "D is ahead although it learns no faster than G; let it wait while its loss is low".to_string(),
    }
}

/// More steps.
pub(super) fn longer(run: &Run, reason: &str) -> Remedy {
    Remedy { patch: format!("steps: {}", run.steps * 2), reason: reason.to_string() }
}
