//! A sweep that is watched from another process, by its files alone.

use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

use seesaw::record::{Heartbeat, RunFile, RunLock, RunPaths, StoredStatus};
use seesaw::report::read_diagnosis;

use crate::program::{absent, code, command, runs, seesaw, stderr, stdout, sweep, toy};
use crate::resume::stopped;

/// Two runs of some seconds.
const LONG: [&str; 8] = [
    "sweep",
    "toy.yaml",
    "--set",
    "steps=6000",
    "--set",
    "sweep={seeds: 2}",
    "--set",
    "checkpoint.steps=500",
];

fn begin(folder: &Path) -> Child {
    command(folder, &LONG)
        .stderr(Stdio::null())
        .stdout(Stdio::null())
        .spawn()
        .unwrap()
}

fn signal(child: &Child, name: &str) {
    let status = Command::new("kill")
        .args([name, &child.id().to_string()])
        .status()
        .unwrap();
    assert!(status.success());
}

/// Waits until every one of so many runs has told of a step.
fn wait_for_signs(folder: &Path, count: usize) {
    let begun = Instant::now();
    let signs = || {
        let entries = std::fs::read_dir(folder.join("results/toy/runs"))
            .into_iter()
            .flatten()
            .flatten();
        entries
            .filter(|entry| {
                Heartbeat::read(&RunPaths::at(&entry.path())).is_some_and(|live| live.step > 0)
            })
            .count()
    };
    while signs() < count {
        assert!(begun.elapsed() < Duration::from_secs(60), "no sign of life");
        std::thread::sleep(Duration::from_millis(10));
    }
}

fn once(folder: &Path) -> String {
    let output = seesaw(folder, &["watch", "toy", "--once"]);
    assert_eq!(code(&output), 0, "{}", stderr(&output));
    stdout(&output)
}

#[test]
fn a_sweep_of_another_process_is_watched_to_its_end() {
    let folder = toy();
    let mut child = begin(folder.path());
    wait_for_signs(folder.path(), 2);
    let view = once(folder.path());
    assert!(view.contains("0 of 2 runs complete, 2 running"), "{view}");
    assert!(
        view.contains("steps/s") && view.contains("/6000") && view.contains("/4"),
        "{view}"
    );
    let list = seesaw(folder.path(), &["list", "toy", "--format", "json"]);
    let list: serde_json::Value = serde_json::from_str(&stdout(&list)).unwrap();
    assert!(
        list[0]["steps"].as_u64().unwrap() > 0 && list[0]["status"] == "running",
        "{list}"
    );
    assert!(
        list[0]["modes_over_time"]
            .as_array()
            .is_some_and(|values| !values.is_empty()),
        "{list}"
    );

    let output = seesaw(folder.path(), &["watch", "--every", "1"]);
    assert_eq!(code(&output), 0, "{}", stderr(&output));
    assert!(
        stderr(&output).contains("watching results/toy"),
        "{}",
        stderr(&output)
    );
    let text = stdout(&output);
    assert!(
        !text.contains('\x1b'),
        "no escape codes where there is no terminal: {text:?}"
    );
    let blocks: Vec<&str> = text.split("\n\ntoy  Does").collect();
    assert!(blocks.len() >= 2, "{text}");
    let last = blocks[blocks.len() - 1];
    assert!(last.contains("2 of 2 runs complete"), "{text}");
    child.wait().unwrap();
    for run in runs(&folder.path().join("results")) {
        let paths = RunPaths::at(&run);
        assert!(
            last.contains(read_diagnosis(&paths).unwrap().verdict.name()),
            "{text}"
        );
        assert!(!paths.heartbeat().exists(), "nobody is at it");
    }
}

