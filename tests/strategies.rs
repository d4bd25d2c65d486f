//! Every strategy trains, gives the same bits again, and can be resumed.

use seesaw::config::{self, Run};
use seesaw::data;
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

/// All steps of a run, and the game at its end.
pub fn play(keys: &str) -> (Vec<StepRow>, Box<dyn Game>) {
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

/// The rows of the steps after step `at` of a run, the state at that step, and the state at the end.
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
            .filter(|name| name != "path_length")
            .map(|name| format!("regularize: [{name}]")),
    );
    all.push("regularize: [{path_length: {every: 2}}], batch: 4".to_string());
    all.extend(of("augment", "augment"));
    let balance = |name: &str| {
        if name.starts_with("extragradient") {
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

/// The pairs that a strategy is tried with.
fn pairs(strategy: &str) -> &'static [&'static str] {
    const IMAGES: &str = "data: digits, model: dcgan-8";
    match strategy {
        _ if strategy.contains("path_length") => {
            &["data: {shapes: {side: 32}}, model: stylegan2-32"]
        }
        _ if strategy.contains("augment") => &[IMAGES],
        _ => &["data: ring", IMAGES],
    }
}

#[test]
fn every_strategy_trains_points_and_images_to_the_same_bits_twice() {
    for strategy in every_strategy() {
        for model in pairs(&strategy) {
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
        names("augment"),
    ]
    .concat()
    {
        assert!(page.contains(&format!("### {name}\n")), "{name}");
    }
}

#[test]
fn an_unknown_kind_of_the_catalog_is_refused_with_the_known_ones() {
    let output = seesaw(std::path::Path::new("."), &["catalog", "los"]);
    assert_eq!(code(&output), 2);
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(
        said.contains("nothing that is called `los`") && said.contains("did you mean `loss`?"),
        "{said}"
    );
}

#[test]
fn a_name_of_the_catalog_has_a_page_and_a_kind_a_list() {
    let begun = seesaw(std::path::Path::new("."), &["catalog", "hing"]);
    assert!(String::from_utf8_lossy(&begun.stderr).contains("did you mean `hinge`?"));
    let read = |name: &str| {
        let output = seesaw(std::path::Path::new("."), &["catalog", name]);
        assert_eq!(code(&output), 0, "{output:?}");
        String::from_utf8_lossy(&output.stdout).into_owned()
    };
    let page = read("Skip-D-on-loss");
    for part in [
        "NAME\n    skip_d_on_loss (balance) - ",
        "FORMULA\n",
        "PARAMETERS\n    below (default: 0.3)\n        ",
        "SOURCE\n",
        "EXAMPLE\n    run:\n      balance: {skip_d_on_loss: {below: 0.3}}",
    ] {
        assert!(page.contains(part), "{part}\n{page}");
    }
    assert!(
        page.lines().all(|line| line.chars().count() <= 80),
        "{page}"
    );
    assert!(read("mode_collapse").contains("HOLDS WHEN"));
    assert!(read("coverage").contains("metric"));
    let list = read("losses");
    assert!(
        list.contains("hinge") && !list.contains("FORMULA"),
        "{list}"
    );
    let all = config::catalog().into_iter().map(|entry| entry.name);
    for name in all {
        read(name);
    }
}

#[test]
fn every_strategy_resumes_from_a_state_to_the_same_bits() {
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
        let pair = match keys.contains("data:") {
            true => String::new(),
            false => format!("{}, ", pairs(&keys)[0]),
        };
        let run = run(&format!(
            "{pair}{short}steps: 15, evaluate: {{every: 5, samples: 20}}, lr_d: 1e-2, {keys}"
        ));
        let (whole, state, end) = state_at(&run, None, AT);
        assert_eq!((state.step, whole.len()), (AT, 8), "{keys}");
        let (resumed, _, resumed_end) = state_at(&run, Some(state), AT);
        // Debug text: a NaN is no other NaN, and its text is.
        assert_eq!(format!("{whole:?}"), format!("{resumed:?}"), "{keys}");
        assert!(end == resumed_end, "{keys}: the state at the end");
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
