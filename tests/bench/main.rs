//! `cargo bench` (or `just bench`): training steps beside PyTorch's where it is installed, a sweep
//! beside PyTorch processes, what tracking, each strategy and a checkpoint cost, metrics beside
//! `prdc`, and the report of a thousand runs. Everything is paired within one run, for machines are
//! noisy: read the ratios.
//!
//! `cargo bench -- steps`, `-- sweep`, `-- tracking`, `-- strategies`, `-- checkpoints`, `--
//! metrics`, `-- report`, `-- sampling`, `-- parts` (start-up, files and figures of a run, classifier)
//! or `-- work` (multiply-adds counted and needed) runs one part, `-- steps dcgan-28` one workload,
//! `-- tracking ring` one data set (that of the shapes takes hours). `PYTHON` names the interpreter
//! that has PyTorch and prdc (python3).

mod calibration;
mod checkpoints;
mod large_study;
mod metrics;
mod parts;
mod peak;
mod peer;
mod report;
mod samples;
mod sampling;
mod science;
mod sections;
mod steps;
mod strategies;
mod sweep;
mod timing;
mod tracking;
mod work;

use seesaw::nn::LineAllocator;

/// As in the program.
#[global_allocator]
static ALLOCATOR: LineAllocator = LineAllocator;

fn main() {
    let arguments: Vec<String> = std::env::args()
        .skip(1)
        .filter(|argument| !argument.starts_with("--"))
        .collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match words.as_slice() {
        [] => {
            steps::print(None);
            sweep::print();
            tracking::print(None);
            strategies::print();
            checkpoints::print();
            metrics::print();
            report::print();
            parts::print();
            work::print();
        }
        ["steps"] => steps::print(None),
        ["steps", workload] => steps::print(Some(workload)),
        ["sweep"] => sweep::print(),
        ["tracking"] => tracking::print(None),
        ["tracking", data] => tracking::print(Some(data)),
        ["strategies"] => strategies::print(),
        ["checkpoints"] => checkpoints::print(),
        ["metrics"] => metrics::print(),
        ["report"] => report::print(),
        ["sampling"] => sampling::print(),
        ["parts"] => parts::print(),
        ["work"] => work::print(),
        // Not part of a plain `cargo bench`: they need trained studies, see `just calibrate`.
        ["calibration-runs", seeds] => {
            calibration::train(seeds.parse().expect("a number of seeds"))
        }
        ["calibration"] => calibration::print_scores(),
        ["remedies"] => calibration::print_remedies(None),
        ["remedies", study] => calibration::print_remedies(Some(study)),
        ["healing"] => calibration::print_first_returns(),
        ["healing", seeds] => calibration::print_healing(seeds.parse().expect("a number of seeds")),
        ["samples"] => samples::print(None),
        ["samples", only] => samples::print(Some(only)),
        // Published tables, trained for a time such as 2h and compared: see `just science`.
        ["science"] => science::write(),
        ["science", budget] => science::run(budget),
        // What `steps` starts for a memory measurement of its own.
        ["memory", workload] => steps::memory(workload),
        // What `report` starts for the same reason.
        ["publish", results] => report::publish(results),
        other => panic!(
            "no part of the benchmark is called {other:?}: steps [WORKLOAD], sweep, tracking [DATA], strategies, checkpoints, metrics, report, sampling, parts, work, calibration-runs SEEDS, calibration, remedies [STUDY], healing [SEEDS], samples [CASE], science [TIME]"
        ),
    }
}
