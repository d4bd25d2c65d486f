//! Samples that come while a training goes on, beside a log or without one.

use std::path::Path;
use std::time::{Duration, Instant};

use super::{Attached, append, lines};
use crate::program::{code, seesaw, stderr};
use crate::samples::ring;

/// Samples near so many of the ring's eight modes.
fn sets(folder: &Path, held: u32, steps: impl IntoIterator<Item = u32>) {
    std::fs::create_dir_all(folder).unwrap();
    for step in steps {
        ring(&folder.join(format!("fakes_{step:05}.npy")), held, 300);
    }
}

#[test]
fn a_collapse_that_samples_show_ends_it_beside_a_log() {
    let flags = ["--fakes", "fakes", "--modes", "ring:8", "--patience", "2"];
    let attached = Attached::begin(Some(&lines(1..=100, false)), &flags);
    let fakes = attached.folder.path().join("fakes");
    sets(&fakes, 8, [10, 20, 30, 40, 50]);
    let line = attached.wait_for("samples of step 50: modes 8");
    assert!(
        line.contains("  healthy  ") || line.contains("  healthy since"),
        "{line}"
    );

    // What is half written is left until it is whole.
    ring(&fakes.join("whole"), 2, 300);
    let bytes = std::fs::read(fakes.join("whole")).unwrap();
    std::fs::write(fakes.join("fakes_00060.npy"), &bytes[..900]).unwrap();
    std::thread::sleep(Duration::from_millis(3500));
    append(&attached.log, &lines(101..=110, false));
    let begun = Instant::now();
    std::fs::write(fakes.join("fakes_00060.npy"), &bytes).unwrap();
    attached.wait_for("samples of step 60: modes 2");
    assert!(
        begun.elapsed() < Duration::from_secs(5),
        "{:?}",
        begun.elapsed()
    );

    for step in [70, 80] {
        sets(&fakes, 2, [step]);
        attached.wait_for(&format!("samples of step {step}: modes 2"));
    }
    // The log alone takes a failure of samples no further.
    append(&attached.log, &lines(111..=140, false));
    std::thread::sleep(Duration::from_millis(2500));
    append(&attached.log, &lines(141..=150, false));
    sets(&fakes, 2, [90]);
    let (_, output) = attached.end();
    assert_eq!(code(&output), 20, "{}", stderr(&output));
    let said = stderr(&output);
    assert!(
        said.contains("mode_collapse") && said.contains("for 2 judgements: exit code 20"),
        "{said}"
    );
    assert!(
        said.contains("300 samples and 2500 real rows compared as points"),
        "{said}"
    );
}

#[test]
fn folders_that_vanish_and_trainers_that_begin_again_are_survived() {
    let pattern = [
        "--fakes",
        "run/fakes_*.npy",
        "--modes",
        "ring:8",
        "--patience",
        "1",
    ];
    let attached = Attached::begin_with(&pattern);
    let run = attached.folder.path().join("run");
    std::fs::create_dir(&run).unwrap();
    std::fs::write(run.join("reals.npy"), "no array").unwrap();
    sets(&run, 8, [100, 200, 300, 400, 500]);
    let line = attached.wait_for("step 500");
    assert!(
        line.contains("samples: modes 8") && line.contains("healthy"),
        "{line}"
    );
    std::fs::remove_dir_all(&run).unwrap();
    std::thread::sleep(Duration::from_millis(2500));
    sets(&run, 3, [100]);
    let line = attached.wait_for("step 100");
    assert!(
        line.contains("modes 3") && line.contains("mode_collapse"),
        "{line}"
    );
    // A file that is replaced is measured again, and a first set is no failure yet.
    sets(&run, 7, [100]);
    attached.wait_for("modes 7");
    let (_, output) = attached.stop("-INT");
    assert_eq!(code(&output), 0, "{}", stderr(&output));
    let said = stderr(&output);
    assert!(
        said.contains("waiting for samples in run/fakes_*.npy"),
        "{said}"
    );
    assert!(
        said.contains("the samples went back to step 100: 4 sets"),
        "{said}"
    );
}

#[test]
fn a_file_without_a_step_is_a_set_whenever_it_is_written() {
    let flags = ["--fakes", "latest.npy", "--modes", "ring:8", "--idle", "4s"];
    let attached = Attached::begin_with(&flags);
    let latest = attached.folder.path().join("latest.npy");
    for (set, held) in [(1, 8), (2, 7), (3, 2)] {
        ring(&latest, held, 300);
        attached.wait_for(&format!("step {set}  samples: modes {held}"));
    }
    let (last, output) = attached.end();
    assert_eq!(
        code(&output),
        20,
        "nothing takes it back: {}",
        stderr(&output)
    );
    assert!(last.contains("mode_collapse (full)"), "{last}");
}

#[test]
fn what_is_damaged_is_named_and_the_rest_is_judged() {
    let flags = ["--fakes", "fakes", "--modes", "ring:8"];
    let attached = Attached::begin_with(&flags);
    let fakes = attached.folder.path().join("fakes");
    sets(&fakes, 8, [1, 3]);
    std::fs::write(fakes.join("fakes_00002.npy"), b"\x93NUMPY damaged").unwrap();
    attached.wait_for("step 3");
    // What may still be written is not spoken of at once.
    std::thread::sleep(Duration::from_secs(8));
    let (_, output) = attached.stop("-INT");
    let said = stderr(&output);
    let about = said.lines().filter(|line| line.contains("fakes_00002.npy"));
    let about: Vec<&str> = about.collect();
    assert_eq!(about.len(), 1, "said once: {said}");
    assert!(
        about[0].contains("looked at again once it has changed"),
        "{said}"
    );
}

#[test]
fn what_cannot_be_compared_is_refused_at_once() {
    let folder = tempfile::tempdir().unwrap();
    for (arguments, words) in [
        (&["attach", "--fakes", "out"][..], "add `--reals PATH`"),
        (
            &[
                "attach", "--fakes", "out", "--modes", "ring:8", "--loss", "bce",
            ],
            "there is none",
        ),
        (
            &["attach", "--fakes", "out", "--reals", "none"],
            "`none` is not there",
        ),
        (&["attach", "--reals", "none"], "--fakes"),
        (&["attach"], "LOG"),
    ] {
        let output = seesaw(folder.path(), arguments);
        assert_eq!(code(&output), 2, "{arguments:?}: {}", stderr(&output));
        assert!(
            stderr(&output).contains(words),
            "{arguments:?}: {}",
            stderr(&output)
        );
    }
}
