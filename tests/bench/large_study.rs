//! A large study on disk that nobody has trained: plausible random tables, written and judged as
//! those of real runs are.

use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};

use seesaw::config::{self, PlannedRun, Study};
use seesaw::diagnose::{RunHistory, diagnose};
use seesaw::launch::draw_run;
use seesaw::metrics::{Metric, MetricValues};
use seesaw::record::{
    self, Attempt, FORMAT_VERSION, HistorySlice, Provenance, RunFile, RunPaths, Snapshot,
    StoredStatus, StudyPaths,
};
use seesaw::rng::{Seed, Stream};
use seesaw::train::{EvalRow, StepRow};

/// 1,000 runs of 5,000 steps.
const STUDY: &str = "study: large
question: Does a study of a thousand runs stay usable?
run: {data: ring, steps: 5000}
sweep:
  grid:
    lr_g: [1e-5, 1e-4, 3e-4, 1e-3, 1e-2]
    lr_d: [1e-5, 1e-4, 3e-4, 1e-3, 1e-2]
    strategy:
      alternate: {}
      skip_d: {balance: {skip_d_on_loss: {below: 0.6}}}
      more_d: {balance: {ratio: {d: 2, g: 1}}}
      r1: {regularize: [r1]}
  seeds: 10
";

const EVALUATE_EVERY: u64 = 100;
const SNAPSHOTS: u64 = 6;
const POINTS: usize = 1000;

/// What becomes of a run: D's loss and accuracy at the end, modes held, share of samples of high
/// quality, whether it breaks off.
struct Fate {
    d_loss: f64,
    d_acc: f64,
    modes: usize,
    high_quality: f64,
    diverges: bool,
}

const fn fate(d_loss: f64, d_acc: f64, modes: usize, high_quality: f64, diverges: bool) -> Fate {
    Fate {
        d_loss,
        d_acc,
        modes,
        high_quality,
        diverges,
    }
}

const FATES: [Fate; 7] = [
    fate(0.65, 0.6, 8, 0.6, false),
    fate(0.64, 0.6, 8, 0.5, false),
    fate(0.55, 0.7, 3, 0.7, false),
    fate(0.1, 0.97, 1, 0.05, false),
    fate(0.69, 0.52, 1, 0.02, false),
    fate(0.6, 0.6, 8, 0.15, false),
    fate(0.5, 0.7, 2, 0.3, true),
];

/// The planned study.
pub fn planned() -> Study {
    config::parse("large", STUDY, &[]).expect("a valid study")
}

/// Writes the whole study below `results`.
pub fn write(study: &Study, results: &Path) {
    let paths = StudyPaths::new(results, &study.name);
    record::write_atomic(&paths.study_yaml(), study.text.as_bytes()).expect("the study is written");
    let next = AtomicUsize::new(0);
    std::thread::scope(|scope| {
        for _ in 0..std::thread::available_parallelism().map_or(1, usize::from) {
            scope.spawn(|| {
                while let Some(planned) = study.runs.get(next.fetch_add(1, Ordering::Relaxed)) {
                    write_run(&study.name, planned, &paths.run(&planned.id));
                }
            });
        }
    });
    // One run's figures serve all: drawing them is no part of the report.
    let first = paths.run(&study.runs[0].id);
    draw_run(&study.runs[0].id, &study.runs[0].run, &first).expect("the figures are drawn");
    for planned in &study.runs[1..] {
        copy_plots(&first, &paths.run(&planned.id));
    }
}

fn copy_plots(from: &RunPaths, to: &RunPaths) {
    std::fs::create_dir_all(to.plot("")).expect("a folder");
    for entry in std::fs::read_dir(from.plot("")).expect("figures").flatten() {
        let svg = entry
            .path()
            .extension()
            .is_some_and(|extension| extension == "svg");
        if svg {
            std::fs::copy(entry.path(), to.plot("").join(entry.file_name())).expect("a copy");
        }
    }
}

