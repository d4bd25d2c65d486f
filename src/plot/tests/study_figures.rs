//! All figures of whole studies: they say what they show, they can be read, and no study makes them
//! panic.

use super::structure::assert_same;
use super::{assert_legible, draw};
use crate::config::{Axis, AxisKind, AxisValue};
use crate::diagnose::Verdict;
use crate::metrics::{Metric, MetricValues};
use crate::plot::StudyTables;
use crate::statistics::{JudgedRun, LossCurves, ShownAxes};
use crate::train::EvalRow;

const METRICS: [Metric; 3] = [Metric::Modes, Metric::HighQuality, Metric::ReverseKl];

fn study_axes(rates: usize, arms: usize) -> Vec<Axis> {
    let numbers = (0..rates)
        .map(|index| AxisValue::Number(1e-4 * 10_f64.powi(index as i32)))
        .collect();
    let words = (0..arms)
        .map(|index| AxisValue::Text(format!("a rather long arm {index}")))
        .collect();
    let axis = |name: &str, kind, values| Axis {
        name: name.to_string(),
        kind,
        values,
    };
    vec![
        axis("lr_d", AxisKind::Path, numbers),
        axis("strategy", AxisKind::Arms, words),
    ]
}

fn runs(axes: &[Axis], seeds: u64) -> Vec<JudgedRun> {
    let mut runs = Vec::new();
    for (rate, arm, seed) in settings(axes, seeds) {
        let verdict = Verdict::ALL[(rate + arm) % Verdict::ALL.len()];
        let setting = vec![axes[0].values[rate].clone(), axes[1].values[arm].clone()];
        let mut run = JudgedRun::new(setting, seed, verdict);
        run.evals = (0..20)
            .map(|at| EvalRow {
                step: at * 100,
                measured: measured(at, rate, arm, seed),
            })
            .collect();
        run.last = run.evals[19].measured;
        run.onset = verdict.is_failure().then_some(300 + 100 * seed);
        run.losses = LossCurves {
            steps: (1..=100).map(|at| at * 19).collect(),
            d_loss: (0..100)
                .map(|at| Some(0.6 - 0.002 * f64::from(at) * (1 + arm) as f64))
                .collect(),
            g_loss: (0..100)
                .map(|at| Some(0.7 + 0.01 * f64::from(at)))
                .collect(),
        };
        runs.push(run);
    }
    runs
}

fn settings(axes: &[Axis], seeds: u64) -> impl Iterator<Item = (usize, usize, u64)> {
    let (rates, arms) = (axes[0].values.len(), axes[1].values.len());
    (0..seeds).flat_map(move |seed| {
        (0..rates).flat_map(move |rate| (0..arms).map(move |arm| (rate, arm, seed)))
    })
}

fn measured(at: u64, rate: usize, arm: usize, seed: u64) -> MetricValues {
    let mut measured = MetricValues::default();
    let quality = (at as f64 / 40.0 + 0.05 * arm as f64 + 0.02 * seed as f64).min(1.0);
    measured.set(Metric::Modes, (at / 3 + rate as u64).min(8) as f64);
    measured.set(Metric::HighQuality, quality);
    measured.set(Metric::ReverseKl, 2.0 * (1.0 - quality));
    measured
}

fn tables<'a>(axes: &'a [Axis], runs: &'a [JudgedRun]) -> StudyTables<'a> {
    StudyTables {
        cut: &[],
        race: None,
        study: "a-study",
        text: "sweep: {grid: {lr_d: [0.0001, 1e-3, 1e-2]}}",
        axes,
        runs,
        metrics: &METRICS,
        shown_axes: ShownAxes::usual(runs, axes),
    }
}