#[test]
fn a_killed_sweep_is_shown_as_interrupted_and_goes_on() {
    let folder = toy();
    let mut child = begin(folder.path());
    wait_for_signs(folder.path(), 2);
    signal(&child, "-KILL");
    child.wait().unwrap();
    let all: Vec<RunPaths> = runs(&folder.path().join("results"))
        .iter()
        .map(|run| RunPaths::at(run))
        .collect();
    assert!(
        all.iter().all(|run| run.heartbeat().exists()),
        "nobody was left to remove it"
    );
    for damage in [
        None,
        Some(&b"{\"format_version\":"[..]),
        Some(&[0xff; 40]),
        Some(&[]),
    ] {
        if let Some(bytes) = damage {
            all.iter()
                .for_each(|run| std::fs::write(run.heartbeat(), bytes).unwrap());
        }
        let view = once(folder.path());
        assert!(
            view.contains("0 of 2 runs complete, 2 interrupted"),
            "{view}"
        );
        assert!(
            view.contains("no process is at it; `seesaw sweep results/toy/study.yaml` goes on"),
            "{view}"
        );
        let saved = RunFile::read(&all[0]).unwrap().unwrap().steps;
        assert!(
            view.contains(&format!("saved at step {saved} of 6000")),
            "{view}"
        );
    }
    let begun = Instant::now();
    let piped = seesaw(folder.path(), &["watch", "toy"]);
    assert_eq!(code(&piped), 0, "{}", stderr(&piped));
    assert!(
        stderr(&piped).contains("nobody has come back to it"),
        "{}",
        stderr(&piped)
    );
    assert!(
        (9..60).contains(&begun.elapsed().as_secs()),
        "it has waited for a while"
    );
    let again = seesaw(folder.path(), &["sweep", "results/toy/study.yaml"]);
    assert_eq!(code(&again), 0, "{}", stderr(&again));
    assert!(all.iter().all(|run| !run.heartbeat().exists()));
    assert!(once(folder.path()).contains("2 of 2 runs complete"));
}

#[test]
fn a_gentle_stop_takes_the_sign_away_and_the_watcher_waits() {
    let (folder, run) = stopped();
    assert!(!run.heartbeat().exists());
    let view = once(folder.path());
    assert!(
        view.contains("0 of 1 runs complete, 1 stopped") && view.contains("saved at step"),
        "{view}"
    );
    // What is to come will come from another process; Ctrl-C ends the waiting.
    let mut watch = command(folder.path(), &["watch", "toy"]);
    let mut child = watch
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    std::thread::sleep(Duration::from_millis(1500));
    assert!(child.try_wait().unwrap().is_none());
    signal(&child, "-INT");
    let output = child.wait_with_output().unwrap();
    assert_eq!(code(&output), 130, "{}", stderr(&output));
    assert_eq!(
        stdout(&output).matches("1 stopped").count(),
        1,
        "nothing has changed: {}",
        stdout(&output)
    );
}

/// Lets a run's file say that a process of this machine is at it.
fn pretend_running(run: &RunPaths, host: &str) {
    let mut file = RunFile::read(run).unwrap().unwrap();
    file.status = StoredStatus::Running;
    file.attempts.last_mut().unwrap().host = host.to_string();
    file.write(run).unwrap();
}

fn sign(written: jiff::Timestamp) -> Heartbeat {
    Heartbeat {
        step: 1500,
        steps: 3000,
        steps_per_second: Some(250.0),
        written,
        d_loss: Some(f64::NAN),
        g_loss: Some(0.5),
        d_acc: None,
        evaluated: None,
        d_losses: vec![Some(0.1), None, Some(f64::NAN), Some(0.4)],
        g_losses: Vec::new(),
        metric: seesaw::metrics::Metric::Modes,
        metrics: Vec::new(),
    }
}

