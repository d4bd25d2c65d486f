//! What a rule is.

use super::finding::Finding;
use super::run_history::RunHistory;
use super::thresholds::Thresholds;
use super::verdict::Symptom;

/// A rule: what it can find, what it looks at, and the function that looks.
pub struct Rule {
    /// What it can find.
    pub symptom: Symptom,
    /// What must be measured for the rule to say anything, in words.
    pub(super) needs: fn() -> String,
    /// When it holds, in words.
    pub(super) condition: fn(&Thresholds) -> String,
    /// Looks at a history.
    pub(super) find: fn(&RunHistory) -> Option<Finding>,
}

impl Rule {
    /// What must be measured for the rule to say anything, in words.
    pub fn needs(&self) -> String {
        (self.needs)()
    }

    /// When the rule holds by the default thresholds, in words.
    pub fn condition(&self) -> String {
        (self.condition)(&Thresholds::default())
    }
}
