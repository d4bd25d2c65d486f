//! What to try, in the YAML's own words. How often each helps is measured:
//! `results/reference/remedies.md`.

mod patch;

use super::{Remedy, RunHistory};
use crate::config::Run;
use crate::strategies::{Balance, Loss, Optimizer, Regularizer};
use patch::{Draft, number, usual_rate};

/// Words only: the log of a run that was trained elsewhere has no spec to patch.
fn words(reason: impl Into<String>) -> Remedy {
    Remedy {
        patch: String::new(),
        reason: reason.into(),
    }
}

/// Nothing is to be mended.
pub(super) fn none() -> Remedy {
    words("nothing to mend")
}

/// Both players at the usual rate: in the plane of `ring_learning_rates.yaml` the pairs that hold
/// all modes lie on the diagonal around it.
fn equal_rates(run: &Run) -> Draft {
    let (g, d) = (number(run.lr_g), number(run.lr_d));
    let usual = usual_rate(run);
    let mut draft = Draft::default();
    if run.lr_d != run.lr_g {
        draft.because(match run.lr_d > run.lr_g {
            true => format!("D learns faster (lr_d {d}) than G (lr_g {g})"),
            false => format!("G learns faster (lr_g {g}) than D (lr_d {d})"),
        });
    } else {
        draft.because(format!(
            "both learn at {g}, where {} is usual on such data",
            number(usual)
        ));
    }
    draft.rates(run, usual, usual);
    draft
}

fn has_usual_rates(run: &Run) -> bool {
    run.lr_g == usual_rate(run) && run.lr_d == usual_rate(run)
}

/// Against a collapse: the usual rates and a smooth D; where the run has these, a D that sees
/// several samples at once.
pub(super) fn collapse(history: &RunHistory) -> Remedy {
    let Some(run) = history.run else {
        return words(
            "use equal learning rates and a gradient penalty, or let D see several samples at once (packing)",
        );
    };
    let mut draft = if has_usual_rates(run) {
        Draft::default()
    } else {
        equal_rates(run)
    };
    if has_usual_rates(run) {
        draft.without_stops(run);
    }
    draft.smooth_discriminator(run);
    let packing = (run.packing + 1..=4).find(|packing| run.batch.is_multiple_of(*packing));
    match packing.filter(|_| draft.is_empty()) {
        Some(packing) => {
            draft.because(
                "a D that sees several samples at once sees that they are alike (Lin et al. 2018)",
            );
            draft.set("packing", &packing.to_string());
        }
        None if draft.is_empty() => {
            draft.because("smaller steps overshoot less");
            draft.rates(run, run.lr_g / 3.0, run.lr_d / 3.0);
        }
        None => {}
    }
    draft.finish()
}

/// Against values that explode: the usual rate, or, from there, a tenth; Adam, whose steps have a
/// bounded size; a smooth D, for a Wasserstein loss one whose slope is bounded.
pub(super) fn divergence(history: &RunHistory) -> Remedy {
    let reason = "steps that large leave the region where the gradients mean anything";
    let Some(run) = history.run else {
        return words(format!(
            "lower both learning rates by ten or more: {reason}"
        ));
    };
    let slower = |rate: f64| {
        if rate > usual_rate(run) {
            usual_rate(run)
        } else {
            rate / 10.0
        }
    };
    let mut draft = Draft::default();
    draft.because(reason);
    draft.rates(run, slower(run.lr_g), slower(run.lr_d));
    if !matches!(run.optimizer, Optimizer::Adam(_)) {
        draft.set("optimizer", "adam");
    }
    draft.smooth_discriminator(run);
    if run.loss == Loss::Wasserstein && run.regularize.is_empty() {
        draft.because("a Wasserstein D needs a bounded slope (Gulrajani et al. 2017)");
        draft.set("regularize", "[{wgan_gp: {weight: 0.1}}]");
    }
    draft.finish()
}

