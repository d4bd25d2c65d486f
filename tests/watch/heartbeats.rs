//! What `watch` makes of heartbeats: fresh, old, damaged, or of another machine.

use seesaw::record::{Heartbeat, RunFile, RunLock, RunPaths, StoredStatus};

use super::watch_once;
use crate::program::{code, seesaw, stderr, stdout, sweep, toy};
use crate::resume::stopped;

/// Makes a run's file say that a process of this machine is at it.
fn pretend_running(run: &RunPaths, host: &str) {
    let mut file = RunFile::read(run).unwrap().unwrap();
    file.status = StoredStatus::Running;
    file.attempts.last_mut().unwrap().host = host.to_string();
    file.write(run).unwrap();
}

fn heartbeat(written: jiff::Timestamp) -> Heartbeat {
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
fn a_run_at_work_is_shown_with_any_heartbeat_or_none() {
    let (folder, run) = stopped();
    let saved = RunFile::read(&run).unwrap().unwrap().steps;
    pretend_running(&run, &seesaw::record::host_name());
    let lock = RunLock::try_acquire(&run).unwrap();
    for damage in [&b"not JSON"[..], b"{}", &[0xfe; 9]] {
        std::fs::write(run.heartbeat(), damage).unwrap();
        let view = watch_once(folder.path());
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
    heartbeat(now).write(&run).unwrap();
    let view = watch_once(folder.path());
    let words: Vec<&str> = view.split_whitespace().collect();
    assert!(
        words.join(" ").contains("1500/3000 250 NaN ▁ ×█ 0.5"),
        "{view}"
    );
    assert!(
        view.contains("about 6 s left") && !view.contains("silent"),
        "{view}"
    );
    heartbeat(now - jiff::SignedDuration::from_secs(100))
        .write(&run)
        .unwrap();
    assert!(
        watch_once(folder.path()).contains("silent for 1 min 4"),
        "{}",
        watch_once(folder.path())
    );
    drop(lock);
    assert!(watch_once(folder.path()).contains("1 interrupted"));
}

#[test]
fn another_machine_whose_locks_are_not_seen_is_known_by_its_heartbeats() {
    let (folder, run) = stopped();
    pretend_running(&run, "another-machine");
    heartbeat(jiff::Timestamp::now()).write(&run).unwrap();
    assert!(
        watch_once(folder.path()).contains("1 running"),
        "{}",
        watch_once(folder.path())
    );
    heartbeat(jiff::Timestamp::now() - jiff::SignedDuration::from_secs(60))
        .write(&run)
        .unwrap();
    assert!(
        watch_once(folder.path()).contains("1 interrupted"),
        "{}",
        watch_once(folder.path())
    );
}

#[test]
fn a_heartbeat_that_cannot_be_written_fails_no_run() {
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
    assert!(watch_once(folder.path()).contains("1 of 1 run complete"));
}
