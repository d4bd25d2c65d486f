//! The first steps of a run do not depend on how many follow, wherever the run says so.

use proptest::prelude::*;

use crate::config::{Run, parse};
use crate::data;
use crate::train::{Event, TrainingControl, train};

/// Any choices about training that a small pair for points takes; those that do not go together are left out.
fn any_run() -> impl Strategy<Value = Run> {
    let pick = |words: &'static [&'static str]| prop::sample::select(words);
    let schedules: &[&str] = &[
        "constant",
        "cosine",
        "{linear: {from: 0.7}}",
        "{step: {every: 3}}",
        "{constant: {warm_up: 2}}",
    ];
    let balances: &[&str] = &[
        "alternate",
        "ratio",
        "skip_d_on_loss",
        "gap_aware",
        "simultaneous",
        "margin",
    ];
    let regularizers: &[&str] = &[
        "[]",
        "[instance_noise]",
        "[{instance_noise: {until: 0.2}}]",
        "[r1]",
        "[{r1: {gamma: 1, gamma_end: 0.1}}]",
        "[wgan_gp]",
        "[lecam, label_flip]",
        "[weight_clip]",
        "[spectral_norm]",
        "[unit_logits]",
    ];
    let optimizers: &[&str] = &[
        "adam",
        "{adam: {beta2_end: 0.9}}",
        "rmsprop",
        "optimistic_adam",
        "sgd",
    ];
    let others: &[&str] = &[
        "",
        "average: ema, ",
        "unroll: 1, ",
        "fakes: replay, ",
        "fakes: shared, ",
        "warm_up_d: 2, ",
        "select: top_k, ",
    ];
    let losses: &[&str] = &["non_saturating", "hinge", "wasserstein", "least_squares"];
    (pick(schedules), pick(schedules), pick(balances), pick(regularizers), pick(optimizers), pick(others), pick(losses), 0..9_u64)
        .prop_filter_map("choices that go together", |(g, d, balance, regularize, optimizer, other, loss, seed)| {
            let text = format!(
                "study: s\nquestion: q\nrun: {{model: mlp, steps: 6, batch: 4, schedule_g: {g}, schedule_d: {d}, balance: \
                 {balance}, regularize: {regularize}, optimizer: {optimizer}, loss: {loss}, {other}seed: {seed}, \
                 evaluate: {{every: 3, samples: 10}}}}\n"
            );
            parse("s.yaml", &text, &[]).ok().map(|study| study.runs[0].run.clone())
        })
}

/// The rows of the first steps and evaluations, as text that tells every bit that is shown.
fn history(run: &Run, steps: u64) -> Vec<String> {
    let data = data::open(&run.data).unwrap();
    let mut rows = Vec::new();
    train(run, &*data, None, &mut |event| {
        match event {
            Event::Step(row) if row.step <= steps => rows.push(format!("{row:?}")),
            Event::Evaluated { row, .. } if row.step <= steps => rows.push(format!("{row:?}")),
            _ => {}
        }
        TrainingControl::Continue
    });
    rows
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn a_longer_run_begins_as_the_shorter_one_or_says_what_differs(run in any_run()) {
        let longer = run.with_steps(12);
        let (short, long) = (history(&run, 6), history(&longer, 6));
        if run.depends_on_length(12, 6).is_none() {
            prop_assert_eq!(short, long, "{:?}", run);
        }
    }
}
