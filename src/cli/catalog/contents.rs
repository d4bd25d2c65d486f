//! What the catalog lists: the names of YAML, the metrics, and what a diagnosis may find.

use super::super::exit::CliError;
use super::super::lookup::studies::did_you_mean;
use crate::config::{self, Alias, Entry, KEY, aliases_of};
use crate::diagnose::Symptom;
use crate::metrics::{MetricDescription, TABLE};

/// The kinds that are not named in YAML.
const FURTHER_KINDS: [&str; 3] = ["metric", "verdict", "sign"];

/// What kinds are also called.
const OTHER_KINDS: [(&str, &str); 6] = [
    ("losses", "loss"),
    ("regularizer", "regularize"),
    ("regularizers", "regularize"),
    ("regularization", "regularize"),
    ("rule", "verdict"),
    ("rules", "verdict"),
];

/// What metrics are also called. Papers take the first two in an Inception
/// network.
const OTHER_METRICS: [(&str, &str); 6] = [
    ("fid", "frechet"),
    ("kid", "kernel_distance"),
    ("mmd", "kernel_distance"),
    ("ndb", "bins_different"),
    ("ssim", "similarity"),
    ("modes_captured", "modes"),
];

/// The catalog, one kind of it, or all that has one name.
pub(super) struct Contents {
    pub(super) entries: Vec<&'static Entry>,
    pub(super) metrics: Vec<&'static MetricDescription>,
    pub(super) symptoms: Vec<Symptom>,
}

/// What was asked for.
pub(super) enum Found {
    /// Everything, or everything of a kind.
    Listing(Contents),
    /// What has the name.
    Named(Contents),
    /// What has a key of this name.
    Key(String, Contents),
}

impl Contents {
    /// Everything, a kind, in the singular or the plural, or a name.
    ///
    /// # Errors
    /// If there is neither a kind nor a name like this.
    pub(super) fn find(wanted: Option<&str>) -> Result<Found, CliError> {
        let Some(wanted) = wanted else {
            return Ok(Found::Listing(Self::where_(|_, _| true)));
        };
        let written = plain(wanted);
        if let Some(meant) = kind_meant(&written) {
            return Ok(Found::Listing(Self::where_(|kind, _| kind == meant)));
        }
        let other = OTHER_METRICS.iter().find(|(word, _)| *word == written);
        let written = other.map_or(written, |(_, ours)| plain(ours));
        let named = Self::where_(|_, name| plain(name) == written);
        if !named.is_empty() {
            return Ok(Found::Named(named));
        }
        // A key, such as `lr_d`: whatever has it explains it.
        let with_key = Self::with_key(&written);
        // `lr` is a key of style transfers, but most people mean the rates of G and D.
        let mut aliases = aliases_of(wanted).into_iter();
        let means_several = aliases.any(|alias| alias.kind == KEY && alias.ours.is_empty());
        match with_key.is_empty() || means_several {
            true => Self::by_alias(wanted).ok_or_else(|| unknown(wanted)),
            false => Ok(Found::Key(written, with_key)),
        }
    }

    /// What people know by a word of other programs; none where the word means several names at once.
    fn by_alias(wanted: &str) -> Option<Found> {
        let (keys, names): (Vec<Alias>, Vec<Alias>) = aliases_of(wanted)
            .into_iter()
            .partition(|alias| alias.kind == KEY);
        if names.iter().any(|alias| alias.ours.is_empty()) {
            return None;
        }
        if !names.is_empty() {
            let means = |kind: &str, name: &str| {
                let mut names = names.iter();
                names.any(|alias| (alias.kind, alias.ours) == (kind, name))
            };
            return Some(Found::Named(Self::where_(means)));
        }
        let key = keys.first()?.ours;
        let mut contents = Self::with_key(key);
        contents.entries.retain(|entry| entry.name == "run");
        (!contents.is_empty()).then(|| Found::Key(key.to_string(), contents))
    }

