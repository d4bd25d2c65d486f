//! Failures that come last, and logs that cannot be read.

use std::time::Duration;

use super::{Attached, append, lines};
use crate::program::{code, command, stderr};

#[test]
fn a_failure_whose_patience_ends_with_the_last_judgement_counts() {
    let text = lines(1..=60, false) + &lines(61..=70, true);
    let flags = ["--patience", "2", "--idle", "1s"];
    let (last, output) = Attached::begin(Some(&text), &flags).end();
    assert_eq!(code(&output), 20, "{}", stderr(&output));
    assert!(last.contains("divergence"), "{last}");
    let command = ["--on-failure", "echo ran >> told"];
    let attached = Attached::begin(Some(&text), &[&flags[..], &command].concat());
    let told = attached.folder.path().join("told");
    let status = attached.child.wait_with_output().unwrap();
    assert_eq!(code(&status), 0, "{}", stderr(&status));
    assert_eq!(std::fs::read_to_string(told).unwrap(), "ran\n", "once");
}

/// Seconds of a core that a process has taken.
#[cfg(target_os = "linux")]
fn seconds_of_a_core(process: u32) -> f64 {
    let stat = std::fs::read_to_string(format!("/proc/{process}/stat")).unwrap();
    let fields: Vec<&str> = stat
        .rsplit(')')
        .next()
        .unwrap()
        .split_whitespace()
        .collect();
    let ticks = |at: usize| fields[at].parse::<f64>().unwrap();
    (ticks(11) + ticks(12)) / 100.0
}

#[cfg(target_os = "linux")]
#[test]
fn a_log_that_cannot_be_read_is_waited_for_without_a_loop() {
    let folder = tempfile::tempdir().unwrap();
    let log = folder.path().join("train.log");
    let begin = |more: &[&str]| {
        let made = std::process::Command::new("mkfifo").arg(&log).status();
        assert!(made.unwrap().success());
        let flags = ["attach", "train.log", "--loss", "bce"];
        let mut command = command(folder.path(), &[&flags, more].concat());
        let piped = std::process::Stdio::piped;
        command.stdout(piped()).stderr(piped()).spawn().unwrap()
    };
    // It is a pipe, and later a file.
    let attached = begin(&["--idle", "8s"]);
    std::thread::sleep(Duration::from_secs(3));
    let taken = seconds_of_a_core(attached.id());
    std::fs::remove_file(&log).unwrap();
    append(&log, &lines(1..=60, false));
    let output = attached.wait_with_output().unwrap();
    assert_eq!(code(&output), 0, "{}", stderr(&output));
    let said = stderr(&output);
    assert_eq!(
        said.matches("waiting until it can be read").count(),
        1,
        "{said}"
    );
    assert!(taken < 0.5, "{taken} s of a core in 3 s");
    std::fs::remove_file(&log).unwrap();
    let output = begin(&["--idle", "2s"]).wait_with_output().unwrap();
    assert_eq!(code(&output), 1, "{}", stderr(&output));
    assert!(
        stderr(&output).contains("nothing could be judged"),
        "it ends by itself"
    );
}

#[test]
fn lines_that_could_not_be_judged_are_named_with_the_last_verdict() {
    let row = |step: u32| format!("{step},0.{},1.{}\n", 5 + step % 3, step % 5);
    let rows: String = (1..=500).map(row).collect();
    let text = format!("step,d_loss,g_loss\n{rows}Killed, it seems, now\n");
    let attached = Attached::begin(None, &["--idle", "3s"]);
    append(&attached.log, &text);
    append(&attached.log, "1,2\n");
    let (_, output) = attached.end();
    assert_eq!(code(&output), 0, "{}", stderr(&output));
    let said = stderr(&output);
    assert!(said.contains("nothing after line 501 is judged"), "{said}");
}
