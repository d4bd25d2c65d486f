//! A run that is given up once a failure has lasted.

use std::path::Path;

use seesaw::record::{RunFile, RunPaths, StoredStatus, read_complete_run};

use crate::program::{bytes, code, seesaw, stderr, stdout};

/// G hardly learns, so D wins from the beginning.
const LOST: &str = "\
study: lost
question: Is it given up?
run:
  data: {ring: {modes: 4}}
  lr_g: 1e-6
  batch: 64
  steps: 3000
  evaluate: {every: 25, samples: 200, snapshots: 2}
  stop: {on: [divergence, discriminator_dominance], patience: 4}
";

fn only_run(folder: &Path) -> RunPaths {
    let mut runs = std::fs::read_dir(folder.join("results/lost/runs")).unwrap();
    RunPaths::at(&runs.next().unwrap().unwrap().path())
}

#[test]
fn a_failure_that_lasts_ends_a_run_as_a_complete_one() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("lost.yaml"), LOST).unwrap();
    let sweep = |more: &[&str]| {
        let output = seesaw(folder.path(), &[&["sweep", "lost.yaml"], more].concat());
        assert_eq!(code(&output), 0, "{}", stderr(&output));
        output
    };
    sweep(&[]);
    let run = only_run(folder.path());
    let file = RunFile::read(&run).unwrap().unwrap();
    assert_eq!(file.status, StoredStatus::Complete);
    assert!(
        (100..1500).contains(&file.steps) && file.steps.is_multiple_of(25),
        "{} steps",
        file.steps
    );
    let reason = format!(
        "ended early at step {}: discriminator_dominance held for 4 evaluations",
        file.steps
    );
    assert_eq!(file.exit_reason.as_deref(), Some(reason.as_str()));
    let history = read_complete_run(&run).unwrap().history;
    assert_eq!(
        (
            history.steps.len() as u64,
            history.evals.last().unwrap().step
        ),
        (file.steps, file.steps)
    );
    let listed = stdout(&seesaw(folder.path(), &["list", "lost", "--format", "csv"]));
    assert!(
        listed.contains("discriminator_dominance") && listed.contains("ended early"),
        "{listed}"
    );
    assert!(stderr(&sweep(&[])).contains("1 run, 0 to train"));
    let verified = seesaw(folder.path(), &["verify", run.root().to_str().unwrap()]);
    assert_eq!(code(&verified), 0, "{}", stderr(&verified));

    // A process that died before its last word is followed by one that sees that the run is over.
    let steps = bytes(run.steps());
    std::fs::write(run.run_json(), "half").unwrap();
    sweep(&[]);
    let again = RunFile::read(&run).unwrap().unwrap();
    assert_eq!((again.steps, again.exit_reason), (file.steps, Some(reason)));
    assert_eq!(bytes(run.steps()), steps);
}

#[test]
fn without_it_or_with_more_patience_a_run_goes_to_its_end() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("lost.yaml"), LOST).unwrap();
    let set = [
        "sweep",
        "lost.yaml",
        "--set",
        "steps=300",
        "--set",
        "stop.patience=100",
    ];
    assert_eq!(code(&seesaw(folder.path(), &set)), 0);
    let file = RunFile::read(&only_run(folder.path())).unwrap().unwrap();
    assert_eq!(
        (file.steps, file.exit_reason.as_deref()),
        (300, Some("all steps done"))
    );
}
