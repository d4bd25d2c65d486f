//! The figures of a run, on disk.

use std::path::Path;

use seesaw::config;
use seesaw::launch::{Job, RunEnd, RunUpdate, run_one};
use seesaw::plot::{RUN_FIGURES, RunFigure};
use seesaw::record::RunPaths;
use seesaw::train::TrainingControl;

use crate::program::{bytes, code, runs, seesaw, stderr, stdout, sweep, toy};

fn figure(run: &Path, name: &str) -> String {
    String::from_utf8(bytes(run.join(format!("plots/{name}.svg")))).unwrap()
}

/// The figures of points, which have no classes, and whose latents are not gone through.
fn figures_of_points() -> impl Iterator<Item = &'static RunFigure> {
    const OF_OTHERS: [&str; 8] = [
        "trajectory",
        "classes",
        "interpolation",
        "style_mixing",
        "class_grid",
        "reconstructions",
        "latent_grid",
        "autoencoder",
    ];
    let figures = RUN_FIGURES.iter();
    figures.filter(|row| !OF_OTHERS.contains(&row.name))
}

#[test]
fn every_figure_of_the_table_is_on_disk() {
    let folder = toy();
    sweep(folder.path(), &[]);
    for run in runs(&folder.path().join("results")) {
        for row in figures_of_points() {
            assert!(
                figure(&run, row.name).contains(row.title),
                "{} in {}",
                row.name,
                run.display()
            );
            assert!(
                bytes(run.join(format!("plots/{}.png", row.name))).starts_with(b"\x89PNG"),
                "{}",
                row.name
            );
        }
        assert!(figure(&run, "modes").contains("4 modes") && run.join("samples/60.png").is_file());
    }
}

#[test]
fn a_damaged_or_missing_table_gives_figures_that_say_so() {
    let folder = toy();
    sweep(folder.path(), &[]);
    let run = runs(&folder.path().join("results"))[1].clone();
    let whole = bytes(run.join("steps.parquet"));
    std::fs::write(run.join("steps.parquet"), &whole[..whole.len() / 3]).unwrap();
    std::fs::remove_file(run.join("samples/samples.safetensors")).unwrap();
    std::fs::remove_dir_all(run.join("plots")).unwrap();

    let plot = seesaw(folder.path(), &["plot", &run.display().to_string()]);
    assert_eq!(code(&plot), 1, "{}", stderr(&plot));
    for warning in [
        "warning: ",
        "steps.parquet is damaged",
        "samples.safetensors is missing",
    ] {
        assert!(stderr(&plot).contains(warning), "{}", stderr(&plot));
    }
    for row in figures_of_points() {
        let reason = match row.name {
            "samples" | "modes" => Some("samples.safetensors is missing"),
            "metrics" => None,
            _ => Some("steps.parquet is damaged: its SHA-256 does not match the recorded one"),
        };
        let svg = figure(&run, row.name);
        assert!(
            reason.is_none_or(|reason| svg.contains(reason)),
            "{}: {svg}",
            row.name
        );
        assert!(
            !svg.contains(&folder.path().display().to_string()),
            "a figure names no folder"
        );
    }
    assert!(
        figure(&run, "metrics").contains("coverage"),
        "what is whole is drawn"
    );

    let study = seesaw(folder.path(), &["plot", "results/toy"]);
    assert_eq!(code(&study), 1, "{}", stderr(&study));
    assert_eq!(
        stdout(&study).lines().count(),
        9,
        "eight runs and the study: {}",
        stdout(&study)
    );
}

#[test]
fn an_unfinished_run_is_drawn_as_far_as_it_came() {
    let text = "study: t\nquestion: q\n\
                run: {batch: 8, steps: 24, checkpoint: {steps: 8, keep: all}, evaluate: {every: 8, samples: 90, snapshots: 3}}\n";
    let study = config::parse("test", text, &[]).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let paths = RunPaths::at(&folder.path().join("runs/half-1"));
    let data = seesaw::data::open(&study.runs[0].run.data).unwrap();
    let job = Job {
        study: "t",
        planned: &study.runs[0],
        data,
        classifier: None,
        paths: paths.clone(),
        plots: true,
        restart: false,
    };
    let end = run_one(&job, &mut |sign| match sign {
        RunUpdate::Step(20) => TrainingControl::Interrupt,
        _ => TrainingControl::Continue,
    });
    assert!(matches!(end, RunEnd::Stopped { step: 20 }), "{end:?}");
    let plot = seesaw(folder.path(), &["plot", "runs/half-1"]);
    assert_eq!(code(&plot), 0, "{}", stderr(&plot));
    let losses = figure(paths.root(), "losses");
    assert!(
        losses.contains("Losses: half (unfinished, 20 of 24 steps)"),
        "{losses}"
    );
    assert!(figure(paths.root(), "metrics").contains("coverage"));

    std::fs::remove_file(paths.checkpoint()).unwrap();
    let plot = seesaw(folder.path(), &["plot", "runs/half-1"]);
    assert_eq!(code(&plot), 1, "{}", stderr(&plot));
    assert!(
        stderr(&plot).contains("checkpoint.safetensors is missing"),
        "{}",
        stderr(&plot)
    );
    std::fs::remove_file(paths.run_json()).unwrap();
    let plot = seesaw(folder.path(), &["plot", "runs/half-1"]);
    assert_eq!(code(&plot), 2);
    assert!(
        stderr(&plot).contains("was never trained"),
        "{}",
        stderr(&plot)
    );
}
