//! A whole sweep of short runs, wall clock with start-up, beside PyTorch processes.

use std::process::Command;
use std::time::Instant;

use crate::peer;
use crate::timing::median;

const STUDY: &str = "study: bench
question: how long do eight short runs take?
run: {data: ring, model: mlp, batch: 512, steps: 400, order: generator_first, fakes: shared, lr_g: 2e-4, lr_d: 2e-4}
sweep: {seeds: 8}
";

/// Seconds of `seesaw sweep` with two jobs: training, metrics, tables, figures and the report.
fn ours() -> f64 {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let study = folder.path().join("bench.yaml");
    std::fs::write(&study, STUDY).expect("the study is written");
    let started = Instant::now();
    let output = Command::new(env!("CARGO_BIN_EXE_seesaw"))
        .arg("sweep")
        .arg(&study)
        .args(["--jobs", "2", "--results"])
        .arg(folder.path().join("results"))
        .output()
        .expect("the program starts");
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    started.elapsed().as_secs_f64()
}

/// Prints the comparison.
pub fn print() {
    let rounds: Vec<(f64, Result<peer::Answer, String>)> = (0..3)
        .map(|_| {
            (
                ours(),
                peer::ask(&["--sweep", "8", "--procs", "2", "--steps", "400", "mlp"]),
            )
        })
        .collect();
    let seconds = median(rounds.iter().map(|round| round.0).collect());
    println!("\n8 mlp runs of 400 steps, two at a time: {seconds:.2} s");
    match &rounds[0].1 {
        Err(reason) => println!("  no PyTorch: {reason}"),
        Ok(_) => {
            let answers: Vec<_> = rounds
                .iter()
                .filter_map(|round| Some((round.0, round.1.as_ref().ok()?)))
                .collect();
            let theirs = median(
                answers
                    .iter()
                    .map(|(_, answer)| answer.number("wall_s"))
                    .collect(),
            );
            let ratio = median(
                answers
                    .iter()
                    .map(|(ours, answer)| answer.number("wall_s") / ours)
                    .collect(),
            );
            println!("PyTorch, 8 processes, two at a time: {theirs:.2} s; ratio {ratio:.1}");
        }
    }
    println!();
}
