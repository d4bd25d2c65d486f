//! Balance rules, and who moves when.

use super::Conflict;
use crate::config::balance::{Balance, Detector};
use crate::config::fakes::Fakes;
use crate::config::loss::Loss;
use crate::config::optimizer::Optimizer;
use crate::config::order::Order;
use crate::config::run::Run;

/// What a rule compares with a number.
#[derive(Clone, Copy)]
enum Signal {
    DiscriminatorLoss,
    GeneratorLoss,
    Accuracy,
}

fn signals(rule: &Balance) -> &'static [Signal] {
    match rule {
        Balance::SkipDOnLoss { .. }
        | Balance::Proportional { .. }
        | Balance::GapAware { .. }
        | Balance::LrDropOn {
            detector: Detector::DLossBelow,
            ..
        } => &[Signal::DiscriminatorLoss],
        Balance::SkipDOnGLoss { .. }
        | Balance::LrDropOn {
            detector: Detector::GLossAbove,
            ..
        } => &[Signal::GeneratorLoss],
        Balance::SkipDOnAccuracy { .. }
        | Balance::AdaptiveBackprop { .. }
        | Balance::LrDropOn {
            detector: Detector::DAccuracyAbove,
            ..
        } => &[Signal::Accuracy],
        Balance::ThresholdLoops { .. } => &[Signal::DiscriminatorLoss, Signal::GeneratorLoss],
        Balance::Alternate
        | Balance::Simultaneous
        | Balance::Ratio { .. }
        | Balance::Margin { .. }
        | Balance::LrDropOn {
            detector: Detector::GGradientAbove,
            ..
        } => &[],
    }
}

/// The signal in words, and why no threshold suits it under a loss.
fn without_level(signal: Signal, loss: Loss) -> Option<(&'static str, &'static str)> {
    match (signal, loss) {
        (Signal::DiscriminatorLoss, Loss::Wasserstein) => {
            Some(("D's loss", "it is a difference of scores"))
        }
        (Signal::GeneratorLoss, Loss::Minimax) => {
            Some(("G's loss", "it is below 0 and falls without end"))
        }
        (Signal::GeneratorLoss, Loss::Hinge | Loss::Wasserstein) => {
            Some(("G's loss", "it is a mean score"))
        }
        (Signal::Accuracy, Loss::Wasserstein) => {
            Some(("D's accuracy", "no score is the boundary of real and fake"))
        }
        _ => None,
    }
}

pub(super) fn signal_that_the_loss_has(run: &Run) -> Option<Conflict> {
    let (signal, why) = signals(&run.balance)
        .iter()
        .find_map(|signal| without_level(*signal, run.loss))?;
    let (rule, loss) = (run.balance.name(), run.loss.name());
    let rule = match run.balance {
        Balance::LrDropOn { detector, .. } => {
            format!("`balance: {rule}` with `{}`", detector.name())
        }
        _ => format!("`balance: {rule}`"),
    };
    Conflict::new(
        "balance",
        format!("{rule} goes by {signal}, which has no level with `loss: {loss}`: {why}"),
    )
}

/// A D that rests below a loss that even an undecided one has would only learn while it is worse
/// than a coin.
pub(super) fn level_that_can_be_passed(run: &Run) -> Option<Conflict> {
    let (key, level) = match run.balance {
        Balance::SkipDOnLoss { below, .. } => ("below", below),
        Balance::ThresholdLoops { d_above, .. } => ("d_above", d_above),
        Balance::LrDropOn {
            detector: Detector::DLossBelow,
            at,
            ..
        } => ("at", at),
        _ => return None,
    };
    let ideal = run.loss.ideal_discriminator_loss();
    if level < ideal {
        return None;
    }
    let (rule, loss) = (run.balance.name(), run.loss.name());
    let message = format!(
        "`balance: {rule}` has `{key}: {level}`, and with `loss: {loss}` a D that cannot tell has {ideal:.3}: choose less"
    );
    Conflict::new("balance", message)
}

pub(super) fn ideal_of_plain_targets(run: &Run) -> Option<Conflict> {
    if !matches!(
        run.balance,
        Balance::GapAware { .. } | Balance::Proportional { .. }
    ) {
        return None;
    }
    let changes = run
        .regularize
        .iter()
        .find(|regularizer| regularizer.changes_labels())?;
    let (rule, name) = (run.balance.name(), changes.name());
    let message = format!(
        "`balance: {rule}` goes by D's ideal loss, which is another one with the targets of `{name}`"
    );
    Conflict::new("balance", message)
}

pub(super) fn extragradient_moves_both(run: &Run) -> Option<Conflict> {
    if !matches!(run.optimizer, Optimizer::Extragradient { .. }) {
        return None;
    }
    if run.unroll > 0 {
        let unroll = run.unroll;
        let message = format!(
            "`unroll: {unroll}` and `optimizer: extragradient` both look ahead; keep one of them"
        );
        return Conflict::new("unroll", message);
    }
    if matches!(run.balance, Balance::Simultaneous) {
        return None;
    }
    let rule = run.balance.name();
    let message = format!(
        "`optimizer: extragradient` moves both players at once, so it wants `balance: simultaneous`, not `{rule}`"
    );
    Conflict::new("optimizer", message)
}

pub(super) fn unrolled_in_turn(run: &Run) -> Option<Conflict> {
    let unroll = run.unroll;
    if unroll > 0 && matches!(run.balance, Balance::Simultaneous) {
        let why = "takes both gradients at the same point, so G cannot look ahead";
        return Conflict::new(
            "unroll",
            format!("`balance: simultaneous` {why} as `unroll: {unroll}` asks for"),
        );
    }
    if unroll > 0 && matches!(run.fakes, Fakes::Shared) {
        let why = "is one batch a step, and a D that is unrolled learns from several";
        return Conflict::new(
            "unroll",
            format!("`fakes: shared` {why}, as `unroll: {unroll}` asks for"),
        );
    }
    None
}

pub(super) fn margin_after_discriminator(run: &Run) -> Option<Conflict> {
    if !matches!(
        (&run.balance, run.order),
        (Balance::Margin { .. }, Order::GeneratorFirst)
    ) {
        return None;
    }
    Conflict::new(
        "order",
        "`balance: margin` lets D judge before anybody moves, which `order: generator_first` does not",
    )
}

pub(super) fn shared_fakes_serve_once(run: &Run) -> Option<Conflict> {
    if !matches!(run.fakes, Fakes::Shared) {
        return None;
    }
    let several = match run.balance {
        Balance::Ratio { d, g } => d > 1 || g > 1,
        Balance::ThresholdLoops { .. } => true,
        _ => false,
    };
    let extragradient = matches!(run.optimizer, Optimizer::Extragradient { .. });
    let other = match (several, extragradient) {
        (true, _) => format!("balance: {}", run.balance.name()),
        (_, true) => "optimizer: extragradient".to_string(),
        _ => return None,
    };
    let why = "cannot serve the several turns that a player has with";
    Conflict::new(
        "fakes",
        format!("`fakes: shared` is one batch a step, which {why} `{other}`"),
    )
}
