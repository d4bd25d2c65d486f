//! Nothing panics, and a stored run is the run.

use super::super::{
    Balance, CIFAR10_CLASSES, Data, Evaluate, Fakes, Loss, Model, Optimizer, Order, Override, Run, Smaller, Unreadable,
};
use super::parse;
use proptest::prelude::*;
use std::path::PathBuf;

const VALID: &str = "study: ring-balance
question: Which strategy?
run:
  data: {ring: {modes: 8, std: 0.02}}
  optimizer: {adam: {betas: [0.5, 0.999]}}
  balance: alternate
  evaluate: {every: 100}
  threads: 1,
sweep:
  grid:
    lr_d: [1e-4, 1e-3]
    data.ring.std:
    - .5
    strategy:
      alternate: {}
      ttur: {lr_d: 4e-4, optimizer.adam.betas: [0, 0.9]}
  seeds: 2
";

/// Pieces that turn one YAML into another, or into none.
const PIECES: [&str; 22] = [
    "", " ", "\n", "  ", ":", "- ", "{", "}", "[", "]", "~", "&a ", "*a", "!x ", "'", "\"", "#", "0", "-1", ".nan",
    "<<: ", "é",
];

fn rate() -> impl Strategy<Value = f64> {
    prop_oneof![1e-30..10.0_f64, Just(1e-3), Just(10.0)]
}

fn any_data() -> impl Strategy<Value = Data> {
    prop_oneof![
        (1..=1000_usize, 1e-30..1e6_f64, 1e-9..9.0_f64).prop_map(|(modes, std, radius)| Data::Ring {
            modes,
            std,
            radius
        }),
        (1..=50_usize, 1e-3..3.0_f64, 1e-9..9.0_f64).prop_map(|(side, std, spacing)| Data::Grid { side, std, spacing }),
        Just(Data::Digits),
        (0..4_usize, 1..=3_usize, 1..=4_usize, 1..=4_usize).prop_map(|(size, shapes, colours, places)| Data::Shapes {
            side: 8 << size,
            shapes,
            colours,
            places
        }),
        any_files(),
    ]
}

fn any_files() -> impl Strategy<Value = Data> {
    let path = || "[a-z0-9_./: -]{0,12}[a-z]".prop_map(PathBuf::from);
    let names =
        || prop::collection::btree_set("[a-z0-9~ -]{0,6}[a-z]", 0..4).prop_map(|names| names.into_iter().collect());
    prop_oneof![
        (path(), path(), prop::collection::btree_set(any::<u8>(), 0..4)).prop_map(|(images, labels, classes)| {
            let classes: Vec<u8> = classes.into_iter().collect();
            let labels = (!classes.is_empty()).then_some(labels);
            Data::Idx { images, labels, classes, side: 28, channels: 1 }
        }),
        (path(), names(), any::<bool>()).prop_map(|(path, classes, strict)| Data::Folder {
            path,
            side: 64,
            channels: 3,
            classes,
            unreadable: if strict { Unreadable::Refuse } else { Unreadable::Skip },
            smaller: if strict { Smaller::Skip } else { Smaller::Enlarge },
        }),
        (path(), prop::sample::subsequence(CIFAR10_CLASSES.to_vec(), 0..=10)).prop_map(|(path, classes)| {
            Data::Cifar10 { path, classes: classes.into_iter().map(str::to_string).collect() }
        }),
    ]
}

fn any_balance() -> impl Strategy<Value = Balance> {
    prop_oneof![
        Just(Balance::Alternate),
        (1..=100_usize, 1..=100_usize).prop_map(|(d, g)| Balance::Ratio { d, g }),
        (1e-9..9.0_f64).prop_map(|below| Balance::SkipDOnLoss { below }),
    ]
}

fn any_optimizer() -> impl Strategy<Value = Optimizer> {
    (0.0..1.0_f64, 0.0..1.0_f64, 1e-20..1.0_f64, 0.0..2.0_f64).prop_map(|(first, second, epsilon, weight_decay)| {
        Optimizer::Adam { betas: [first, second], epsilon, weight_decay }
    })
}

prop_compose! {
    fn any_run()(
        (data, balance, optimizer) in (any_data(), any_balance(), any_optimizer()),
        (lr_g, lr_d, batch, steps) in (rate(), rate(), 2..=1797_usize, 1..=10_000_000_usize),
        (every, samples, snapshots) in (1..=10_000_000_usize, 2..=100_000_usize, 0..=100_usize),
        (first, shared, seed) in (any::<bool>(), any::<bool>(), 0..=i64::MAX as u64),
    ) -> Run {
        Run {
            model: Model::default_for(&data),
            data,
            loss: Loss::NonSaturating,
            lr_g,
            lr_d,
            optimizer,
            fakes: if shared && !matches!(balance, Balance::Ratio { .. }) { Fakes::Shared } else { Fakes::Fresh },
            balance,
            order: if first { Order::DiscriminatorFirst } else { Order::GeneratorFirst },
            batch,
            steps,
            evaluate: Evaluate { every, samples, snapshots },
            threads: 1,
            seed,
        }
    }
}

/// Every refusal of a text that has lines names one of them.
fn parses_or_points(text: &str) {
    if let Err(error) = parse("s.yaml", text, &[]) {
        assert!(error.line().is_some() || text.is_empty(), "{text:?}\n{error}");
    }
}

proptest! {
    #[test]
    fn a_stored_run_is_read_back_unchanged(run in any_run()) {
        prop_assert_eq!(Run::from_yaml(&run.to_yaml()).unwrap(), run);
    }

    #[test]
    fn arbitrary_text_is_refused_at_a_line(text in any::<String>()) {
        parses_or_points(&text);
    }

    #[test]
    fn yaml_like_text_is_refused_at_a_line(pieces in prop::collection::vec(prop::sample::select(&PIECES[..]), 0..40)) {
        parses_or_points(&pieces.concat());
    }

    #[test]
    fn mutated_studies_are_planned_or_refused_at_a_line(
        at in 0..VALID.len(), cut in 0..12_usize, piece in prop::sample::select(&PIECES[..]),
    ) {
        let end = (at + cut).min(VALID.len());
        parses_or_points(&format!("{}{piece}{}", &VALID[..at], &VALID[end..]));
    }

    #[test]
    fn overrides_never_panic(path in "[a-z_.]{0,12}", value in any::<String>()) {
        let paths = [path.as_str(), "data", "run", "sweep", "sweep.grid", "sweep.grid.arm.x", "data.ring", "seed"];
        for path in paths {
            if let Ok(change) = format!("{path}={value}").parse::<Override>() {
                let _ = parse("s.yaml", VALID, &[change]);
            }
        }
    }
}
