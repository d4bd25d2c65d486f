//! Runs of our own, judged again from what is left of them.

use seesaw::record::{RunFile, RunPaths};
use serde_json::Value;

use super::{diagnose, judged};
use crate::program::{bytes, code, runs, stderr, stdout, sweep, toy};

#[test]
fn a_run_without_its_states_is_judged_by_its_tables_and_old_verdicts_are_named() {
    let folder = toy();
    sweep(folder.path(), &["--no-plots"]);
    let all = runs(&folder.path().join("results"));
    let verdicts = |rows: &[Value]| -> Vec<String> {
        let of_runs = rows.iter().filter(|row| row["finding"] == row["verdict"]);
        let mut found: Vec<String> = of_runs
            .map(|row| format!("{} {}", row["run"], row["verdict"]))
            .collect();
        found.sort();
        found
    };
    let (whole, said) = judged(folder.path(), &["results/toy"]);
    let table = bytes(folder.path().join("results/toy/runs.parquet"));
    for column in ["form", "confidence"] {
        let is_there = table
            .windows(column.len())
            .any(|text| text == column.as_bytes());
        assert!(is_there, "{column} in runs.parquet");
    }
    assert!(!said.contains("rules of another version"), "{said}");
    let run = RunPaths::at(&all[1]);
    let old = r#"{"verdict": "frozen", "onset": 1, "findings": [], "limits": []}"#;
    std::fs::write(run.verdict(), old).unwrap();
    let mut file = RunFile::read(&run).unwrap().unwrap();
    file.add_digest(&run, &run.verdict()).unwrap();
    file.write(&run).unwrap();
    std::fs::remove_file(all[0].join("checkpoint.safetensors")).unwrap();
    let output = diagnose(folder.path(), &["results/toy", "--format", "json"]);
    let said = stderr(&output);
    assert_eq!(code(&output), 1, "it is damaged all the same: {said}");
    assert!(said.contains("judged by its tables"), "{said}");
    assert!(said.contains("note: 1 run is judged otherwise"), "{said}");
    let rows: Vec<Value> = serde_json::from_str(&stdout(&output)).unwrap();
    assert_eq!(verdicts(&rows), verdicts(&whole));
}
