//! Refused runs whose keys are right by themselves: every conflict, and what is close to it and
//! allowed.

use super::{Conflict, assert_conflicts, parse, study_text};

const REFUSED: [Conflict; 55] = [
    // who owns the learning rate
    (
        "schedule_d: linear, balance: gap_aware",
        "schedule_d",
        &["`schedule_d: linear` and `balance: gap_aware` both"],
    ),
    (
        "schedule_d: cosine, balance: proportional",
        "schedule_d",
        &["`balance: proportional` both change"],
    ),
    (
        "schedule_g: step, balance: lr_drop_on",
        "schedule_g",
        &["`schedule_g: step` and `balance: lr_drop_on` both"],
    ),
    (
        "schedule_d: step, balance: lr_drop_on",
        "schedule_d",
        &["`schedule_d: constant` leaves it to the rule"],
    ),
    // regularizers that exclude each other
    (
        "regularize: [weight_clip, spectral_norm]",
        "regularize",
        &["`weight_clip` and `spectral_norm` do not go together"],
    ),
    (
        "regularize: [wgan_gp, weight_clip]",
        "regularize",
        &["`weight_clip` and `wgan_gp` do not go together, because"],
    ),
    (
        "regularize: [wgan_gp, dragan]",
        "regularize",
        &["`wgan_gp` and `dragan`"],
    ),
    (
        "regularize: [soft_labels, label_smoothing]",
        "regularize",
        &["`label_smoothing` and `soft_labels`"],
    ),
    (
        "regularize: [minibatch_stddev, minibatch_discrimination]",
        "regularize",
        &["`minibatch_stddev` and `minibatch_discrimination`"],
    ),
    // labels
    (
        "loss: hinge, regularize: [label_smoothing]",
        "regularize",
        &["`label_smoothing` changes targets", "`loss: hinge`"],
    ),
    (
        "loss: wasserstein, regularize: [soft_labels]",
        "regularize",
        &["`soft_labels`", "`loss: wasserstein` has none"],
    ),
    (
        "loss: ra_gan, regularize: [r1, label_flip]",
        "regularize",
        &["`label_flip`", "`loss: ra_gan` has none"],
    ),
    // rules that go by what the loss does not have
    (
        "loss: wasserstein, balance: skip_d_on_accuracy",
        "balance",
        &["`balance: skip_d_on_accuracy` depends on D's accuracy"],
    ),
    (
        "loss: wasserstein, balance: adaptive_backprop",
        "balance",
        &["`balance: adaptive_backprop`", "`loss: wasserstein`"],
    ),
    (
        "loss: wasserstein, balance: {lr_drop_on: {detector: d_accuracy_above}}",
        "balance",
        &["`balance: lr_drop_on` with `d_accuracy_above` depends on D's accuracy"],
    ),
    (
        "loss: wasserstein, balance: gap_aware",
        "balance",
        &["`balance: gap_aware` depends on D's loss", "no level"],
    ),
    (
        "loss: wasserstein, balance: proportional",
        "balance",
        &["`balance: proportional` depends on D's loss"],
    ),
    (
        "loss: wasserstein, balance: skip_d_on_loss",
        "balance",
        &["`balance: skip_d_on_loss` depends on D's loss"],
    ),
    (
        "loss: wasserstein, balance: threshold_loops",
        "balance",
        &["`balance: threshold_loops` depends on D's loss"],
    ),
    (
        "loss: wasserstein, balance: lr_drop_on",
        "balance",
        &["`balance: lr_drop_on` with `d_loss_below` depends on D's loss"],
    ),
    (
        "loss: minimax, balance: threshold_loops",
        "balance",
        &["depends on G's loss", "with `loss: minimax`"],
    ),
    (
        "loss: hinge, balance: threshold_loops",
        "balance",
        &["depends on G's loss", "with `loss: hinge`"],
    ),
    (
        "loss: minimax, balance: skip_d_on_g_loss",
        "balance",
        &["`balance: skip_d_on_g_loss` depends on G's loss"],
    ),
    (
        "loss: hinge, balance: skip_d_on_g_loss",
        "balance",
        &["with `loss: hinge`"],
    ),
    (
        "loss: wasserstein, balance: skip_d_on_g_loss",
        "balance",
        &["with `loss: wasserstein`"],
    ),
    (
        "loss: hinge, balance: {lr_drop_on: {detector: g_loss_above}}",
        "balance",
        &["with `g_loss_above` depends on G's loss"],
    ),
    // who moves when
    (
        "optimizer: extragradient",
        "optimizer",
        &["so it needs `balance: simultaneous`, not `alternate`"],
    ),
    (
        "optimizer: extragradient, balance: ratio",
        "optimizer",
        &["not `ratio`"],
    ),
    (
        "optimizer: extragradient, balance: simultaneous, unroll: 3",
        "unroll",
        &["`unroll: 3` and `optimizer: extragradient`"],
    ),
    (
        "balance: simultaneous, unroll: 3",
        "unroll",
        &["`balance: simultaneous`", "as `unroll: 3` asks for"],
    ),
    (
        "balance: margin, unroll: 3",
        "unroll",
        &[
            "`balance: margin` lets G learn only while D rests",
            "`unroll: 3`",
        ],
    ),
    (
        "fakes: shared, unroll: 3",
        "unroll",
        &["`fakes: shared`", "`unroll: 3`"],
    ),
    (
        "fakes: shared, balance: ratio",
        "fakes",
        &["`fakes: shared` is one batch per step", "`balance: ratio`"],
    ),
    (
        "fakes: shared, balance: {ratio: {d: 1, g: 2}}",
        "fakes",
        &["`balance: ratio`"],
    ),
    (
        "fakes: shared, balance: threshold_loops",
        "fakes",
        &["`balance: threshold_loops`"],
    ),
    (
        "fakes: shared, optimizer: extragradient, balance: simultaneous",
        "fakes",
        &["`fakes: shared`", "`optimizer: extragradient`"],
    ),
    (
        "balance: margin, order: generator_first",
        "order",
        &["`balance: margin`", "`order: generator_first`"],
    ),
    (
        "balance: {skip_d_on_loss: {below: 0.7}}",
        "balance",
        &["`below: 0.7`", "has 0.693: choose a lower value"],
    ),
    (
        "balance: {skip_d_on_loss: {below: 0.3}}, loss: least_squares",
        "balance",
        &["`loss: least_squares`", "0.250"],
    ),
    (
        "balance: {threshold_loops: {d_above: 2}}",
        "balance",
        &["`d_above: 2`"],
    ),
    (
        "balance: {lr_drop_on: {at: 0.9}}",
        "balance",
        &["`at: 0.9`"],
    ),
    (
        "balance: gap_aware, regularize: [label_smoothing]",
        "balance",
        &["`balance: gap_aware`", "`label_smoothing`"],
    ),
    (
        "balance: proportional, regularize: [label_flip]",
        "balance",
        &["`balance: proportional`", "`label_flip`"],
    ),
    (
        "optimizer: extragradient, balance: simultaneous, regularize: [spectral_norm]",
        "regularize",
        &["`spectral_norm` and `optimizer: extragradient`"],
    ),
    (
        "regularize: [{soft_labels: {real: [0, 0.2], fake: [0.3, 1]}}]",
        "regularize",
        &["`soft_labels`", "from 0,"],
    ),
    (
        "regularize: [{soft_labels: {real: [1.5, 2]}}]",
        "regularize",
        &["`soft_labels` has targets from 1.5"],
    ),
    // sizes
    (
        "regularize: [minibatch_stddev], batch: 7",
        "batch",
        &["`minibatch_stddev`", "7 of them"],
    ),
    (
        "regularize: [minibatch_discrimination], batch: 2, packing: 2",
        "batch",
        &["1 of them"],
    ),
    (
        "warm_up_d: 20, schedule_g: {constant: {warm_up: 20}}",
        "schedule_g",
        &["`schedule_g` warms up for 20 steps"],
    ),
    (
        "packing: 3",
        "packing",
        &["`packing: 3` does not divide `batch: 256`"],
    ),
    (
        "packing: 4, batch: 6",
        "packing",
        &["`packing: 4` does not divide `batch: 6`"],
    ),
    (
        "warm_up_d: 4000",
        "warm_up_d",
        &["`warm_up_d: 4000` leaves no step to G, as `steps` is 4000"],
    ),
    (
        "steps: 5, schedule_g: {constant: {warm_up: 5}}",
        "schedule_g",
        &["`schedule_g` warms up for 5 steps, but `steps` is 5"],
    ),
    (
        "steps: 5, schedule_d: {linear: {warm_up: 9}}",
        "schedule_d",
        &["`schedule_d` warms up for 9 steps"],
    ),
    (
        "data: digits, batch: 1800",
        "batch",
        &["`batch` is 1800, but data `digits` holds only 1797 images"],
    ),
];

