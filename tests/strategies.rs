//! Every strategy trains, gives the same bits again, and does what it claims on the ring.

use seesaw::config::{self, Run};
use seesaw::data;
use seesaw::state_dict::{Numbers, StateDict};
use seesaw::train::{Event, Game, Player, StepRow, TrainingControl, TrainingState, resume, train};

use crate::program::{code, seesaw, stdout};

fn run(keys: &str) -> Run {
    let study = format!("study: t\nquestion: what?\nrun: {{{keys}}}\n");
    config::parse("test", &study, &[])
        .unwrap_or_else(|error| panic!("{error}"))
        .runs[0]
        .run
        .clone()
}

/// All steps of a run, and the players at its end.
fn play(keys: &str) -> (Vec<StepRow>, Box<dyn Game>) {
    let run = run(&format!(
        "{keys}, evaluate: {{every: 10000000, samples: 2, snapshots: 0}}"
    ));
    let data = data::open(&run.data).expect("embedded data");
    let mut rows = Vec::new();
    let (_, game) = train(&run, &*data, None, &mut |event| {
        if let Event::Step(row) = event {
            rows.push(*row);
        }
        TrainingControl::Continue
    });
    (rows, game)
}

/// All that a game and its rules remember after step `at` of a run, and the rows of the steps after
/// it.
fn state_at(
    run: &Run,
    from: Option<TrainingState>,
    at: u64,
) -> (Vec<StepRow>, TrainingState, TrainingState) {
    let data = data::open(&run.data).expect("embedded data");
    let (mut rows, mut states) = (Vec::new(), Vec::new());
    let mut listen = |event: Event| {
        match event {
            Event::Step(row) => {
                if row.step > at {
                    rows.push(*row);
                }
                if row.step == at || row.step == run.steps as u64 {
                    return TrainingControl::SaveState;
                }
            }
            Event::State(state) => states.push(state),
            Event::Evaluated { .. } => {}
        }
        TrainingControl::Continue
    };
    match from {
        Some(state) => drop(
            resume(run, &*data, None, state, &mut listen)
                .unwrap_or_else(|problem| panic!("{problem}")),
        ),
        None => drop(train(run, &*data, None, &mut listen)),
    }
    let last = states.pop().expect("the last state");
    (rows, states.pop().unwrap_or_else(|| last.clone()), last)
}

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

/// The names of one kind, from the program's own catalog.
fn names(kind: &str) -> Vec<String> {
    let all = config::catalog()
        .into_iter()
        .filter(|entry| entry.kind == kind);
    all.map(|entry| entry.name.to_string()).collect()
}

/// Every value of every strategy key, with what it cannot be without.
fn every_strategy() -> Vec<String> {
    let of = |key: &str, kind: &str| {
        names(kind)
            .into_iter()
            .map(|name| format!("{key}: {name}"))
            .collect::<Vec<_>>()
    };
    let mut all = [
        of("loss", "loss"),
        of("balance", "balance"),
        of("fakes", "fakes"),
        of("select", "select"),
    ]
    .concat();
    all.extend(
        [
            of("average", "average"),
            of("schedule_g", "schedule"),
            of("schedule_d", "schedule"),
        ]
        .concat(),
    );
    all.extend(
        names("regularize")
            .into_iter()
            .map(|name| format!("regularize: [{name}]")),
    );
    let balance = |name: &str| {
        if name == "extragradient" {
            ", balance: simultaneous"
        } else {
            ""
        }
    };
    all.extend(
        names("optimizer")
            .into_iter()
            .map(|name| format!("optimizer: {name}{}", balance(&name))),
    );
    all.push(
        "regularize: [instance_noise, label_flip], adapt: {ada: {samples: 1000, every: 1}}"
            .to_string(),
    );
    all.extend((1..=4).map(|samples| format!("packing: {samples}, batch: 24")));
    all.extend(
        [
            "unroll: 2",
            "warm_up_d: 3",
            "loss: wasserstein, regularize: [wgan_gp, lecam]",
        ]
        .map(String::from),
    );
    all.push("regularize: [spectral_norm, minibatch_discrimination, r1], packing: 2, unroll: 1, batch: 24".to_string());
    all.push(
        "order: generator_first, fakes: shared, loss: ra_gan, regularize: [instance_noise]"
            .to_string(),
    );
    all
}

