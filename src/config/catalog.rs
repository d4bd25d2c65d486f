//! The vocabulary of a study: one row for every name and block that the YAML knows.
//!
//! The rows are not only documentation. The reader takes the allowed keys and the defaults from
//! them, so what `catalog` prints is what the code does.

use super::{
    adapt, average, balance, data, evaluate, fakes, loss, model, optimizer, order, regularizer,
    run, schedule, select, stop, study, sweep,
};

/// One parameter of an [`Entry`]: its key, its default as YAML, and what it means.
pub type Parameter = (&'static str, &'static str, &'static str);

/// The default of a key that has none.
pub const REQUIRED: &str = "required";

/// The default of a key that may simply be absent.
pub const ABSENT: &str = "absent";

/// One name that a study may use, with everything that a reader of the catalog wants to know.
#[derive(Debug, PartialEq, Eq)]
pub struct Entry {
    /// The run key that takes this name (`data`, `balance`, ...); `schedule` for those of
    /// `schedule_g` and `schedule_d`, and `block` for a group of keys.
    pub kind: &'static str,
    /// The name as it is written in YAML.
    pub name: &'static str,
    /// One sentence on what it is.
    pub summary: &'static str,
    /// The keys that may stand below the name.
    pub parameters: &'static [Parameter],
    /// What is computed, in plain text and precisely enough to be written again; empty for data,
    /// models, orders and blocks.
    pub formula: &'static str,
    /// The paper or collection it comes from; empty for what needs no source.
    pub source: &'static str,
}

impl Entry {
    /// The keys that may stand below the name, in table order.
    pub fn keys(&self) -> impl Iterator<Item = &'static str> + use<> {
        self.parameters.iter().map(|(key, _, _)| *key)
    }
}

/// Every row, grouped by kind: first the blocks of a study file, then the names they may use.
pub fn catalog() -> Vec<&'static Entry> {
    let blocks = [
        &study::STUDY,
        &run::RUN,
        &evaluate::EVALUATE,
        &stop::STOP,
        &super::checkpoint::CHECKPOINT,
        &sweep::SWEEP,
    ];
    blocks.into_iter().chain(names()).collect()
}

/// The rows that a run key may name, for example every `balance`; empty for a key that takes no
/// names.
pub(super) fn names_of(key: &str) -> impl Iterator<Item = &'static Entry> {
    let kind = if ["schedule_g", "schedule_d"].contains(&key) {
        "schedule"
    } else {
        key
    };
    names().filter(move |entry| entry.kind == kind)
}

fn names() -> impl Iterator<Item = &'static Entry> {
    let tables: [&'static [Entry]; 12] = [
        &data::TABLE,
        &model::TABLE,
        &loss::TABLE,
        &schedule::TABLE,
        &optimizer::TABLE,
        &balance::TABLE,
        &order::TABLE,
        &fakes::TABLE,
        &regularizer::TABLE,
        &select::TABLE,
        &adapt::TABLE,
        &average::TABLE,
    ];
    tables.into_iter().flatten()
}

#[cfg(test)]
mod tests {
    use super::super::{Kind, Model, parse};
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn every_row_is_named_once_and_explained() {
        let mut seen = HashSet::new();
        for entry in catalog() {
            assert!(seen.insert((entry.kind, entry.name)), "{entry:?}");
            assert!(entry.summary.ends_with('.'), "{entry:?}");
            assert!(entry.parameters.iter().all(|(_, _, says)| !says.is_empty()));
        }
    }

    /// Kinds that say what they compute.
    const COMPUTED: [&str; 9] = [
        "loss",
        "schedule",
        "optimizer",
        "balance",
        "fakes",
        "regularize",
        "select",
        "adapt",
        "average",
    ];

    /// Names for which there is nothing to cite.
    const PLAIN: [(&str, &str); 6] = [
        ("schedule", "constant"),
        ("fakes", "fresh"),
        ("fakes", "shared"),
        ("select", "all"),
        ("adapt", "none"),
        ("average", "none"),
    ];

    #[test]
    fn whatever_is_computed_has_its_formula_and_its_source() {
        for entry in names() {
            let computed = COMPUTED.contains(&entry.kind);
            assert_eq!(computed, entry.formula.ends_with('.'), "{entry:?}");
            let plain = PLAIN.contains(&(entry.kind, entry.name));
            assert!(!computed || plain == entry.source.is_empty(), "{entry:?}");
            assert!(
                !entry.formula.contains("  ") && !entry.source.contains("  "),
                "{entry:?}"
            );
        }
        assert!(
            COMPUTED
                .iter()
                .all(|kind| names().any(|entry| entry.kind == *kind))
        );
    }

    #[test]
    fn a_formula_says_what_each_parameter_does() {
        // A parameter of the same meaning in several formulas has its letter there.
        let lettered = [("weight_clip", "bound"), ("ratio", "d"), ("ratio", "g")];
        for entry in names().filter(|entry| COMPUTED.contains(&entry.kind)) {
            for key in entry
                .keys()
                .filter(|key| !lettered.contains(&(entry.name, key)))
            {
                let words = || {
                    entry
                        .formula
                        .split(|c: char| !c.is_alphanumeric() && c != '_')
                };
                assert!(
                    words().any(|word| word == key),
                    "`{key}` is not in {entry:?}"
                );
            }
        }
    }

    /// Keys without which a name would be refused.
    fn also_needed(name: &str) -> &'static str {
        match name {
            "ada" => "regularize: [instance_noise], ",
            "extragradient" => "balance: simultaneous, ",
            _ => "",
        }
    }

    /// Data for which a model of this kind is meant.
    fn data_of(kind: Kind) -> String {
        match kind {
            Kind::Points => "ring".to_string(),
            Kind::Images { side, channels } => {
                format!("{{folder: {{path: x, side: {side}, channels: {channels}}}}}")
            }
        }
    }

    #[test]
    fn every_name_can_be_written_bare_if_it_needs_no_key_and_as_a_mapping() {
        for entry in names() {
            let (kind, name) = (entry.kind, entry.name);
            let data = match Model::ALL
                .iter()
                .find(|model| kind == "model" && model.name() == name)
            {
                Some(model) => format!("data: {}, ", data_of(model.kind())),
                None => String::new(),
            };
            let required = entry
                .parameters
                .iter()
                .filter(|(_, default, _)| *default == REQUIRED);
            let required: Vec<String> = required.map(|(key, _, _)| format!("{key}: x")).collect();
            let mapping = format!("{{{name}: {{{}}}}}", required.join(", "));
            let bare = required.is_empty().then(|| name.to_string());
            for value in bare.into_iter().chain([mapping]) {
                let value = if kind == "regularize" {
                    format!("[{value}]")
                } else {
                    value
                };
                let key = if kind == "schedule" {
                    "schedule_g"
                } else {
                    kind
                };
                let also = also_needed(name);
                let text = format!("study: s\nquestion: q\nrun: {{{data}{also}{key}: {value}}}\n");
                let study = parse("s.yaml", &text, &[]);
                assert!(study.is_ok(), "{text}\n{}", study.unwrap_err());
                assert!(study.unwrap().runs[0].run.to_yaml().contains(name));
            }
        }
    }
}
