//! Balance rules: pure policies. They see what the players have just done and say who moves; the
//! loop obeys.
//!
//! One rule or family of rules per file. A value that is not finite is no reason to skip a turn:
//! the step is taken and the divergence recorded, and no rule carries it into its later decisions.

mod adaptive_backprop;
mod gap_aware;
mod lr_drop;
mod margin;
mod moves;
mod proportional;
mod ratio;
mod running_mean;
mod skipping;
#[cfg(test)]
mod tests;
mod threshold_loops;

use self::adaptive_backprop::AdaptiveBackprop;
use self::gap_aware::GapAware;
use self::lr_drop::LrDrop;
use self::margin::Margin;
pub use self::moves::Move;
use self::proportional::Proportional;
use self::ratio::Ratio;
use self::skipping::Skipping;
use self::threshold_loops::ThresholdLoops;
use super::game::Judgement;
use crate::config::Balance;
use crate::state_dict::StateDict;

/// A balance rule at work: a deterministic state machine that draws nothing itself.
#[derive(Clone, Debug, PartialEq)]
pub struct Referee {
    simultaneous: bool,
    state: State,
}

#[derive(Clone, Debug, PartialEq)]
enum State {
    Ratio(Ratio),
    Skipping(Skipping),
    ThresholdLoops(ThresholdLoops),
    Margin(Margin),
    AdaptiveBackprop(AdaptiveBackprop),
    Proportional(Proportional),
    GapAware(GapAware),
    LrDrop(LrDrop),
}

impl Referee {
    /// The rule of a spec, before the first turn. `ideal_discriminator_loss` is that of the loss,
    /// V*: D's loss when it cannot tell real from fake.
    pub fn new(rule: &Balance, ideal_discriminator_loss: f64) -> Self {
        let ideal = ideal_discriminator_loss;
        let state = match *rule {
            Balance::Alternate | Balance::Simultaneous => State::Ratio(Ratio { d: 1, g: 1 }),
            Balance::Ratio { d, g } => State::Ratio(Ratio { d, g }),
            Balance::SkipDOnLoss { below, ema } => {
                State::Skipping(Skipping::new(skipping::When::LossBelow(below), ema))
            }
            Balance::SkipDOnAccuracy { above, ema } => {
                State::Skipping(Skipping::new(skipping::When::AccuracyAbove(above), ema))
            }
            Balance::SkipDOnGLoss { above, ema } => {
                State::Skipping(Skipping::new(skipping::When::GeneratorLossFrom(above), ema))
            }
            Balance::ThresholdLoops {
                d_above,
                g_above,
                most,
            } => State::ThresholdLoops(ThresholdLoops {
                d_above,
                g_above,
                most,
            }),
            Balance::Margin { imbalance } => State::Margin(Margin::new(imbalance)),
            Balance::AdaptiveBackprop { target, most } => {
                State::AdaptiveBackprop(AdaptiveBackprop::new(target, most))
            }
            Balance::Proportional { gamma, gain } => {
                State::Proportional(Proportional::new(gamma, gain, ideal))
            }
            Balance::GapAware {
                low,
                high,
                least,
                most,
                ema,
            } => State::GapAware(GapAware::new(
                low * ideal,
                high * ideal,
                least,
                most,
                ideal,
                ema,
            )),
            Balance::LrDropOn {
                detector,
                at,
                ema,
                patience,
                factor,
                times,
            } => State::LrDrop(LrDrop::new(detector, at, ema, patience, factor, times)),
        };
        Self {
            simultaneous: *rule == Balance::Simultaneous,
            state,
        }
    }

    /// Whether both players take their gradients from the same point, before either has moved.
    pub fn simultaneous(&self) -> bool {
        self.simultaneous
    }

    /// D has judged a batch in its turn `turn` of this step, counted from 0. `draw` is uniform in
    /// [0, 1), a pure function of seed and step.
    pub fn discriminator(&mut self, turn: u16, judged: &Judgement, draw: f64) -> Move {
        match &mut self.state {
            State::Ratio(rule) => rule.discriminator(turn),
            State::Skipping(rule) => rule.discriminator(judged),
            State::ThresholdLoops(rule) => rule.discriminator(turn, judged),
            State::Margin(rule) => rule.discriminator(judged),
            State::AdaptiveBackprop(rule) => rule.discriminator(judged, draw),
            State::Proportional(rule) => rule.discriminator(judged),
            State::GapAware(rule) => rule.discriminator(judged),
            State::LrDrop(rule) => rule.discriminator(judged),
        }
    }

    /// G has judged its fakes in its turn `turn` of this step, counted from 0.
    /// `gradient_norm_before` is the L2 norm of G's gradient in its last update, `None` before the
    /// first.
    pub fn generator(&mut self, turn: u16, loss: f64, gradient_norm_before: Option<f64>) -> Move {
        match &mut self.state {
            State::Ratio(rule) => rule.generator(turn),
            State::Skipping(rule) => rule.generator(loss),
            State::ThresholdLoops(rule) => rule.generator(turn, loss),
            State::Margin(rule) => rule.generator(),
            State::LrDrop(rule) => rule.generator(loss, gradient_norm_before),
            State::AdaptiveBackprop(_) | State::Proportional(_) | State::GapAware(_) => Move::LEARN,
        }
    }

    /// Walks over what the rule remembers from turn to turn.
    pub fn visit_state(&mut self, state: &mut StateDict) {
        match &mut self.state {
            State::Ratio(_) | State::ThresholdLoops(_) => {}
            State::Skipping(rule) => rule.visit_state(state),
            State::Margin(rule) => rule.visit_state(state),
            State::AdaptiveBackprop(rule) => rule.visit_state(state),
            State::Proportional(rule) => rule.visit_state(state),
            State::GapAware(rule) => rule.visit_state(state),
            State::LrDrop(rule) => rule.visit_state(state),
        }
    }

    /// The rule's own number, as its file says; `None` for a rule without one, or while it has seen
    /// nothing.
    pub fn state(&self) -> Option<f64> {
        match &self.state {
            State::Ratio(_) | State::ThresholdLoops(_) => None,
            State::Skipping(rule) => rule.state(),
            State::Margin(rule) => rule.state(),
            State::AdaptiveBackprop(rule) => Some(rule.state()),
            State::Proportional(rule) => Some(rule.state()),
            State::GapAware(rule) => rule.state(),
            State::LrDrop(rule) => Some(rule.state()),
        }
    }
}
