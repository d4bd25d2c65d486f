//! Every strategy does what it claims, on the ring.

use seesaw::state_dict::{Numbers, StateDict};
use seesaw::train::{Game, Player, StepRow};

use crate::strategies::play;

/// Mean over the last half of the steps.
fn late(rows: &[StepRow], column: fn(&StepRow) -> Option<f64>) -> f64 {
    let values: Vec<f64> = rows[rows.len() / 2..].iter().filter_map(column).collect();
    values.iter().sum::<f64>() / values.len() as f64
}

/// A short ring whose D learns ten times faster than G, with these keys changed.
fn ring(keys: &str) -> (Vec<StepRow>, Box<dyn Game>) {
    let steps = if keys.contains("steps:") {
        ""
    } else {
        "steps: 400, "
    };
    play(&format!("batch: 64, {steps}lr_g: 1e-3, lr_d: 1e-2, {keys}"))
}

#[test]
fn rules_that_skip_d_raise_its_loss() {
    let plain = late(&ring("balance: alternate").0, |row| row.d_loss);
    for rule in [
        "{skip_d_on_loss: {below: 0.6}}",
        "{skip_d_on_accuracy: {above: 0.6}}",
        "{skip_d_on_g_loss: {above: 0.9}}",
        "{margin: {imbalance: 0.1}}",
        "{adaptive_backprop: {target: 0.6}}",
        "{threshold_loops: {d_above: 0.6, g_above: 0.6, most: 3}}",
    ] {
        let (rows, _) = ring(&format!("balance: {rule}"));
        let skipped = rows.iter().filter(|row| row.d_stepped == 0).count();
        let loss = late(&rows, |row| row.d_loss);
        assert!(
            loss > plain + 0.02 && skipped > 20,
            "{rule}: {loss} against {plain}, {skipped} steps skipped"
        );
        let moved = rows.iter().filter(|row| row.g_stepped > 0).count();
        assert!(moved > 50, "{rule}: G moved in {moved} steps");
    }
}

#[test]
fn rules_on_the_learning_rate_change_it_and_say_so() {
    let (rows, _) = ring("balance: {proportional: {gamma: 0.9, gain: 0.1}}");
    assert!(
        rows.iter().any(|row| row.lr_d < 0.5e-2)
            && rows.iter().all(|row| row.lr_d <= 1e-2 && row.lr_g == 1e-3)
    );
    assert!(
        rows.iter()
            .filter(|row| row.d_stepped > 0)
            .all(|row| (row.lr_d - 1e-2 * row.balance_state.unwrap()).abs() < 1e-12)
    );
    let (rows, _) = ring("balance: gap_aware");
    assert!(
        rows.iter().any(|row| row.lr_d < 0.9e-2),
        "D is ahead, so it slows down"
    );
    let (rows, _) =
        ring("balance: {lr_drop_on: {detector: d_loss_below, at: 0.65, ema: 0.5, patience: 5}}");
    let dropped = rows
        .iter()
        .position(|row| row.balance_state == Some(1.0))
        .expect("the rates drop");
    let last = rows.last().unwrap();
    assert!(
        dropped > 4 && (last.lr_d - 1e-3).abs() < 1e-12 && (last.lr_g - 1e-4).abs() < 1e-12,
        "{last:?}"
    );
}

#[test]
fn schedules_and_warm_up_are_in_the_table() {
    let (rows, _) = ring(
        "schedule_g: {cosine: {end: 0.1}}, schedule_d: {step: {every: 100, factor: 0.5, warm_up: 10}}, warm_up_d: 20",
    );
    assert!(
        (rows[0].lr_d - 1e-3).abs() < 1e-12 && (rows[9].lr_d - 1e-2).abs() < 1e-12,
        "a tenth in the first step"
    );
    assert!(
        (rows[399].lr_d - 1.25e-3).abs() < 1e-12 && rows[399].lr_g < 1.1e-4,
        "{:?}",
        rows[399]
    );
    assert!(
        rows[..20]
            .iter()
            .all(|row| row.g_stepped == 0 && row.g_loss.is_none() && row.d_stepped == 1)
    );
    assert!(rows[20..].iter().all(|row| row.g_stepped == 1));
}