#[test]
fn a_run_at_work_is_shown_with_whatever_sign_there_is() {
    let (folder, run) = stopped();
    let saved = RunFile::read(&run).unwrap().unwrap().steps;
    pretend_running(&run, &seesaw::record::host_name());
    let lock = RunLock::try_acquire(&run).unwrap();
    for damage in [&b"not JSON"[..], b"{}", &[0xfe; 9]] {
        std::fs::write(run.heartbeat(), damage).unwrap();
        let view = once(folder.path());
        assert!(
            view.contains("1 running") && view.contains(&format!("{saved}/3000")),
            "{view}"
        );
        let list = seesaw(folder.path(), &["list", "toy", "--format", "csv"]);
        assert_eq!(code(&list), 0, "{}", stderr(&list));
        assert!(
            stdout(&list).contains(&format!(",running,{saved},3000,")),
            "{}",
            stdout(&list)
        );
    }
    let now = jiff::Timestamp::now();
    sign(now).write(&run).unwrap();
    let view = once(folder.path());
    assert!(
        view.contains("1500/3000      250     NaN  ▁ ×█     0.5"),
        "{view}"
    );
    assert!(
        view.contains("about 6 s left") && !view.contains("silent"),
        "{view}"
    );
    sign(now - jiff::SignedDuration::from_secs(100))
        .write(&run)
        .unwrap();
    assert!(
        once(folder.path()).contains("silent for 1 min 4"),
        "{}",
        once(folder.path())
    );
    drop(lock);
    assert!(once(folder.path()).contains("1 interrupted"));
}

#[test]
fn another_machine_whose_locks_are_not_seen_is_known_by_its_signs() {
    let (folder, run) = stopped();
    pretend_running(&run, "another-machine");
    sign(jiff::Timestamp::now()).write(&run).unwrap();
    assert!(
        once(folder.path()).contains("1 running"),
        "{}",
        once(folder.path())
    );
    sign(jiff::Timestamp::now() - jiff::SignedDuration::from_secs(60))
        .write(&run)
        .unwrap();
    assert!(
        once(folder.path()).contains("1 interrupted"),
        "{}",
        once(folder.path())
    );
}

#[test]
fn a_sign_that_cannot_be_written_fails_no_run() {
    let folder = toy();
    let set = ["--set", "sweep={seeds: 1}"];
    let plan = stdout(&seesaw(
        folder.path(),
        &[&["plan", "toy.yaml", "--format", "json"][..], &set].concat(),
    ));
    let plan: serde_json::Value = serde_json::from_str(&plan).unwrap();
    let run = folder
        .path()
        .join("results/toy/runs")
        .join(plan[0]["run"].as_str().unwrap());
    std::fs::create_dir_all(run.join("live.json/in the way")).unwrap();
    sweep(folder.path(), &set);
    assert!(once(folder.path()).contains("1 of 1 runs complete"));
}

#[test]
fn a_study_that_is_not_there_is_named_with_those_that_are() {
    let folder = toy();
    let none = seesaw(folder.path(), &["watch"]);
    assert_eq!(code(&none), 2);
    assert!(
        stderr(&none).contains("no study in results yet"),
        "{}",
        stderr(&none)
    );
    sweep(folder.path(), &["--set", "sweep={seeds: 1}"]);
    let other = seesaw(folder.path(), &["watch", "tor", "--once"]);
    assert_eq!(code(&other), 2);
    assert!(
        stderr(&other).contains("studies in results: toy"),
        "{}",
        stderr(&other)
    );
}

#[test]
fn a_failed_run_ends_the_watch_with_its_exit_code() {
    let folder = toy();
    sweep(folder.path(), &["--set", "sweep={seeds: 2}"]);
    let run = RunPaths::at(&runs(&folder.path().join("results"))[0]);
    let mut file = RunFile::read(&run).unwrap().unwrap();
    (file.status, file.exit_reason) = (StoredStatus::Failed, Some("the disk is full".to_string()));
    file.write(&run).unwrap();
    let output = seesaw(folder.path(), &["watch", "toy"]);
    assert_eq!(code(&output), 10, "{}", stderr(&output));
    let text = stdout(&output);
    assert!(
        text.contains("1 of 2 runs complete, 1 failed") && text.contains("the disk is full"),
        "{text}"
    );
    assert!(
        stderr(&output).contains("report: results/toy/report.html"),
        "{}",
        stderr(&output)
    );
}

