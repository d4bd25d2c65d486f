//! Runs with any values that their keys take, whether or not the keys go together.

use super::super::{
    Adapt, Average, Balance, CIFAR10_CLASSES, Checkpoint, Data, Detector, Evaluate, Failure, Fakes,
    Loss, Model, Optimizer, Order, Regularizer, Run, Schedule, Select, Smaller, Stop, Unreadable,
};
use proptest::prelude::*;
use std::path::PathBuf;

fn rate() -> impl Strategy<Value = f64> {
    prop_oneof![1e-30..10.0_f64, Just(1e-3), Just(10.0)]
}

/// Above 0 and at most 1e6.
fn positive() -> impl Strategy<Value = f64> {
    prop_oneof![1e-30..1e-3_f64, 1e-3..9.0_f64, Just(1.0), Just(1e6)]
}

/// From 0 up to 1.
fn decay() -> impl Strategy<Value = f64> {
    prop_oneof![Just(0.0), 0.0..1.0_f64]
}

/// Above 0 and below 1.
fn shrinking() -> impl Strategy<Value = f64> {
    1e-9..1.0_f64
}

/// Above 0 and at most 1.
fn share() -> impl Strategy<Value = f64> {
    prop_oneof![Just(1.0), 1e-9..1.0_f64]
}

fn any_data() -> impl Strategy<Value = Data> {
    prop_oneof![
        (1..=1000_usize, 1e-30..1e6_f64, 1e-9..9.0_f64)
            .prop_map(|(modes, std, radius)| Data::Ring { modes, std, radius }),
        (1..=50_usize, 1e-3..3.0_f64, 1e-9..9.0_f64).prop_map(|(side, std, spacing)| Data::Grid {
            side,
            std,
            spacing
        }),
        Just(Data::Digits),
        (0..4_usize, 1..=3_usize, 1..=4_usize, 1..=4_usize).prop_map(
            |(size, shapes, colours, places)| Data::Shapes {
                side: 8 << size,
                shapes,
                colours,
                places
            }
        ),
        any_files(),
        any_stacked(),
    ]
}

fn any_stacked() -> impl Strategy<Value = Data> {
    let idx = ("[a-z]{1,9}", "[a-z]{1,9}").prop_map(|(images, labels)| Data::Idx {
        images: images.into(),
        labels: Some(labels.into()),
        classes: vec![3, 7],
        side: 28,
        channels: 1,
    });
    prop_oneof![Just(Data::Digits), idx].prop_map(|of| Data::Stacked { of: Box::new(of) })
}

fn any_files() -> impl Strategy<Value = Data> {
    let path = || "[a-z0-9_./: -]{0,12}[a-z]".prop_map(PathBuf::from);
    let names = || {
        prop::collection::btree_set("[a-z0-9~ -]{0,6}[a-z]", 0..4)
            .prop_map(|names| names.into_iter().collect())
    };
    prop_oneof![
        (
            path(),
            path(),
            prop::collection::btree_set(any::<u8>(), 0..4)
        )
            .prop_map(|(images, labels, classes)| {
                let classes: Vec<u8> = classes.into_iter().collect();
                let labels = (!classes.is_empty()).then_some(labels);
                Data::Idx {
                    images,
                    labels,
                    classes,
                    side: 28,
                    channels: 1,
                }
            }),
        (path(), names(), any::<bool>()).prop_map(|(path, classes, strict)| Data::Folder {
            path,
            side: 64,
            channels: 3,
            classes,
            unreadable: if strict {
                Unreadable::Refuse
            } else {
                Unreadable::Skip
            },
            smaller: if strict {
                Smaller::Skip
            } else {
                Smaller::Enlarge
            },
        }),
        (
            path(),
            prop::sample::subsequence(CIFAR10_CLASSES.to_vec(), 0..=10)
        )
            .prop_map(|(path, classes)| {
                Data::Cifar10 {
                    path,
                    classes: classes.into_iter().map(str::to_string).collect(),
                }
            }),
    ]
}

