//! What `heal` cannot help.

use super::conflict::Conflict;
use crate::config::kind::Kind;
use crate::config::run::Run;

/// Of the Dirac-GAN remedies are words: which key damps it depends on what the study asks.
pub(super) fn remedies_with_a_patch(run: &Run) -> Option<Conflict> {
    if run.heal.on.is_empty() || run.data.kind() != Kind::Numbers {
        return None;
    }
    let name = run.data.name();
    Conflict::new(
        "heal",
        format!(
            "`heal` has nothing to try on `{name}`: the remedies of its verdicts are words, not patches"
        ),
    )
}
