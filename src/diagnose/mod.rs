//! History -> findings -> verdict. Pure: the same rules judge a run that is still trained, one read
//! back from disk, and the log of a GAN that was trained anywhere.
//!
//! ```text
//! StepRow, EvalRow --> RunHistory (windows, blocks, medians; Thresholds) --> RULES --> Findings --> Diagnosis
//!    run of our own | external log |     SampleCriteria: look real? lack a part?          verdict, what was not judged
//!    samples from anywhere: SampleFacts
//! ```
//!
//! - **One history for all.** A finished run, one read back, one that is still trained
//!   ([`LastingFailure`]), and an external log differ only in what is measured. A rule asks for what
//!   it needs and says nothing where that is missing; `not_judged.rs` says so in words.
//! - **Samples first.** `sample_criteria.rs` is the one place that knows what good samples are,
//!   whatever the data: exact modes, classes, or coverage. Rules about the game between the players
//!   ask it whether the samples are healthy before they call a low loss a failure.
//! - **A symptom is a verdict or a sign**; only verdicts decide. [`Finding::form`] says which way a
//!   failure took.
//! - **Thresholds are data** ([`Thresholds`]), so that the calibration benchmark can try others on
//!   recorded runs. The words that quote them are made from them.
//!
//! A rule is a file with a `RULE` in it - symptom, needs, condition, function - and one line of the
//! list in `rules.rs`; its numbers are fields of [`Thresholds`].

mod alteration;
mod class_collapse;
mod confidence;
mod copies;
mod counted_modes;
mod discriminator_dominance;
mod divergence;
mod early_stopping;
mod equilibrium;
mod evidence_kind;
mod final_spread;
mod finding;
mod fine_detail;
mod frozen;
mod generator_dominance;
mod healthy;
mod labels_ignored;
mod left_out;
mod logged_metrics;
mod low_quality;
mod median;
mod mode_collapse;
mod mode_imbalance;
mod not_judged;
mod onset;
mod oscillation;
mod posterior_collapse;
mod range_shortcut;
mod remedy;
mod rule;
mod rules;
mod run_history;
mod sample_criteria;
mod sample_facts;
mod starved;
mod still_nearing;
mod thresholds;
mod transfer;
mod trend;
mod undecided;
mod undertrained;
mod verdict;
mod words;

#[cfg(test)]
mod tests;

pub use early_stopping::{FoundFailure, LastingFailure};
pub use evidence_kind::{Confidence, EvidenceKind};
pub use finding::{Comparison, Diagnosis, Evidence, Finding, Remedy, Severity, VerdictForm};
pub use healthy::healthy_score;
pub use left_out::leaves_out_a_part;
pub use median::median;
pub use rule::Rule;
pub use rules::diagnose;
pub use run_history::RunHistory;
pub use sample_facts::{CopyShares, SampleFacts, SampleSpace};
pub use thresholds::Thresholds;
pub use transfer::{TransferDiagnosis, TransferVerdict, diagnose_transfer};
pub use verdict::{Sign, Symptom, Verdict};
