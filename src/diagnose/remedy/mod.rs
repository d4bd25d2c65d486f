//! What to try, in the YAML's own words. How often each helps is measured:
//! `results/reference/remedies.md`.

mod labels;
mod patch;
mod samples;

pub(super) use labels::{diverse_classes, listening_decoder, stronger_labels};
pub(super) use samples::{fewer_copies, look_at_samples, more_samples};

use super::logged_metrics;
use super::run_history::LEAST_ROWS;
use super::words::{count, number};
use super::{Remedy, RunHistory};
use crate::config::Run;
use crate::strategies::{Balance, Loss, Optimizer, Regularizer};
use crate::train::{Player, StepRow};
use patch::{PatchBuilder, reason_only, rounded, usual_rate};

/// A rate that is already usual is divided by this after a divergence.
const AFTER_DIVERGENCE: usize = 10;
/// D's rate is divided by this where it is too far ahead, and multiplied where it cannot follow.
const RATE_STEP: usize = 4;
/// The loss of D below which it should wait, over its ideal: just below that of a D that cannot
/// tell; 0.6 for cross entropy.
const WAITING_LOSS: f64 = 0.87;

/// There is nothing to mend.
pub(super) fn nothing() -> Remedy {
    reason_only("no change suggested")
}

/// Both players at the usual rate: in the plane of `ring_learning_rates.yaml` the pairs that hold
/// all modes lie on the diagonal around it.
fn equal_rates(run: &Run) -> PatchBuilder {
    let (g, d) = (rounded(run.lr_g), rounded(run.lr_d));
    let usual = usual_rate(run);
    let mut patch = PatchBuilder::default();
    if run.lr_d != run.lr_g {
        patch.add_reason(match run.lr_d > run.lr_g {
            true => format!("D learns faster (lr_d {d}) than G (lr_g {g})"),
            false => format!("G learns faster (lr_g {g}) than D (lr_d {d})"),
        });
    } else {
        patch.add_reason(format!(
            "both learn at {g}, where {} is usual on such data",
            rounded(usual)
        ));
    }
    patch.set_rates(run, usual, usual);
    patch
}

fn has_usual_rates(run: &Run) -> bool {
    run.lr_g == usual_rate(run) && run.lr_d == usual_rate(run)
}

/// Against a collapse: the usual rates and a smooth D; where the run has these, a D that sees
/// several samples at once.
pub(super) fn collapse(history: &RunHistory) -> Remedy {
    let Some(run) = history.run else {
        return reason_only(
            "use equal learning rates and a gradient penalty, or let D see several samples at once (packing)",
        );
    };
    let mut patch = if has_usual_rates(run) {
        PatchBuilder::default()
    } else {
        equal_rates(run)
    };
    if has_usual_rates(run) {
        patch.remove_stopping_schedules(run);
    }
    patch.add_gradient_penalty(run);
    let packing = (run.packing + 1..=4).find(|packing| run.batch.is_multiple_of(*packing));
    match packing.filter(|_| patch.is_empty() && !run.condition.is_on()) {
        Some(packing) => {
            patch.add_reason(
                "a D that sees several samples at once sees that they are alike (Lin et al. 2018)",
            );
            patch.set("packing", &packing.to_string());
        }
        None if patch.is_empty() => {
            patch.add_reason("smaller steps overshoot less");
            patch.set_rates(run, run.lr_g / 3.0, run.lr_d / 3.0);
        }
        None => {}
    }
    patch.into_remedy()
}

/// Against values that explode: the usual rate, or, from there, a tenth; Adam, whose steps have a
/// bounded size; a smooth D, for a Wasserstein loss one whose slope is bounded.
pub(super) fn divergence(history: &RunHistory, is_sudden: bool) -> Remedy {
    let reason = "steps that large leave the region where the gradients mean anything";
    let Some(run) = history.run else {
        if is_sudden {
            return reason_only(
                "the losses did not grow before, so look for a logarithm of 0, half precision without loss scaling, or a batch \
                 that is not finite, before you lower learning rates",
            );
        }
        return reason_only(format!(
            "lower both learning rates by a factor of {} or more: {reason}",
            count(AFTER_DIVERGENCE)
        ));
    };
    let slower = |rate: f64| {
        if rate > usual_rate(run) {
            usual_rate(run)
        } else {
            rate / AFTER_DIVERGENCE as f64
        }
    };
    let mut patch = PatchBuilder::default();
    patch.add_reason(reason);
    patch.set_rates(run, slower(run.lr_g), slower(run.lr_d));
    if !matches!(run.optimizer, Optimizer::Adam(_)) {
        patch.set("optimizer", "adam");
    }
    patch.add_gradient_penalty(run);
    if run.loss == Loss::Wasserstein && run.regularize.is_empty() {
        patch.add_reason("a Wasserstein D needs a bounded slope (Gulrajani et al. 2017)");
        patch.set("regularize", "[{wgan_gp: {weight: 0.1}}]");
    }
    patch.into_remedy()
}

