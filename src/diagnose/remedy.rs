//! What to try, in the YAML's own words. How often each helps is measured: `results/reference/calibration.md`.

use super::Remedy;
use crate::spec::{AxisValue, Balance, Kind, Loss, Optimizer, Run};

/// Two digits are enough for a number to try.
fn number(value: f64) -> String {
    let rounded: f64 = format!("{value:.1e}").parse().unwrap_or(value);
    AxisValue::Number(rounded).to_string()
}

/// Words only: the log of a run that was trained elsewhere has no spec to patch.
fn words(reason: &str) -> Remedy {
    Remedy { patch: String::new(), reason: reason.to_string() }
}

fn rates(g: f64, d: f64, reason: String) -> Remedy {
    Remedy { patch: format!("lr_g: {}\nlr_d: {}", number(g), number(d)), reason }
}

/// Nothing is to be mended.
pub(super) fn none() -> Remedy {
    words("nothing to mend")
}

/// The learning rate at which the pairs for this data train: 1e-3 in the plane, 2e-4 on images (Radford et al. 2016).
fn usual_rate(run: &Run) -> f64 {
    match run.data.kind() {
        Kind::Points => 1e-3,
        Kind::Images { .. } => 2e-4,
    }
}

/// Both players at the rate in the middle of theirs (geometric mean), but no farther than three times from the usual one: in
/// the plane of `ring_learning_rates.yaml` the pairs that hold all modes lie on the diagonal from 3e-4 to 3e-3.
fn equal_rates(run: &Run) -> Remedy {
    let usual = usual_rate(run);
    let middle = (run.lr_g * run.lr_d).sqrt().clamp(usual / 3.0, usual * 3.0);
    let (g, d) = (number(run.lr_g), number(run.lr_d));
    let reason = match run.lr_d > run.lr_g {
        true => format!("D learns faster (lr_d {d}) than G (lr_g {g})"),
        false => format!("G learns faster (lr_g {g}) than D (lr_d {d})"),
    };
    rates(middle, middle, reason)
}

/// Against a collapse: equal rates, and where they are equal a D that sees several samples at once.
pub(super) fn collapse(run: Option<&Run>) -> Remedy {
    let Some(run) = run else { return words("let D see several samples at once (packing, minibatch features)") };
    if run.lr_d != run.lr_g {
        return equal_rates(run);
    }
    let packing = (run.packing + 1..=4).find(|packing| run.batch.is_multiple_of(*packing));
    match packing {
        Some(packing) => Remedy {
            patch: format!("packing: {packing}"),
            reason: "a D that sees several samples at once sees that they are alike (Lin et al. 2018)".to_string(),
        },
        None => rates(run.lr_g / 3.0, run.lr_d / 3.0, "smaller steps overshoot less".to_string()),
    }
}

/// Against values that explode: the usual rate, or, from there, a tenth; and Adam, whose steps have a bounded size.
pub(super) fn divergence(run: Option<&Run>) -> Remedy {
    let reason = "steps that large leave the region where the gradients mean anything";
    let Some(run) = run else { return words(&format!("lower both learning rates by ten or more: {reason}")) };
    let slower = |rate: f64| (rate / 10.0).min(usual_rate(run));
    let mut remedy = rates(slower(run.lr_g), slower(run.lr_d), reason.to_string());
    if !matches!(run.optimizer, Optimizer::Adam { .. }) {
        remedy.patch.push_str("\noptimizer: adam");
    }
    remedy
}

/// Slows D down: by its learning rate where that is the larger one, else by skipping its step while it is ahead.
pub(super) fn weaker_discriminator(run: Option<&Run>, loss: Loss) -> Remedy {
    // Just below the loss of a D that cannot tell; 0.6 for cross entropy.
    let below = number(0.87 * loss.ideal_discriminator_loss());
    let Some(run) = run else {
        return words(&format!("let D wait while its loss is below {below}, or lower its learning rate by four"));
    };
    if run.lr_d > run.lr_g {
        return equal_rates(run);
    }
    // A rule that is there already, or a look-ahead that wants its own order of moves, is not thrown out.
    if !matches!(run.balance, Balance::Alternate) {
        let reason = format!("D is ahead with `balance: {}`; lr_d is {}", run.balance.name(), number(run.lr_d));
        return Remedy { patch: format!("lr_d: {}", number(run.lr_d / 4.0)), reason };
    }
    Remedy {
        patch: format!("balance: {{skip_d_on_loss: {{below: {below}}}}}"),
        reason: "D is ahead although it learns no faster than G; let it wait while its loss is low".to_string(),
    }
}

/// Lets D follow.
pub(super) fn weaker_generator(run: Option<&Run>) -> Remedy {
    match run {
        None => words("raise D's learning rate, or give it more steps for each of G's"),
        Some(run) if run.lr_d != run.lr_g => equal_rates(run),
        Some(_) => Remedy {
            patch: "balance: {ratio: {d: 5, g: 1}}".to_string(),
            reason: "both learn equally fast; let D take more steps".to_string(),
        },
    }
}

/// Gets players to move that stand still.
pub(super) fn frozen(run: Option<&Run>) -> Remedy {
    let reason = "nothing moves: rates that small, or outputs at a clamp, leave no gradient";
    let Some(run) = run else { return words(&format!("{reason}; begin anew with the usual learning rates")) };
    rates(usual_rate(run), usual_rate(run), reason.to_string())
}

/// Takes the swing out of a game that goes in circles.
pub(super) fn calmer(run: Option<&Run>) -> Remedy {
    let reason = "momentum keeps circles going (Gidel et al. 2019); an average of G does not turn with them";
    let patch = if run.is_some() { "average: ema" } else { "" };
    Remedy { patch: patch.to_string(), reason: reason.to_string() }
}

/// Takes the range away as a clue.
pub(super) fn same_range(run: Option<&Run>) -> Remedy {
    let patch = if run.is_some() { "regularize: [{instance_noise: {sigma: 0.1}}]" } else { "" };
    let reason = "scale the data to the range of G's output; noise on what D sees hides the difference meanwhile";
    Remedy { patch: patch.to_string(), reason: reason.to_string() }
}

/// More steps, where the spec still takes them.
pub(super) fn longer(run: Option<&Run>) -> Remedy {
    const MOST_STEPS: usize = 10_000_000;
    let reason = "no rule applies yet; more steps may decide it";
    let steps =
        run.map(|run| (run.steps * 2).min(MOST_STEPS)).filter(|steps| run.is_some_and(|run| *steps > run.steps));
    Remedy { patch: steps.map_or(String::new(), |steps| format!("steps: {steps}")), reason: reason.to_string() }
}

/// Enough samples an evaluation.
pub(super) fn more_samples(needed: usize) -> Remedy {
    Remedy {
        patch: format!("evaluate: {{samples: {needed}}}"),
        reason: "so few samples miss modes by chance".to_string(),
    }
}