fn write_run(study: &str, planned: &PlannedRun, paths: &RunPaths) {
    // Neighbours in the plane mostly share a fate; seeds sometimes do not.
    let hash = usize::from_str_radix(&planned.hash[..6], 16).expect("hex digits");
    let place = planned
        .cell
        .iter()
        .map(ToString::to_string)
        .collect::<String>()
        .bytes()
        .map(usize::from)
        .sum::<usize>();
    let fate = &FATES[if hash.is_multiple_of(6) {
        hash / 6
    } else {
        place
    } % FATES.len()];
    let seed = Seed(hash as u64);
    let (steps, evals, samples) = (
        steps(seed, fate, planned),
        evals(seed, fate),
        samples(seed, fate),
    );
    let rows = HistorySlice {
        steps: &steps,
        evals: &evals,
        samples: &samples,
        sample_len: 2,
    };
    let digest = record::write_tables(paths, &rows, None).expect("the tables are written");
    let diagnosis = diagnose(&RunHistory::new(&planned.run, &steps, &evals));
    record::write_json(&paths.verdict(), &diagnosis).expect("the verdict is written");
    record::write_atomic(&paths.run_yaml(), planned.run.to_yaml().as_bytes())
        .expect("the spec is written");
    let attempt = Attempt::begin(0);
    let mut file = RunFile {
        format_version: FORMAT_VERSION,
        study: study.to_string(),
        run: planned.id.clone(),
        seed: planned.seed,
        spec_hash: planned.hash.clone(),
        status: StoredStatus::Complete,
        exit_reason: Some("all steps done".to_string()),
        steps: steps.len() as u64,
        started: attempt.started.clone(),
        ended: Some(attempt.started.clone()),
        seconds: Some(20.0),
        steps_per_second: Some(250.0),
        attempts: vec![attempt],
        healings: Vec::new(),
        digest,
        provenance: Provenance::here(1, None),
        checksum: String::new(),
    };
    file.add_digest(paths, &paths.verdict())
        .expect("the verdict is there");
    file.write(paths).expect("run.json is written");
}

fn steps(seed: Seed, fate: &Fate, planned: &PlannedRun) -> Vec<StepRow> {
    let mut noise = vec![0.0; 6 * planned.run.steps];
    seed.at(Stream::Real, 0, 0).normal(&mut noise);
    let row = |(noise, step): (&[f32], u64)| {
        let noise: Vec<f64> = noise.iter().map(|value| f64::from(*value)).collect();
        let settled = 1.0 - (-(step as f64) / 400.0).exp();
        let d_loss = 0.693 + settled * (fate.d_loss - 0.693);
        let accuracy = 0.5 + settled * (fate.d_acc - 0.5);
        let blown_up = fate.diverges && step == planned.run.steps as u64;
        StepRow {
            step,
            d_loss: Some(if blown_up {
                f64::NAN
            } else {
                d_loss * (0.08 * noise[0]).exp()
            }),
            g_loss: Some((1.4 - d_loss) * (0.1 * noise[1]).exp()),
            d_real: Some((accuracy + 0.02 * noise[2]).clamp(0.0, 1.0)),
            d_fake: Some((1.0 - accuracy + 0.02 * noise[3]).clamp(0.0, 1.0)),
            d_acc: Some((accuracy + 0.02 * noise[2]).clamp(0.0, 1.0)),
            d_grad_norm: Some((0.5 * noise[4] - 1.0).exp()),
            g_grad_norm: Some((0.5 * noise[5] - 2.0).exp()),
            d_stepped: 1,
            g_stepped: 1,
            lr_d: planned.run.lr_d,
            lr_g: planned.run.lr_g,
            ..StepRow::default()
        }
    };
    noise.chunks_exact(6).zip(1..).map(row).collect()
}

fn evals(seed: Seed, fate: &Fate) -> Vec<EvalRow> {
    let mut draws = seed.at(Stream::Reference, 0, 0);
    let mut row = |index: u64| {
        let settled = (index as f64 / 15.0).min(1.0);
        let mut measured = MetricValues::default();
        let mut set = |metric: Metric, value: f64| measured.set(metric, value);
        set(Metric::Modes, (settled * fate.modes as f64).round());
        set(Metric::ModesTotal, 8.0);
        set(
            Metric::HighQuality,
            settled * fate.high_quality * (0.9 + 0.2 * draws.unit_uniform()),
        );
        set(
            Metric::ReverseKl,
            (8.0 / fate.modes as f64).ln() + 0.1 * draws.unit_uniform(),
        );
        EvalRow {
            step: index * EVALUATE_EVERY,
            measured,
        }
    };
    (0..=5000 / EVALUATE_EVERY).map(&mut row).collect()
}

fn samples(seed: Seed, fate: &Fate) -> Vec<Snapshot> {
    let snapshot = |index: u64| {
        let mut rows = vec![0.0; 2 * POINTS];
        seed.at(Stream::LatentForEvaluation, index, 0)
            .normal(&mut rows);
        let spread = 1.0 - 0.95 * index as f32 / (SNAPSHOTS - 1) as f32;
        for (point, at) in rows.chunks_exact_mut(2).zip(0_u32..) {
            let angle = std::f32::consts::TAU * (at % fate.modes as u32) as f32 / 8.0;
            point[0] = angle.cos() + 0.4 * spread * point[0];
            point[1] = angle.sin() + 0.4 * spread * point[1];
        }
        Snapshot {
            step: index * 1000,
            rows,
            latent_space: Default::default(),
        }
    };
    (0..SNAPSHOTS).map(snapshot).collect()
}