/// Slows D down: by its learning rate where that is the larger one, else by skipping its step while
/// it is ahead.
pub(super) fn weaker_discriminator(history: &RunHistory) -> Remedy {
    let Some(run) = history.run else {
        return reason_only(format!(
            "let D wait while its loss is below {} of its ideal, or lower its learning rate by a factor of {}",
            number(WAITING_LOSS),
            count(RATE_STEP)
        ));
    };
    let below = rounded(WAITING_LOSS * history.ideal());
    let mut patch = PatchBuilder::default();
    let stopped = run.lr_d <= run.lr_g && patch.remove_stopping_schedules(run);
    if run.lr_d > run.lr_g {
        patch = equal_rates(run);
        patch.add_gradient_penalty(run);
    } else if matches!(run.balance, Balance::Alternate(_)) && !stopped {
        patch.add_reason(
            "D is ahead although it learns no faster than G; let it wait while its loss is low",
        );
        patch.set(
            "balance",
            &format!("{{skip_d_on_loss: {{below: {below}}}}}"),
        );
    } else if !stopped {
        // A rule that is there already, or a look-ahead that wants its own order of moves, is not
        // thrown out.
        patch.add_reason(format!(
            "D is ahead with `balance: {}`; lr_d is {}",
            run.balance.name(),
            rounded(run.lr_d)
        ));
        patch.set("lr_d", &rounded(run.lr_d / RATE_STEP as f64));
    }
    if run.loss == Loss::Minimax {
        patch.add_reason(
            "its gradient for G dies where D is sure (Goodfellow et al. 2014, section 3)",
        );
        patch.set("loss", "non_saturating");
    }
    if run.warm_up_d > 0 {
        patch.add_reason("D had a head start");
        patch.set("warm_up_d", "0");
    }
    patch.into_remedy()
}

/// Strengthens D, so that it can follow.
pub(super) fn weaker_generator(history: &RunHistory) -> Remedy {
    let Some(run) = history.run else {
        return reason_only("raise D's learning rate, or give it more steps for each of G's");
    };
    if run.lr_d != run.lr_g {
        return equal_rates(run).into_remedy();
    }
    let mut patch = PatchBuilder::default();
    if matches!(run.balance, Balance::Alternate(_)) {
        patch.add_reason("both learn equally fast; let D take more steps");
        patch.set("balance", "{ratio: {d: 5, g: 1}}");
    } else {
        patch.add_reason(format!(
            "D cannot follow with `balance: {}`",
            run.balance.name()
        ));
        patch.set("lr_d", &rounded((run.lr_d * RATE_STEP as f64).min(10.0)));
    }
    patch.into_remedy()
}

/// Gets players moving that stand still.
pub(super) fn frozen(history: &RunHistory) -> Remedy {
    let reason = "nothing moves: rates that small, or outputs at a clamp, leave no gradient";
    let Some(run) = history.run else {
        return reason_only(format!(
            "{reason}; start again with the usual learning rates"
        ));
    };
    let mut patch = PatchBuilder::default();
    patch.add_reason(reason);
    patch.set_rates(run, usual_rate(run), usual_rate(run));
    if let [Regularizer::WeightClip(clip)] = &run.regularize[..] {
        patch.add_reason(format!(
            "D's weights are clipped at {}",
            rounded(clip.bound)
        ));
        patch.set("regularize", "[{weight_clip: {bound: 0.1}}]");
    }
    patch.into_remedy()
}

/// Averages a G that goes in circles.
pub(super) fn averaged_generator(history: &RunHistory) -> Remedy {
    let patch = if history.run.is_some() {
        "average: ema"
    } else {
        ""
    };
    let reason = "average G's weights (EMA): momentum keeps circles going (Gidel et al. 2019), and an average does not \
                  turn with them";
    Remedy {
        patch: patch.to_string(),
        reason: reason.to_string(),
    }
}

/// Removes the range of values as a clue for D.
pub(super) fn same_range(history: &RunHistory) -> Remedy {
    let patch = if history.run.is_some() {
        "regularize: [{instance_noise: {sigma: 0.1}}]"
    } else {
        ""
    };
    let reason = "scale the data to the range of G's output; noise on what D sees hides the difference meanwhile";
    Remedy {
        patch: patch.to_string(),
        reason: reason.to_string(),
    }
}

