//! What the catalog lists: the names of YAML, the metrics, and what a diagnosis may find.

use super::super::exit::CliError;
use crate::config::{self, Entry};
use crate::diagnose::Symptom;
use crate::metrics::{MetricDescription, TABLE};

/// The kinds that are not named in YAML.
const FURTHER_KINDS: [&str; 3] = ["metric", "verdict", "sign"];

/// The catalog, or one kind of it.
pub(super) struct Contents {
    pub(super) entries: Vec<&'static Entry>,
    pub(super) metrics: Vec<&'static MetricDescription>,
    pub(super) symptoms: Vec<Symptom>,
}

impl Contents {
    /// One kind, or all.
    ///
    /// # Errors
    /// If there is no such kind.
    pub(super) fn of(kind: Option<&str>) -> Result<Self, CliError> {
        let is_wanted = |name: &str| kind.is_none_or(|kind| kind == name);
        let mut entries = config::catalog();
        entries.retain(|entry| is_wanted(entry.kind));
        match kind {
            Some(kind) if entries.is_empty() && !FURTHER_KINDS.contains(&kind) => {
                Err(unknown(kind))
            }
            _ => Ok(Self {
                entries,
                metrics: TABLE.iter().filter(|_| is_wanted("metric")).collect(),
                symptoms: Symptom::all()
                    .filter(|symptom| is_wanted(kind_of(*symptom)))
                    .collect(),
            }),
        }
    }
}

/// A verdict, or a sign that decides none.
pub(super) fn kind_of(symptom: Symptom) -> &'static str {
    if symptom.verdict().is_some() {
        "verdict"
    } else {
        "sign"
    }
}

fn unknown(kind: &str) -> CliError {
    let entries = config::catalog();
    let mut kinds: Vec<&str> = entries.iter().map(|entry| entry.kind).collect();
    kinds.extend(FURTHER_KINDS);
    kinds.dedup();
    CliError::Usage(format!(
        "the catalog has no kind `{kind}`; it has {}",
        kinds.join(", ")
    ))
}
