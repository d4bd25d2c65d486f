//! Refused texts: the shape of the file, the head, and the run.

use super::{assert_refused, parse};

#[test]
fn texts_that_are_no_study() {
    assert_refused(&[
        ("", 0, &["the file is empty"]),
        ("# only a comment\n", 1, &["the file is empty"]),
        (
            "hello world",
            1,
            &[
                "a study must be a mapping with the keys study, question, run, transfer, sweep",
                "`hello world`",
            ],
        ),
        ("- a\n- b\n", 1, &["found a list"]),
        ("study: [1, 2\nquestion: q\n", 2, &["not valid YAML"]),
        (
            "study: s\nquestion: q\nrun:\n  data: ring\n  lr_d:1e-2\n  steps: 5\n",
            5,
            &["s.yaml:5:8: a space is missing after the colon: `lr_d: 1e-2`"],
        ),
        (
            "study: s\nrun:\n  data:ring\n\n  steps: 5\n",
            3,
            &["s.yaml:3:8: a space is missing after the colon: `data: ring`"],
        ),
        (
            "study: s\nrun: {data:ring, steps: 5}\n",
            2,
            &["unknown key `data:ring`: a space is missing after the colon"],
        ),
        (
            "study: s\nquestion: \"how so?\nrun:\n  data: ring\n",
            2,
            &["s.yaml:2:11: the quote \" that opens here is never closed"],
        ),
        (
            "study: 's\nquestion: \"it's \nrun:\n  data: ring\n",
            2,
            &["not valid YAML"],
        ),
        (
            "study: s\n\tquestion: q\n",
            2,
            &["s.yaml:2:1: indented with a tab", "use spaces instead"],
        ),
        (
            "study: s\nquestion: q\nrun:\n\tdata: ring\n",
            4,
            &["s.yaml:4:1: indented with a tab"],
        ),
        (
            "study: s\n  question: q\n",
            2,
            &["s.yaml:2:3: `question` is indented deeper than `study` on line 1"],
        ),
        (
            "study: s\nquestion: q\nrun:\n  data: ring\n    lr_d: 1\n",
            5,
            &[
                "`lr_d` is indented deeper than `data` on line 4",
                "indent both alike",
            ],
        ),
        (
            "study: s\nquestion: q\nrun:\n  data: ring\n lr_d: 1\n",
            5,
            &[
                "`lr_d` is indented by 1 space",
                "line 4 is indented by 2 spaces",
            ],
        ),
        (
            "study: s\nquestion: q\nrun:\ndata: ring\nlr_d: 1\n",
            4,
            &[
                "`data` is not indented",
                "indent the keys of `run` by two spaces",
            ],
        ),
        (
            "study: s\nquestion: q: is it?\n",
            2,
            &["a value that holds a colon and a space must stand in quotes"],
        ),
        (
            "study: s\nquestion: q\nrun: {steps: 99999999999999999999999}\n",
            3,
            &["the whole number 99999999999999999999999 is too large"],
        ),
        ("%PDF-1.4\n\u{1}\u{2}", 2, &["not valid YAML"]),
        (
            "study: s\nquestion: q\n---\nstudy: t\n",
            3,
            &["a second document starts here"],
        ),
        (
            "study: s\nquestion: q\nrun:\n  lr_d: 1\n  lr_d: 2\n",
            5,
            &["duplicate key `lr_d`, first written on line 4"],
        ),
        (
            "study: s\nstudy: t\n",
            2,
            &["duplicate key `study`, first written on line 1"],
        ),
        (
            "study: s\nquestion: q\n1: 2\n",
            1,
            &["a key must be text, found 1"],
        ),
        (
            "study: s\nquestion: q\nrun: {data: !ring {modes: 8}}\n",
            3,
            &["tags such as `!name`"],
        ),
        (
            "study: s\nquestion: !!str q\n",
            2,
            &["tags such as `!name`"],
        ),
    ]);
}