/// `factor` times the steps, in two digits, where the spec still takes them.
pub(super) fn longer(history: &RunHistory, factor: f64, reason: &str) -> Remedy {
    const MOST_STEPS: f64 = 1e7;
    let steps = history.run.map(|run| {
        let more = (factor * run.steps as f64).min(MOST_STEPS);
        let unit = 10_f64.powf(more.log10().floor() - 1.0).max(1.0);
        (run.steps, ((more / unit).ceil() * unit) as usize)
    });
    let patch = steps
        .filter(|(now, more)| more > now)
        .map_or(String::new(), |(_, more)| format!("steps: {more}"));
    Remedy {
        patch,
        reason: reason.to_string(),
    }
}

/// Larger learning rates, up to the usual one, where both players learn slowly.
pub(super) fn faster(history: &RunHistory) -> Option<Remedy> {
    let run = history.run?;
    let usual = usual_rate(run);
    if run.lr_g >= usual && run.lr_d >= usual {
        return None;
    }
    let mut patch = PatchBuilder::default();
    patch.add_reason("the samples are still getting better, but slowly");
    patch.set_rates(run, usual.max(run.lr_g), usual.max(run.lr_d));
    Some(patch.into_remedy())
}

/// So many evaluations that samples decide something.
pub(super) fn more_evaluations(history: &RunHistory, needed: usize) -> Remedy {
    let reason = "what so few evaluations show may be chance";
    let Some(run) = history.run else {
        return reason_only(reason);
    };
    let every = run.evaluate.every;
    let done = history.steps.last().map_or(0, |row| row.step as usize);
    if done < run.steps && run.steps / every >= needed {
        return reason_only(format!(
            "what so few evaluations show may be chance: it has come to step {done} of {}, and its plan has enough",
            run.steps
        ));
    }
    Remedy {
        patch: match run.steps / needed {
            0 => format!("steps: {}", needed * every),
            fitting => format!("evaluate: {{every: {fitting}}}"),
        },
        reason: reason.to_string(),
    }
}

/// What to log next, where there are losses alone: what is missing.
pub(super) fn measure_samples(history: &RunHistory) -> Remedy {
    let lacks =
        |column: fn(&StepRow) -> Option<f64>| history.steps.iter().all(|row| column(row).is_none());
    let mut advice = Vec::new();
    if history.steps.len() < LEAST_ROWS {
        advice.push(format!(
            "bring a log of at least {} rows",
            count(LEAST_ROWS)
        ));
    }
    let most = history.thresholds.fooled_loss * history.ideal();
    let is_high = |loss: f64| loss > most;
    if history.assumes_mean && history.final_step(|row| row.d_loss).is_some_and(is_high) {
        let advice_on_scale =
            "say whether D's loss is the mean or the sum of its two terms (`--convention`)";
        advice.push(advice_on_scale.to_string());
    }
    let mut to_log = Vec::new();
    if lacks(|row| row.d_loss) {
        to_log.push("D's loss");
    }
    if lacks(|row| row.d_acc) {
        to_log.push("D's accuracy");
    }
    to_log.push("precision with coverage of samples");
    let (last, first) = to_log.split_last().expect("there is one");
    let listed = match first {
        [] => last.to_string(),
        _ => format!("{} and {last}", first.join(", ")),
    };
    advice.push(match logged_metrics::names(history).is_empty() {
        true => format!("samples are unknown: look at some, and log {listed}"),
        false => format!("look at samples, and log {listed}"),
    });
    reason_only(advice.join("; "))
}

/// Lets a player move that its balance rule has held back: without the rule and, since a rule holds back the player that
/// is ahead, at equal rates where that is the one that learns faster.
pub(super) fn feed(run: &Run, player: Player) -> Remedy {
    let (letter, learns_faster) = match player {
        Player::Discriminator => ("D", run.lr_d > run.lr_g),
        Player::Generator => ("G", run.lr_g > run.lr_d),
    };
    let mut patch = match learns_faster {
        true => equal_rates(run),
        false => PatchBuilder::default(),
    };
    patch.set("balance", "alternate");
    patch.add_reason(format!(
        "`balance: {}` has let {letter} move in hardly any step",
        run.balance.name()
    ));
    patch.into_remedy()
}

/// What to do, in words.
pub(super) fn in_words(reason: &str) -> Remedy {
    reason_only(reason)
}
