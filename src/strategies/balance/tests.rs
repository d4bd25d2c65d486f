//! What the tables of the rules share, and what holds for every rule and history.

use super::*;
use crate::schema::Choice;
use proptest::prelude::*;

/// The rate of a move that learns, and of one that does not.
pub const LEARN: Option<f64> = Some(1.0);
pub const SKIP: Option<f64> = None;

pub fn with_loss(loss: f64) -> DiscriminatorMetrics {
    DiscriminatorMetrics {
        loss,
        real: 0.5,
        fake: 0.5,
        accuracy: 0.5,
        real_sign: 0.0,
    }
}

pub fn with_accuracy(accuracy: f64) -> DiscriminatorMetrics {
    DiscriminatorMetrics {
        accuracy,
        ..with_loss(0.7)
    }
}

pub fn with_means(real: f64, fake: f64) -> DiscriminatorMetrics {
    DiscriminatorMetrics {
        real,
        fake,
        ..with_loss(0.7)
    }
}

/// D's rate and the rule's state after each judgement, one in each step, of a rule in which D has
/// one turn.
pub fn judge(
    rule: &Balance,
    ideal: f64,
    history: &[DiscriminatorMetrics],
) -> Vec<(Option<f64>, Option<f64>)> {
    let mut running = rule.start(ideal);
    let mut turn = |judged| {
        let decided = running.discriminator(0, judged, 0.0);
        assert!(!decided.repeat);
        (decided.lr_factor, running.logged())
    };
    history.iter().map(&mut turn).collect()
}

/// What is shown in a turn, to whoever has it.
#[derive(Clone, Debug)]
struct Shown {
    judged: DiscriminatorMetrics,
    draw: f64,
    g_loss: f64,
    gradient_norm: Option<f64>,
}

/// Steps of a run, each showing the same thing in all of its turns, as moves and states. Panics
/// past a turn limit.
fn play(rule: &Balance, ideal: f64, history: &[Shown]) -> Vec<(Decision, Option<f64>)> {
    let most = rule.declared().max_batches();
    let mut running = rule.start(ideal);
    let mut played = Vec::new();
    for shown in history {
        for turn in 0.. {
            assert!(
                usize::from(turn) < most.discriminator,
                "D has no turn {turn}"
            );
            let decided = running.discriminator(turn, &shown.judged, shown.draw);
            played.push((decided, running.logged()));
            if !decided.repeat {
                break;
            }
        }
        for turn in 0.. {
            assert!(usize::from(turn) < most.generator, "G has no turn {turn}");
            let decided = running.generator(turn, shown.g_loss, shown.gradient_norm);
            played.push((decided, running.logged()));
            if !decided.repeat {
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
            judged: DiscriminatorMetrics {
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

/// Bits, so that a NaN equals itself.
fn bits(played: &[(Decision, Option<f64>)]) -> Vec<(Option<u64>, bool, Option<u64>)> {
    played
        .iter()
        .map(|(decided, state)| {
            (
                decided.lr_factor.map(f64::to_bits),
                decided.repeat,
                state.map(f64::to_bits),
            )
        })
        .collect()
}

proptest! {
    #[test]
    fn every_rule_gives_a_usable_rate_within_its_turns(
        rule in Balance::any(),
        ideal in prop_oneof![Just(0.0), Just(0.25), Just(std::f64::consts::LN_2), Just(1.0)],
        history in proptest::collection::vec(shown(), 0..40),
    ) {
        let played = play(&rule, ideal, &history);
        for (decided, _) in &played {
            prop_assert!(decided.lr_factor.is_none_or(|rate| rate.is_finite() && rate >= 0.0), "{decided:?}");
        }
        prop_assert_eq!(bits(&played), bits(&play(&rule, ideal, &history)));
    }

    #[test]
    fn what_is_not_finite_never_stays_in_a_state(
        rule in Balance::any(),
        before in proptest::collection::vec(shown(), 0..20),
        finite in proptest::collection::vec((0.0..5.0, 0.0..1.0), 1..5),
    ) {
        let finite = finite.into_iter().map(|(loss, share)| Shown {
            judged: DiscriminatorMetrics { loss, real: share, fake: 0.5, accuracy: share, real_sign: 0.0 },
            draw: share,
            g_loss: loss,
            gradient_norm: Some(loss),
        });
        let history: Vec<Shown> = before.into_iter().chain(finite).collect();
        let last = play(&rule, 1.0, &history).pop().and_then(|(_, state)| state);
        prop_assert!(last.is_none_or(f64::is_finite), "{last:?}");
    }
}
