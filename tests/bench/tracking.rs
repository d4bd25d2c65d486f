//! What tracking costs: bare training beside whole runs.

use std::time::Instant;

use seesaw::config::{self, PlannedRun};
use seesaw::launch::{Job, RunEnd, run_one};
use seesaw::record::RunPaths;
use seesaw::train::{TrainingControl, train};

use super::timing::median;

const REPETITIONS: usize = 5;

/// The run that this text describes.
pub fn planned(run: &str) -> PlannedRun {
    let text = format!("study: bench\nquestion: how fast?\nrun: {run}\n");
    config::parse("bench", &text, &[])
        .expect("a valid study")
        .runs[0]
        .clone()
}

/// Seconds of the bare training loop: no evaluation to speak of, nothing recorded.
pub fn bare(run: &str) -> f64 {
    let planned = planned(&format!(
        "{{{run}, evaluate: {{every: 10000000, samples: 2, snapshots: 0}}}}"
    ));
    let data = seesaw::data::open(&planned.run.data).expect("embedded data");
    let started = Instant::now();
    train(&planned.run, &*data, None, &mut |_| {
        TrainingControl::Continue
    });
    started.elapsed().as_secs_f64()
}

/// Seconds of the whole run: metrics, tables, rules, checkpoint and figures.
fn tracked(run: &str) -> f64 {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let planned = planned(&format!("{{{run}}}"));
    let started = Instant::now();
    let data = seesaw::data::open(&planned.run.data).expect("embedded data");
    let paths = RunPaths::at(folder.path());
    let job = Job {
        study: "bench",
        planned: &planned,
        data,
        classifier: None,
        paths,
        plots: true,
        restart: false,
    };
    let end = run_one(&job, &mut |_| TrainingControl::Continue);
    assert!(matches!(end, RunEnd::Complete { .. }), "{end:?}");
    started.elapsed().as_secs_f64()
}

const DATA: [&str; 4] = ["ring", "grid", "shapes", "digits"];

/// Prints the table, of all data or of one set.
pub fn print(only: Option<&str>) {
    assert!(
        only.is_none_or(|only| DATA.contains(&only)),
        "tracking is measured of {DATA:?}"
    );
    println!(
        "{:<34} {:>12} {:>12} {:>10}",
        "run", "ms a step", "tracked", "cost"
    );
    // Everything else is as by default.
    let wanted = |data: &&str| only.is_none_or(|only| only == *data);
    for data in DATA.into_iter().filter(wanted) {
        let run = format!("data: {data}");
        let steps = planned(&format!("{{{run}}}")).run.steps;
        let pairs: Vec<(f64, f64)> = (0..REPETITIONS)
            .map(|_| (bare(&run), tracked(&run)))
            .collect();
        let step = |seconds: f64| 1e3 * seconds / steps as f64;
        let bare = median(pairs.iter().map(|(bare, _)| step(*bare)).collect());
        let tracked = median(pairs.iter().map(|(_, tracked)| step(*tracked)).collect());
        let cost = median(
            pairs
                .iter()
                .map(|(bare, tracked)| 100.0 * (tracked / bare - 1.0))
                .collect(),
        );
        println!("{run:<34} {bare:>12.3} {tracked:>12.3} {cost:>8.1} %");
    }
}