#[test]
fn every_strategy_trains_points_and_images_to_the_same_bits_twice() {
    for strategy in every_strategy() {
        for model in ["data: ring", "data: digits, model: dcgan-8"] {
            let batch = if strategy.contains("batch") {
                ""
            } else {
                "batch: 24, "
            };
            let keys = format!("{model}, steps: 6, {batch}{strategy}");
            let ((first, mut one), (second, mut two)) =
                (play(&keys), play(&format!("{keys}, threads: 2")));
            assert_eq!(format!("{first:?}"), format!("{second:?}"), "{keys}");
            for player in [Player::Generator, Player::Discriminator] {
                assert_eq!(
                    one.named_tensors(player),
                    two.named_tensors(player),
                    "{keys}"
                );
            }
            assert!(
                first.iter().all(|row| row.not_finite().is_none()),
                "{keys}: {first:?}"
            );
            assert_eq!(first.len(), 6, "{keys}");
        }
    }
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
fn the_average_of_g_is_in_its_memory_and_moves_slowly() {
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
fn simultaneous_moves_know_no_order() {
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

#[test]
fn the_catalog_page_is_what_the_program_prints() {
    let output = seesaw(
        std::path::Path::new("."),
        &["catalog", "--format", "markdown"],
    );
    assert_eq!(code(&output), 0);
    let page = std::fs::read_to_string("docs/catalog.md").expect("docs/catalog.md");
    assert!(
        page == stdout(&output),
        "docs/catalog.md is not what `seesaw catalog --format markdown` prints: `just docs`"
    );
    for name in [
        names("loss"),
        names("balance"),
        names("regularize"),
        names("optimizer"),
    ]
    .concat()
    {
        assert!(page.contains(&format!("### {name}\n")), "{name}");
    }
}

#[test]
fn an_unknown_kind_of_the_catalog_is_refused_with_the_known_ones() {
    let output = seesaw(std::path::Path::new("."), &["catalog", "losses"]);
    assert_eq!(code(&output), 2);
    assert!(
        String::from_utf8_lossy(&output.stderr).contains("loss"),
        "{output:?}"
    );
}

#[test]
fn every_strategy_goes_on_from_a_state_as_if_it_had_never_stopped() {
    const AT: u64 = 7;
    let models = [
        "data: digits, model: dcgan-8, fakes: shared",
        "data: digits, model: fc-8, average: half_life",
    ];
    let replay = "fakes: {replay: {buffer: 40}}".to_string();
    for keys in every_strategy()
        .into_iter()
        .chain(models.map(String::from))
        .chain([replay])
    {
        let short = if keys.contains("batch:") {
            ""
        } else {
            "batch: 16, "
        };
        let run = run(&format!(
            "{short}steps: 15, evaluate: {{every: 5, samples: 20}}, lr_d: 1e-2, {keys}"
        ));
        let (whole, state, end) = state_at(&run, None, AT);
        assert_eq!((state.step, whole.len()), (AT, 8), "{keys}");
        let (resumed, _, resumed_end) = state_at(&run, Some(state), AT);
        // Debug text: a NaN is no other NaN, and its text is.
        assert_eq!(format!("{whole:?}"), format!("{resumed:?}"), "{keys}");
        assert!(end == resumed_end, "{keys}: what is remembered at the end");
    }
}

#[test]
fn a_state_of_another_run_is_refused() {
    let (_, state, _) = state_at(&run("batch: 16, steps: 4, average: none"), None, 2);
    for keys in [
        "average: {ema: {beta: 0.9}}",
        "model: mlp-unrolled",
        "optimizer: sgd",
        "balance: margin",
    ] {
        let run = run(&format!("batch: 16, steps: 4, {keys}"));
        let data = data::open(&run.data).expect("embedded data");
        let refused = resume(&run, &*data, None, state.clone(), &mut |_| {
            TrainingControl::Continue
        });
        assert!(refused.is_err(), "{keys}");
    }
}

#[test]
fn arms_at_the_same_seed_see_the_same_batches_and_latents() {
    // Nothing moves at such rates, so what D says of a batch tells which batch it was.
    let seen = |keys: &str| -> Vec<[Option<f64>; 3]> {
        let rows = play(&format!("batch: 32, steps: 8, lr_g: 1e-30, {keys}")).0;
        rows.iter()
            .map(|row| [row.d_real, row.d_fake, row.d_loss])
            .collect()
    };
    let plain = seen("lr_d: 1e-30");
    assert!(
        plain.windows(2).all(|pair| pair[0] != pair[1]),
        "each step has a batch of its own"
    );
    for arm in [
        "lr_d: 1e-31",
        "lr_d: 1e-30, balance: {skip_d_on_loss: {below: 0.69}}",
        "lr_d: 1e-30, balance: simultaneous, optimizer: rmsprop",
        "lr_d: 1e-30, order: generator_first, optimizer: sgd",
        "lr_d: 1e-30, unroll: 3, schedule_d: cosine, average: half_life",
        "lr_d: 1e-30, regularize: [r1, label_flip]",
    ] {
        // Flipped labels change the loss, not what D sees.
        let columns = if arm.contains("label_flip") { 2 } else { 3 };
        for (step, (of_arm, plain)) in seen(arm).iter().zip(&plain).enumerate() {
            assert_eq!(
                of_arm[..columns],
                plain[..columns],
                "{arm}: step {}",
                step + 1
            );
        }
    }
}
