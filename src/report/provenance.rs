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
    let mut pairs = vec![
        ("runs", planned),
        (
            "training time",
            format!("{}, summed over runs", format_duration(seconds)),
        ),
    ];
    let of_all = [
        (
            "seesaw",
            distinct(&files, |provenance| provenance.seesaw_version.clone()),
        ),
        ("commit", distinct(&files, commit_text)),
        (
            "compiler",
            distinct(&files, |provenance| provenance.build.rustc.clone()),
        ),
        (
            "target",
            distinct(&files, |provenance| provenance.build.target.clone()),
        ),
        (
            "CPU features",
            distinct(&files, |provenance| provenance.build.cpu_features.join(" ")),
        ),
        (
            "CPU",
            distinct(&files, |provenance| provenance.host.cpu.clone()),
        ),
        (
            "system",
            distinct(&files, |provenance| {
                provenance.host.operating_system.clone()
            }),
        ),
        ("classifier", distinct(&files, classifier_text)),
        (
            "data SHA-256",
            distinct(&files, |provenance| {
                provenance.data_sha256.clone().unwrap_or_default()
            }),
        ),
    ];
    pairs.extend(of_all.into_iter().filter(|(_, value)| !value.is_empty()));
    pairs.extend(study.notes.iter().map(|note| ("note", note.clone())));
    pairs
        .into_iter()
        .map(|(key, value)| (key.to_string(), value))
        .collect()
}

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