fn any_balance() -> impl Strategy<Value = Balance> {
    prop_oneof![
        Just(Balance::Alternate),
        Just(Balance::Simultaneous),
        (1..=100_usize, 1..=100_usize).prop_map(|(d, g)| Balance::Ratio { d, g }),
        (positive(), decay()).prop_map(|(below, ema)| Balance::SkipDOnLoss { below, ema }),
        (shrinking(), decay()).prop_map(|(above, ema)| Balance::SkipDOnAccuracy { above, ema }),
        (positive(), decay()).prop_map(|(above, ema)| Balance::SkipDOnGLoss { above, ema }),
        (positive(), positive(), 1..=100_usize).prop_map(|(d_above, g_above, most)| {
            Balance::ThresholdLoops {
                d_above,
                g_above,
                most,
            }
        }),
        (0.0..9.0_f64).prop_map(|imbalance| Balance::Margin { imbalance }),
        (shrinking(), 1..=100_000_usize)
            .prop_map(|(target, most)| Balance::AdaptiveBackprop { target, most }),
        (positive(), positive()).prop_map(|(gamma, gain)| Balance::Proportional { gamma, gain }),
        (positive(), positive(), share(), 1.0..9.0_f64, decay()).prop_map(
            |(low, high, least, most, ema)| Balance::GapAware {
                low,
                high,
                least,
                most,
                ema
            }
        ),
        (
            prop::sample::select(&Detector::ALL[..]),
            positive(),
            decay(),
            1..=1_000_000_usize,
            shrinking(),
            1..=10_usize
        )
            .prop_map(
                |(detector, at, ema, patience, factor, times)| Balance::LrDropOn {
                    detector,
                    at,
                    ema,
                    patience,
                    factor,
                    times
                }
            ),
    ]
}

fn any_optimizer() -> impl Strategy<Value = Optimizer> {
    (0..5, decay(), decay(), 1e-20..1.0_f64, 0.0..2.0_f64).prop_map(
        |(kind, first, second, epsilon, weight_decay)| {
            let betas = [first, second];
            match kind {
                0 => Optimizer::Adam {
                    betas,
                    epsilon,
                    weight_decay,
                },
                1 => Optimizer::OptimisticAdam {
                    betas,
                    epsilon,
                    weight_decay,
                },
                2 => Optimizer::Extragradient {
                    betas,
                    epsilon,
                    weight_decay,
                },
                3 => Optimizer::RmsProp {
                    decay: first,
                    epsilon,
                    momentum: second,
                    weight_decay,
                },
                _ => Optimizer::Sgd {
                    momentum: first,
                    weight_decay,
                },
            }
        },
    )
}

fn any_schedule() -> impl Strategy<Value = Schedule> {
    let steps = || prop_oneof![Just(0), 0..=10_000_000_usize];
    prop_oneof![
        steps().prop_map(|warm_up| Schedule::Constant { warm_up }),
        (decay(), share(), steps()).prop_map(|(from, end, warm_up)| Schedule::Linear {
            from,
            end,
            warm_up
        }),
        (1..=10_000_000_usize, shrinking(), steps()).prop_map(|(every, factor, warm_up)| {
            Schedule::Step {
                every,
                factor,
                warm_up,
            }
        }),
        (decay(), steps()).prop_map(|(end, warm_up)| Schedule::Cosine { end, warm_up }),
    ]
}

prop_compose! {
    /// Any of them, in the order of the catalog; few more often than many.
    fn any_regularizers()(
        (positive, other, target, drift) in (positive(), positive(), 0.0..9.0_f64, 0.0..9.0_f64),
        (decay, share, iterations, every) in (decay(), share(), 1..=10_usize, 1..=1000_usize),
        (real, probability, low, high) in (0.51..0.99_f64, 1e-9..0.5_f64, 0.0..1.0_f64, 1.0..=2.0_f64),
        kept in prop_oneof![
            prop::sample::subsequence((0..13).collect::<Vec<usize>>(), 0..=2),
            prop::sample::subsequence((0..13).collect::<Vec<usize>>(), 0..=13),
        ],
    ) -> Vec<Regularizer> {
        let all = [
            Regularizer::WeightClip { bound: positive },
            Regularizer::SpectralNorm { iterations },
            Regularizer::WganGp { weight: positive, target, drift, every },
            Regularizer::R1 { gamma: other, every },
            Regularizer::R2 { gamma: positive, every },
            Regularizer::Dragan { weight: other, target, spread: positive, every },
            Regularizer::Lecam { weight: positive, decay },
            Regularizer::InstanceNoise { sigma: other, until: share },
            Regularizer::LabelSmoothing { real },
            Regularizer::SoftLabels { real: [low, high], fake: [0.0, low] },
            Regularizer::LabelFlip { probability },
            Regularizer::MinibatchStddev,
            Regularizer::MinibatchDiscrimination,
        ];
        kept.into_iter().map(|index| all[index].clone()).collect()
    }
}

