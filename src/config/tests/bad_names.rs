//! Refused values of the keys that say how the game is played: names, ranges, lists.

use super::bad_documents::assert_run_refused;

#[test]
fn losses_and_optimizers() {
    assert_run_refused(&[
        (
            "loss: wgan",
            &[
                "unknown loss `wgan`",
                "allowed here: non_saturating, minimax, least_squares, hinge",
            ],
        ),
        ("loss: ra-gan", &["did you mean `ra_gan`?"]),
        (
            "loss: {hinge: {margin: 1}}",
            &["unknown key `margin`: `hinge` takes no keys"],
        ),
        (
            "optimizer: {optimistic_adam: {betas: [1, 0.9]}}",
            &["`optimizer.optimistic_adam.betas.0` must be a number from 0"],
        ),
        (
            "optimizer: {extragradient: {momentum: 0.9}}",
            &["unknown key `momentum`"],
        ),
    ]);
}

#[test]
fn stops() {
    assert_run_refused(&[
        (
            "stop: {on: [collapse]}",
            &["`stop.on.0` must be one of mode_collapse, discriminator_dominance"],
        ),
        (
            "stop: {on: [mode_colapse]}",
            &["did you mean `mode_collapse`?"],
        ),
        ("stop: {on: [healthy]}", &["must be one of mode_collapse"]),
        (
            "stop: {on: divergence}",
            &["`stop.on` must be a list of failures such as [divergence]"],
        ),
        ("stop: {on: [frozen, frozen]}", &["names a failure twice"]),
        (
            "stop: {patience: 0}",
            &["`stop.patience` must be a whole number from 1 to 10000"],
        ),
        ("stop: {after: 3}", &["unknown key `after`"]),
    ]);
}

#[test]
fn balance_rules() {
    assert_run_refused(&[
        (
            "balance: {skip_d_on_loss: {ema: 1}}",
            &["`balance.skip_d_on_loss.ema` must be a number from 0 up to"],
        ),
        (
            "balance: {skip_d_on_accuracy: {above: 1}}",
            &["must be a number above 0 and below 1, found 1"],
        ),
        (
            "balance: {skip_d_on_g_loss: {above: 0}}",
            &["must be a number above 0"],
        ),
        (
            "balance: {threshold_loops: {most: 101}}",
            &["a whole number from 1 to 100"],
        ),
        (
            "balance: {margin: {imbalance: -0.1}}",
            &["a number from 0 to 1e6"],
        ),
        (
            "balance: {adaptive_backprop: {most: 100001}}",
            &["a whole number from 1 to 100000"],
        ),
        (
            "balance: {adaptive_backprop: {target: 1.5}}",
            &["a number above 0 and below 1"],
        ),
        ("balance: {proportional: {gain: 0}}", &["a number above 0"]),
        (
            "balance: {gap_aware: {least: 0}}",
            &["a number above 0 and at most 1, found 0"],
        ),
        (
            "balance: {gap_aware: {most: 0.5}}",
            &["a number from 1 to 1e6, found 0.5"],
        ),
        (
            "balance: {lr_drop_on: {detector: d_loss_bellow}}",
            &[
                "`balance.lr_drop_on.detector` must be one of d_loss_below, d_accuracy_above, g_loss_above, g_grad",
            ],
        ),
        (
            "balance: {lr_drop_on: {detector: d_loss_bellow}}",
            &["did you mean `d_loss_below`?"],
        ),
        (
            "balance: {lr_drop_on: {factor: 1}}",
            &["a number above 0 and below 1"],
        ),
        (
            "balance: {lr_drop_on: {times: 11}}",
            &["a whole number from 1 to 10"],
        ),
        (
            "balance: {lr_drop_on: {patience: 0}}",
            &["a whole number from 1 to 1000000"],
        ),
        (
            "warm_up_d: -1",
            &["`warm_up_d` must be a whole number from 0"],
        ),
    ]);
}

