//! What a checkpoint costs: runs that save after every step beside runs that never do.

use std::time::Instant;

use seesaw::config::Checkpoint;
use seesaw::launch::{Job, RunEnd, run_one};
use seesaw::record::RunPaths;
use seesaw::train::TrainingControl;

use crate::timing::median;
use crate::tracking::planned;

const REPETITIONS: usize = 5;

/// Seconds of a run that saves every `every` steps, 0: never, and the size of its last checkpoint
/// in bytes.
fn seconds(run: &str, every: usize) -> (f64, u64) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let mut planned = planned(&format!(
        "{{{run}, evaluate: {{every: 10000000, samples: 2, snapshots: 0}}}}"
    ));
    planned.run.checkpoint = Checkpoint {
        steps: every,
        seconds: 0,
        ..Checkpoint::default()
    };
    let paths = RunPaths::at(folder.path());
    let data = seesaw::data::open(&planned.run.data).expect("embedded data");
    let job = Job {
        study: "bench",
        planned: &planned,
        data,
        classifier: None,
        paths: paths.clone(),
        plots: false,
        restart: false,
    };
    let started = Instant::now();
    let end = run_one(&job, &mut |_| TrainingControl::Continue);
    assert!(matches!(end, RunEnd::Complete { .. }), "{end:?}");
    let seconds = started.elapsed().as_secs_f64();
    (
        seconds,
        std::fs::metadata(paths.checkpoint())
            .expect("a checkpoint")
            .len(),
    )
}

/// Prints the table.
pub fn print() {
    let cadence = Checkpoint::default().seconds as f64;
    println!(
        "{:<44} {:>10} {:>16} {:>22}",
        "run",
        "MB",
        "ms a checkpoint",
        format!("of {cadence} s")
    );
    let runs = [
        ("data: ring, batch: 256", 200),
        (
            "data: ring, batch: 256, fakes: {replay: {buffer: 10000}}, average: half_life",
            200,
        ),
        ("data: digits, model: dcgan-8, batch: 64", 100),
        ("data: {shapes: {side: 32}}, model: dcgan-32, batch: 16", 20),
        ("data: {shapes: {side: 64}}, model: dcgan-64, batch: 8", 10),
    ];
    for (run, steps) in runs {
        let keys = format!("{run}, steps: {steps}");
        // The last step is saved by every run.
        let once = |_| (seconds(&keys, 1).0 - seconds(&keys, 0).0) / f64::from(steps - 1);
        let each = median((0..REPETITIONS).map(once).collect());
        let size = seconds(&keys, 0).1 as f64 / 1e6;
        println!(
            "{run:<44} {size:>10.1} {:>16.1} {:>20.2} %",
            1e3 * each,
            100.0 * each / cadence
        );
    }
}
