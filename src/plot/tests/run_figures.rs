//! What the figures of a run show.

use super::example::{Example, GROWING, constant_step};
use crate::config::Failure;
use crate::diagnose::Verdict;
use crate::plot::RUN_FIGURES;
use crate::plot::canvas::{Canvas, to_png, to_svg};
use crate::record::Healing;

/// A figure of a run, by its name.
fn canvas(example: &Example, name: &str) -> Canvas {
    let figure = RUN_FIGURES
        .iter()
        .find(|figure| figure.name == name)
        .unwrap();
    figure.canvas(&example.run_tables()).unwrap()
}

fn svg(example: &Example, name: &str) -> String {
    to_svg(&canvas(example, name)).unwrap()
}

fn assert_says(svg: &str, words: &[&str]) {
    for words in words {
        assert!(svg.contains(words), "{words} is missing");
    }
}

#[test]
fn every_figure_has_its_own_name_and_one_sentence_for_those_who_cannot_see_it() {
    for (index, figure) in RUN_FIGURES.iter().enumerate() {
        assert!(
            RUN_FIGURES[..index]
                .iter()
                .all(|other| other.name != figure.name),
            "{}",
            figure.name
        );
        let sentence = figure.alternative;
        assert!(
            sentence.ends_with('.')
                && sentence.matches(". ").count() == 0
                && !sentence.contains("  "),
            "{sentence}"
        );
    }
}

#[test]
fn the_losses_say_what_they_show() {
    let example = Example::new("data: ring").found(Verdict::ModeCollapse, Some(1200));
    let svg = svg(&example, "losses");
    assert_says(
        &svg,
        &[
            "training step",
            "loss (nats), log scale",
            "d_loss",
            "g_loss",
            "ideal d_loss 0.6931",
        ],
    );
    assert_says(
        &svg,
        &[
            "mode_collapse from step 1,200",
            "loss (nats), clipped at 6.98",
            "beyond the axis",
        ],
    );
    assert!(svg.len() < 60_000, "{} bytes", svg.len());
}

#[test]
fn where_a_run_went_back_stands_in_the_losses_with_what_was_changed() {
    let mut example = Example::new("data: ring");
    let without = canvas(&example, "losses");
    example.healings = vec![Healing {
        failure: Failure::ModeCollapse,
        step: 2600,
        back_to: 1200,
        not_kept: None,
        afresh: Vec::new(),
        patch: "lr_d: 1e-3\nregularize: [r1]".to_string(),
        reason: "D is ahead".to_string(),
    }];
    let words = "went back to 1,200 from step 2,600 (mode_collapse): lr_d: 1e-3, regularize: [r1]";
    assert_says(&svg(&example, "losses"), &[words]);
    assert!(to_svg(&canvas(&example, "losses")).unwrap().len() > to_svg(&without).unwrap().len());
    assert!(example.run_tables().overview().is_ok());
}

#[test]
fn resolutions_stand_below_the_losses_and_beside_the_samples() {
    let example = Example::new(GROWING);
    let losses = svg(&example, "losses");
    assert_says(&losses, &["resolution", "4 px", "8 px", "16 px", "32 px"]);
    // Fades of 600 steps from step 501, 1601 and 2701 on.
    assert_says(
        &svg(&example, "samples"),
        &["step 800 (8 px)", "step 4,000 (32 px)"],
    );
    assert!(!svg(&Example::new("data: ring"), "losses").contains("resolution"));
}

#[test]
fn negative_losses_ask_for_a_symmetric_axis_and_both_ends_may_be_clipped() {
    let example = Example::new("data: ring, loss: wasserstein").with_steps(|row| {
        row.d_loss = Some(if row.step == 9 {
            -1e6
        } else {
            1.0 - (row.step % 5) as f64
        });
        row.g_loss = Some(if row.step == 99 {
            1e6
        } else {
            (row.step % 3) as f64
        });
    });
    assert_says(
        &svg(&example, "losses"),
        &["symmetric log", "loss (score), clipped at -", " and "],
    );
}

#[test]
fn every_finding_is_named() {
    let example = Example::new("data: ring")
        .found(Verdict::Divergence, Some(3000))
        .found(Verdict::ModeCollapse, Some(2000))
        .found(Verdict::DiscriminatorDominance, None);
    for name in ["losses", "discriminator", "gradients", "balance", "metrics"] {
        let svg = svg(&example, name);
        assert_says(
            &svg,
            &[
                "divergence from step 3,000",
                "mode_collapse from step 2,000",
            ],
        );
        assert_says(&svg, &["discriminator_dominance at the end, onset unknown"]);
    }
    assert!(
        example
            .run_tables()
            .overview()
            .unwrap()
            .contains("divergence from 3,000 (+2)")
    );
}

#[test]
fn infinities_and_nan_are_marked() {
    let example = Example::new("data: ring").cut(40).with_steps(|row| {
        row.g_loss = if row.step == 7 {
            Some(f64::INFINITY)
        } else {
            row.g_loss
        };
        row.d_loss = if row.step == 9 {
            Some(f64::NAN)
        } else {
            row.d_loss
        };
    });
    assert_says(&svg(&example, "losses"), &["beyond the axis", ">\nNaN\n<"]);
}

