//! A training elsewhere that is followed by its log.

mod cost;
mod faults;
mod programs;
mod sample_programs;
mod samples;
mod scripts;
mod terminal;

use std::fs::OpenOptions;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Output, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use crate::program::{code, command, seesaw, signal, stderr, stdout};

/// Longest time until something is seen: the machine may be busy.
const LIMIT: Duration = Duration::from_secs(60);

fn append(path: &Path, text: &str) {
    let mut options = OpenOptions::new();
    let mut file = options.append(true).create(true).open(path).unwrap();
    file.write_all(text.as_bytes()).unwrap();
}

/// Printed lines of a game that goes well, or is lost.
fn lines(steps: std::ops::RangeInclusive<u32>, is_lost: bool) -> String {
    let line = |step: u32| {
        let (d, g) = match is_lost {
            true => ("nan".to_string(), "nan".to_string()),
            false => (
                format!("{:.4}", 0.6 + 0.05 * f64::from(step).sin()),
                format!("{:.4}", 0.9 + 0.1 * f64::from(step).cos()),
            ),
        };
        format!("step: {step} loss_D: {d} loss_G: {g}\n")
    };
    steps.map(line).collect()
}

/// The program at a log, with what it prints.
struct Attached {
    folder: tempfile::TempDir,
    log: PathBuf,
    child: Child,
    printed: Receiver<String>,
}

impl Attached {
    /// Attaches to `train.log`, which has this text, if any, with further arguments.
    fn begin(text: Option<&str>, more: &[&str]) -> Self {
        let flags = ["train.log", "--loss", "bce", "--convention", "mean"];
        Self::begin_in(tempfile::tempdir().unwrap(), text, &[&flags, more].concat())
    }

    /// Attaches with these arguments.
    fn begin_with(arguments: &[&str]) -> Self {
        Self::begin_in(tempfile::tempdir().unwrap(), None, arguments)
    }

    fn begin_in(folder: tempfile::TempDir, text: Option<&str>, arguments: &[&str]) -> Self {
        let log = folder.path().join("train.log");
        text.into_iter().for_each(|text| append(&log, text));
        let mut command = command(folder.path(), &[&["attach"], arguments].concat());
        let mut child = command
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let (sender, printed) = channel();
        let stdout = BufReader::new(child.stdout.take().unwrap());
        std::thread::spawn(move || {
            let lines = stdout.lines().map_while(Result::ok);
            lines.map(|line| sender.send(line)).all(|sent| sent.is_ok())
        });
        Self {
            folder,
            log,
            child,
            printed,
        }
    }

    /// The next line that holds this.
    fn wait_for(&self, text: &str) -> String {
        let begun = Instant::now();
        loop {
            let left = LIMIT.saturating_sub(begun.elapsed());
            let line = self.printed.recv_timeout(left);
            let line = line.unwrap_or_else(|_| panic!("no line with `{text}`"));
            if line.contains(text) {
                return line;
            }
        }
    }

    /// Ends by a signal. Returns what was printed since, and the rest.
    fn stop(self, name: &str) -> (String, Output) {
        signal(&self.child, name);
        self.end()
    }

    fn end(self) -> (String, Output) {
        let output = self.child.wait_with_output().unwrap();
        let printed: Vec<String> = self.printed.iter().collect();
        (printed.join("\n"), output)
    }
}

#[test]
fn a_log_that_is_not_there_yet_is_waited_for_and_followed() {
    let attached = Attached::begin(None, &["--every", "1"]);
    std::thread::sleep(Duration::from_millis(300));
    append(&attached.log, &lines(1..=60, false));
    let first = attached.wait_for("step 60");
    assert!(
        first.contains("d_loss 0.") && first.contains("healthy (losses_only)"),
        "{first}"
    );
    // A number that is half written is not taken.
    append(
        &attached.log,
        &format!("{}step: 81 loss_D: 9", lines(61..=80, false)),
    );
    attached.wait_for("step 80");
    append(
        &attached.log,
        &format!("e-1 loss_G: 1.0\n{}", lines(82..=90, false)),
    );
    let later = attached.wait_for("step 90");
    assert!(
        !later.contains("over its ideal"),
        "the verdict is the same: {later}"
    );
    let (last, output) = attached.stop("-INT");
    assert_eq!(code(&output), 0, "{}", stderr(&output));
    assert!(
        last.contains("no failure visible in the losses"),
        "the last verdict: {last}"
    );
    let said = stderr(&output);
    assert!(said.contains("waiting for train.log"), "{said}");
    assert!(
        said.contains("read step = step, d_loss = loss_D, g_loss = loss_G"),
        "{said}"
    );
    assert!(
        !last.contains('\x1b'),
        "no escape codes where there is no terminal"
    );
}

