//! With which rates and penalties D looks ahead, and what an autoencoder's optimizer follows.

use super::run;
use crate::data;
use crate::train::{Event, StepRow, TrainingControl, train};

/// The rows of a run's steps.
fn rows(keys: &str) -> Vec<StepRow> {
    let run = run(&format!(
        "{{evaluate: {{every: 1000, samples: 2}}, {keys}}}"
    ));
    let data = data::open(&run.data).unwrap();
    let mut rows = Vec::new();
    train(&run, &*data, None, &mut |event| {
        if let Event::Step(row) = event {
            rows.push(*row);
        }
        TrainingControl::Continue
    });
    rows
}

/// G's loss in the first step, before which D has only looked ahead.
fn first_g_loss(keys: &str) -> f64 {
    let keys = format!("data: ring, batch: 16, steps: 11, order: generator_first, {keys}");
    rows(&keys)[0].g_loss.unwrap()
}

#[test]
fn d_looks_ahead_at_the_rate_of_the_step() {
    let scheduled = first_g_loss("unroll: 5, lr_d: 0.05, schedule_d: {constant: {warm_up: 10}}");
    let constant = first_g_loss("unroll: 5, lr_d: 0.005");
    assert!(
        (scheduled / constant - 1.0).abs() < 1e-6,
        "{scheduled}, {constant}"
    );
}

#[test]
fn a_lazy_penalty_is_one_of_each_kth_update_ahead() {
    // Only the first of two updates ahead has a penalty, of the same weight in both.
    let loss = |every: usize, gamma: f64| {
        first_g_loss(&format!(
            "unroll: 2, lr_d: 0.01, regularize: [{{r1: {{gamma: {gamma}, every: {every}}}}}]"
        ))
    };
    let (second, third, each) = (loss(2, 15.0), loss(3, 10.0), loss(1, 30.0));
    assert!((second / third - 1.0).abs() < 1e-6, "{second}, {third}");
    assert!((second / each - 1.0).abs() > 1e-6, "{second}, {each}");
}

#[test]
fn an_autoencoder_follows_beta2() {
    let last = |more: &str| {
        let keys = format!(
            "data: digits, model: vae-8, batch: 8, steps: 5, optimizer: {{adam: {{betas: [0.5, 0.9]{more}}}}}"
        );
        rows(&keys)[4].reconstruction_loss
    };
    assert_eq!(last(""), last(", beta2_end: 0.9"));
    assert_ne!(last(""), last(", beta2_end: 0.5"));
}
