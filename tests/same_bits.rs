//! What must not change a bit of a run, and `verify`, which finds what does.

use std::path::Path;
use std::sync::atomic::AtomicUsize;

use seesaw::config::{self, Study};
use seesaw::launch::{Job, RunEnd, WorkerEvent, run_jobs};
use seesaw::record::{RunFile, RunPaths, read_complete_run};

use crate::program::{bytes, code, runs, seesaw, stderr, stdout, sweep, toy};
use crate::resume::assert_same;

#[test]
fn jobs_threads_plots_and_checkpoints_change_no_byte() {
    let folder = toy();
    let results = |name: &str| folder.path().join(name);
    sweep(folder.path(), &["--results", "plain", "--jobs", "1"]);
    let ways: [(&str, &[&str]); 5] = [
        ("two", &["--jobs", "2"]),
        ("four", &["--jobs", "4", "--set", "checkpoint.steps=7"]),
        ("threads", &["--set", "threads=2", "--jobs", "1"]),
        (
            "plotless",
            &["--no-plots", "--set", "checkpoint={steps: 1, seconds: 0}"],
        ),
        (
            "all",
            &[
                "--no-plots",
                "--set",
                "threads=2",
                "--jobs",
                "4",
                "--set",
                "checkpoint.seconds=1",
            ],
        ),
    ];
    for (name, more) in ways {
        sweep(folder.path(), &[&["--results", name][..], more].concat());
        assert_same(&results("plain"), &results(name));
        assert!(
            bytes(results(name).join("toy/runs.parquet"))
                == bytes(results("plain").join("toy/runs.parquet"))
        );
    }
    assert!(runs(&results("two"))[0].join("plots/losses.svg").is_file());
    assert!(!runs(&results("all"))[0].join("plots").exists());
}

/// Trains the runs of a study in the order given.
fn train_in_order(study: &Study, order: &[usize], results: &Path) {
    let job = |index: &usize| {
        let planned = &study.runs[*index];
        let data = seesaw::data::open(&planned.run.data).unwrap();
        let paths = RunPaths::at(&results.join("toy/runs").join(&planned.id));
        Job {
            study: "toy",
            planned,
            data,
            classifier: None,
            paths,
            plots: false,
            restart: false,
        }
    };
    let jobs: Vec<Job> = order.iter().map(job).collect();
    run_jobs(&jobs, 2, &AtomicUsize::new(0), &mut |message| {
        if let WorkerEvent::Ended { end, .. } = message {
            assert!(matches!(end, RunEnd::Complete { .. }), "{end:?}");
        }
    });
}

#[test]
fn the_order_of_runs_changes_no_byte() {
    let folder = toy();
    let study = config::parse("toy.yaml", crate::program::TOY, &[]).unwrap();
    train_in_order(
        &study,
        &[0, 1, 2, 3, 4, 5, 6, 7],
        &folder.path().join("one"),
    );
    train_in_order(
        &study,
        &[6, 1, 3, 7, 0, 5, 2, 4],
        &folder.path().join("two"),
    );
    assert_same(&folder.path().join("one"), &folder.path().join("two"));
}

#[test]
fn how_often_a_run_is_judged_changes_no_step() {
    let folder = toy();
    let results = |name: &str| folder.path().join(name);
    let with_norm = [
        "--set",
        "regularize=[minibatch_stddev]",
        "--set",
        "average={ema: {beta: 0.9}}",
    ];
    for (name, every) in [
        ("often", "evaluate={every: 7, samples: 500}"),
        ("once", "evaluate={every: 60, samples: 30}"),
    ] {
        sweep(
            folder.path(),
            &[&["--results", name, "--set", every][..], &with_norm].concat(),
        );
    }
    for (often, once) in runs(&results("often")).iter().zip(runs(&results("once"))) {
        assert!(
            bytes(often.join("steps.parquet")) == bytes(once.join("steps.parquet")),
            "{}",
            often.display()
        );
    }
}

