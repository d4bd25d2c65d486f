//! What a study says and trains for nothing: blocks that no model of it reads, and two names of one network.

use serde_yaml::Value;

use crate::config::fixed_model::FixedModel;
use crate::config::model::Model;
use crate::config::model_sizes::DcganSizes;
use crate::config::run::Run;
use crate::schema::defaults;

/// Blocks that some models alone read, with what these have. What is no default elsewhere is refused.
type Block = (&'static str, &'static str, fn(&Model) -> bool);
const BLOCKS: [Block; 3] = [
    ("grow", "grows", Model::grows),
    ("styles", "has styles", Model::has_styles),
    ("vae", "is an autoencoder", Model::is_autoencoder),
];

/// A run goes back after the failures that it names, and names none unless it is told to.
const HEALS_NOTHING: &str =
    "`run.heal` has no effect without `on`, the failures that are healed: `on: [mode_collapse]`";

/// A sentence for each block of the run as written that no cell reads.
pub(in crate::config) fn blocks(base: &Value, cells: &[&Run]) -> Vec<String> {
    let is_unused = |(key, _, reads): &&Block| {
        base.get(key).is_some() && !cells.iter().any(|run| reads(&run.model))
    };
    let unused = BLOCKS.iter().filter(is_unused);
    let mut notes: Vec<String> = unused
        .map(|(key, has, _)| format!("`run.{key}` has no effect: no model here {has}"))
        .collect();
    let heals_nothing =
        base.get("heal").is_some() && cells.iter().all(|run| run.heal.on.is_empty());
    if heals_nothing {
        notes.push(HEALS_NOTHING.to_string());
    }
    notes
}

/// A sentence where both names of a network are trained, everything else being the same.
pub(in crate::config) fn trained_twice(cells: &[&Run]) -> Option<String> {
    let by_family = Model::Dcgan(DcganSizes {
        side: Some(32),
        channels: Some(3),
        ..defaults()
    });
    let by_name = Model::Fixed(FixedModel::Dcgan32);
    let named = |run: &&&Run| run.model == by_name;
    let twice = cells.iter().filter(named).any(|run| {
        let other = Run {
            model: by_family,
            ..Run::clone(run)
        };
        cells.iter().any(|run| **run == other)
    });
    let (family, name) = (by_family.name(), by_name.name());
    twice.then(|| {
        format!(
            "`model: {family}` of 32 pixels in colour is the network that `{name}` names: both are trained"
        )
    })
}

#[cfg(test)]
mod tests {
    use crate::config::parse;

    fn notes(run: &str, grid: &str) -> String {
        let text = format!("study: s\nquestion: q\nrun: {run}\nsweep: {{grid: {grid}}}\n");
        parse("s.yaml", &text, &[]).unwrap().notes.join("\n")
    }

    #[test]
    fn a_block_that_no_model_reads_is_named() {
        let digits = |block: &str| format!("{{data: digits, model: dcgan-8, {block}}}");
        for (block, said) in [
            (
                "styles: {}",
                "`run.styles` has no effect: no model here has styles",
            ),
            ("styles: {mixing: 0.9}", "`run.styles` has no effect"),
            ("grow: {}", "`run.grow` has no effect: no model here grows"),
            (
                "vae: {}",
                "`run.vae` has no effect: no model here is an autoencoder",
            ),
        ] {
            let found = notes(&digits(block), "{lr_d: [1e-3, 1e-2]}");
            assert!(found.contains(said), "{block}: {found}");
        }
        let none = notes(&digits("batch: 64"), "{lr_d: [1e-3, 1e-2]}");
        assert!(!none.contains("no effect"), "{none}");
        let read = "{data: {shapes: {side: 32}}, model: stylegan2-32, styles: {mixing: 0.9}}";
        let read = notes(read, "{lr_d: [1e-3, 1e-2]}");
        assert!(!read.contains("no effect"), "{read}");
    }

    #[test]
    fn healing_of_no_failure_is_named() {
        let grid = "{lr_d: [1e-3, 1e-2]}";
        assert!(notes("{heal: {attempts: 3}}", grid).contains("has no effect without `on`"));
        assert_eq!(notes("{heal: {on: [divergence]}}", grid), "");
        assert_eq!(
            notes("{heal: {attempts: 3}}", "{heal.on: [[], [divergence]]}"),
            ""
        );
    }

    #[test]
    fn two_names_of_one_network_are_named() {
        let run = "{data: {shapes: {side: 32}}}";
        let said = "is the network that `dcgan-32` names";
        assert!(notes(run, "{model: [dcgan, dcgan-32]}").contains(said));
        assert!(!notes(run, "{model: [dcgan, r3gan-32]}").contains(said));
        let wide = notes(run, "{model: [{dcgan: {width: 32}}, dcgan-32]}");
        assert!(!wide.contains(said), "{wide}");
    }
}