#[test]
fn scores_have_their_accuracy_below() {
    let hinge = svg(&Example::new("data: ring, loss: hinge"), "discriminator");
    assert_says(
        &hinge,
        &[
            "score",
            "0: boundary of real and fake",
            "share of rows told right",
            "accuracy of D",
        ],
    );
    let cross_entropy = svg(&Example::new("data: ring"), "discriminator");
    assert_says(
        &cross_entropy,
        &[
            "probability or share of rows",
            "0.5: D cannot tell",
            "accuracy of D",
        ],
    );
}

#[test]
fn the_balance_has_panels_for_what_there_is() {
    let plain = Example::new("data: ring").with_steps(|row| row.balance_state = None);
    let svg_of = |example: &Example| svg(example, "balance");
    assert!(!svg_of(&plain).contains("balance_state") && !svg_of(&plain).contains("penalty"));
    assert!(!svg_of(&plain).contains("updates a step"));
    let skipping = Example::new("data: ring, balance: {skip_d_on_loss: {below: 0.6}}");
    assert_says(
        &svg_of(&skipping),
        &[
            "mean d_loss",
            "balance_state",
            "D rests below 0.6",
            "skipped",
        ],
    );
    let everything = Example::new("data: ring, balance: gap_aware").with_steps(|row| {
        (row.penalty, row.adapted_strength, row.d_stepped) = (Some(0.1), Some(0.5), 3);
    });
    assert_says(
        &svg_of(&everything),
        &[
            "updates a step",
            "factor on lr_d",
            "penalty (nats)",
            "strength (0 to 1)",
        ],
    );
}

#[test]
fn the_modes_are_counted_and_the_number_of_samples_is_said() {
    let ring = svg(&Example::new("data: ring"), "modes");
    assert_says(
        &ring,
        &[
            "step 4,000: 1,000 kept samples",
            "step 800: 1,000 kept samples",
            "12.5 %: equal shares",
        ],
    );
    assert_says(
        &svg(&Example::new("data: grid"), "modes"),
        &["of 25 modes", "no sample at step 4,000"],
    );
    let shapes = svg(&Example::new("data: {shapes: {side: 16}}"), "modes");
    assert_says(
        &shapes,
        &["64 samples are few for 48 modes: a gap may be chance"],
    );
    let unknown = Example::new("data: digits");
    assert!(
        unknown
            .run_tables()
            .draw()
            .unwrap()
            .iter()
            .all(|drawing| drawing.name != "modes")
    );
}

#[test]
fn what_cannot_be_drawn_says_why() {
    let (empty, damaged) = (Example::new("data: ring").cut(0), Example::damaged());
    for figure in RUN_FIGURES {
        let nothing = to_svg(&figure.canvas(&empty.run_tables()).unwrap()).unwrap();
        assert!(
            nothing.contains("was recorded") || nothing.contains("were kept"),
            "{}",
            figure.name
        );
        let reason = to_svg(&figure.canvas(&damaged.run_tables()).unwrap()).unwrap();
        assert!(
            reason.contains("is damaged: its SHA-256") && !reason.contains("somewhere"),
            "{}",
            figure.name
        );
    }
    let every = |value: Option<f64>| {
        Example::new("data: ring")
            .cut(9)
            .with_steps(move |row| *row = constant_step(row, value))
    };
    for name in ["losses", "discriminator", "gradients"] {
        assert_says(&svg(&every(Some(f64::NAN)), name), &["every value is NaN"]);
        assert_says(
            &svg(&every(Some(f64::INFINITY)), name),
            &["no value is finite"],
        );
        assert_says(&svg(&every(None), name), &["not measured in this run"]);
    }
}

#[test]
fn of_many_snapshots_the_first_and_the_last_are_drawn() {
    let mut example = Example::new("data: ring");
    let samples = example.tables.samples.as_mut().unwrap();
    *samples = (0..40)
        .map(|index| crate::record::Snapshot {
            step: index * 7,
            ..samples[0].clone()
        })
        .collect();
    let svg = svg(&example, "samples");
    assert_says(&svg, &[">\nstep 0", "step 273\n"]);
    assert_eq!(svg.matches(">\nstep ").count(), 12);
}

#[test]
fn the_same_figure_gives_the_same_bytes() {
    let example = Example::new("data: ring");
    for (one, other) in example
        .run_tables()
        .draw()
        .unwrap()
        .iter()
        .zip(&example.run_tables().draw().unwrap())
    {
        assert!(one.svg == other.svg && one.png == other.png, "{}", one.name);
    }
}

#[test]
fn a_png_has_the_size_of_the_figure() {
    let canvas = canvas(&Example::new("data: ring"), "gradients");
    let reader = png::Decoder::new(std::io::Cursor::new(to_png(&canvas).unwrap()))
        .read_info()
        .unwrap();
    assert_eq!(
        (
            f64::from(reader.info().width),
            f64::from(reader.info().height)
        ),
        (canvas.width, canvas.height.round())
    );
}

#[test]
fn titles_are_escaped() {
    let mut example = Example::new("data: ring").cut(2);
    example.title = "a < b & \"c\"".to_string();
    let svg = svg(&example, "losses");
    assert!(svg.contains("a &lt; b &amp; \"c\"</title>") && !svg.contains("a < b"));
}
