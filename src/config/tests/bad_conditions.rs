//! Refused runs of conditional GANs and of autoencoders, and what is close to them and allowed.

use super::{Conflict, assert_conflicts, parse, study_text};

const REFUSED: [Conflict; 15] = [
    (
        "condition: concat",
        "condition",
        &["`condition: concat` needs labels, and data `ring` is drawn without labels"],
    ),
    (
        "data: {stacked: {}}, condition: projection",
        "condition",
        &["data `stacked` has one for each channel"],
    ),
    (
        "data: {shapes: {side: 32}}, model: dcgan-32, condition: auxiliary",
        "condition",
        &["data `shapes` is drawn without labels"],
    ),
    (
        "data: {idx: {images: x}}, condition: concat",
        "condition",
        &["data `idx` names no file of `labels`"],
    ),
    (
        "data: {cifar10: {path: x}}, model: r3gan-32, condition: projection",
        "condition",
        &[
            "`condition: projection` is for fc-8, dcgan-8, fc-28, dcgan-28, dcgan-32",
            "`r3gan-32` has no conditional form",
        ],
    ),
    (
        "data: digits, batch: 64, condition: concat, packing: 2",
        "packing",
        &["`packing: 2` joins samples of several classes"],
    ),
    (
        "data: digits, vae: {kl_weight: 2}",
        "vae",
        &["`vae` is for autoencoders (vae-8, vae-28, vae-32)"],
    ),
    (
        "data: digits, model: vae-8, loss: hinge",
        "loss",
        &["`loss` is about the game between G and D, which the autoencoder `vae-8` does not play"],
    ),
    (
        "data: digits, model: vae-8, lr_d: 1e-2",
        "lr_d",
        &["`lr_d` is about the game"],
    ),
    (
        "data: digits, model: vae-8, balance: gap_aware",
        "balance",
        &["`balance` is about the game"],
    ),
    (
        "data: digits, model: vae-8, regularize: [r1]",
        "regularize",
        &["`regularize` is about the game"],
    ),
    (
        "data: digits, model: vae-8, condition: concat",
        "condition",
        &["`condition` is about the game"],
    ),
    (
        "data: digits, model: vae-8, packing: 2",
        "packing",
        &["`packing` is about the game"],
    ),
    (
        "data: digits, model: vae-8, average: ema",
        "average",
        &["`average` is about the game"],
    ),
    (
        "data: digits, model: vae-8, warm_up_d: 5",
        "warm_up_d",
        &["`warm_up_d` is about the game"],
    ),
];

#[test]
fn labels_that_are_not_there_and_players_that_are_not() {
    assert_conflicts(&REFUSED);
}

#[test]
fn conditional_pairs_and_autoencoders_are_allowed() {
    for run in [
        "data: digits, condition: concat, regularize: [r1, wgan_gp, minibatch_stddev]",
        "data: digits, model: dcgan-8, condition: projection, regularize: [spectral_norm]",
        "data: digits, condition: {auxiliary: {weight: 0.1}}, loss: hinge, augment: flip",
        "data: {idx: {images: x, labels: y}}, condition: projection",
        "data: {cifar10: {path: x}}, condition: projection",
        "data: digits, model: vae-8, optimizer: rmsprop, vae: {log_variance: lesson}",
        "data: {cifar10: {path: x}}, model: vae-32, schedule_g: linear",
    ] {
        let study = parse("s.yaml", &study_text(run, ""), &[]);
        assert!(study.is_ok(), "{run}\n{}", study.unwrap_err());
    }
}

#[test]
fn blocks_that_are_not_stored_by_default_can_be_swept() {
    for (run, sweep) in [
        ("data: digits, model: vae-8", "vae.kl_weight: [0.1, 1]"),
        (
            "data: digits, condition: auxiliary",
            "condition.auxiliary.weight: [0.1, 1]",
        ),
        (
            "data: digits",
            "condition: [none, concat, {auxiliary: {weight: 2}}]",
        ),
    ] {
        let sweep = format!("sweep: {{grid: {{{sweep}}}}}");
        let study = parse("s.yaml", &study_text(run, &sweep), &[]);
        assert!(study.is_ok(), "{sweep}\n{}", study.unwrap_err());
    }
}
