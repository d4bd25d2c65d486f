//! `seesaw compare`: arms, runs and studies on common seeds.

use std::path::Path;

use serde_json::Value;

use crate::program::{code, runs, seesaw, stderr, stdout, sweep, toy};

fn compare(folder: &Path, sides: &[&str]) -> Value {
    let output = seesaw(
        folder,
        &[&["compare"], sides, &["--format", "json"]].concat(),
    );
    assert_eq!(code(&output), 0, "{}", stderr(&output));
    serde_json::from_str(&stdout(&output)).expect("stdout is JSON alone")
}

/// The row of an outcome.
fn row<'a>(compared: &'a Value, outcome: &str) -> &'a Value {
    let rows = compared["comparisons"].as_array().unwrap();
    rows.iter()
        .find(|row| row["outcome"] == outcome)
        .unwrap_or_else(|| panic!("no row for {outcome}"))
}

#[test]
fn arms_are_compared_over_common_seeds_with_figures_and_a_sentence() {
    let folder = toy();
    sweep(folder.path(), &["--set", "sweep.seeds=6", "--no-plots"]);
    let compared = compare(
        folder.path(),
        &["toy:strategy=alternate", "toy:strategy=more_d"],
    );
    let quality = row(&compared, "high_quality");
    assert_eq!(
        (&quality["baseline"], &quality["other"]),
        (&"toy alternate".into(), &"toy more_d".into())
    );
    assert_eq!(
        (quality["pairs"].as_u64(), quality["left_out"].as_u64()),
        (Some(12), Some(0)),
        "2 rates x 6 seeds"
    );
    assert_eq!(quality["seeds"].as_u64(), Some(6));
    let (low, high) = (
        quality["low"].as_f64().unwrap(),
        quality["high"].as_f64().unwrap(),
    );
    assert!((low..=high).contains(&quality["difference"].as_f64().unwrap()));
    assert!(
        row(&compared, "healthy")["difference"].is_null(),
        "a yes or no has no size"
    );
    let differs = compared["differs"].as_array().unwrap();
    assert_eq!(differs.len(), 1, "{differs:?}");
    assert_eq!(
        (&differs[0]["key"], &differs[0]["toy alternate"]),
        (&"balance".into(), &"alternate".into())
    );
    let sentences: Vec<&str> = compared["sentences"]
        .as_array()
        .unwrap()
        .iter()
        .map(|text| text.as_str().unwrap())
        .collect();
    assert!(
        sentences.len() == 2
            && sentences
                .iter()
                .all(|text| text.contains("toy more_d") && text.contains("Wilcoxon"))
    );
    let figures = folder.path().join(compared["figures"].as_str().unwrap());
    for name in [
        "phase",
        "survival",
        "modes_differences",
        "modes_over_steps",
        "d_loss_over_steps",
    ] {
        for extension in ["svg", "png"] {
            assert!(
                figures.join(name).with_extension(extension).is_file(),
                "{name}.{extension}"
            );
        }
    }
    let text = stdout(&seesaw(
        folder.path(),
        &[
            "compare",
            "toy:strategy=alternate",
            "toy:strategy=more_d",
            "--no-plots",
        ],
    ));
    assert!(
        sentences.iter().all(|sentence| text.contains(sentence)),
        "{text}"
    );
}

#[test]
fn runs_and_whole_studies_are_compared_and_too_few_seeds_are_said() {
    let folder = toy();
    sweep(folder.path(), &["--no-plots"]);
    sweep(folder.path(), &["--no-plots", "--results", "again"]);
    let whole = compare(folder.path(), &["results/toy", "again/toy"]);
    let modes = row(&whole, "modes");
    assert_eq!(
        (&modes["baseline"], &modes["other"]),
        (&"toy".into(), &"toy #2".into())
    );
    assert_eq!(
        modes["pairs"].as_u64(),
        Some(8),
        "every run meets its double"
    );
    assert_eq!(
        (modes["wilcoxon_p"].as_f64(), modes["higher"].as_u64()),
        (Some(1.0), Some(0)),
        "same seed, same bits"
    );
    assert_eq!(whole["differs"][0]["key"], "nothing differs except seeds");
    let itself = compare(folder.path(), &["results/toy", "results/toy"]);
    let key = &itself["differs"][0]["key"];
    assert_eq!(key, "nothing differs: all sides are the same runs");

    let all = runs(&folder.path().join("results"));
    let at = |part: &str| {
        let found = all
            .iter()
            .find(|run| run.display().to_string().contains(part))
            .unwrap();
        found
            .strip_prefix(folder.path())
            .unwrap()
            .display()
            .to_string()
    };
    let two = compare(
        folder.path(),
        &[
            &at("lr_d=1e-3,strategy=alternate,seed=0"),
            &at("lr_d=0.01,strategy=alternate,seed=0"),
        ],
    );
    assert_eq!(row(&two, "modes")["pairs"].as_u64(), Some(1));
    assert!(
        two["sentences"][1]
            .as_str()
            .unwrap()
            .contains("1 common seed is too few to tell"),
        "{}",
        two["sentences"]
    );
    assert_eq!(two["differs"][0]["key"], "lr_d");
}

#[test]
fn what_cannot_be_compared_is_said() {
    let folder = toy();
    sweep(folder.path(), &["--no-plots"]);
    for (sides, expected) in [
        (
            vec!["toy", "toy:nothing=1"],
            "toy has no axis `nothing`; it has lr_d, strategy",
        ),
        (
            vec!["toy", "toy:lr_d=7"],
            "lr_d has no value `7`; it has 1e-3, 0.01",
        ),
        (vec!["toy", "other"], "studies in results: toy"),
        (vec!["toy", "results/toy/runs"], "no study at"),
    ] {
        let output = seesaw(folder.path(), &[&["compare"], &sides[..]].concat());
        assert_eq!(code(&output), 2, "{sides:?}");
        assert!(
            stderr(&output).contains(expected),
            "{sides:?}: {}",
            stderr(&output)
        );
    }
    assert_eq!(
        code(&seesaw(folder.path(), &["compare", "toy"])),
        2,
        "one side is not enough"
    );
    let unfinished = folder.path().join("results/toy/runs");
    std::fs::remove_dir_all(unfinished).unwrap();
    let output = seesaw(folder.path(), &["compare", "toy", "toy"]);
    assert!(
        code(&output) == 2 && stderr(&output).contains("none of its 8 runs is finished"),
        "{}",
        stderr(&output)
    );
}

#[test]
fn the_axes_of_a_studys_figures_can_be_chosen() {
    let folder = toy();
    sweep(folder.path(), &["--no-plots"]);
    let output = seesaw(
        folder.path(),
        &["report", "toy", "--axes", "strategy,lr_d", "--by", "lr_d"],
    );
    assert_eq!(code(&output), 0, "{}", stderr(&output));
    let figure =
        std::fs::read_to_string(folder.path().join("results/toy/plots/survival.svg")).unwrap();
    assert!(figure.contains("by lr_d"));
    for (arguments, expected) in [
        (
            ["--by", "lr_x"],
            "toy has no axis `lr_x`; it has lr_d, strategy",
        ),
        (["--axes", "lr_d,lr_d"], "named twice"),
        (
            ["--axes", "lr_d,strategy,lr_d,strategy"],
            "at most three axes",
        ),
    ] {
        let output = seesaw(
            folder.path(),
            &[&["report", "toy"], &arguments[..]].concat(),
        );
        assert_eq!(code(&output), 2);
        assert!(stderr(&output).contains(expected), "{}", stderr(&output));
    }
}