#[test]
fn a_failure_that_lasts_ends_it_with_20_and_one_that_does_not_is_forgotten() {
    let attached = Attached::begin(Some(&lines(1..=60, false)), &["--patience", "30steps"]);
    attached.wait_for("step 60");
    append(&attached.log, &lines(61..=62, true));
    let failed = attached.wait_for("divergence");
    assert!(failed.contains("since step 61: d_loss NaN"), "{failed}");
    append(&attached.log, &lines(63..=100, false));
    attached.wait_for("step 100");
    for first in [101, 121] {
        append(&attached.log, &lines(first..=first + 19, true));
        if first == 101 {
            attached.wait_for("divergence");
        }
    }
    append(&attached.log, &lines(141..=150, true));
    let (_, output) = attached.end();
    assert_eq!(code(&output), 20, "{}", stderr(&output));
    let said = stderr(&output);
    assert!(
        said.contains("train.log: divergence, for 30 steps: exit code 20"),
        "{said}"
    );
}

#[test]
fn a_command_is_run_once_for_each_failure_that_lasts() {
    let command = "echo \"$SEESAW_VERDICT $SEESAW_STEP $SEESAW_ONSET $SEESAW_LOG\" >> told; exit 3";
    let attached = Attached::begin(
        Some(&lines(1..=60, false)),
        &["--on-failure", command, "--patience", "1", "--idle", "20s"],
    );
    let told = attached.folder.path().join("told");
    let wait_for = |text: &str| {
        let begun = Instant::now();
        while std::fs::read_to_string(&told).unwrap_or_default() != text {
            assert!(
                begun.elapsed() < LIMIT,
                "{:?}",
                std::fs::read_to_string(&told)
            );
            std::thread::sleep(Duration::from_millis(20));
        }
    };
    attached.wait_for("step 60");
    append(&attached.log, &lines(61..=70, true));
    wait_for("divergence 70 61 train.log\n");
    append(&attached.log, &lines(71..=90, true));
    std::thread::sleep(Duration::from_secs(5));
    wait_for("divergence 70 61 train.log\n");
    append(&attached.log, &lines(91..=200, false));
    attached.wait_for("step 200");
    append(&attached.log, &lines(201..=210, true));
    wait_for("divergence 70 61 train.log\ndivergence 210 201 train.log\n");
    let (_, output) = attached.stop("-INT");
    assert_eq!(code(&output), 0);
    let said = stderr(&output);
    assert!(
        said.contains("divergence, for 1 judgement: running `echo"),
        "{said}"
    );
    assert!(
        said.contains("the command has failed: exit status: 3"),
        "{said}"
    );
}

#[test]
fn a_log_that_grows_no_more_ends_it() {
    let healthy = Attached::begin(Some(&lines(1..=60, false)), &["--idle", "2s"]);
    let (last, output) = healthy.end();
    assert_eq!(code(&output), 0, "{}", stderr(&output));
    assert!(last.contains("healthy"), "{last}");
    // The trainer has given up, and nothing will take the failure back. Its last line has no end.
    let text = lines(1..=60, false) + lines(61..=61, true).trim_end();
    let (last, output) = Attached::begin(Some(&text), &["--idle", "2s"]).end();
    assert_eq!(code(&output), 20, "{}", stderr(&output));
    assert!(last.contains("divergence"), "{last}");
    assert!(stderr(&output).contains("and nothing more is logged: exit code 20"));
    let (_, output) = Attached::begin(None, &["--idle", "2s"]).end();
    assert_eq!(code(&output), 1);
    assert!(
        stderr(&output).contains("there was no log"),
        "{}",
        stderr(&output)
    );
    let (_, output) = Attached::begin(Some("Loading data\n"), &["--idle", "2s"]).end();
    assert_eq!(code(&output), 2, "a flag may help");
    assert!(
        stderr(&output).contains("nothing could be judged"),
        "{}",
        stderr(&output)
    );
}