#[test]
fn regularizers() {
    assert_run_refused(&[
        (
            "regularize: r1",
            &[
                "`regularize` must be a list such as [spectral_norm, {r1: {gamma: 1}}], found the text `r1`",
            ],
        ),
        (
            "regularize: {r1: {gamma: 1}}",
            &["must be a list", "found a mapping"],
        ),
        (
            "regularize:",
            &["`regularize` has no value; write one, or remove the key (default: [])"],
        ),
        (
            "regularize: [r3]",
            &[
                "s.yaml:4:16: unknown regularize `r3`",
                "allowed here: weight_clip, spectral_norm",
            ],
        ),
        (
            "regularize: [r1, ~]",
            &["`regularize.1` must be one of weight_clip", "found nothing"],
        ),
        (
            "regularize: [{r1: {gamma: 1}, r2: {}}]",
            &["`regularize.0` must name exactly one"],
        ),
        (
            "regularize: [r1, lecam, {r1: {gamma: 1}}]",
            &["s.yaml:4:27: `regularize` has `r1` twice"],
        ),
        (
            "regularize: [{r1: {gama: 1}}]",
            &["unknown key `gama`", "did you mean `gamma`?"],
        ),
        (
            "regularize: [{r1: {gamma: 0}}]",
            &["`regularize.0.r1.gamma` must be a number above 0"],
        ),
        (
            "regularize: [{r2: {every: 1001}}]",
            &["a whole number from 1 to 1000"],
        ),
        (
            "regularize: [{weight_clip: {bound: -1}}]",
            &["a number above 0"],
        ),
        (
            "regularize: [{spectral_norm: {iterations: 11}}]",
            &["a whole number from 1 to 10"],
        ),
        (
            "regularize: [{wgan_gp: {drift: -1}}]",
            &["a number from 0 to 1e6"],
        ),
        ("regularize: [{dragan: {spread: 0}}]", &["a number above 0"]),
        (
            "regularize: [{lecam: {decay: 1}}]",
            &["a number from 0 up to"],
        ),
        (
            "regularize: [{instance_noise: {until: 1.1}}]",
            &["a number above 0 and at most 1"],
        ),
        (
            "regularize: [{label_smoothing: {real: 0.5}}]",
            &["a number above 0.5 and below 1, found 0.5"],
        ),
        (
            "regularize: [{label_smoothing: {real: 1}}]",
            &["a number above 0.5 and below 1, found 1"],
        ),
        (
            "regularize: [{soft_labels: {real: [1]}}]",
            &["must be a list of two numbers, such as [0.7, 1.2], found a list of 1"],
        ),
        (
            "regularize: [{soft_labels: {real: 1}}]",
            &["must be a list of two numbers", "found 1"],
        ),
        (
            "regularize: [{soft_labels: {fake: [0.3, 0]}}]",
            &["`regularize.0.soft_labels.fake` must be [lowest, highest], found [0.3, 0]"],
        ),
        (
            "regularize: [{soft_labels: {fake: [0, 3]}}]",
            &["`regularize.0.soft_labels.fake.1` must be a number from 0 to 2"],
        ),
        (
            "regularize: [{label_flip: {probability: 0.6}}]",
            &["a number above 0 and at most 0.5"],
        ),
        (
            "regularize: [{minibatch_stddev: {group: 4}}]",
            &["unknown key `group`: `minibatch_stddev` takes no keys"],
        ),
    ]);
}

#[test]
fn fakes_selection_adaptation_averages_and_schedules() {
    assert_run_refused(&[
        (
            "fakes: {replay: {buffer: 0}}",
            &["a whole number from 1 to 1000000"],
        ),
        (
            "fakes: {replay: {share: 0}}",
            &["a number above 0 and at most 1"],
        ),
        (
            "packing: 5",
            &["`packing` must be a whole number from 1 to 4"],
        ),
        (
            "unroll: 21",
            &["`unroll` must be a whole number from 0 to 20"],
        ),
        (
            "select: topk",
            &[
                "unknown select `topk`",
                "allowed here: all, top_k",
                "did you mean `top_k`?",
            ],
        ),
        (
            "select: {top_k: {decay: 1}}",
            &["a number above 0 and below 1"],
        ),
        (
            "select: {top_k: {least: 0}}",
            &["a number above 0 and at most 1"],
        ),
        (
            "adapt: {ada: {target: 1}}",
            &["a number above -1 and below 1"],
        ),
        ("adapt: {ada: {samples: 0}}", &["a whole number from 1"]),
        ("average: {ema: {beta: 1}}", &["a number from 0 up to"]),
        (
            "average: {half_life: {ramp_up: -1}}",
            &["a number from 0 to 1e6"],
        ),
        ("average: ~", &["`average` has no value"]),
        (
            "schedule_g: linar",
            &[
                "unknown schedule `linar`",
                "allowed here: constant, linear, step, cosine",
            ],
        ),
        (
            "schedule_d: {linear: {from: 1}}",
            &["`schedule_d.linear.from` must be a number from 0 up to"],
        ),
        (
            "schedule_d: {cosine: {end: 1.5}}",
            &["a number from 0 to 1, found 1.5"],
        ),
        (
            "schedule_d: {step: {factor: 1}}",
            &["a number above 0 and below 1"],
        ),
        ("schedule_d: {step: {every: 0}}", &["a whole number from 1"]),
        (
            "schedule_g: {constant: {warm_up: -1}}",
            &["`schedule_g.constant.warm_up` must be a whole number from 0"],
        ),
    ]);
}
