//! Refused sweeps that are no grid: each mistake at its line, with what is allowed.

use super::{parse, study_text};

/// Sweeps on line 4, and fragments of the printed error.
fn assert_sweep_refused(table: &[(&str, &[&str])]) {
    for (sweep, fragments) in table {
        let text = study_text("", &format!("sweep: {sweep}"));
        let error = parse("s.yaml", &text, &[]).expect_err(&text);
        let shown = error.to_string();
        assert_eq!(error.line(), Some(4), "{shown}");
        for fragment in *fragments {
            assert!(shown.contains(fragment), "no `{fragment}` in\n{shown}");
        }
        super::assert_plain_words(&error);
    }
}

#[test]
fn zips_and_points() {
    assert_sweep_refused(&[
        ("[]", &["the sweep has no parts"]),
        ("{zip: {lr_d: [1, 2]}}", &["zip joins two axes or more"]),
        (
            "{zip: {lr_d: [1, 2], lr_g: [1]}}",
            &["the same length: `lr_d` has 2, `lr_g` has 1"],
        ),
        ("{list: {lr_d: 1}}", &["must be a list of points"]),
        ("{list: []}", &["has no points"]),
        ("{list: [{}]}", &["the point has no keys"]),
        (
            "{list: [{lr_dd: 1}]}",
            &["unknown key `lr_dd`", "did you mean `lr_d`?"],
        ),
        ("{list: [{seed: 1}]}", &["seeds are swept by `sweep.seeds`"]),
        (
            "{grid: {lr_d: [1]}, list: [{lr_d: 2}]}",
            &["the axis `lr_d` is written twice in one part"],
        ),
        ("{csv: 7}", &["must be the path of a table of trials"]),
        (
            "[{grid: {a: {b: {}}}}, {grid: {a: {b: {lr_d: 1}}}}]",
            &["the arm `b` of `a` sets something else in an earlier part"],
        ),
        (
            "[{grid: {batch: [64]}}, {grid: {batch: {b: {}}}}]",
            &["a path in one part of the sweep and a group of arms in another"],
        ),
        (
            "[{grids: {}}]",
            &["unknown key `grids`", "did you mean `grid`?"],
        ),
        (
            "{budget: {run: 3}}",
            &["unknown key `run`", "did you mean `runs`?"],
        ),
        (
            "{budget: {steps: 10}}",
            &["the budget has fewer steps than the first run, which takes 4000"],
        ),
    ]);
}

#[test]
fn ranges_and_conditions() {
    assert_sweep_refused(&[
        (
            "{grid: {lr_d: {from: 1, to: 2}}}",
            &["either `points` or `step`"],
        ),
        (
            "{grid: {lr_d: {from: 1, to: 2, points: 3, step: 0.5}}}",
            &["`sweep.grid.lr_d.step` does not go together with `points`"],
        ),
        (
            "{grid: {lr_d: {from: 2, to: 1, points: 3}}}",
            &["must be above `from`"],
        ),
        (
            "{grid: {lr_d: {from: 0, to: 1, points: 3, log: true}}}",
            &["must be above 0 for a logarithmic scale"],
        ),
        (
            "{grid: {lr_d: {from: 0, too: 1, points: 3}}}",
            &["unknown key `too`", "did you mean `to`?"],
        ),
        (
            "{grid: {batch: {from: 64, to: 256, points: 6}}}",
            &["`batch` must be a whole number"],
        ),
        (
            "{grid: {lr_d: {when: {loss: hinge}, values: [1]}}}",
            &["`loss` is no axis that stands above"],
        ),
        (
            "{grid: {loss: [hinge, wasserstein], lr_d: {when: {loss: hing}, values: [1]}}}",
            &["the axis `loss` has no value hing", "did you mean `hinge`?"],
        ),
        (
            "{grid: {loss: [hinge], lr_d: {when: {loss: hinge}}}}",
            &["an axis with `when` has its values in `values`"],
        ),
        (
            "{grid: {loss: [hinge], lr_d: {when: {loss: hinge}, values: [1], from: 3}}}",
            &["write nothing beside it but `when`"],
        ),
    ]);
}

#[test]
fn trials() {
    assert_sweep_refused(&[
        (
            "{random: {lr_d: [1]}}",
            &["`count` is missing in `sweep.random`"],
        ),
        (
            "{random: {count: 0, lr_d: [1]}}",
            &["must be a whole number from 1 to 65536"],
        ),
        ("{random: {count: 3}}", &["has no axes"]),
        (
            "{random: {count: 3, sampler: sobl, lr_d: [1]}}",
            &["unknown sampler `sobl`", "did you mean `sobol`?"],
        ),
        (
            "{random: {count: 3, lr_d: {log_unifrom: [1e-4, 1e-2]}}}",
            &[
                "unknown way to draw `log_unifrom`",
                "did you mean `log_uniform`?",
            ],
        ),
        (
            "{random: {count: 3, lr_d: {uniform: [2, 1]}}}",
            &["must be [lowest, highest], found [2, 1]"],
        ),
        (
            "{random: {count: 3, lr_d: {log_uniform: [0, 1]}}}",
            &["a number above 0"],
        ),
        (
            "{random: {count: 3, lr_d: {uniform: 1}}}",
            &["a list of two numbers"],
        ),
        (
            "{random: {count: 3, batch: {int: [1.5, 3]}}}",
            &["a whole number from 0"],
        ),
        (
            "{random: {count: 3, batch: {choice: []}}}",
            &["a list of values"],
        ),
        (
            "{random: {count: 3, batch: {choice: [1], int: [1, 2]}}}",
            &["exactly one way to draw"],
        ),
        (
            "{random: {count: 3, lr_d: 1e-3}}",
            &["a list of values, named arms, or one of {uniform"],
        ),
        (
            "{random: {count: 3, lr_dd: {uniform: [1, 2]}}}",
            &["unknown key `lr_dd`", "did you mean `lr_d`?"],
        ),
        (
            "{random: {count: 3, lr_d: {uniform: [1, 2000]}}}",
            &["`lr_d` must be a number above 0 and at most 10"],
        ),
        (
            "{random: {count: 60000, lr_d: {uniform: [1, 2]}}, seeds: 2}",
            &["at most 100000"],
        ),
    ]);
}