/// What figures say.
const SAID: [(&str, &[&str]); 7] = [
    (
        "phase",
        &[
            "lr_d",
            "strategy",
            "7 of 7",
            "2 of 3: two of three runs have the verdict in the cell, or fail where verdicts differ",
            "share of failing runs, 0 to 1, with its 95 % interval",
        ],
    ),
    (
        "survival",
        &[
            "share of runs without a failure so far",
            "step",
            "95 % interval of the share at the end",
        ],
    ),
    (
        "modes_differences",
        &[
            "difference in modes (count, higher is better)",
            "minus a rather long arm 0",
            "of 7 seeds",
        ],
    ),
    (
        "modes_over_steps",
        &[
            "median over seeds and its 95 % interval",
            "lr_d=1e-3",
            "modes (count, higher is better)",
        ],
    ),
    ("d_loss_over_steps", &["d_loss (unit of the loss)"]),
    (
        "modes_by_lr_d",
        &["lr_d (log scale)", "median, a rather long arm 1"],
    ),
    ("parallel", &["high_quality", "strategy"]),
];

#[test]
fn a_study_has_every_figure_and_each_says_what_it_shows() {
    let axes = study_axes(3, 2);
    let runs = runs(&axes, 7);
    let drawn = tables(&axes, &runs).draw().unwrap();
    let names: Vec<&str> = drawn
        .iter()
        .map(|(drawing, _)| drawing.name.as_str())
        .collect();
    assert_eq!(
        names,
        [
            "phase",
            "survival",
            "modes_differences",
            "modes_over_steps",
            "high_quality_over_steps",
            "reverse_kl_over_steps",
            "d_loss_over_steps",
            "g_loss_over_steps",
            "modes_by_lr_d",
            "modes_by_arm",
            "high_quality_by_arm",
            "reverse_kl_by_arm",
            "parallel"
        ]
    );
    for (name, expected) in SAID {
        let found = drawn.iter().find(|(drawing, _)| drawing.name == name);
        let (drawing, alternative) = found.unwrap();
        assert!(alternative.ends_with('.'));
        for text in expected {
            assert!(drawing.svg.contains(text), "{name} lacks {text}");
        }
    }
}

#[test]
fn the_structure_of_every_figure_is_the_one_that_was_looked_at() {
    let axes = study_axes(3, 2);
    let runs = runs(&axes, 7);
    for (drawing, _) in tables(&axes, &runs).draw().unwrap() {
        assert_same(&format!("study_{}", drawing.name), &drawing.svg);
    }
}

#[test]
fn figures_of_small_large_and_strange_studies_can_be_read() {
    for (rates, arms, seeds) in [
        (1, 1, 1),
        (2, 1, 1),
        (1, 2, 5),
        (3, 7, 2),
        (6, 20, 2),
        (25, 2, 1),
    ] {
        let axes = study_axes(rates, arms);
        let mut runs = runs(&axes, seeds);
        assert_all_legible(
            &tables(&axes, &runs),
            &format!("{rates} x {arms} x {seeds}"),
        );
        runs.iter_mut().for_each(|run| {
            run.last = MetricValues::from_fn(|_| Some(f64::NAN));
            run.evals
                .iter_mut()
                .for_each(|row| row.measured = MetricValues::from_fn(|_| Some(f64::NAN)));
            run.losses.d_loss.fill(Some(f64::INFINITY));
        });
        assert_all_legible(&tables(&axes, &runs), "nothing but NaN");
        runs.iter_mut().for_each(|run| run.evals.clear());
        assert_all_legible(&tables(&axes, &runs), "no evaluations");
        assert_all_legible(&tables(&axes, &runs[..1]), "one run");
        assert_all_legible(&tables(&axes, &[]), "no run");
    }
    assert_all_legible(
        &tables(&[], &[JudgedRun::new(Vec::new(), 0, Verdict::Healthy)]),
        "no axes",
    );
}

fn assert_all_legible(tables: &StudyTables, what: &str) {
    for (name, canvas, _) in tables.canvases() {
        println!("{name} of {what}");
        assert_legible(&canvas);
        draw(&canvas);
    }
}
