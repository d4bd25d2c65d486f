//! Sweeps that are no grid: what they plan, and what of it stays when they grow.

use std::collections::HashSet;

use super::super::{AxisValue, Study, load};
use super::{parse, planned};
use crate::strategies::{Linear, Schedule};
use proptest::prelude::*;

/// The ids of a study's runs without seed and hash, and the values on its axes.
fn cells(sweep: &str) -> Vec<String> {
    let study = planned("", &format!("sweep: {sweep}"));
    study
        .runs
        .iter()
        .map(|run| {
            let (settings, _) = run.id.rsplit_once("seed=").unwrap();
            settings.trim_end_matches(',').to_string()
        })
        .collect()
}

#[test]
fn zipped_axes_vary_together_and_multiply_with_a_grid() {
    assert_eq!(
        cells("{zip: {lr_g: [1e-3, 1e-4], lr_d: [2e-3, 2e-4]}}"),
        ["lr_g=1e-3,lr_d=2e-3", "lr_g=1e-4,lr_d=2e-4"]
    );
    assert_eq!(
        cells("{grid: {batch: [64, 128]}, zip: {lr_g: [1, 2], arm: {a: {}, b: {loss: hinge}}}}"),
        [
            "batch=64,lr_g=1,arm=a",
            "batch=64,lr_g=2,arm=b",
            "batch=128,lr_g=1,arm=a",
            "batch=128,lr_g=2,arm=b"
        ]
    );
    assert_eq!(
        cells("{zip: {lr_g: [1, 1], lr_d: [1, 2]}}").len(),
        2,
        "values of one axis may repeat"
    );
}

#[test]
fn a_written_point_has_the_value_of_the_run_where_it_says_nothing() {
    let sweep = "{list: [{lr_d: 1e-2, batch: 64}, {balance.skip_d_on_loss.below: 0.5, balance: skip_d_on_loss}]}";
    assert_eq!(
        cells(sweep),
        [
            "lr_d=0.01,batch=64,below=none,balance=alternate",
            "lr_d=1e-3,batch=256,below=0.5,balance=skip_d_on_loss"
        ],
        "a key acts before the keys inside it"
    );
}

#[test]
fn parts_add_up_and_each_has_its_seeds() {
    let study = planned(
        "",
        "sweep: [{grid: {lr_d: [1, 2]}, seeds: 2}, {list: [{lr_d: 3, lr_g: 1}], seeds: [5]}]",
    );
    let runs: Vec<_> = study
        .runs
        .iter()
        .map(|run| (run.seed, run.run.lr_d, run.run.lr_g))
        .collect();
    assert_eq!(
        runs,
        [
            (0, 1.0, 1e-3),
            (0, 2.0, 1e-3),
            (1, 1.0, 1e-3),
            (1, 2.0, 1e-3),
            (5, 3.0, 1.0)
        ]
    );
    assert_eq!(study.seeds, [0, 1, 5]);
    let names: Vec<&str> = study.axes.iter().map(|axis| axis.name.as_str()).collect();
    assert_eq!(names, ["lr_d", "lr_g"]);
    let twice = planned(
        "",
        "sweep: [{grid: {lr_d: [1, 2]}}, {grid: {lr_d: [2, 3]}, seeds: 2}]",
    );
    assert_eq!(twice.runs.len(), 5, "a run of two parts is planned once");
}

#[test]
fn a_conditional_axis_exists_under_a_value_of_another() {
    let sweep = "{grid: {balance: [alternate, skip_d_on_loss], balance.skip_d_on_loss.below: {when: {balance: \
                 skip_d_on_loss}, values: [0.3, 0.6]}}}";
    assert_eq!(
        cells(sweep),
        [
            "balance=alternate,below=none",
            "balance=skip_d_on_loss,below=0.3",
            "balance=skip_d_on_loss,below=0.6"
        ]
    );
    let arms = "{grid: {loss: [hinge, wasserstein], arm: {when: {loss: [wasserstein]}, values: {clip: \
                {regularize: [weight_clip]}, plain: {}}}, lr_d: {when: {arm: clip}, from: 1, to: 3, points: 3}}}";
    assert_eq!(
        cells(arms),
        [
            "loss=hinge,arm=-,lr_d=1e-3",
            "loss=wasserstein,arm=clip,lr_d=1",
            "loss=wasserstein,arm=clip,lr_d=2",
            "loss=wasserstein,arm=clip,lr_d=3",
            "loss=wasserstein,arm=plain,lr_d=1e-3"
        ]
    );
}