#[cfg(unix)]
#[test]
fn rotation_truncation_and_a_trainer_that_is_started_again_are_survived() {
    let attached = Attached::begin(Some(&lines(1..=60, false)), &["--every", "1"]);
    attached.wait_for("step 60");
    append(&attached.log, &lines(61..=70, false));
    std::fs::rename(&attached.log, attached.folder.path().join("train.log.1")).unwrap();
    append(&attached.log, &lines(71..=75, false));
    let rotated = attached.wait_for("step 75");
    assert!(
        rotated.contains("healthy"),
        "all of both files counts: {rotated}"
    );

    append(&attached.log, &lines(76..=90, true));
    attached.wait_for("divergence");
    append(&attached.log, &lines(1..=50, false));
    let again = attached.wait_for("step 50");
    assert!(
        again.contains("healthy"),
        "what it went back to is void: {again}"
    );

    std::fs::write(&attached.log, lines(1..=40, false)).unwrap();
    attached.wait_for("step 40");
    std::fs::remove_file(&attached.log).unwrap();
    std::thread::sleep(Duration::from_millis(1500));
    append(&attached.log, &lines(1..=30, false));
    attached.wait_for("step 30");
    let (_, output) = attached.stop("-TERM");
    assert_eq!(code(&output), 75, "{}", stderr(&output));
    assert!(
        stderr(&output).contains("train.log was written anew"),
        "{}",
        stderr(&output)
    );
}

#[test]
fn a_log_that_is_written_by_the_row_is_judged_within_five_seconds() {
    let attached = Attached::begin(None, &["--every", "1"]);
    append(&attached.log, &lines(1..=60, false));
    attached.wait_for("step 60");
    append(&attached.log, &lines(61..=61, true));
    let begun = Instant::now();
    attached.wait_for("divergence");
    assert!(
        begun.elapsed() < Duration::from_secs(5),
        "{:?}",
        begun.elapsed()
    );
    attached.stop("-INT");
}

#[test]
fn what_cannot_be_followed_is_refused_with_a_remedy() {
    let folder = tempfile::tempdir().unwrap();
    append(&folder.path().join("train.log"), &lines(1..=60, false));
    for (arguments, message) in [
        (
            &["attach", "train.log"][..],
            "does not say what its GAN minimised",
        ),
        (
            &["attach", "train.log", "--loss", "bce", "--idle", "30"],
            "did you mean `30s` or `30m`?",
        ),
        (
            &["attach", "train.log", "--loss", "bce", "--idle", "0"],
            "30m, and more than 0",
        ),
        (
            &["attach", "train.log", "--loss", "bce", "--patience", "long"],
            "2000steps",
        ),
    ] {
        let output = seesaw(folder.path(), arguments);
        assert_eq!(code(&output), 2, "{arguments:?}");
        assert!(stderr(&output).contains(message), "{}", stderr(&output));
    }
    let study = folder.path().join("study");
    std::fs::create_dir(&study).unwrap();
    std::fs::write(study.join("study.yaml"), "study: s\nquestion: q\n").unwrap();
    let output = seesaw(folder.path(), &["attach", "study", "--loss", "bce"]);
    assert_eq!(code(&output), 2, "{}", stdout(&output));
    let version = folder.path().join("logs/version_0");
    std::fs::create_dir_all(&version).unwrap();
    append(&version.join("events.out.tfevents.1.host.1.0"), "");
    let above = seesaw(folder.path(), &["attach", "logs", "--loss", "bce"]);
    assert_eq!(code(&above), 2);
    assert!(
        stderr(&above).contains("they are in logs/version_0"),
        "{}",
        stderr(&above)
    );
    assert!(
        stderr(&output).contains("`seesaw watch`"),
        "{}",
        stderr(&output)
    );
}