/// Slows D down: by its learning rate where that is the larger one, else by skipping its step while
/// it is ahead.
pub(super) fn weaker_discriminator(history: &RunHistory) -> Remedy {
    // Just below the loss of a D that cannot tell; 0.6 for cross entropy.
    let below = number(0.87 * history.ideal());
    let Some(run) = history.run else {
        return words(format!(
            "let D wait while its loss is below {below}, or lower its learning rate by four"
        ));
    };
    let mut draft = Draft::default();
    let stopped = run.lr_d <= run.lr_g && draft.without_stops(run);
    if run.lr_d > run.lr_g {
        draft = equal_rates(run);
        draft.smooth_discriminator(run);
    } else if matches!(run.balance, Balance::Alternate(_)) && !stopped {
        draft.because(
            "D is ahead although it learns no faster than G; let it wait while its loss is low",
        );
        draft.set(
            "balance",
            &format!("{{skip_d_on_loss: {{below: {below}}}}}"),
        );
    } else if !stopped {
        // A rule that is there already, or a look-ahead that wants its own order of moves, is not
        // thrown out.
        draft.because(format!(
            "D is ahead with `balance: {}`; lr_d is {}",
            run.balance.name(),
            number(run.lr_d)
        ));
        draft.set("lr_d", &number(run.lr_d / 4.0));
    }
    if run.loss == Loss::Minimax {
        draft
            .because("its gradient for G dies where D is sure (Goodfellow et al. 2014, section 3)");
        draft.set("loss", "non_saturating");
    }
    if run.warm_up_d > 0 {
        draft.because("D had a start");
        draft.set("warm_up_d", "0");
    }
    draft.finish()
}

/// Lets D follow.
pub(super) fn weaker_generator(history: &RunHistory) -> Remedy {
    let Some(run) = history.run else {
        return words("raise D's learning rate, or give it more steps for each of G's");
    };
    if run.lr_d != run.lr_g {
        return equal_rates(run).finish();
    }
    let mut draft = Draft::default();
    if matches!(run.balance, Balance::Alternate(_)) {
        draft.because("both learn equally fast; let D take more steps");
        draft.set("balance", "{ratio: {d: 5, g: 1}}");
    } else {
        draft.because(format!(
            "D cannot follow with `balance: {}`",
            run.balance.name()
        ));
        draft.set("lr_d", &number((run.lr_d * 4.0).min(10.0)));
    }
    draft.finish()
}

/// Gets players to move that stand still.
pub(super) fn frozen(history: &RunHistory) -> Remedy {
    let reason = "nothing moves: rates that small, or outputs at a clamp, leave no gradient";
    let Some(run) = history.run else {
        return words(format!(
            "{reason}; begin anew with the usual learning rates"
        ));
    };
    let mut draft = Draft::default();
    draft.because(reason);
    draft.rates(run, usual_rate(run), usual_rate(run));
    if let [Regularizer::WeightClip(clip)] = &run.regularize[..] {
        draft.because(format!("D's weights are clipped at {}", number(clip.bound)));
        draft.set("regularize", "[{weight_clip: {bound: 0.1}}]");
    }
    draft.finish()
}

/// Takes the swing out of a game that goes in circles.
pub(super) fn calmer(history: &RunHistory) -> Remedy {
    let patch = if history.run.is_some() {
        "average: ema"
    } else {
        ""
    };
    let reason =
        "momentum keeps circles going (Gidel et al. 2019); an average of G does not turn with them";
    Remedy {
        patch: patch.to_string(),
        reason: reason.to_string(),
    }
}

/// Takes the range away as a clue.
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

/// More steps, where the spec still takes them.
pub(super) fn longer(history: &RunHistory) -> Remedy {
    const MOST_STEPS: usize = 10_000_000;
    let steps = history
        .run
        .map(|run| (run.steps, (run.steps * 2).min(MOST_STEPS)));
    let patch = steps
        .filter(|(now, more)| more > now)
        .map_or(String::new(), |(_, more)| format!("steps: {more}"));
    Remedy {
        patch,
        reason: "no rule applies yet; more steps may decide it".to_string(),
    }
}

/// Enough samples an evaluation.
pub(super) fn more_samples(needed: usize) -> Remedy {
    Remedy {
        patch: format!("evaluate: {{samples: {needed}}}"),
        reason: "so few samples miss modes by chance".to_string(),
    }
}
