//! The report of a thousand runs: time, memory, size, and how soon a browser shows it.

use std::path::Path;
use std::process::Command;
use std::time::Instant;

use seesaw::record::StudyPaths;
use seesaw::report::{RequestedAxes, write_report_on};

use crate::{large_study, peak};

/// What the project asks for, on two cores.
const LIMITS: &str = "at most 60 s, 1,024 MiB, 15.0 MB, 2,000 ms";

/// Prints the measurement. `REPORT` names a folder to keep the study in, and to find it again.
pub fn print() {
    let temporary = tempfile::tempdir().expect("a temporary folder");
    let results = std::env::var_os("REPORT").map_or(temporary.path().to_path_buf(), Into::into);
    let study = large_study::planned();
    let paths = StudyPaths::new(&results, &study.name);
    if !paths.study_yaml().is_file() {
        let started = Instant::now();
        large_study::write(&study, &results);
        println!(
            "{} runs of 5,000 steps written in {:.0} s",
            study.runs.len(),
            started.elapsed().as_secs_f64()
        );
    }
    // A process of its own, so that nothing but the report is in its memory.
    let this = std::env::current_exe().expect("a running program has a path");
    let output = Command::new(this)
        .arg("publish")
        .arg(&results)
        .output()
        .expect("the benchmark starts itself");
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    print!("{}", String::from_utf8_lossy(&output.stdout));
    let size = std::fs::metadata(paths.report())
        .expect("the report is there")
        .len();
    println!("report.html: {:.1} MB", size as f64 / 1e6);
    println!(
        "first contentful paint, and until the page listens: {}",
        paint(&paths.report())
    );
    println!("({LIMITS})\n");
}

/// Publishes the study below a folder and prints what it took.
pub fn publish(results: &str) {
    let study = large_study::planned();
    let paths = StudyPaths::new(Path::new(results), &study.name);
    let started = Instant::now();
    let runs = write_report_on(&study, &paths, &RequestedAxes::default(), 2)
        .expect("the report is written");
    let seconds = started.elapsed().as_secs_f64();
    assert!(
        runs.iter()
            .all(|run| run.diagnosis.is_some() && run.problem.is_none()),
        "every run is read"
    );
    println!(
        "report of {} runs on 2 threads: {seconds:.1} s, {:.0} MiB at most",
        runs.len(),
        peak::memory()
    );
}

fn paint(report: &Path) -> String {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/page.py");
    match Command::new("python3")
        .arg(script)
        .arg("paint")
        .arg(report)
        .output()
    {
        Ok(output) if output.status.success() => {
            let times = String::from_utf8_lossy(&output.stdout);
            times
                .split_whitespace()
                .map(|time| format!("{time} ms"))
                .collect::<Vec<_>>()
                .join(", ")
        }
        _ => "not measured, chromium with chromedriver and python3 with selenium is not here"
            .to_string(),
    }
}
