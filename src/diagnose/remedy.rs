//! What to try, in the YAML's own words.

use super::Remedy;
use crate::spec::{AxisValue, Balance, Run};

/// Two digits are enough for a number to try.
fn number(value: f64) -> String {
    let rounded: f64 = format!("{value:.1e}").parse().unwrap_or(value);
    AxisValue::Number(rounded).to_string()
}

/// Lets the two learning rates meet halfway (geometric mean). In the plane of `ring_learning_rates.yaml` most pairs that
/// fail lie off the diagonal, and the pairs from 3e-4 to 3e-3 on it hold all modes in most seeds.
pub(super) fn equal_rates(run: &Run) -> Remedy {
    let (g, d) = (number(run.lr_g), number(run.lr_d));
    let middle = number((run.lr_g * run.lr_d).sqrt());
    let patch = format!("lr_g: {middle}\nlr_d: {middle}");
    if run.lr_d > run.lr_g {
        return Remedy { patch, reason: format!("D learns faster (lr_d {d}) than G (lr_g {g})") };
    }
    if run.lr_g > run.lr_d {
        return Remedy { patch, reason: format!("G learns faster (lr_g {g}) than D (lr_d {d})") };
    }
    slower(run, "both learn equally fast; smaller steps overshoot less")
}

/// Ten times smaller steps for both.
pub(super) fn slower(run: &Run, reason: &str) -> Remedy {
    let patch = format!("lr_g: {}\nlr_d: {}", number(run.lr_g / 10.0), number(run.lr_d / 10.0));
    Remedy { patch, reason: reason.to_string() }
}

/// Slows D down: by its learning rate where that is the larger one, else by skipping its step while it is ahead.
pub(super) fn weaker_discriminator(run: &Run) -> Remedy {
    if run.lr_d > run.lr_g {
        return equal_rates(run);
    }
    // A rule that is there already, or a look-ahead that wants its own order of moves, is not thrown out.
    if !matches!(run.balance, Balance::Alternate) {
        let reason = format!("D is ahead with `balance: {}`; lr_d is {}", run.balance.name(), number(run.lr_d));
        return Remedy { patch: format!("lr_d: {}", number(run.lr_d / 4.0)), reason };
    }
    // Just below the loss of a D that cannot tell; 0.6 for cross entropy.
    let below = number(0.87 * run.loss.ideal_discriminator_loss());
    Remedy {
        patch: format!("balance: {{skip_d_on_loss: {{below: {below}}}}}"),
        reason: "D is ahead although it learns no faster than G; let it wait while its loss is low".to_string(),
    }
}

/// More steps, where the spec still takes them.
pub(super) fn longer(run: &Run, reason: &str) -> Remedy {
    const MOST_STEPS: usize = 10_000_000;
    let steps = (run.steps * 2).min(MOST_STEPS);
    let patch = if steps > run.steps { format!("steps: {steps}") } else { String::new() };
    Remedy { patch, reason: reason.to_string() }
}

/// Enough samples an evaluation.
pub(super) fn more_samples(needed: f64) -> Remedy {
    Remedy {
        patch: format!("evaluate: {{samples: {needed}}}"),
        reason: "so few samples miss modes by chance".to_string(),
    }
}
