//! What a search has decided is written down with what it was decided on, and is not changed behind anybody's back.

use std::collections::BTreeMap;

use super::{RACE, SWEEP, assert_same_race, decisions, folder_with, grid, swept};
use crate::program::{bytes, code, seesaw, stderr, stdout};

/// The same settings by the median stopping rule.
fn by_median() -> String {
    let median = "search: {median: {metric: frechet, from: 20, every: 20}}";
    format!("{}{median}\n", grid())
}

/// Numbers by seed, where there are some.
fn numbers(value: &serde_json::Value) -> Vec<Option<f64>> {
    let values = value.as_array().unwrap();
    values.iter().map(serde_json::Value::as_f64).collect()
}

#[test]
fn what_median_stopping_has_compared_is_kept_and_said() {
    let race = swept(&by_median(), &[]);
    let decided = decisions(race.path());
    let mut means: BTreeMap<String, Vec<Option<f64>>> = BTreeMap::new();
    let mut dropped = 0;
    for rung in decided["rungs"].as_array().unwrap() {
        let settings = rung["settings"].as_array().unwrap();
        for setting in settings {
            let name = setting["setting"].as_str().unwrap().to_string();
            means.insert(name, numbers(&setting["against_median"]["mean"]));
        }
        // The medians are those of what the file itself says of all settings.
        let medians = numbers(&rung["medians"]["by_seed"]);
        assert_eq!(rung["medians"]["settings"], 6);
        for (seed, median) in medians.iter().enumerate() {
            // Less is better, and what has no mean is worst.
            let of_seed = means.values().map(|of| of[seed].unwrap_or(f64::INFINITY));
            let expected = seesaw::diagnose::median(of_seed).unwrap();
            let median = median.unwrap_or(f64::INFINITY);
            assert!(median == expected || (median - expected).abs() < 1e-12);
        }
        for setting in settings {
            let best = numbers(&setting["against_median"]["best"]);
            let worse: Vec<bool> = (0..3)
                .map(|seed| {
                    best[seed].unwrap_or(f64::INFINITY) > medians[seed].unwrap_or(f64::INFINITY)
                })
                .collect();
            let count = worse.iter().filter(|is_worse| **is_worse).count();
            assert_eq!(
                setting["against_median"]["is_worse"],
                serde_json::json!(worse)
            );
            let is_kept = count < 2 || rung["is_last"] == true;
            assert_eq!(setting["is_kept"], is_kept, "{setting}");
            dropped += usize::from(!is_kept);
        }
    }
    assert!(dropped > 0, "nothing to explain");
    let list = stdout(&seesaw(
        race.path(),
        &[
            "list",
            "toy",
            "--where",
            "status = pruned",
            "--format",
            "csv",
        ],
    ));
    assert_eq!(list.lines().count(), 1 + 3 * dropped);
    for line in list.lines().skip(1) {
        assert!(line.contains("its best frechet so far is, at "), "{line}");
        assert!(
            line.contains("worse than the median of the running means of 6 settings (")
                && line.contains(" against ")
        );
        assert!(!line.contains("place"), "a place has not decided: {line}");
    }
    let page = String::from_utf8(bytes(race.path().join("results/toy/report.html"))).unwrap();
    assert!(page.contains("of 3 seeds, dropped") && !page.contains(">place "));
}

#[test]
fn only_what_was_dropped_is_taken_back() {
    let folder = folder_with(RACE);
    let revive = |what: &str| seesaw(folder.path(), &[&SWEEP[..], &["--revive", what]].concat());
    let refused = |what: &str, said: &str| {
        let output = revive(what);
        assert_eq!(code(&output), 2, "{what}");
        assert!(stderr(&output).contains(said), "{}", stderr(&output));
        assert!(!stderr(&output).contains("--only"), "{}", stderr(&output));
        assert!(!folder.path().join("results/toy/revived.json").exists());
    };
    refused(
        "seed = 1",
        "--revive: it takes back runs that the search has dropped, and none of the 6 runs that are meant was dropped so far; \
         step 20 is the next to be decided",
    );
    refused(
        "seed = 7",
        "--revive: no run of the study is meant by `seed = 7`",
    );
    refused("seeed = 1", "--revive: ");
    refused("nothing", "--revive: the study has no run `nothing`");
    assert_eq!(code(&seesaw(folder.path(), &SWEEP)), 0);
    refused(
        "status = complete",
        "none of the 6 runs that are meant was dropped",
    );
    let output = revive("seed = 1");
    assert_eq!(code(&output), 0, "{}", stderr(&output));
    let said = stderr(&output);
    assert!(
        said.contains("--revive: 2 of 6 runs were not dropped and stay in the race"),
        "{said}"
    );
    assert!(
        said.contains("4 dropped runs to go on to the end"),
        "{said}"
    );
}

#[test]
fn decisions_that_cannot_be_written_down_are_said() {
    let folder = folder_with(RACE);
    let in_the_way = folder.path().join("results/toy/search.json");
    std::fs::create_dir_all(in_the_way.join("folder")).unwrap();
    let output = seesaw(folder.path(), &SWEEP);
    assert_eq!(code(&output), 1, "{}", stderr(&output));
    assert!(
        stderr(&output).contains("search.json"),
        "{}",
        stderr(&output)
    );
    // Nothing is lost: the next sweep decides the same from the same runs.
    std::fs::remove_dir_all(in_the_way).unwrap();
    assert_eq!(code(&seesaw(folder.path(), &SWEEP)), 0);
    assert_same_race(swept(RACE, &[]).path(), folder.path());
}
