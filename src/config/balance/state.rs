//! What a balance rule's own number means, for those who draw it.

use super::Balance;

/// The meaning of `balance_state`.
#[derive(Clone, Debug, PartialEq)]
pub struct BalanceState {
    /// In a few words, with its unit.
    pub meaning: &'static str,
    /// The value at which the rule acts, with words for it.
    pub threshold: Option<(f64, String)>,
}

impl Balance {
    /// What the rule writes into `balance_state`; `None` for a rule that has no number of its own.
    pub fn state(&self) -> Option<BalanceState> {
        let of =
            |meaning, threshold: Option<(f64, String)>| Some(BalanceState { meaning, threshold });
        match self {
            Balance::Alternate
            | Balance::Simultaneous
            | Balance::Ratio { .. }
            | Balance::ThresholdLoops { .. } => None,
            Balance::SkipDOnLoss { below, .. } => of(
                "mean d_loss",
                Some((*below, format!("D rests below {below}"))),
            ),
            Balance::SkipDOnAccuracy { above, .. } => of(
                "mean d_acc (share)",
                Some((*above, format!("D rests above {above}"))),
            ),
            Balance::SkipDOnGLoss { above, .. } => of(
                "mean g_loss",
                Some((*above, format!("D rests from {above}"))),
            ),
            Balance::Margin { imbalance } => of(
                "D(real) - D(fake)",
                Some((*imbalance, format!("D learns below {imbalance}"))),
            ),
            Balance::AdaptiveBackprop { .. } => of("s: D learns 1 of 1 + s", None),
            Balance::Proportional { .. } | Balance::GapAware { .. } => of(
                "factor on lr_d",
                Some((1.0, "1: lr_d as scheduled".to_string())),
            ),
            Balance::LrDropOn { .. } => of("drops so far (count)", None),
        }
    }
}
