//! Balance rules: which player is updated in a step, how often, and at which learning rate.
//!
//! A rule is one file. Its parameters are declared there, with what is known of them
//! ([`BalancePolicy`]), and the state machine that they start ([`BalanceRule`]): it sees the
//! metrics of each forward pass and returns a [`Decision`], which the training loop obeys. A new
//! rule is its file, its `mod` line and its line in [`Balance`].

mod adaptive_backprop;
mod fixed;
mod gap_aware;
mod lr_drop_on;
mod margin;
mod proportional;
mod rule;
mod running_mean;
mod skip_d;
#[cfg(test)]
mod tests;
mod threshold_loops;

pub use adaptive_backprop::AdaptiveBackprop;
pub use fixed::{Alternate, Ratio, Simultaneous};
pub use gap_aware::GapAware;
pub use lr_drop_on::{Detector, LrDropOn};
pub use margin::Margin;
pub use proportional::Proportional;
pub(crate) use rule::{BalancePolicy, Signal};
pub use rule::{BalanceRule, Decision, DiscriminatorMetrics, LoggedValue};
pub use skip_d::{SkipDOnAccuracy, SkipDOnGLoss, SkipDOnLoss};
pub use threshold_loops::ThresholdLoops;

use crate::schema::choice;

choice! {
    /// The rule that keeps one player from running away from the other.
    pub enum Balance as BalancePolicy {
        fixed::Alternate,
        fixed::Simultaneous,
        fixed::Ratio,
        skip_d::SkipDOnLoss,
        skip_d::SkipDOnAccuracy,
        skip_d::SkipDOnGLoss,
        threshold_loops::ThresholdLoops,
        margin::Margin,
        adaptive_backprop::AdaptiveBackprop,
        proportional::Proportional,
        gap_aware::GapAware,
        lr_drop_on::LrDropOn,
    }
}

impl Balance {
    /// The rule before its first step. `ideal_loss` is D's loss when it cannot tell real from fake.
    pub fn start(&self, ideal_loss: f64) -> Box<dyn BalanceRule> {
        self.declared().start(ideal_loss)
    }

    /// Whether both players take their gradients at the same point, before either is updated.
    pub fn is_simultaneous(&self) -> bool {
        self.declared().is_simultaneous()
    }

    /// What the column `balance_state` holds; `None` for a rule that logs nothing.
    pub fn logged_value(&self) -> Option<LoggedValue> {
        self.declared().logged_value()
    }
}
