//! Refused runs of models for high resolution, and of augmentation.

use super::{Conflict, assert_conflicts, parse, study_text};

const REFUSED: &[Conflict] = &[
    // growth
    (
        "grow: {fade: 7}",
        "grow",
        &["`grow` is for pairs that grow"],
    ),
    (
        "data: {shapes: {side: 32}}, model: pggan-32, grow: {from: 64}",
        "grow",
        &["`from: 64` is none of 4, 8, 16, .. up to 32"],
    ),
    (
        "data: {shapes: {side: 32}}, model: pggan-32, packing: 2, batch: 8, grow: {batches: [8, 7]}",
        "packing",
        &["`packing: 2` does not divide `batch: 7`"],
    ),
    (
        "data: {shapes: {side: 32}}, model: pggan-32, grow: {from: 8, lr_factors: [1, 1, 1, 1]}",
        "grow",
        &["`lr_factors` has 4 values, and there are 3 resolutions: 8, 16, 32"],
    ),
    (
        "data: {shapes: {side: 32}}, model: pggan-32, grow: {from: 8, holds: [9, 9, 9]}",
        "grow",
        &["`holds` has 3 values, and 2 resolutions come before 32, which is held to the end"],
    ),
    (
        "data: {shapes: {side: 32}}, model: pggan-32, optimizer: {adam: {weight_decay: 1e-4}}",
        "optimizer",
        &["layers of `pggan-32` that wait for their resolution"],
    ),
    // what D computes with
    (
        "data: {shapes: {side: 32}}, model: stylegan2-32, regularize: [spectral_norm]",
        "regularize",
        &["`spectral_norm` bounds the weights of D, and `stylegan2-32` multiplies each"],
    ),
    (
        "data: {shapes: {side: 32}}, model: msg-32, loss: wasserstein, regularize: [weight_clip]",
        "regularize",
        &["`weight_clip` bounds the weights of D, and `msg-32`"],
    ),
    (
        "data: {shapes: {side: 32}}, model: stylegan2-32, batch: 7",
        "batch",
        &["`stylegan2-32` compares what D judges, and 7 of them per batch fall into no groups"],
    ),
    (
        "data: {shapes: {side: 32}}, model: pggan-32, batch: 16, grow: {batches: [7, 16, 16, 16]}",
        "batch",
        &["`pggan-32` compares", "7 of them"],
    ),
    (
        "data: {shapes: {side: 32}}, model: msg-32, batch: 4, packing: 4",
        "batch",
        &["1 of them per batch are too few to compare"],
    ),
    // augmentation
    (
        "augment: flip",
        "augment",
        &["`augment: flip` changes images, and data `ring` has none"],
    ),
    (
        "data: grid, augment: {diff_augment: {cutout: 0}}",
        "augment",
        &["data `grid` has none"],
    ),
    // adaptation
    (
        "adapt: ada",
        "adapt",
        &[
            "`adapt: ada` tunes `augment`, `instance_noise` and `label_flip`, and the run has none of them",
        ],
    ),
    ("adapt: ada, regularize: [r1]", "adapt", &["none of them"]),
    (
        "adapt: ada, loss: wasserstein, regularize: [instance_noise]",
        "adapt",
        &["`adapt: ada`", "`loss: wasserstein`"],
    ),
    (
        "adapt: ada, loss: rsgan, regularize: [instance_noise]",
        "adapt",
        &["with `loss: rsgan` a score has no side"],
    ),
    (
        "adapt: ada, loss: ra_gan, regularize: [instance_noise]",
        "adapt",
        &["`loss: ra_gan`"],
    ),
    (
        "adapt: ada, loss: ra_hinge, regularize: [instance_noise]",
        "adapt",
        &["`loss: ra_hinge`"],
    ),
    // styles
    (
        "styles: {mixing: 0.5}, data: digits",
        "styles",
        &["`styles` is for generators with styles", "`fc-8` has none"],
    ),
    (
        "data: {shapes: {side: 32}}, model: r3gan-32, regularize: [path_length]",
        "regularize",
        &["`path_length` measures styles", "`r3gan-32` has none"],
    ),
    (
        "balance: simultaneous, optimizer: extragradient, regularize: [{r1: {own_step: true}}]",
        "regularize",
        &["`r1` takes steps of its own"],
    ),
    // what a model has already
    (
        "data: {shapes: {side: 32}}, model: stylegan2-32, regularize: [minibatch_stddev]",
        "regularize",
        &["`minibatch_stddev`", "`stylegan2-32` has it already"],
    ),
];

#[test]
fn keys_that_do_not_go_together() {
    assert_conflicts(REFUSED);
}

#[test]
fn what_is_close_to_a_conflict_is_allowed() {
    for run in [
        "data: digits, augment: flip",
        "data: digits, augment: ada_pipeline, adapt: ada",
        "adapt: ada, regularize: [label_flip]",
        "adapt: ada, loss: hinge, regularize: [instance_noise]",
        "data: {shapes: {side: 32}}, model: msg-32, augment: {ada_pipeline: {turn: 0}}",
        "data: {shapes: {side: 32}}, model: r3gan-32, regularize: [minibatch_stddev]",
        "data: {shapes: {side: 32}}, model: pggan-32, regularize: [minibatch_discrimination]",
        "data: {shapes: {side: 64}}, model: stylegan2-64, styles: {truncation: 0.7}, regularize: [path_length]",
        "balance: simultaneous, optimizer: extragradient, regularize: [{r1: {every: 2}}]",
    ] {
        let study = parse("s.yaml", &study_text(run, ""), &[]);
        assert!(study.is_ok(), "{run}\n{}", study.unwrap_err());
    }
}
