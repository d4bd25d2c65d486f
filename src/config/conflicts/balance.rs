//! Balance rules, and which player is updated when.

use super::conflict::Conflict;
use crate::config::run::Run;
use crate::strategies::{Balance, Condition, Loss, LrDropOn, NoLevel, Optimizer, Order, Signal};

/// Why no threshold suits a signal under a loss.
fn lacks_level(signal: Signal, loss: Loss) -> Option<NoLevel> {
    match signal {
        Signal::DiscriminatorLoss => loss.discriminator_loss_lacks_level(),
        Signal::DiscriminatorAccuracy => loss.accuracy_lacks_level(),
        Signal::GeneratorLoss => loss.generator_loss_lacks_level(),
        Signal::GeneratorGradientNorm => None,
    }
}

pub(super) fn signal_that_the_loss_has(run: &Run) -> Option<Conflict> {
    let signals = run.balance.declared().signals();
    let lacking = |signal: &Signal| lacks_level(*signal, run.loss);
    let (signal, why) = signals.iter().find_map(lacking)?;
    let (rule, loss) = (run.balance.name(), run.loss.name());
    let rule = match &run.balance {
        Balance::LrDropOn(LrDropOn { detector, .. }) => {
            format!("`balance: {rule}` with `{}`", detector.name())
        }
        _ => format!("`balance: {rule}`"),
    };
    Conflict::new(
        "balance",
        format!("{rule} depends on {signal}, which has no level with `loss: {loss}`: {why}"),
    )
}

/// A D that rests below a loss that even an undecided one has would only learn while it is worse
/// than a coin.
pub(super) fn level_that_can_be_passed(run: &Run) -> Option<Conflict> {
    let (key, level) = run.balance.declared().rests_below_loss()?;
    let ideal = run.loss.ideal_discriminator_loss();
    if level < ideal {
        return None;
    }
    let (rule, loss) = (run.balance.name(), run.loss.name());
    let message = format!(
        "`balance: {rule}` has `{key}: {level}`, but with `loss: {loss}` even a D that cannot tell real from fake has {ideal:.3}: choose a lower value"
    );
    Conflict::new("balance", message)
}

pub(super) fn ideal_of_plain_targets(run: &Run) -> Option<Conflict> {
    if !run.balance.declared().uses_ideal_loss() {
        return None;
    }
    let changes = run
        .regularize
        .iter()
        .find(|regularizer| regularizer.changes_targets())?;
    let (rule, name) = (run.balance.name(), changes.name());
    let message = format!(
        "`balance: {rule}` depends on D's ideal loss, which the targets of `{name}` change"
    );
    Conflict::new("balance", message)
}

pub(super) fn extragradient_moves_both(run: &Run) -> Option<Conflict> {
    if !run.optimizer.is_extragradient() {
        return None;
    }
    if run.unroll > 0 {
        let (unroll, optimizer) = (run.unroll, run.optimizer.name());
        let message = format!(
            "`unroll: {unroll}` and `optimizer: {optimizer}` both look ahead; keep one of them"
        );
        return Conflict::new("unroll", message);
    }
    if run.balance.is_simultaneous() {
        return None;
    }
    let rule = run.balance.name();
    let message = format!(
        "`optimizer: {}` moves both players at once, so it needs `balance: simultaneous`, not `{rule}`",
        run.optimizer.name()
    );
    Conflict::new("optimizer", message)
}

pub(super) fn unrolled_in_turn(run: &Run) -> Option<Conflict> {
    let unroll = run.unroll;
    if unroll > 0 && run.balance.is_simultaneous() {
        let why = "takes both gradients at the same point, so G cannot look ahead";
        return Conflict::new(
            "unroll",
            format!(
                "`balance: {}` {why} as `unroll: {unroll}` asks for",
                run.balance.name()
            ),
        );
    }
    if unroll > 0 && matches!(run.balance, Balance::Margin(_)) {
        let why = "lets G learn only while D rests, and a D that rests takes no steps ahead";
        return Conflict::new(
            "unroll",
            format!("`balance: margin` {why}, as `unroll: {unroll}` asks for"),
        );
    }
    if unroll > 0 && run.fakes.are_shared() {
        let why = "is one batch per step, and an unrolled D learns from several";
        return Conflict::new(
            "unroll",
            format!("`fakes: shared` {why}, as `unroll: {unroll}` asks for"),
        );
    }
    None
}

/// Steps are differentiated where nothing is random in them, and their gradient is that of the loss
/// alone.
pub(super) fn differentiable_steps(run: &Run) -> Option<Conflict> {
    if !run.full_unroll {
        return None;
    }
    let refused = |message: String| Conflict::new("full_unroll", message);
    if run.unroll == 0 {
        return refused("`full_unroll: true` needs steps to go through: set `unroll`".to_string());
    }
    let rule = run.optimizer.name();
    if !matches!(run.optimizer, Optimizer::Adam(_) | Optimizer::Sgd(_)) {
        return refused(format!(
            "`full_unroll: true` goes through steps of adam and sgd, not of `{rule}`"
        ));
    }
    let other = match run.regularize.first() {
        Some(regularizer) => regularizer.name(),
        None if !run.augment.is_default() => run.augment.name(),
        None if matches!(run.condition, Condition::Auxiliary(_)) => run.condition.name(),
        None if run.model.has_styles() => run.model.name(),
        None => return None,
    };
    refused(format!(
        "`full_unroll: true` differentiates a plain D and its plain loss, and `{other}` changes them; take one of them away"
    ))
}

pub(super) fn rule_before_generator(run: &Run) -> Option<Conflict> {
    let needs = run.balance.declared().needs_discriminator_first();
    if !needs || run.order != Order::GeneratorFirst {
        return None;
    }
    Conflict::new(
        "order",
        format!(
            "`balance: {}` needs D's forward pass before any update, which `order: generator_first` does not give",
            run.balance.name()
        ),
    )
}

pub(super) fn shared_fakes_serve_once(run: &Run) -> Option<Conflict> {
    if !run.fakes.are_shared() {
        return None;
    }
    let most = run.balance.declared().max_batches();
    let several = most.discriminator > 1 || most.generator > 1;
    let extragradient = run.optimizer.is_extragradient();
    let other = match (several, extragradient) {
        (true, _) => format!("balance: {}", run.balance.name()),
        (_, true) => "optimizer: extragradient".to_string(),
        _ => return None,
    };
    let why = "cannot serve a player that is updated several times, as with";
    Conflict::new(
        "fakes",
        format!("`fakes: shared` is one batch per step, which {why} `{other}`"),
    )
}
