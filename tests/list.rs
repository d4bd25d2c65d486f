//! What `list` shows of a study.

use crate::program::{seesaw, stdout, sweep, toy};

#[test]
fn a_list_counts_verdicts_and_shows_the_key_metric_over_time() {
    let folder = toy();
    sweep(folder.path(), &["--set", "sweep={seeds: 2}"]);
    let read = |arguments: &[&str]| stdout(&seesaw(folder.path(), arguments));
    let list: serde_json::Value =
        serde_json::from_str(&read(&["list", "toy", "--format", "json"])).unwrap();
    assert_eq!(
        list[0]["modes_over_time"].as_array().unwrap().len(),
        4,
        "one value an evaluation"
    );
    let bars = read(&["list", "toy"]);
    assert!(
        bars.contains("modes over time") && bars.contains(['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█']),
        "{bars}"
    );
    let studies: serde_json::Value =
        serde_json::from_str(&read(&["list", "--format", "json"])).unwrap();
    let verdict = list[0]["verdict"].as_str().unwrap();
    assert!(
        studies[0][verdict].as_u64().unwrap() > 0 && studies[0]["divergence"] == 0,
        "{studies}"
    );
    assert!(
        read(&["list"]).lines().next().unwrap().contains(verdict),
        "{}",
        read(&["list"])
    );
}