#[test]
fn bounds_hold_and_penalties_flatten_d() {
    let (_, mut game) = ring("regularize: [{weight_clip: {bound: 0.05}}]");
    let all = game.named_tensors(Player::Discriminator);
    assert!(
        all.iter()
            .flat_map(|tensor| &tensor.values)
            .all(|value| value.abs() <= 0.05)
    );
    let (plain, _) = ring("balance: alternate");
    let gap = |rows: &[StepRow]| late(rows, |row| Some(row.d_real? - row.d_fake?));
    for penalty in [
        "{r1: {gamma: 1}}",
        "{r2: {gamma: 1}}",
        "wgan_gp",
        "dragan",
        "spectral_norm",
        "lecam",
        "{instance_noise: {sigma: 0.5}}",
        "{label_flip: {probability: 0.15}}",
        "soft_labels",
    ] {
        let (rows, _) = ring(&format!("regularize: [{penalty}]"));
        let (here, there) = (gap(&rows), gap(&plain));
        assert!(
            here < 0.8 * there,
            "{penalty}: D's probabilities are {here} apart, {there} without"
        );
        let penalised = ["r1", "r2", "wgan", "dragan", "lecam"]
            .iter()
            .any(|name| penalty.contains(name));
        assert_eq!(
            rows.last().unwrap().penalty.is_some(),
            penalised,
            "{penalty}"
        );
    }
}

#[test]
fn adaptive_noise_grows_while_d_is_too_sure() {
    let (rows, _) = ring(
        "regularize: [{instance_noise: {sigma: 0.5}}], adapt: {ada: {target: 0.1, samples: 5000}}",
    );
    let strength = |at: usize| rows[at].adapted_strength.expect("a strength");
    assert!(
        strength(0) == 0.0 && strength(399) > 0.2,
        "{} {}",
        strength(0),
        strength(399)
    );
}

#[test]
fn the_average_of_g_is_in_its_state_and_moves_slowly() {
    let (_, mut game) = ring("average: {ema: {beta: 0.99}}");
    let now = game.named_tensors(Player::Generator);
    let all = StateDict::save(|memory| game.visit_state(memory)).into_iter();
    let average: Vec<_> = all
        .filter(|kept| kept.name.starts_with("generator_average."))
        .collect();
    assert_eq!(average.len(), now.len() + 1, "and the count of updates");
    assert!(average[0].numbers != Numbers::F32(now[0].values.clone()));
    let latents = vec![0.5; game.latent_size()];
    let sample = game.sample(&latents);
    assert_eq!(
        game.named_tensors(Player::Generator),
        now,
        "sampling leaves G as it is"
    );
    assert_eq!(game.sample(&latents), sample);
    let (_, mut plain) = ring("average: none");
    assert_eq!(
        plain.named_tensors(Player::Generator),
        now,
        "the average does not change training"
    );
    assert_ne!(
        plain.sample(&latents),
        sample,
        "samples come from the average"
    );
}

#[test]
fn simultaneous_updates_know_no_order() {
    for fakes in ["fresh", "shared"] {
        let of = |order: &str| {
            ring(&format!(
                "balance: simultaneous, fakes: {fakes}, order: {order}, steps: 20"
            ))
            .0
        };
        assert_eq!(of("discriminator_first"), of("generator_first"), "{fakes}");
    }
}

#[test]
fn a_look_ahead_leaves_no_trace() {
    // With a rate of nearly nothing the point further on is the point itself, and averages of it
    // are those of plain steps.
    let still = "lr_g: 1e-30, lr_d: 1e-30, steps: 12, balance: simultaneous, average: {half_life: {samples: 500}}";
    let penalties = |optimizer: &str| -> Vec<Option<f64>> {
        let keys = format!(
            "batch: 64, {still}, optimizer: {optimizer}, regularize: [{{r1: {{every: 2}}}}]"
        );
        play(&keys).0.iter().map(|row| row.penalty).collect()
    };
    let (plain, ahead) = (penalties("adam"), penalties("extragradient"));
    for (step, (plain, ahead)) in plain.iter().zip(&ahead).enumerate() {
        assert_eq!(plain.unwrap() > 0.0, step % 2 == 0, "{step}");
        assert_eq!(
            ahead.unwrap() > 0.0,
            step % 2 == 0,
            "a lazy penalty is due in the same updates: {step}"
        );
    }
    // D does not learn at all under this rule, so there is nothing ahead to look at.
    let rests = "batch: 64, steps: 30, warm_up_d: 1, balance: {skip_d_on_accuracy: {above: 0.001}}";
    let g_losses = |unroll: usize| -> Vec<Option<f64>> {
        play(&format!("{rests}, unroll: {unroll}"))
            .0
            .iter()
            .map(|row| row.g_loss)
            .collect()
    };
    assert_eq!(g_losses(0), g_losses(5));
}

#[test]
fn d_alone_warms_up_whatever_the_rule_says() {
    let (rows, _) = ring("warm_up_d: 30, steps: 40, balance: {skip_d_on_accuracy: {above: 0.01}}");
    assert!(
        rows[..30]
            .iter()
            .all(|row| row.d_stepped == 1 && row.g_stepped == 0)
    );
    assert!(
        rows[30..]
            .iter()
            .all(|row| row.d_stepped == 0 && row.g_stepped == 1)
    );
}