fn any_fakes() -> impl Strategy<Value = Fakes> {
    prop_oneof![
        Just(Fakes::Fresh),
        Just(Fakes::Shared),
        (1..=1_000_000_usize, share()).prop_map(|(buffer, share)| Fakes::Replay { buffer, share }),
    ]
}

fn any_select() -> impl Strategy<Value = Select> {
    prop_oneof![
        Just(Select::All),
        (shrinking(), 1..=10_000_000_usize, share()).prop_map(|(decay, every, least)| {
            Select::TopK {
                decay,
                every,
                least,
            }
        }),
    ]
}

fn any_adapt() -> impl Strategy<Value = Adapt> {
    prop_oneof![
        3 => Just(Adapt::None),
        1 => (-0.99..0.99_f64, 1..=1_000_000_000_usize, 1..=1000_usize)
            .prop_map(|(target, samples, every)| Adapt::Ada { target, samples, every }),
    ]
}

fn any_average() -> impl Strategy<Value = Average> {
    prop_oneof![
        Just(Average::None),
        decay().prop_map(|beta| Average::Ema { beta }),
        (1..=1_000_000_000_usize, 0.0..9.0_f64)
            .prop_map(|(samples, ramp_up)| Average::HalfLife { samples, ramp_up }),
    ]
}

prop_compose! {
    /// Any run; its keys need not go together, but half of the time most of them are plain.
    pub fn any_run()(
        (data, balance, optimizer) in (any_data(), any_balance(), any_optimizer()),
        (loss, schedule_g, schedule_d) in (prop::sample::select(&Loss::ALL[..]), any_schedule(), any_schedule()),
        (fakes, regularize, select) in (any_fakes(), any_regularizers(), any_select()),
        stops in prop_oneof![Just(Vec::new()), Just(vec![Failure::ModeCollapse, Failure::Divergence])],
        (adapt, average) in (any_adapt(), any_average()),
        (packing, unroll) in (prop_oneof![Just(1), 1..=4_usize], prop_oneof![Just(0), 0..=20_usize]),
        (lr_g, lr_d, batch, steps) in (rate(), rate(), 2..=1797_usize, 1..=10_000_000_usize),
        (every, samples, snapshots) in (1..=10_000_000_usize, 2..=100_000_usize, 0..=100_usize),
        (first, plain, seed, warm_up_d) in (any::<bool>(), any::<bool>(), 0..=i64::MAX as u64, 0..=10_000_000_usize),
    ) -> Run {
        let constant = Schedule::Constant { warm_up: 0 };
        Run {
            model: Model::default_for(&data),
            data,
            loss,
            lr_g,
            lr_d,
            schedule_g: if plain { constant } else { schedule_g },
            schedule_d: if plain { constant } else { schedule_d },
            optimizer: match optimizer {
                Optimizer::Extragradient { .. } if plain => Optimizer::Sgd { momentum: 0.0, weight_decay: 0.0 },
                optimizer => optimizer,
            },
            balance,
            warm_up_d: if plain { 0 } else { warm_up_d },
            order: if first { Order::DiscriminatorFirst } else { Order::GeneratorFirst },
            fakes,
            regularize,
            packing: if plain { 1 } else { packing },
            unroll: if plain { 0 } else { unroll },
            select,
            adapt,
            average,
            batch,
            steps,
            evaluate: Evaluate { every, samples, snapshots },
            stop: Stop { on: stops, patience: every.min(10_000) },
            threads: 1,
            checkpoint: Checkpoint::default(),
            seed,
        }
    }
}
