//! What the tables of the rules share, and what holds for every rule and history.

use super::*;
use crate::config::Detector;
use proptest::prelude::*;

/// The rate of a move that learns, and of one that does not.
pub const LEARN: Option<f64> = Some(1.0);
pub const SKIP: Option<f64> = None;

pub fn with_loss(loss: f64) -> Judgement {
    Judgement {
        loss,
        real: 0.5,
        fake: 0.5,
        accuracy: 0.5,
        real_sign: 0.0,
    }
}

pub fn with_accuracy(accuracy: f64) -> Judgement {
    Judgement {
        accuracy,
        ..with_loss(0.7)
    }
}

pub fn with_means(real: f64, fake: f64) -> Judgement {
    Judgement {
        real,
        fake,
        ..with_loss(0.7)
    }
}

/// D's rate and the rule's state after each judgement, one in each step, of a rule in which D has
/// one turn.
pub fn judge(rule: &Balance, ideal: f64, history: &[Judgement]) -> Vec<(Option<f64>, Option<f64>)> {
    let mut referee = Referee::new(rule, ideal);
    let mut turn = |judged| {
        let decided = referee.discriminator(0, judged, 0.0);
        assert!(!decided.again);
        (decided.rate, referee.state())
    };
    history.iter().map(&mut turn).collect()
}

/// What is shown in a turn, to whoever has it.
#[derive(Clone, Debug)]
struct Shown {
    judged: Judgement,
    draw: f64,
    g_loss: f64,
    gradient_norm: Option<f64>,
}

/// Steps of a run, each showing the same thing in all of its turns, as moves and states. Panics
/// past a turn limit.
fn play(rule: &Balance, ideal: f64, history: &[Shown]) -> Vec<(Move, Option<f64>)> {
    let (most_d, most_g) = match *rule {
        Balance::Ratio { d, g } => (d, g),
        Balance::ThresholdLoops { most, .. } => (most, most),
        _ => (1, 1),
    };
    let mut referee = Referee::new(rule, ideal);
    let mut played = Vec::new();
    for shown in history {
        for turn in 0.. {
            assert!(usize::from(turn) < most_d, "D has no turn {turn}");
            let decided = referee.discriminator(turn, &shown.judged, shown.draw);
            played.push((decided, referee.state()));
            if !decided.again {
                break;
            }
        }
        for turn in 0.. {
            assert!(usize::from(turn) < most_g, "G has no turn {turn}");
            let decided = referee.generator(turn, shown.g_loss, shown.gradient_norm);
            played.push((decided, referee.state()));
            if !decided.again {
                break;
            }
        }
    }
    played
}

fn shown() -> impl Strategy<Value = Shown> {
    let value = || prop_oneof![8 => -5.0..5.0, 1 => any::<f64>(), 1 => Just(f64::NAN)];
    let accuracy = prop_oneof![9 => 0.0..=1.0, 1 => Just(f64::NAN)];
    (
        value(),
        value(),
        value(),
        accuracy,
        0.0..1.0,
        value(),
        proptest::option::of(value()),
    )
        .prop_map(|(loss, real, fake, accuracy, draw, g_loss, norm)| Shown {
            judged: Judgement {
                loss,
                real,
                fake,
                accuracy,
                real_sign: 0.0,
            },
            draw,
            g_loss,
            gradient_norm: norm.map(f64::abs),
        })
}

fn rule() -> impl Strategy<Value = Balance> {
    let ema = || prop_oneof![Just(0.0), 0.0..1.0];
    let detector = prop_oneof![
        Just(Detector::DLossBelow),
        Just(Detector::DAccuracyAbove),
        Just(Detector::GLossAbove),
        Just(Detector::GGradientAbove)
    ];
    let dropping = (
        detector,
        -1.0..4.0,
        ema(),
        1..4_usize,
        0.001..0.999,
        1..=10_usize,
    );
    prop_oneof![
        Just(Balance::Alternate),
        Just(Balance::Simultaneous),
        (1..8_usize, 1..8_usize).prop_map(|(d, g)| Balance::Ratio { d, g }),
        (-1.0..1.0, ema()).prop_map(|(below, ema)| Balance::SkipDOnLoss { below, ema }),
        (0.0..1.0, ema()).prop_map(|(above, ema)| Balance::SkipDOnAccuracy { above, ema }),
        (-1.0..4.0, ema()).prop_map(|(above, ema)| Balance::SkipDOnGLoss { above, ema }),
        (-1.0..2.0, -1.0..2.0, 1..=100_usize).prop_map(|(d_above, g_above, most)| {
            Balance::ThresholdLoops {
                d_above,
                g_above,
                most,
            }
        }),
        (-1.0..1.0).prop_map(|imbalance| Balance::Margin { imbalance }),
        (0.0..1.0, 1..6_usize)
            .prop_map(|(target, most)| Balance::AdaptiveBackprop { target, most }),
        (0.0..1.0, 0.0..2.0).prop_map(|(gamma, gain)| Balance::Proportional { gamma, gain }),
        (0.001..1.0, 0.001..1.0, 0.001..=1.0, 1.0..10.0, ema()).prop_map(
            |(low, high, least, most, ema)| Balance::GapAware {
                low,
                high,
                least,
                most,
                ema
            }
        ),
        dropping.prop_map(
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

/// Bits, so that a NaN equals itself.
fn bits(played: &[(Move, Option<f64>)]) -> Vec<(Option<u64>, bool, Option<u64>)> {
    played
        .iter()
        .map(|(decided, state)| {
            (
                decided.rate.map(f64::to_bits),
                decided.again,
                state.map(f64::to_bits),
            )
        })
        .collect()
}

proptest! {
    #[test]
    fn every_rule_gives_a_usable_rate_within_its_turns(
        rule in rule(),
        ideal in prop_oneof![Just(0.0), Just(0.25), Just(std::f64::consts::LN_2), Just(1.0)],
        history in proptest::collection::vec(shown(), 0..40),
    ) {
        let played = play(&rule, ideal, &history);
        for (decided, _) in &played {
            prop_assert!(decided.rate.is_none_or(|rate| rate.is_finite() && rate >= 0.0), "{decided:?}");
        }
        prop_assert_eq!(bits(&played), bits(&play(&rule, ideal, &history)));
    }

    #[test]
    fn what_is_not_finite_never_stays_in_a_state(
        rule in rule(),
        before in proptest::collection::vec(shown(), 0..20),
        finite in proptest::collection::vec((0.0..5.0, 0.0..1.0), 1..5),
    ) {
        let finite = finite.into_iter().map(|(loss, share)| Shown {
            judged: Judgement { loss, real: share, fake: 0.5, accuracy: share, real_sign: 0.0 },
            draw: share,
            g_loss: loss,
            gradient_norm: Some(loss),
        });
        let history: Vec<Shown> = before.into_iter().chain(finite).collect();
        let last = play(&rule, 1.0, &history).pop().and_then(|(_, state)| state);
        prop_assert!(last.is_none_or(f64::is_finite), "{last:?}");
    }
}
