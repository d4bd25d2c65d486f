//! Refused sweeps: axes, arms, seeds, and cells that go wrong only in combination.

use super::{parse, study_text};

/// Sweeps below line 3, the line of the mistake, and fragments of the printed error.
fn assert_sweep_refused(run: &str, table: &[(&str, usize, &[&str])]) {
    for (sweep, line, fragments) in table {
        let text = study_text(run, sweep);
        let error = parse("s.yaml", &text, &[]).expect_err(&text);
        let shown = error.to_string();
        assert_eq!(error.line(), Some(*line), "{text}\n{shown}");
        for fragment in *fragments {
            assert!(shown.contains(fragment), "no `{fragment}` in\n{shown}");
        }
        super::assert_plain_words(&error);
    }
}

#[test]
fn axes() {
    assert_sweep_refused(
        "",
        &[
            ("sweep:", 4, &["`sweep` has no value"]),
            (
                "sweep: {gird: {}}",
                4,
                &["unknown key `gird`", "did you mean `grid`?"],
            ),
            ("sweep: {grid: {}}", 4, &["the grid has no axes"]),
            (
                "sweep: {grid: [lr_d]}",
                4,
                &["`sweep.grid` must be a mapping of axes, found a list"],
            ),
            (
                "sweep:\n  grid:\n    lr_d: []",
                6,
                &["the axis `lr_d` is empty"],
            ),
            (
                "sweep:\n  grid:\n    strategy: {}",
                6,
                &["the axis `strategy` is empty"],
            ),
            (
                "sweep:\n  grid:\n    lr_d:",
                6,
                &["`sweep.grid.lr_d` has no value"],
            ),
            (
                "sweep:\n  grid:\n    lr_d: 1e-3",
                6,
                &["a list of values, or a mapping of named arms, found 0.001"],
            ),
            (
                "sweep:\n  grid:\n    lr_d:\n    - 1e-3\n    - 0.001",
                8,
                &["the axis `lr_d` has the value 1e-3 twice"],
            ),
            (
                "sweep:\n  grid:\n    lr_d: [1e-3, ~]",
                6,
                &["the axis `lr_d` has an empty value"],
            ),
            (
                "sweep:\n  grid:\n    lr_d:\n    - 1e-3\n    - -2",
                8,
                &["`lr_d` must be a number above 0", "found -2"],
            ),
            (
                "sweep:\n  grid:\n    lr_dd: [1]",
                6,
                &[
                    "unknown key `lr_dd`",
                    "allowed here: data",
                    "did you mean `lr_d`?",
                ],
            ),
            (
                "sweep:\n  grid:\n    strategy: [a, b]",
                6,
                &["unknown key `strategy`"],
            ),
            (
                "sweep:\n  grid:\n    std: [1]",
                6,
                &["did you mean `data.ring.std`?"],
            ),
            (
                "sweep:\n  grid:\n    data.ring.sdt: [1]",
                6,
                &["allowed here: modes, std, radius", "`data.ring.std`"],
            ),
            (
                "sweep:\n  grid:\n    balance.ratio.d: [1]",
                6,
                &["`balance` is `alternate` here, so it has no `ratio.d`"],
            ),
            (
                "sweep:\n  grid:\n    lr_d.x: [1]",
                6,
                &["`lr_d.x` does not exist"],
            ),
            ("sweep:\n  grid:\n    data..std: [1]", 6, &["is not a path"]),
            (
                "sweep:\n  grid:\n    seed: [1, 2]",
                6,
                &["seeds are swept by `sweep.seeds`"],
            ),
            (
                "sweep:\n  grid:\n    seeds: [1, 2]",
                6,
                &["seeds are swept by `sweep.seeds`"],
            ),
            (
                "sweep:\n  grid:\n    threads: [1, 2]",
                6,
                &["`threads` changes no result"],
            ),
            (
                "sweep:\n  grid:\n    checkpoint.steps: [1, 2]",
                6,
                &["`checkpoint` changes no result"],
            ),
            (
                "sweep:\n  grid:\n    lr_d: [1]\n    lr_d: [2]",
                7,
                &["duplicate key `lr_d`, first written on line 6"],
            ),
        ],
    );
    let sweep = "sweep:\n  grid:\n    data.ring.std: [1]";
    assert_sweep_refused(
        "data: grid",
        &[(
            sweep,
            6,
            &["`data` is `grid` here, so it has no `ring.std`"],
        )],
    );
}

#[test]
fn arms() {
    assert_sweep_refused(
        "",
        &[
            (
                "sweep:\n  grid:\n    arm:\n      a:",
                7,
                &["`sweep.grid.arm.a` has no value; write {}"],
            ),
            (
                "sweep:\n  grid:\n    arm:\n      a: 1",
                7,
                &["must be a mapping of run keys", "found 1"],
            ),
            (
                "sweep:\n  grid:\n    arm:\n      a: {}\n      a: {}",
                8,
                &["duplicate key `a`, first written on line 7"],
            ),
            (
                "sweep:\n  grid:\n    arm:\n      a: {lrd: 1}",
                7,
                &["s.yaml:7:11: unknown key `lrd`", "`lr_d`"],
            ),
            (
                "sweep:\n  grid:\n    arm:\n      a: {lr_d: ~}",
                7,
                &["has no value"],
            ),
            (
                "sweep:\n  grid:\n    arm:\n      a:\n        batch: 1",
                8,
                &["s.yaml:8:16: `batch` must be a whole"],
            ),
            (
                "sweep:\n  grid:\n    arm:\n      a: {balance: {skip_d_on_loss: {\n        bellow: 1}}}",
                8,
                &["unknown key `bellow`", "did you mean `below`?"],
            ),
            (
                "sweep:\n  grid:\n    arm:\n      a: {}\n      b: {model: fc-8}",
                8,
                &["model `fc-8` wants 8x8 grey images"],
            ),
        ],
    );
    let sweep = "sweep:\n  grid:\n    arm:\n      a: {data: digits}";
    let says =
        "in the cell arm=a: model `mlp` wants 2-D points, but data `digits` has 8x8 grey images";
    assert_sweep_refused("model: mlp", &[(sweep, 3, &[says])]);
}

#[test]
fn seeds_and_sizes() {
    assert_sweep_refused(
        "",
        &[
            (
                "sweep: {seeds: 0}",
                4,
                &["`sweep.seeds` must be a whole number from 1 to 10000, found 0"],
            ),
            ("sweep: {seeds: 10001}", 4, &["found 10001"]),
            ("sweep: {seeds: 1.5}", 4, &["found 1.5"]),
            (
                "sweep: {seeds: many}",
                4,
                &["a whole number, or a list of whole numbers", "`many`"],
            ),
            (
                "sweep: {seeds: []}",
                4,
                &["a list of seeds has 1 to 10000 members"],
            ),
            (
                "sweep:\n  seeds:\n  - 3\n  - 3",
                7,
                &["the seed 3 is in the list twice"],
            ),
            ("sweep: {seeds: [-1]}", 4, &["a whole number from 0 to"]),
            (
                "sweep:\n  grid: {batch: [2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]}\n  seeds: 10000",
                4,
                &["110000 runs"],
            ),
        ],
    );
}