#[test]
fn a_budget_cuts_the_plan_behind_whole_seeds_and_says_so() {
    let sweep = "sweep: {grid: {lr_d: [1, 2]}, seeds: 5, budget: {runs: 4}}";
    let study = planned("steps: 100", sweep);
    assert_eq!((study.runs.len(), &study.seeds[..]), (4, &[0, 1][..]));
    assert_eq!(
        study.notes.last().unwrap(),
        "the budget leaves out 6 of 10 runs"
    );
    let sweep = sweep.replace("runs: 4", "steps: 299");
    assert_eq!(planned("steps: 100", &sweep).runs.len(), 2);
}

const RANDOM: &str = "lr_d: {log_uniform: [1e-4, 1e-2]}, batch: {choice: [64, 256]}, data.ring.modes: {int: [4, 12]}, \
                      data.ring.std: {uniform: [0.01, 0.1]}, arm: {a: {}, b: {loss: hinge}}, lr_g: [1, 2, 3]";

fn random(count: usize, more: &str, run: &str) -> Study {
    let sweep = format!("sweep: {{random: {{count: {count}, {RANDOM}{more}}}}}");
    planned(run, &sweep)
}

#[test]
fn more_trials_leave_the_first_ones_as_they_are() {
    for sampler in ["", ", sampler: sobol"] {
        let (few, many) = (random(10, sampler, ""), random(40, sampler, ""));
        assert_eq!(few.runs, many.runs[..10], "{sampler}");
        let ids: HashSet<&String> = many.runs.iter().map(|run| &run.id).collect();
        assert_eq!(ids.len(), 40);
        assert_ne!(
            few.runs[0].cell,
            random(10, sampler, "seed: 1").runs[0].cell
        );
    }
}

#[test]
fn a_further_axis_moves_no_other_and_neither_does_the_order() {
    let with = random(10, ", optimizer: [adam, rmsprop]", "");
    let same = |one: &Study, other: &Study| {
        let cells = one.runs.iter().zip(&other.runs);
        cells.for_each(|(one, other)| assert_eq!(one.cell[..6], other.cell[..6]));
    };
    same(&random(10, "", ""), &with);
    let turned = planned(
        "",
        "sweep: {random: {batch: {choice: [64, 256]}, count: 10, lr_d: {log_uniform: [1e-4, 1e-2]}}}",
    );
    for (one, other) in turned.runs.iter().zip(&with.runs) {
        assert_eq!(
            (one.run.lr_d, one.run.batch),
            (other.run.lr_d, other.run.batch)
        );
    }
}

#[test]
fn drawn_values_are_in_their_ranges_spread_and_short() {
    for sampler in ["", ", sampler: sobol"] {
        let study = random(200, sampler, "");
        let mut low = 0;
        for run in &study.runs {
            let AxisValue::Number(rate) = run.cell[0] else {
                panic!("{:?}", run.cell)
            };
            assert!((1e-4..=1e-2).contains(&rate) && run.run.lr_d == rate);
            assert!(run.cell[0].to_string().len() <= 8, "{}", run.cell[0]);
            assert!([64, 256].contains(&run.run.batch));
            low += usize::from(rate < 1e-3);
        }
        // 3 standard deviations of a binomial count of 200.
        assert!(
            (79..=121).contains(&low),
            "{low} of 200 are below the middle"
        );
        let values: HashSet<String> = study
            .runs
            .iter()
            .map(|run| run.cell[2].to_string())
            .collect();
        assert_eq!(
            values.len(),
            9,
            "every whole number from 4 to 12: {values:?}"
        );
    }
    let sobol = random(16, ", sampler: sobol", "");
    let low = |place: usize, middle: f64| {
        let values = sobol.runs.iter().map(|run| match run.cell[place] {
            AxisValue::Number(number) => number,
            AxisValue::Text(_) => f64::NAN,
        });
        values.filter(|value| *value < middle).count()
    };
    assert_eq!(
        (low(0, 1e-3), low(3, 0.055)),
        (8, 8),
        "each half has half of the points"
    );
}

#[test]
fn seeds_repeat_every_trial() {
    let study = planned(
        "",
        "sweep: {random: {count: 4, lr_d: {uniform: [0.1, 1]}}, seeds: 3}",
    );
    assert_eq!(study.runs.len(), 12);
    let rates: Vec<f64> = study.runs.iter().map(|run| run.run.lr_d).collect();
    assert_eq!(rates[..4], rates[4..8]);
}

