//! Errors that are not the experiment's: a panic, a full disk, a place that cannot be written.

use std::sync::Arc;
use std::sync::atomic::AtomicUsize;

use seesaw::config;
use seesaw::data::{DataSet, Kind};
use seesaw::launch::{Job, RunEnd, WorkerEvent, run_jobs};
use seesaw::record::{RunFile, RunPaths, StoredStatus, read_checkpoint};
use seesaw::rng::Seed;

use crate::program::{code, runs, seesaw, stderr, sweep, toy};
use crate::resume::{ONE, stopped};

#[test]
fn a_failure_before_training_keeps_what_is_known_of_the_run() {
    let (folder, run) = stopped();
    let before = RunFile::read(&run).unwrap().unwrap();
    std::fs::remove_file(run.run_yaml()).unwrap();
    std::fs::create_dir(run.run_yaml()).unwrap();
    let failed = seesaw(folder.path(), &ONE);
    assert_eq!(code(&failed), 10, "{}", stderr(&failed));
    let after = RunFile::read(&run).unwrap().unwrap();
    assert_eq!(
        (after.status, after.steps, after.attempts.len()),
        (StoredStatus::Failed, before.steps, 2)
    );
    assert_eq!(after.attempts[1].from_step, before.steps);
    assert!(
        after.attempts[1]
            .exit_reason
            .as_ref()
            .unwrap()
            .contains("run.yaml")
    );
}

/// A ring that panics in one step of one seed.
struct Cursed(Arc<dyn DataSet>);

impl DataSet for Cursed {
    fn kind(&self) -> Kind {
        self.0.kind()
    }
    fn batch(&self, seed: Seed, step: u64, part: u16, out: &mut [f32]) {
        assert!(!(seed.0 == 1 && step == 7), "a curse on step 7");
        self.0.batch(seed, step, part, out);
    }
    fn reference(&self, seed: Seed, rows: usize) -> Vec<f32> {
        self.0.reference(seed, rows)
    }
}

#[test]
fn a_panic_fails_its_run_alone_and_its_message_is_kept() {
    let folder = tempfile::tempdir().unwrap();
    let text = "study: t\nquestion: q\nrun: {batch: 8, steps: 10, evaluate: {every: 10, samples: 20}}\nsweep: {seeds: 3}\n";
    let study = config::parse("test", text, &[]).unwrap();
    let job = |planned| Job {
        study: "t",
        planned,
        data: Arc::new(Cursed(seesaw::data::open(&study.runs[0].run.data).unwrap())),
        classifier: None,
        paths: RunPaths::at(&folder.path().join("t/runs").join(&planned.id)),
        plots: false,
        restart: false,
    };
    let jobs: Vec<Job> = study.runs.iter().map(job).collect();
    let mut ends = Vec::new();
    run_jobs(&jobs, 1, &AtomicUsize::new(0), &mut |message| {
        if let WorkerEvent::Ended { end, .. } = message {
            ends.push(end);
        }
    });
    assert!(
        matches!(&ends[1], RunEnd::Failed(reason) if reason.contains("a curse on step 7")),
        "{ends:?}"
    );
    assert!(
        [0, 2]
            .iter()
            .all(|index| matches!(ends[*index], RunEnd::Complete { .. })),
        "{ends:?}"
    );
    let file = RunFile::read(&jobs[1].paths).unwrap().unwrap();
    assert_eq!(file.status, StoredStatus::Failed);
    assert!(file.exit_reason.unwrap().contains("a curse on step 7"));
    assert!(
        file.attempts[0]
            .exit_reason
            .as_ref()
            .unwrap()
            .contains("a curse on step 7")
    );
}

#[test]
fn a_full_disk_fails_the_run_and_keeps_what_was_saved() {
    let (folder, run) = stopped();
    let step = read_checkpoint(&run.checkpoint())
        .unwrap()
        .unwrap()
        .header
        .step;
    // Files of more than 8 kB cannot be written: the next checkpoint cannot.
    let script = format!(
        "trap '' XFSZ; ulimit -f 8; exec {} {}",
        env!("CARGO_BIN_EXE_seesaw"),
        quoted(&ONE)
    );
    let output = std::process::Command::new("bash")
        .args(["-c", &script])
        .current_dir(folder.path())
        .output()
        .unwrap();
    let message = stderr(&output);
    assert!(code(&output) == 1 || code(&output) == 10, "{message}");
    assert!(
        message.contains("cannot write") && message.contains("File too large"),
        "{message}"
    );
    assert_eq!(
        read_checkpoint(&run.checkpoint())
            .unwrap()
            .unwrap()
            .header
            .step,
        step,
        "the checkpoint is as it was"
    );
    let again = seesaw(folder.path(), &ONE);
    assert_eq!(code(&again), 0, "{}", stderr(&again));
    assert!(
        stderr(&again).contains(&format!("resuming at step {step}")),
        "{}",
        stderr(&again)
    );
}

fn quoted(arguments: &[&str]) -> String {
    arguments
        .iter()
        .map(|argument| format!("'{argument}' "))
        .collect()
}

#[test]
fn a_place_that_cannot_be_written_is_an_error_of_files() {
    let folder = toy();
    let output = seesaw(
        folder.path(),
        &["sweep", "toy.yaml", "--results", "/proc/self"],
    );
    assert_eq!(code(&output), 1, "{}", stderr(&output));
    assert!(
        stderr(&output).contains("cannot create /proc/self/toy"),
        "{}",
        stderr(&output)
    );
    std::fs::write(folder.path().join("file"), "").unwrap();
    let output = seesaw(folder.path(), &["sweep", "toy.yaml", "--results", "file"]);
    assert_eq!(code(&output), 1, "{}", stderr(&output));
}

#[test]
fn a_sweep_leaves_nothing_aside() {
    let folder = toy();
    sweep(folder.path(), &[]);
    let run = runs(&folder.path().join("results"))[0].clone();
    let mut file = RunFile::read(&RunPaths::at(&run)).unwrap().unwrap();
    (file.status, file.digest) = (StoredStatus::Running, Default::default());
    file.write(&RunPaths::at(&run)).unwrap();
    std::fs::write(run.join("plots/.aside-x"), "dead").unwrap();
    std::fs::create_dir_all(run.join("parts")).unwrap();
    std::fs::write(
        run.join("parts/0000000020.steps.parquet"),
        "of a process that died",
    )
    .unwrap();
    let again = sweep(folder.path(), &[]);
    assert!(
        stderr(&again).contains("resuming at step 60"),
        "{}",
        stderr(&again)
    );
    assert!(!run.join("plots/.aside-x").exists() && !run.join("parts").exists());
}
