//! Which settings of a sweep go on: decisions of racing and of median stopping, as a pure function of what runs have
//! recorded. Nothing here knows which run was faster, or reads a clock.
//!
//! ```text
//! every run of a setting that is left, up to the rung (RunAtRung) -> decide -> RungDecision: kept or dropped, and why
//! ```
//! `launch` collects the runs, obeys and writes `search.json` ([`Decisions`]); `report` shows it. A rung is decided once
//! all runs of all settings that are left have come to it, so that neither order nor interruptions change a bit.

mod cost;
mod decide;
mod decisions;
mod entrant;
mod median_evidence;
mod median_stopping;
mod order;
mod racing;
mod revived;
mod score;
#[cfg(test)]
mod tests;

pub use cost::{StepsOfSearch, steps_of};
pub use decide::decide;
pub use decisions::{Decisions, RungDecision, SettingAtRung};
pub use entrant::{ENDED_EARLY, Entrant, RunAtRung};
pub use median_evidence::{AgainstMedian, Medians};
pub use revived::Revived;
pub use score::metric_of;