#[test]
fn a_list_counts_verdicts_and_shows_the_key_metric_over_time() {
    let folder = toy();
    sweep(folder.path(), &["--set", "sweep={seeds: 2}"]);
    let read = |arguments: &[&str]| stdout(&seesaw(folder.path(), arguments));
    let list: serde_json::Value =
        serde_json::from_str(&read(&["list", "toy", "--format", "json"])).unwrap();
    assert_eq!(
        list[0]["modes_over_time"].as_array().unwrap().len(),
        4,
        "one value an evaluation"
    );
    let bars = read(&["list", "toy"]);
    assert!(
        bars.contains("modes_over_time") && bars.contains(['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█']),
        "{bars}"
    );
    let studies: serde_json::Value =
        serde_json::from_str(&read(&["list", "--format", "json"])).unwrap();
    let verdict = list[0]["verdict"].as_str().unwrap();
    assert!(
        studies[0][verdict].as_u64().unwrap() > 0 && studies[0]["divergence"] == 0,
        "{studies}"
    );
    assert!(
        read(&["list"]).lines().next().unwrap().contains(verdict),
        "{}",
        read(&["list"])
    );
}

/// What a command prints on a terminal of `script` (util-linux), with its exit code.
fn on_terminal(folder: &Path, arguments: &str, variables: &[(&str, &str)]) -> Output {
    let line = format!(
        "stty rows 24 cols 80; exec {} {arguments}",
        env!("CARGO_BIN_EXE_seesaw")
    );
    let mut script = Command::new("script");
    script
        .args(["-qec", &line, "/dev/null"])
        .current_dir(folder)
        .stdin(Stdio::null());
    script
        .env_remove("NO_COLOR")
        .env_remove("COLORTERM")
        .env("TERM", "xterm")
        .envs(variables.iter().copied());
    script.output().unwrap()
}

#[test]
fn a_terminal_is_redrawn_in_colors_unless_there_shall_be_none() {
    let folder = toy();
    if !Command::new("script")
        .arg("--version")
        .output()
        .is_ok_and(|output| output.status.success())
    {
        return absent("`script` of util-linux");
    }
    let mut child = begin(folder.path());
    wait_for_signs(folder.path(), 2);
    let colored = on_terminal(folder.path(), "watch toy", &[]);
    child.wait().unwrap();
    let text = stdout(&colored);
    assert_eq!(code(&colored), 0, "{text}");
    assert!(
        text.contains("\x1b[K") && text.contains("\x1b[J") && text.contains("A"),
        "{text:?}"
    );
    assert!(
        text.contains("\x1b[9") && text.contains("2 of 2 runs complete"),
        "{text:?}"
    );
    let views: Vec<&str> = text.split("\x1b[J").collect();
    assert!(views.len() > 2, "{text:?}");

    let verdict = read_diagnosis(&RunPaths::at(&runs(&folder.path().join("results"))[0]))
        .unwrap()
        .verdict;
    let full = stdout(&on_terminal(
        folder.path(),
        "watch toy --once",
        &[("COLORTERM", "truecolor")],
    ));
    let (red, green, blue) = seesaw::plot::verdict_rgb(verdict);
    assert!(
        full.contains(&format!(
            "\x1b[38;2;{red};{green};{blue}m{}",
            verdict.name()
        )),
        "{full:?}"
    );
    let list = stdout(&on_terminal(
        folder.path(),
        "list",
        &[("COLORTERM", "truecolor")],
    ));
    assert!(
        list.contains(&format!("\x1b[38;2;{red};{green};{blue}m")),
        "{list:?}"
    );

    let plain = stdout(&on_terminal(
        folder.path(),
        "watch toy",
        &[("NO_COLOR", "1")],
    ));
    let codes: Vec<&str> = plain.split("\x1b[").skip(1).collect();
    assert!(!codes.is_empty(), "it is drawn as a terminal: {plain:?}");
    let end = |code: &&str| {
        code.find(|letter: char| letter.is_ascii_alphabetic())
            .map(|at| code.as_bytes()[at])
    };
    assert!(
        codes.iter().all(|code| end(code) != Some(b'm')),
        "{plain:?}"
    );
}