    /// The entries that have a key of this name.
    fn with_key(key: &str) -> Self {
        let mut contents = Self::where_(|_, _| false);
        contents.entries = config::catalog();
        let has_key = |entry: &&'static Entry| {
            let mut keys = entry.parameters.iter();
            keys.any(|parameter| parameter.key == key)
        };
        contents.entries.retain(has_key);
        contents
    }

    /// All of which this holds, by kind and name.
    fn where_(is_wanted: impl Fn(&str, &str) -> bool) -> Self {
        let mut entries = config::catalog();
        entries.retain(|entry| is_wanted(entry.kind, entry.name));
        let metrics = TABLE.iter();
        Self {
            entries,
            metrics: metrics
                .filter(|metric| is_wanted("metric", metric.name))
                .collect(),
            symptoms: Symptom::all()
                .filter(|symptom| is_wanted(kind_of(*symptom), symptom.name()))
                .collect(),
        }
    }

    fn is_empty(&self) -> bool {
        self.entries.is_empty() && self.metrics.is_empty() && self.symptoms.is_empty()
    }

    /// Every name, in the order of the catalog.
    fn names(&self) -> Vec<&'static str> {
        let entries = self.entries.iter().map(|entry| entry.name);
        let metrics = self.metrics.iter().map(|metric| metric.name);
        let symptoms = self.symptoms.iter().map(|symptom| symptom.name());
        entries.chain(metrics).chain(symptoms).collect()
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

/// Without the differences that nobody remembers: `WGAN-GP` is `wgan_gp`.
fn plain(name: &str) -> String {
    name.to_lowercase().replace('-', "_")
}

fn kinds() -> Vec<&'static str> {
    let mut kinds: Vec<&str> = config::catalog().iter().map(|entry| entry.kind).collect();
    kinds.extend(FURTHER_KINDS);
    kinds.dedup();
    kinds
}

/// The kind of this name, in the singular or the plural.
fn kind_meant(written: &str) -> Option<&'static str> {
    let other = OTHER_KINDS.iter().find(|(other, _)| *other == written);
    let is_meant = |kind: &&str| written == *kind || written.strip_suffix('s') == Some(*kind);
    other
        .map(|(_, kind)| *kind)
        .or_else(|| kinds().into_iter().find(is_meant))
}

fn unknown(wanted: &str) -> CliError {
    let names = Contents::where_(|_, _| true).names();
    let written = plain(wanted);
    // Whoever types the beginning of a name has not mistyped another one.
    let begun = names.iter().filter(|name| name.starts_with(&written));
    let begun: Vec<&str> = begun.copied().collect();
    let all = || kinds().into_iter().chain(names.iter().copied());
    let hint = match begun.is_empty() {
        true => did_you_mean(&written, all()),
        false => match did_you_mean(&written, begun.iter().copied()) {
            hint if hint.is_empty() => {
                format!("\n  names that begin like this: {}", begun.join(", "))
            }
            hint => hint,
        },
    };
    let aliases = aliases_of(wanted).into_iter();
    let remark = aliases.map(|alias| alias.remark).find(|it| !it.is_empty());
    let remark = remark.map_or(String::new(), |remark| format!("\n  {remark}"));
    CliError::Usage(format!(
        "the catalog has nothing that is called `{wanted}`; `seesaw catalog` lists every name, and the kinds \
         are {}{hint}{remark}",
        kinds().join(", ")
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The names that are found, or the key and those that have it.
    fn found(wanted: &str) -> (Option<String>, Vec<&'static str>) {
        match Contents::find(Some(wanted)) {
            Ok(Found::Named(contents)) => (None, contents.names()),
            Ok(Found::Key(key, contents)) => (Some(key), contents.names()),
            Ok(Found::Listing(_)) | Err(_) => (None, Vec::new()),
        }
    }

    #[test]
    fn metrics_are_found_by_the_names_that_papers_use() {
        for (word, ours) in OTHER_METRICS {
            let Ok(Found::Named(found)) = Contents::find(Some(word)) else {
                panic!("{word} is known");
            };
            assert_eq!(found.metrics[0].name, ours);
        }
    }

    #[test]
    fn words_of_other_programs_are_found() {
        for (word, name) in [
            ("bce", "non_saturating"),
            ("lsgan", "least_squares"),
            ("wgan", "wasserstein"),
            ("WGAN-GP", "wgan_gp"),
            ("mnist", "idx"),
            ("dcgan-28", "dcgan-28"),
        ] {
            assert_eq!(found(word), (None, vec![name]), "{word}");
        }
        let refused = |word| match Contents::find(Some(word)) {
            Err(error) => error.to_string(),
            Ok(_) => panic!("{word} is found"),
        };
        let several = refused("pggan");
        assert!(several.contains("begin like this: pggan-32, "), "{several}");
        assert!(refused("lr").contains("write `lr_g` and `lr_d`"));
    }

    #[test]
    fn a_key_is_found_with_what_has_it() {
        assert_eq!(found("lr_g"), (Some("lr_g".to_string()), vec!["run"]));
        assert_eq!(
            found("batch_size"),
            (Some("batch".to_string()), vec!["run"])
        );
        assert_eq!(found("std").1, ["ring", "grid", "instance_noise"][..2]);
    }
}