#[test]
fn hostile_texts_are_refused_at_once() {
    let deep = format!("study: s\nquestion: q\nrun: {}", "[".repeat(300_000));
    let list = format!("study: s\nquestion:\n  {}q\n", "- ".repeat(300));
    let bombs = "a: &a [x, x]\nb: &b [*a, *a]\nstudy: s\n".to_string();
    let long = format!("study: s\nquestion: {}", "q".repeat(1 << 20));
    let table = [
        (deep, "too many brackets are open"),
        (list, "nested deeper than any study"),
        (bombs, "unknown key `a`"),
        (long, "longer than 1 MiB"),
    ];
    for (text, says) in table {
        let shown = parse("s.yaml", &text, &[]).unwrap_err().to_string();
        assert!(shown.contains(says) && shown.len() < 1000, "{shown}");
    }
}

#[test]
fn heads() {
    assert_refused(&[
        ("question: q\n", 1, &["`study` is missing"]),
        (
            "study: s\nquestion: '  '\n",
            2,
            &["`question` must be a sentence"],
        ),
        (
            "study: s\nquestion:\n",
            2,
            &["`question` has no value; write one"],
        ),
        (
            "study: a/b\nquestion: q\n",
            1,
            &["s.yaml:1:8", "not starting with `.`", "`a/b`"],
        ),
        ("study: ..\nquestion: q\n", 1, &["not starting with `.`"]),
        ("study: ''\nquestion: q\n", 1, &["must be a name"]),
        (
            "study: 2024\nquestion: q\n",
            1,
            &["must be a name", "found 2024"],
        ),
        (
            "study: s\nquestion: q\nswep: {}\n",
            3,
            &["unknown key `swep`", "did you mean `sweep`?"],
        ),
        (
            "study: s\nquestion: q\nlr_d: 1\n",
            3,
            &["unknown key `lr_d`", "did you mean `run.lr_d`?"],
        ),
        (
            "study: s\nquestion: q\nrun:\n",
            3,
            &["`run` has no value; write one, or remove the key"],
        ),
        (
            "study: s\nquestion: q\nrun: 3\n",
            3,
            &["`run` must be a mapping", "found 3"],
        ),
    ]);
    let long = format!("study: {}\nquestion: q\n", "x".repeat(65));
    assert_eq!(parse("s.yaml", &long, &[]).unwrap_err().line(), Some(1));
}

/// Every line of `runs` as the one key of a run, which stands on line 4.
pub(super) fn assert_run_refused(runs: &[(&str, &[&str])]) {
    for (run, fragments) in runs {
        let text = format!("study: s\nquestion: q\nrun:\n  {run}\n");
        let error = parse("s.yaml", &text, &[]).expect_err(run);
        let shown = error.to_string();
        assert_eq!(error.line(), Some(4), "{shown}");
        for fragment in *fragments {
            assert!(shown.contains(fragment), "no `{fragment}` in\n{shown}");
        }
        super::assert_plain_words(&error);
    }
}

#[test]
fn names_and_keys_of_a_run() {
    assert_run_refused(&[
        (
            "lr_dd: 1e-3",
            &[
                "s.yaml:4:3: unknown key `lr_dd`",
                "allowed here: data, model",
                "did you mean `lr_d`?",
            ],
        ),
        (
            "lr_d:",
            &["`lr_d` has no value; write one, or remove the key (default: 1e-3)"],
        ),
        ("lr_d: null", &["`lr_d` has no value"]),
        (
            "data: rong",
            &[
                "s.yaml:4:9: unknown data `rong`",
                "allowed here: ring, grid, digits",
                "did you mean `ring`?",
            ],
        ),
        (
            "data: {rong: {}}",
            &["s.yaml:4:10: unknown data `rong`", "did you mean `ring`?"],
        ),
        (
            "data: 3",
            &[
                "`data` must be one of ring, grid, digits, shapes, idx, folder, cifar10, stacked, dirac, found 3",
            ],
        ),
        ("data: {}", &["`data` must name exactly one"]),
        (
            "data: {ring: {}, grid: {}}",
            &["`data` must name exactly one"],
        ),
        (
            "data: {ring: }",
            &["`data.ring` has no value; write `ring` alone for its defaults"],
        ),
        (
            "data: {ring: 8}",
            &["`data.ring` must be a mapping with the keys modes, std, radius, found 8"],
        ),
        (
            "data: {ring: {mode: 8}}",
            &["unknown key `mode`", "did you mean `modes`?"],
        ),
        (
            "data: {digits: {side: 8}}",
            &["unknown key `side`: `digits` takes no keys"],
        ),
        (
            "model: mpl",
            &["unknown model `mpl`", "did you mean `mlp`?"],
        ),
        (
            "model: fc-8",
            &[
                "model `fc-8` wants 8x8 grey images, but data `ring` has 2-D points",
                "did you mean `mlp`?",
            ],
        ),
        ("loss: non-saturating", &["did you mean `non_saturating`?"]),
        (
            "balance: skip",
            &[
                "unknown balance `skip`",
                "allowed here: alternate, simultaneous, ratio, skip_d_on_loss",
            ],
        ),
        (
            "order: yes",
            &["unknown order `yes`", "discriminator_first"],
        ),
        (
            "fakes: true",
            &["`fakes` must be one of fresh, shared, replay, found `true`"],
        ),
    ]);
}

