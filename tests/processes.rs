//! Signals to a sweep, and several sweeps of one study.

use std::path::PathBuf;
use std::process::{Output, Stdio};
use std::time::{Duration, Instant};

use seesaw::record::{RunFile, RunPaths, StoredStatus};

use crate::program::{bytes, code, command, runs, seesaw, signal, stderr, sweep, toy};
use crate::resume::assert_same;

#[test]
fn a_later_signal_does_not_wait_for_the_step() {
    let folder = toy();
    // A step of several seconds.
    let slow = [
        "sweep",
        "toy.yaml",
        "--set",
        "sweep={seeds: 1}",
        "--set",
        "batch=65536",
        "--set",
        "unroll=20",
    ];
    let mut child = command(folder.path(), &slow)
        .stderr(Stdio::null())
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    let begun = Instant::now();
    while !folder.path().join("results/toy/runs").exists()
        && begun.elapsed() < Duration::from_secs(30)
    {
        std::thread::sleep(Duration::from_millis(5));
    }
    signal(&child, "-TERM");
    std::thread::sleep(Duration::from_millis(1500));
    assert!(
        child.try_wait().unwrap().is_none(),
        "it finishes its step first"
    );
    signal(&child, "-TERM");
    assert!(
        child.wait().unwrap().code().is_none(),
        "it dies of the signal, and does not say that all is saved"
    );
}

#[test]
fn nohup_is_respected() {
    let folder = toy();
    let script = format!(
        "trap '' HUP; exec {} sweep toy.yaml --jobs 1",
        env!("CARGO_BIN_EXE_seesaw")
    );
    let child = std::process::Command::new("bash")
        .args(["-c", &script])
        .current_dir(folder.path())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let begun = Instant::now();
    while !folder.path().join("results/toy/runs").exists()
        && begun.elapsed() < Duration::from_secs(30)
    {
        std::thread::sleep(Duration::from_millis(5));
    }
    signal(&child, "-HUP");
    let output = child.wait_with_output().unwrap();
    assert_eq!(code(&output), 0, "{}", stderr(&output));
}

#[test]
fn a_name_that_is_not_text_is_no_panic() {
    use std::os::unix::ffi::OsStrExt;
    let folder = toy();
    let mut sweep = command(folder.path(), &["sweep", "toy.yaml", "--results"]);
    let output = sweep
        .arg(std::ffi::OsStr::from_bytes(b"bad\xff"))
        .output()
        .unwrap();
    assert_eq!(code(&output), 0, "{}", stderr(&output));
}

#[test]
fn a_sweep_waits_for_a_run_at_which_another_process_is() {
    let folder = toy();
    sweep(folder.path(), &[]);
    let run = RunPaths::at(&runs(&folder.path().join("results"))[0]);
    let steps = bytes(run.steps());
    std::fs::remove_file(run.run_json()).unwrap();
    std::fs::remove_file(run.checkpoint()).unwrap();
    let held = seesaw::record::RunLock::try_acquire(&run).unwrap().unwrap();
    let child = command(folder.path(), &["sweep", "toy.yaml"])
        .stderr(Stdio::piped())
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    std::thread::sleep(Duration::from_millis(700));
    drop(held);
    let output = child.wait_with_output().unwrap();
    assert_eq!(code(&output), 0, "{}", stderr(&output));
    assert!(
        stderr(&output).contains("waiting for 1 run that another process is training"),
        "{}",
        stderr(&output)
    );
    assert!(
        bytes(run.steps()) == steps
            && RunFile::read(&run).unwrap().unwrap().status == StoredStatus::Complete
    );
}

#[cfg(unix)]
#[test]
fn two_sweeps_share_the_work() {
    let (folder, whole) = (toy(), toy());
    let set = ["sweep", "toy.yaml", "--jobs", "1", "--set", "steps=400"];
    assert_eq!(code(&seesaw(whole.path(), &set)), 0);
    let spawn = || {
        command(folder.path(), &set)
            .stderr(Stdio::piped())
            .stdout(Stdio::null())
            .spawn()
            .unwrap()
    };
    let outputs: Vec<Output> = [spawn(), spawn()]
        .into_iter()
        .map(|child| child.wait_with_output().unwrap())
        .collect();
    for output in &outputs {
        assert_eq!(code(output), 0, "{}", stderr(output));
    }
    assert_same(
        &whole.path().join("results"),
        &folder.path().join("results"),
    );
    let file = |run: PathBuf| RunFile::read(&RunPaths::at(&run)).unwrap().unwrap();
    let files: Vec<RunFile> = runs(&folder.path().join("results"))
        .into_iter()
        .map(file)
        .collect();
    assert!(
        files.iter().all(|file| file.attempts.len() == 1),
        "no run is trained twice"
    );
    let mut processes: Vec<u32> = files.iter().map(|file| file.attempts[0].process).collect();
    processes.sort_unstable();
    processes.dedup();
    assert_eq!(
        processes.len(),
        2,
        "both have trained: {}",
        stderr(&outputs[0])
    );
    assert_eq!(code(&seesaw(folder.path(), &["report", "toy"])), 0);
}

/// Two specs under one name at once: the files of the study belong to the later one, and the other
/// sweep says so.
#[test]
fn a_study_belongs_to_the_sweep_that_has_planned_it_last() {
    let folder = toy();
    let longer = ["sweep", "toy.yaml", "--jobs", "1", "--set", "steps=4000"];
    let first = command(folder.path(), &longer)
        .stderr(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let plan = folder.path().join("results/toy/study.yaml");
    let begun = Instant::now();
    while !plan.exists() && begun.elapsed() < Duration::from_secs(30) {
        std::thread::sleep(Duration::from_millis(5));
    }
    let second = sweep(folder.path(), &["--no-plots"]);
    assert!(
        stderr(&second).contains("described another study"),
        "{}",
        stderr(&second)
    );
    let page = bytes(folder.path().join("results/toy/report.html"));
    let first = first.wait_with_output().unwrap();
    assert_eq!(code(&first), 13, "{}", stderr(&first));
    assert!(
        stderr(&first).contains("another sweep has planned another study"),
        "{}",
        stderr(&first)
    );
    assert!(bytes(folder.path().join("results/toy/report.html")) == page);
    let runs = runs(&folder.path().join("results"));
    assert_eq!(runs.len(), 16, "the runs of both are kept");
}
