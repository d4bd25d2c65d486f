//! Numbers in prose are those of the thresholds.

use std::path::Path;

use super::super::early_stopping::MOST_ROWS;
use super::super::rules::RULES;
use super::super::words::{number, part};
use super::*;

type Change = fn(&mut Thresholds);

/// Every threshold that a condition quotes, changed.
const QUOTED: [(&str, Change); 30] = [
    ("window", |thresholds| thresholds.window = 0.33),
    ("real_quality", |thresholds| thresholds.real_quality = 0.33),
    ("real_precision", |thresholds| {
        thresholds.real_precision = 0.33
    }),
    ("real_precision_of_classes", |thresholds| {
        thresholds.real_precision_of_classes = 0.33
    }),
    ("uneven", |thresholds| thresholds.uneven = 0.33),
    ("held_class", |thresholds| thresholds.held_class = 0.33),
    ("part_divergence", |thresholds| {
        thresholds.part_divergence = 0.33
    }),
    ("won_loss_alone", |thresholds| {
        thresholds.won_loss_alone = 0.33
    }),
    ("rising", |thresholds| thresholds.rising = 3.3),
    ("in_reach", |thresholds| thresholds.in_reach = 33.0),
    ("in_effect", |thresholds| thresholds.in_effect = 0.33),
    ("part_coverage", |thresholds| {
        thresholds.part_coverage = 0.33
    }),
    ("won_loss", |thresholds| thresholds.won_loss = 0.33),
    ("won_accuracy", |thresholds| thresholds.won_accuracy = 0.33),
    ("won_relativistic_accuracy", |thresholds| {
        thresholds.won_relativistic_accuracy = 0.33
    }),
    ("chance_loss", |thresholds| thresholds.chance_loss = 0.33),
    ("chance_accuracy", |thresholds| {
        thresholds.chance_accuracy = 0.33
    }),
    ("nearly_real", |thresholds| thresholds.nearly_real = 0.33),
    ("chance_updates", |thresholds| {
        thresholds.chance_updates = 33
    }),
    ("fooled_loss", |thresholds| thresholds.fooled_loss = 0.33),
    ("balanced_loss", |thresholds| {
        thresholds.balanced_loss = 0.33
    }),
    ("learned_loss", |thresholds| thresholds.learned_loss = 0.33),
    ("wasserstein_fall", |thresholds| {
        thresholds.wasserstein_fall = 0.33
    }),
    ("exploded_discriminator", |thresholds| {
        thresholds.exploded_discriminator = 33.0
    }),
    ("exploded_generator", |thresholds| {
        thresholds.exploded_generator = 333.0
    }),
    ("exploded_spread", |thresholds| {
        thresholds.exploded_spread = 33.0
    }),
    ("mostly_unlike", |thresholds| {
        thresholds.mostly_unlike = 0.33
    }),
    ("cycle", |thresholds| thresholds.cycle = 0.33),
    ("cycle_size", |thresholds| thresholds.cycle_size = 0.33),
    ("range_gap", |thresholds| thresholds.range_gap = 0.33),
];

fn conditions(thresholds: &Thresholds) -> Vec<String> {
    RULES
        .iter()
        .map(|rule| (rule.condition)(thresholds))
        .collect()
}

#[test]
fn a_changed_threshold_changes_what_a_rule_says_of_itself() {
    let before = conditions(&Thresholds::default());
    for (name, change) in QUOTED {
        let mut thresholds = Thresholds::default();
        change(&mut thresholds);
        assert_ne!(conditions(&thresholds), before, "{name}");
    }
}

#[test]
fn the_page_on_verdicts_quotes_the_thresholds() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/verdicts.md");
    let page = std::fs::read_to_string(path).unwrap();
    let page = page.split_whitespace().collect::<Vec<_>>().join(" ");
    let thresholds = Thresholds::default();
    for quoted in [
        format!(
            "A verdict is about the last {} of a run",
            part(thresholds.window)
        ),
        format!(
            "when a {} of them is of high quality",
            part(thresholds.real_quality)
        ),
        format!(
            "at a k-NN precision of {}.",
            number(thresholds.real_precision)
        ),
        format!(
            "at a precision of {} in the features",
            number(thresholds.real_precision_of_classes)
        ),
        format!(
            "less than a {} of its share of the good samples",
            part(thresholds.uneven)
        ),
        format!("below {} of its share", number(thresholds.held_class)),
        format!("at least {}", number(thresholds.part_divergence)),
        format!("below {} of its ideal", number(thresholds.won_loss_alone)),
        format!(
            "at most {} of the modes are in effect used",
            part(thresholds.in_effect)
        ),
        format!(
            "at a k-NN coverage below {}.",
            number(thresholds.part_coverage)
        ),
        format!(
            "of a long run {} of them, evenly spaced",
            number(MOST_ROWS as f64)
        ),
    ] {
        assert!(page.contains(&quoted), "docs/verdicts.md lacks: {quoted}");
    }
}
