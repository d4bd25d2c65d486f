//! Where the numbers come from.

use super::run_on_disk::RunOnDisk;
use super::text::{format_count, format_duration};
use crate::config::Study;
use crate::record::{ClassifierProvenance, Provenance, RunFile};

/// As key and value; where runs differ, every value that occurs.
pub(super) fn provenance_pairs(study: &Study, runs: &[RunOnDisk]) -> Vec<(String, String)> {
    let files: Vec<&RunFile> = runs.iter().filter_map(|run| run.file.as_ref()).collect();
    let seconds: f64 = files.iter().filter_map(|file| file.seconds).sum();
    let planned = format!(
        "{} planned, {}",
        format_count(study.runs.len(), "run"),
        format_count(study.seeds.len(), "seed")
    );
    let trained = format!("{}, summed over runs", format_duration(seconds));
    let mut pairs = vec![("runs", planned)];
    pairs.extend((seconds > 0.0).then_some(("training time", trained)));
    let of_all = VALUES.map(|(key, value)| (key, distinct(&files, value)));
    pairs.extend(of_all.into_iter().filter(|(_, value)| !value.is_empty()));
    pairs.extend(study.notes.iter().map(|note| ("note", note.clone())));
    pairs
        .into_iter()
        .map(|(key, value)| (key.to_string(), value))
        .collect()
}

/// What each run says of itself.
type ProvenanceValue = (&'static str, fn(&Provenance) -> String);

const VALUES: [ProvenanceValue; 9] = [
    ("seesaw", |run| run.seesaw_version.clone()),
    ("commit", commit_text),
    ("compiler", |run| run.build.rustc.clone()),
    ("target", |run| run.build.target.clone()),
    ("CPU features", |run| run.build.cpu_features.join(" ")),
    ("CPU", |run| run.host.cpu.clone()),
    ("system", |run| run.host.operating_system.clone()),
    ("classifier", classifier_text),
    ("data SHA-256", |run| {
        run.data_sha256.clone().unwrap_or_default()
    }),
];

fn classifier_text(provenance: &Provenance) -> String {
    let said = |of: &ClassifierProvenance| {
        format!("{:.1} % of held-out images right", 100.0 * of.accuracy)
    };
    provenance.classifier.as_ref().map(said).unwrap_or_default()
}

fn commit_text(provenance: &Provenance) -> String {
    let changes = if provenance.git_dirty {
        ", with changes"
    } else {
        ""
    };
    let commit = &provenance.git_commit;
    if commit.is_empty() {
        String::new()
    } else {
        format!("{commit}{changes}")
    }
}

/// The distinct values, in the order of the runs.
fn distinct(files: &[&RunFile], value: impl Fn(&Provenance) -> String) -> String {
    let mut values: Vec<String> = Vec::new();
    for value in files
        .iter()
        .map(|file| value(&file.provenance))
        .filter(|value| !value.is_empty())
    {
        if !values.contains(&value) {
            values.push(value);
        }
    }
    values.join("; ")
}