#[test]
fn numbers_of_a_run() {
    assert_run_refused(&[
        (
            "lr_d: -1e-3",
            &["s.yaml:4:9: `lr_d` must be a number above 0 and at most 10, found -0.001"],
        ),
        ("lr_d: 0", &["found 0"]),
        ("lr_d: .nan", &["found .nan"]),
        ("lr_g: .inf", &["found .inf"]),
        ("lr_g: 10.5", &["at most 10"]),
        (
            "lr_g: fast",
            &["`lr_g` must be a number above 0 and at most 10, found the text `fast`"],
        ),
        ("lr_g: [1e-3]", &["found a list"]),
        (
            "optimizer: {adam: {betas: [0.5, 1]}}",
            &["`optimizer.adam.betas.1` must be a number from 0 up to"],
        ),
        (
            "optimizer: {adam: {betas: [0.5]}}",
            &["a list of two numbers", "found a list of 1"],
        ),
        (
            "optimizer: {adam: {betas: 0.5}}",
            &["a list of two numbers", "found 0.5"],
        ),
        (
            "optimizer: {adam: {weight_decay: -1}}",
            &["a number from 0 to 1e6"],
        ),
        (
            "batch: 1",
            &["`batch` must be a whole number from 2 to 65536, found 1"],
        ),
        ("batch: 65537", &["found 65537"]),
        ("batch: 0.5", &["a whole number", "found 0.5"]),
        (
            "{data: digits, batch: 2000}",
            &["`batch` is 2000, but data `digits` holds only 1797 images"],
        ),
        ("steps: 0", &["a whole number from 1 to 10000000"]),
        ("steps: 1e8", &["a whole number from 1 to 10000000"]),
        (
            "balance: {ratio: {d: 0}}",
            &["`balance.ratio.d` must be a whole number from 1 to 100"],
        ),
        (
            "balance: {skip_d_on_loss: {below: 0}}",
            &["`balance.skip_d_on_loss.below` must be a number above 0"],
        ),
        (
            "data: {ring: {modes: 1001}}",
            &["`data.ring.modes` must be a whole number from 1 to 1000"],
        ),
        (
            "data: {grid: {std: 0}}",
            &["`data.grid.std` must be a number above 0"],
        ),
        ("data: {grid: {side: 51}}", &["a whole number from 1 to 50"]),
        (
            "evaluate: {every: 0}",
            &["`evaluate.every` must be a whole number from 1"],
        ),
        (
            "evaluate: {samples: 1}",
            &["a whole number from 2 to 100000"],
        ),
        (
            "evaluate: {snapshots: 101}",
            &["a whole number from 0 to 100"],
        ),
        (
            "evaluate: 5",
            &["`evaluate` must be a mapping with the keys every, samples, snapshots"],
        ),
        ("seed: -1", &["`seed` must be a whole number from 0 to"]),
    ]);
}

#[test]
fn an_error_prints_its_line_and_what_was_meant() {
    let text = "study: s\nquestion: q\nrun:\n  order: discriminator_frist\n";
    let shown = parse("experiments/x.yaml", text, &[])
        .unwrap_err()
        .to_string();
    let expected = "experiments/x.yaml:4:10: unknown order `discriminator_frist`
  4 |   order: discriminator_frist
    |          ^
  allowed here: discriminator_first, generator_first
  did you mean `discriminator_first`?";
    assert_eq!(shown, expected);
}
