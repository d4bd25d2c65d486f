//! The vocabulary of a study: one row for every name and block that the YAML knows.
//!
//! The rows are not only documentation. The reader takes the allowed keys and the defaults from
//! them, so what `catalog` prints is what the code does.

use super::{balance, data, evaluate, fakes, loss, model, optimizer, order, run, study, sweep};

/// One parameter of an [`Entry`]: its key, its default as YAML, and what it means.
pub type Parameter = (&'static str, &'static str, &'static str);

/// The default of a key that has none.
pub const REQUIRED: &str = "required";

/// The default of a key that may simply be absent.
pub const ABSENT: &str = "absent";

/// One name that a study may use, with everything that a reader of the catalog wants to know.
#[derive(Debug, PartialEq, Eq)]
pub struct Entry {
    /// The run key that takes this name (`data`, `balance`, ...), or `block` for a group of keys.
    pub kind: &'static str,
    /// The name as it is written in YAML.
    pub name: &'static str,
    /// One sentence on what it is.
    pub summary: &'static str,
    /// The keys that may stand below the name.
    pub parameters: &'static [Parameter],
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
    let blocks = [&study::STUDY, &run::RUN, &evaluate::EVALUATE, &sweep::SWEEP];
    blocks.into_iter().chain(names()).collect()
}

/// The rows of one kind, for example every `balance`; empty for a key that takes no names.
pub(super) fn names_of(kind: &str) -> impl Iterator<Item = &'static Entry> {
    names().filter(move |entry| entry.kind == kind)
}

fn names() -> impl Iterator<Item = &'static Entry> {
    let tables: [&'static [Entry]; 7] =
        [&data::TABLE, &model::TABLE, &loss::TABLE, &optimizer::TABLE, &balance::TABLE, &order::TABLE, &fakes::TABLE];
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
            let data = match Model::ALL.iter().find(|model| kind == "model" && model.name() == name) {
                Some(model) => format!("data: {}, ", data_of(model.kind())),
                None => String::new(),
            };
            let required = entry.parameters.iter().filter(|(_, default, _)| *default == REQUIRED);
            let required: Vec<String> = required.map(|(key, _, _)| format!("{key}: x")).collect();
            let mapping = format!("{{{name}: {{{}}}}}", required.join(", "));
            let bare = required.is_empty().then(|| name.to_string());
            for value in bare.into_iter().chain([mapping]) {
                let text = format!("study: s\nquestion: q\nrun: {{{data}{kind}: {value}}}\n");
                let study = parse("s.yaml", &text, &[]);
                assert!(study.is_ok(), "{text}\n{}", study.unwrap_err());
                assert!(study.unwrap().runs[0].run.to_yaml().contains(name));
            }
        }
    }
}
