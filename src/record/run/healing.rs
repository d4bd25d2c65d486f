//! What became of the attempts of a run that goes back and tries a remedy (`heal`).

use serde::{Deserialize, Serialize};

use crate::config::{Failure, Run};

/// One time that a run went back, with what it has tried since.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Healing {
    /// The failure that had lasted.
    pub failure: Failure,
    /// The last step of the attempt that was given up.
    pub step: u64,
    /// The step that the run went back to; 0 is its start.
    pub back_to: u64,
    /// Why it went back to its start although there was a healthy state, in words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub not_kept: Option<String>,
    /// Parts of the state that begin afresh, because the run had none before.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub afresh: Vec<String>,
    /// The remedy: a patch of the run as it was until then.
    pub patch: String,
    /// Why this remedy.
    pub reason: String,
}

impl Healing {
    /// Where the run went back, and what was changed there, in few words.
    pub fn words(&self) -> String {
        format!(
            "{} at step {}: back to {} with {}",
            self.failure.name(),
            self.step,
            match self.back_to {
                0 => "the start".to_string(),
                step => format!("step {step}"),
            },
            self.changes()
        )
    }

    /// The patch in one line.
    pub fn changes(&self) -> String {
        self.patch.lines().collect::<Vec<_>>().join(", ")
    }
}

/// The run that is trained after it has gone back so often: with the patches of all remedies.
///
/// # Errors
/// Why there is no such run, which only a file that somebody has changed can say.
pub fn healed_run(run: &Run, healings: &[Healing]) -> Result<Run, String> {
    run.patched_by(healings.iter().map(|healing| healing.patch.as_str()))
}