#[test]
fn a_table_of_trials_is_read_beside_the_study_and_kept_in_it() {
    let folder = tempfile::tempdir().unwrap();
    let study = folder.path().join("study.yaml");
    let text = "study: s\nquestion: q\nsweep: {csv: trials.csv, seeds: 2}\n";
    std::fs::write(&study, text).unwrap();
    let write = |table: &str| std::fs::write(folder.path().join("trials.csv"), table).unwrap();
    write("\u{feff}lr_d;regularize;batch\r\n\n# the best so far\n1e-3;[r1];64\r\n2e-3;;128");
    let planned = load(&study, &[]).unwrap();
    assert_eq!(planned.runs.len(), 4);
    let cell: Vec<String> = planned.runs[0]
        .cell
        .iter()
        .map(ToString::to_string)
        .collect();
    assert_eq!(
        cell,
        ["1e-3", "r1 gamma=0.1", "64"].map(|word| word.replace(" gamma=0.1", ""))
    );
    assert_eq!(planned.runs[1].run.regularize, []);
    let stored = parse("study.yaml", &planned.text, &[]).unwrap();
    assert_eq!(stored.runs, planned.runs, "the stored study needs no table");

    for (table, line, said) in [
        (
            "lr_d,batch\n1e-3,64\n2e-3,many\n",
            3,
            "`batch` must be a whole number",
        ),
        ("lr_d,bacth\n1e-3,64\n", 1, "did you mean `batch`?"),
        ("lr_d,batch\n1e-3,64\n2e-3\n", 3, "this line has 1 values"),
        ("lr_d,batch\n", 3, "a line for each trial"),
        (
            "# trials, by Ada\nlr_d;lr_d\n1e-3;2e-3\n",
            2,
            "two columns are called `lr_d`",
        ),
    ] {
        write(table);
        let error = load(&study, &[]).unwrap_err();
        let shown = error.to_string();
        assert_eq!(error.line(), Some(line), "{shown}");
        assert!(
            shown.contains(said) && shown.contains("trials.csv"),
            "{shown}"
        );
    }
    std::fs::remove_file(folder.path().join("trials.csv")).unwrap();
    let error = load(&study, &[]).unwrap_err().to_string();
    assert!(
        error.contains("study.yaml:3:14") && error.contains("trials.csv"),
        "{error}"
    );
}

#[test]
fn a_grid_keeps_the_ids_that_it_had() {
    let grid = "{grid: {lr_d: [1e-3], strategy: {ttur: {lr_g: 1e-4}}}}";
    let study = planned("", &format!("sweep: {grid}"));
    assert_eq!(study.runs[0].id, "lr_d=1e-3,strategy=ttur,seed=0-0a9270a7");
    let parts = planned("", &format!("sweep: [{grid}]"));
    assert_eq!(study.runs, parts.runs);
}

proptest! {
    #[test]
    fn any_range_is_drawn_from_within(low in -1e3..1e3_f64, width in 1e-6..1e3_f64, count in 1..20_usize) {
        let text = format!("study: s\nquestion: q\nrun: {{regularize: [{{instance_noise: {{}}}}]}}\nsweep: {{random: {{count: \
                            {count}, data.ring.std: {{uniform: [{low}, {}]}}}}}}\n", low + width);
        // Values that the key does not take are refused; those that it takes are in the range.
        if let Ok(study) = parse("s.yaml", &text, &[]) {
            for run in &study.runs {
                let AxisValue::Number(value) = run.cell[0] else { panic!("{:?}", run.cell) };
                prop_assert!((low..=low + width).contains(&value), "{} of {}", value, text);
            }
        }
    }
}

#[test]
fn new_names_are_swept_with_their_parameters() {
    let grid =
        "{schedule_d: [constant, {cosine: {end: 0.1}}], average: [none, ema], packing: [1, 2]}";
    let study = planned("", &format!("sweep: {{grid: {grid}}}"));
    assert_eq!(study.runs.len(), 8);
    assert_eq!(
        study.axes[0].values,
        ["constant", "cosine end=0.1"].map(|text| AxisValue::Text(text.to_string()))
    );
    let study = planned(
        "schedule_g: linear",
        "sweep: {grid: {schedule_g.linear.end: [0, 0.1]}}",
    );
    assert_eq!(
        study.runs[1].run.schedule_g,
        Schedule::from(Linear {
            from: 0.5,
            end: 0.1,
            warm_up: 0
        })
    );
}
