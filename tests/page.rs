//! The report in a real browser, and its bytes.

use std::path::Path;
use std::process::Command;

use seesaw::config;
use seesaw::record::{RunPaths, RunStatus, StudyPaths};
use seesaw::report::{RequestedAxes, write_report_on};

use crate::program::{bytes, code, seesaw, skip, stderr};

/// Runs that diverge beside runs that are too short for a verdict.
const STUDY: &str = "\
study: page
question: Does a reader find everything?
run: {data: {ring: {modes: 4}}, batch: 32, steps: 200, evaluate: {every: 40, samples: 200, snapshots: 2}}
sweep:
  grid: {lr_g: [1e-3, 10], lr_d: [1e-3, 10]}
  seeds: 2
";

/// The study, trained; the last of its runs has a table that was cut off.
fn swept() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("page.yaml"), STUDY).unwrap();
    let output = seesaw(folder.path(), &["sweep", "page.yaml"]);
    assert_eq!(code(&output), 0, "{}", stderr(&output));
    let study = config::parse("page.yaml", STUDY, &[]).unwrap();
    let last =
        StudyPaths::at(&folder.path().join("results/page")).run(&study.runs.last().unwrap().id);
    std::fs::write(last.evals(), &bytes(last.evals())[..100]).unwrap();
    folder
}

fn browser_is_here() -> bool {
    let needed = "import selenium, shutil, sys; sys.exit(not (shutil.which('chromium') and shutil.which('chromedriver')))";
    Command::new("python3")
        .args(["-c", needed])
        .output()
        .is_ok_and(|output| output.status.success())
}

#[test]
fn a_reader_finds_everything_in_a_browser() {
    if !browser_is_here() {
        skip("chromium with chromedriver and python3 with selenium");
        return;
    }
    let folder = swept();
    assert_eq!(
        code(&seesaw(folder.path(), &["report", "page"])),
        1,
        "the damaged run is said"
    );
    look(folder.path(), "check");
}

/// Has the browser look at the study's page.
fn look(folder: &Path, how: &str) {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/page.py");
    let report = folder.join("results/page/report.html");
    let output = Command::new("python3")
        .arg(script)
        .arg(how)
        .arg(report)
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", stderr(&output));
}

#[test]
fn a_study_of_one_run_shows_the_run() {
    if !browser_is_here() {
        skip("chromium with chromedriver and python3 with selenium");
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let study = STUDY.split("sweep:").next().unwrap();
    std::fs::write(folder.path().join("page.yaml"), study).unwrap();
    let output = seesaw(folder.path(), &["sweep", "page.yaml"]);
    assert_eq!(code(&output), 0, "{}", stderr(&output));
    look(folder.path(), "one");
}

#[test]
fn threads_change_no_byte_of_the_page() {
    let folder = swept();
    let paths = StudyPaths::at(&folder.path().join("results/page"));
    let study = config::parse("page.yaml", STUDY, &[]).unwrap();
    let page = |threads: usize| {
        write_report_on(&study, &paths, &RequestedAxes::default(), threads).unwrap();
        bytes(paths.report())
    };
    let alone = page(1);
    assert!(page(2) == alone && page(5) == alone);
}

#[test]
fn damaged_samples_are_named_and_hide_no_other_run() {
    let folder = swept();
    let paths = StudyPaths::at(&folder.path().join("results/page"));
    let study = config::parse("page.yaml", STUDY, &[]).unwrap();
    let first: RunPaths = paths.run(&study.runs[0].id);
    std::fs::write(first.samples_values(), "not samples").unwrap();
    let runs = write_report_on(&study, &paths, &RequestedAxes::default(), 2).unwrap();
    let problem = runs[0].problem.as_deref().unwrap_or_default();
    assert!(
        problem.contains("samples.safetensors is damaged"),
        "{problem}"
    );
    assert_eq!(
        runs[0].status,
        RunStatus::Damaged,
        "as `list`, `verify` and `sweep` say"
    );
    assert!(runs[1].problem.is_none() && runs.last().unwrap().status == RunStatus::Damaged);
    let page = String::from_utf8(bytes(paths.report())).unwrap();
    assert!(
        page.contains("samples.safetensors is damaged")
            && page.contains("evals.parquet is damaged")
    );
}