#[test]
fn keys_that_do_not_go_together() {
    assert_conflicts(&REFUSED);
}

#[test]
fn what_is_close_to_a_conflict_is_allowed() {
    let allowed = [
        "schedule_g: linear, schedule_d: {constant: {warm_up: 10}}, balance: gap_aware",
        "schedule_d: linear, balance: skip_d_on_loss",
        "regularize: [spectral_norm, wgan_gp, r1, r2, lecam, instance_noise]",
        "loss: least_squares, regularize: [soft_labels, label_flip]",
        "loss: minimax, regularize: [label_smoothing, label_flip]",
        "loss: wasserstein, balance: margin, regularize: [weight_clip]",
        "loss: wasserstein, balance: {lr_drop_on: {detector: g_gradient_above, at: 100}}",
        "loss: minimax, balance: skip_d_on_loss",
        "loss: ra_hinge, balance: threshold_loops",
        "optimizer: extragradient, balance: simultaneous, warm_up_d: 100",
        "optimizer: optimistic_adam, balance: simultaneous, fakes: shared",
        "fakes: shared, balance: {ratio: {d: 1, g: 1}}",
        "fakes: replay, balance: ratio, unroll: 5",
        "packing: 4, batch: 8",
        "steps: 9, warm_up_d: 4, schedule_g: {step: {warm_up: 5}}",
        "loss: least_squares, balance: {skip_d_on_loss: {below: 0.2}}",
        "regularize: [minibatch_stddev], batch: 9",
        "regularize: [{soft_labels: {real: [0.5, 2], fake: [0, 0.4]}}]",
        "regularize: [spectral_norm], optimizer: optimistic_adam",
    ];
    for run in allowed {
        let study = parse("s.yaml", &study_text(run, ""), &[]);
        assert!(study.is_ok(), "{run}\n{}", study.unwrap_err());
    }
}

#[test]
fn a_sweep_that_combines_them_names_the_cell() {
    let sweep = "sweep: {grid: {loss: [hinge, wasserstein], balance: [alternate, gap_aware]}}";
    let error = parse("s.yaml", &study_text("", sweep), &[])
        .unwrap_err()
        .to_string();
    assert!(error.contains("s.yaml:4:"), "{error}");
    assert!(
        error.contains("`balance: gap_aware` depends on D's loss"),
        "{error}"
    );
    let sweep = "sweep: {grid: {loss: [hinge, wasserstein]}}";
    let error = parse("s.yaml", &study_text("balance: gap_aware", sweep), &[])
        .unwrap_err()
        .to_string();
    assert!(
        error.contains("in the cell loss=wasserstein: `balance: gap_aware` depends on"),
        "{error}"
    );
}