#[test]
fn verify_finds_the_same_bits_and_a_prefix() {
    let folder = toy();
    sweep(folder.path(), &["--set", "sweep={seeds: 2}"]);
    let whole = seesaw(folder.path(), &["verify", "results/toy"]);
    assert_eq!(code(&whole), 0, "{}", stderr(&whole));
    assert_eq!(stdout(&whole).lines().count(), 2);
    assert!(
        stdout(&whole)
            .lines()
            .all(|line| line.contains("identical, 60 steps: ")),
        "{}",
        stdout(&whole)
    );
    assert!(stdout(&whole).contains(
        "checkpoint.safetensors, evals.parquet, samples/samples.safetensors, steps.parquet"
    ));
    let run = runs(&folder.path().join("results"))[0]
        .display()
        .to_string();
    let prefix = seesaw(folder.path(), &["verify", &run, "--steps", "10"]);
    assert!(
        stdout(&prefix).contains("identical in its first 10 steps"),
        "{}",
        stdout(&prefix)
    );
    assert_eq!(code(&seesaw(folder.path(), &["verify", "nowhere"])), 2);
    assert_eq!(
        code(&seesaw(folder.path(), &["verify", &run, "--steps", "0"])),
        2
    );
}

/// Puts the steps of `from` into `run` as if they were its own.
fn graft(run: &RunPaths, from: &RunPaths, change: fn(&mut RunFile)) {
    let mut file = RunFile::read(run).unwrap().unwrap();
    std::fs::write(run.steps(), bytes(from.steps())).unwrap();
    file.add_digest(run, &run.steps()).unwrap();
    change(&mut file);
    file.write(run).unwrap();
}

#[test]
fn verify_names_the_first_step_and_column_that_differ() {
    let folder = toy();
    sweep(
        folder.path(),
        &["--set", "sweep={grid: {lr_d: [1e-3, 2e-3]}}"],
    );
    let paths: Vec<RunPaths> = runs(&folder.path().join("results"))
        .iter()
        .map(|run| RunPaths::at(run))
        .collect();
    let (one, other) = (&paths[0], &paths[1]);
    graft(one, other, |_| {});
    let name = one.root().display().to_string();
    let verified = seesaw(folder.path(), &["verify", &name]);
    assert_eq!(code(&verified), 12, "{}", stderr(&verified));
    // The rate is the first column in which they differ: at the first step both judge the same
    // networks on the same rows.
    assert!(
        stdout(&verified).contains("DIFFERENT: steps.parquet, step 1, g_loss:"),
        "{}",
        stdout(&verified)
    );

    graft(one, other, |file| {
        file.provenance.build.cpu_features = vec!["neon".to_string()]
    });
    let apart = seesaw(folder.path(), &["verify", &name]);
    assert_eq!(code(&apart), 12, "{}", stderr(&apart));
    assert!(
        stdout(&apart).contains("beyond the tolerance") && stdout(&apart).contains("neon then"),
        "{}",
        stdout(&apart)
    );

    graft(other, other, |file| {
        file.provenance.build.cpu_features = vec!["neon".to_string()]
    });
    let close = seesaw(
        folder.path(),
        &["verify", &other.root().display().to_string()],
    );
    assert_eq!(code(&close), 0, "{}", stderr(&close));
    assert!(
        stdout(&close).contains("the first 10 steps agree within 0.001, all 60 steps do"),
        "{}",
        stdout(&close)
    );
    assert_eq!(read_complete_run(other).unwrap().history.steps.len(), 60);
}

#[test]
fn provenance_tells_where_a_run_comes_from() {
    let folder = toy();
    sweep(folder.path(), &["--set", "sweep={seeds: 1}"]);
    let file = RunFile::read(&RunPaths::at(&runs(&folder.path().join("results"))[0]))
        .unwrap()
        .unwrap();
    let provenance = &file.provenance;
    assert!(
        provenance.build.rustc.starts_with("rustc 1."),
        "{provenance:?}"
    );
    for digest in [
        &provenance.build.source_sha256,
        &provenance.build.libraries_sha256,
    ] {
        assert_eq!(digest.len(), 64, "{provenance:?}");
    }
    assert!(
        provenance.git_commit.is_empty() || provenance.git_commit.len() == 40,
        "{provenance:?}"
    );
    assert!(!provenance.host.name.is_empty() && provenance.host.cores > 0);
    let attempt = &file.attempts[0];
    assert_eq!(attempt.command[1..3], ["sweep", "toy.yaml"]);
    assert!(attempt.started < *attempt.ended.as_ref().unwrap());
}
