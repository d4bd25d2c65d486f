//! A game whose equilibrium is known: whether it converges to it, circles it, or diverges.
//!
//! What counts is local convergence (Mescheder et al. 2018, section 2). No sample and no level of a
//! loss says more about a game of two numbers, so these rules stand alone.

use std::f64::consts::{PI, TAU};

use super::finding::Comparison::{Above, AtLeast, Below, Finite};
use super::words::number;
use super::{Evidence, Finding, RunHistory, Severity, Sign, Thresholds, Verdict, remedy};
use crate::config::{Data, Run};
use crate::strategies::Regularizer;
use crate::train::StepRow;

/// Steps before which quarters of a run are single steps.
const LEAST_STEPS: usize = 16;
/// Movement and gradients, as shares of the distance, below which there are none.
const NOTHING: f64 = 1e-3;

const AT_THE_END: &str =
    "largest distance from equilibrium in the last quarter over that at the start";
const OF_QUARTERS: &str = "largest distance in the last quarter over that in the one before";
const TURNS: &str = "turns around the equilibrium in a quarter";

/// What is found, the verdict's finding first; `None` where the equilibrium is not known.
pub(super) fn findings(history: &RunHistory) -> Option<Vec<Finding>> {
    let run = history.run?;
    let start = starting_distance(run)?;
    if let Some(found) = not_finite(history) {
        return Some(vec![found]);
    }
    let positions: Option<Vec<[f64; 2]>> = history.steps.iter().map(position).collect();
    let positions = positions.filter(|positions| positions.len() >= LEAST_STEPS);
    let Some(positions) = positions else {
        let seen = history.steps.len() as f64;
        let few = Evidence::compared("steps", seen, Below, LEAST_STEPS as f64);
        return Some(vec![undecided("train longer", vec![few])]);
    };
    Some(Motion::of(run, history, start, &positions).findings())
}

/// The distance from the equilibrium at which a run begins.
fn starting_distance(run: &Run) -> Option<f64> {
    match &run.data {
        Data::Dirac(start) => Some(start.theta.hypot(start.psi)),
        _ => None,
    }
}

fn position(row: &StepRow) -> Option<[f64; 2]> {
    Some([row.theta?, row.psi?])
}

/// A value that is no longer finite ends a game, however short it was.
fn not_finite(history: &RunHistory) -> Option<Finding> {
    let is_lost = |row: &StepRow| {
        let position = position(row).unwrap_or_default();
        row.not_finite().is_some() || position.iter().any(|value| !value.is_finite())
    };
    let lost = history.steps.iter().find(|row| is_lost(row))?;
    let [theta, psi] = position(lost).unwrap_or_default();
    let evidence = Evidence {
        comparison: Some(Finite),
        ..Evidence::informative("distance from equilibrium", theta.hypot(psi))
    };
    Some(Finding {
        severity: Severity::Severe,
        onset: Some(lost.step),
        evidence: vec![evidence],
        ..Finding::of(
            Verdict::Divergence,
            remedy::in_words("lower the learning rates"),
        )
    })
}

/// How a game has moved in the second half of its run.
struct Motion<'a> {
    run: &'a Run,
    history: &'a RunHistory<'a>,
    start: f64,
    distances: Vec<f64>,
    /// Largest distances in the third and the fourth quarter.
    largest: [f64; 2],
    /// The fewer turns around the equilibrium of both quarters.
    turns: f64,
    /// How far a parameter has moved in the last quarter.
    moved: f64,
    /// The largest gradient in it.
    gradient: f64,
}

impl<'a> Motion<'a> {
    fn of(run: &'a Run, history: &'a RunHistory<'a>, start: f64, positions: &[[f64; 2]]) -> Self {
        let distances: Vec<f64> = positions
            .iter()
            .map(|[theta, psi]| theta.hypot(*psi))
            .collect();
        let quarter = positions.len() / 4;
        let (before, last) = (positions.len() - 2 * quarter, positions.len() - quarter);
        let largest = |values: &[f64]| values.iter().copied().fold(0.0, f64::max);
        let gradient = |row: &StepRow| {
            let norms = [row.g_grad_norm, row.d_grad_norm].map(Option::unwrap_or_default);
            norms[0].max(norms[1])
        };
        let gradients: Vec<f64> = history.steps[last..].iter().map(gradient).collect();
        Self {
            run,
            history,
            start,
            largest: [
                largest(&distances[before..last]),
                largest(&distances[last..]),
            ],
            turns: turns(&positions[before..last]).min(turns(&positions[last..])),
            moved: range(&positions[last..], 0).max(range(&positions[last..], 1)),
            gradient: largest(&gradients),
            distances,
        }
    }

    fn findings(&self) -> Vec<Finding> {
        let Thresholds {
            flown,
            arrived,
            steady,
            ..
        } = self.history.thresholds;
        let [before, end] = self.largest;
        // A game that begins at its equilibrium is measured by 1.
        let scale = if self.start > 0.0 { self.start } else { 1.0 };
        let (share, change) = (end / scale, end / before);
        if share < arrived {
            return vec![Finding {
                onset: self.onset(|at| at < arrived * scale),
                ..Finding {
                    severity: Severity::Note,
                    evidence: vec![Evidence::compared(AT_THE_END, share, Below, arrived)],
                    ..Finding::of(Verdict::Healthy, remedy::nothing())
                }
            }];
        }
        if self.moved < NOTHING * end {
            return vec![self.still(end)];
        }
        if self.turns < 1.0 {
            let few = Evidence::compared(TURNS, self.turns, Below, 1.0);
            let words = "train longer: whether a game circles shows after whole turns";
            return vec![undecided(words, vec![few])];
        }
        let turned = Evidence::compared(TURNS, self.turns, AtLeast, 1.0);
        if share > flown && change > 1.0 + steady {
            let evidence = vec![
                Evidence::compared(AT_THE_END, share, Above, flown),
                Evidence::compared(OF_QUARTERS, change, Above, 1.0 + steady),
                turned,
            ];
            return vec![Finding {
                severity: Severity::Severe,
                onset: self.onset(|at| at > flown * scale),
                evidence,
                ..Finding::of(Verdict::Divergence, remedy::in_words(&self.damping()))
            }];
        }
        if change < 1.0 - steady {
            let evidence = vec![
                Evidence::compared(OF_QUARTERS, change, Below, 1.0 - steady),
                Evidence::compared(AT_THE_END, share, AtLeast, arrived),
                turned,
            ];
            let words = format!("train longer, or {}", self.damping());
            return vec![Finding {
                severity: Severity::Note,
                evidence,
                ..Finding::of(Verdict::Undertrained, remedy::in_words(&words))
            }];
        }
        let changes = Evidence::between(OF_QUARTERS, change, 1.0 - steady, 1.0 + steady);
        let evidence = vec![changes, turned];
        if change > 1.0 + steady {
            return vec![undecided("train longer", evidence)];
        }
        vec![
            undecided(&self.damping(), evidence.clone()),
            Finding {
                severity: Severity::Note,
                evidence,
                ..Finding::of(Sign::Oscillation, remedy::in_words(&self.damping()))
            },
        ]
    }

    /// Why nothing moves: there is no gradient, or nobody follows it.
    fn still(&self, distance: f64) -> Finding {
        let moved =
            "movement of a parameter in the last quarter over the distance from equilibrium";
        let mut evidence = vec![Evidence::compared(
            moved,
            self.moved / distance,
            Below,
            NOTHING,
        )];
        let gradient = "largest gradient in the last quarter over the distance from equilibrium";
        let share = self.gradient / distance;
        if share >= NOTHING {
            evidence.push(Evidence::compared(gradient, share, AtLeast, NOTHING));
            let words = "raise the learning rates, or train longer: the gradients are there, and nobody has moved far";
            return undecided(words, evidence);
        }
        evidence.push(Evidence::compared(gradient, share, Below, NOTHING));
        let words = "try another loss: its gradients vanish away from the equilibrium";
        Finding {
            severity: Severity::Severe,
            evidence,
            ..Finding::of(Verdict::Frozen, remedy::in_words(words))
        }
    }

    /// What turns a circle into a spiral inwards.
    fn damping(&self) -> String {
        let has = |is: fn(&Regularizer) -> bool| self.run.regularize.iter().any(is);
        let keeps_slope = |it: &Regularizer| {
            matches!(
                it,
                Regularizer::WganGp(_) | Regularizer::Dragan(_) | Regularizer::WeightClip(_)
            )
        };
        if has(|it| matches!(it, Regularizer::R1(_) | Regularizer::R2(_))) {
            return "damp the game more: a larger gamma, or players that take turns".to_string();
        }
        if has(keeps_slope) {
            return "put `r1` in the place of what keeps D's slope away from 0".to_string();
        }
        match self.run.balance.is_simultaneous() {
            true => "damp the game: `regularize: [r1]`, and players that take turns".to_string(),
            false => "damp the game: `regularize: [r1]`".to_string(),
        }
    }

    /// The step from which the distance is so to the end.
    fn onset(&self, is_so: impl Fn(f64) -> bool) -> Option<u64> {
        let before = self.distances.iter().rposition(|at| !is_so(*at));
        let first = before.map_or(0, |before| before + 1);
        self.history.steps.get(first).map(|row| row.step)
    }
}

fn undecided(words: &str, evidence: Vec<Evidence>) -> Finding {
    Finding {
        severity: Severity::Note,
        evidence,
        ..Finding::of(Verdict::Undecided, remedy::in_words(words))
    }
}

/// The largest less the smallest value of theta, or of psi.
fn range(positions: &[[f64; 2]], of: usize) -> f64 {
    let values = || positions.iter().map(|position| position[of]);
    values().fold(f64::MIN, f64::max) - values().fold(f64::MAX, f64::min)
}

/// How many times positions go round 0, in either direction.
fn turns(positions: &[[f64; 2]]) -> f64 {
    let angle = |[theta, psi]: &[f64; 2]| psi.atan2(*theta);
    let steps = positions.windows(2).map(|pair| {
        let step = angle(&pair[1]) - angle(&pair[0]);
        // The shorter way round.
        (step + PI).rem_euclid(TAU) - PI
    });
    (steps.sum::<f64>() / TAU).abs()
}

/// The rule in words.
pub(super) fn condition(thresholds: &Thresholds) -> String {
    format!(
        "of the model dirac, by the largest distance from the equilibrium in each quarter of a run, once each of the last two has gone \
         round it: divergence above {} times that at the start and rising; healthy below {} of it; oscillation where the last quarter \
         is within {} of the one before",
        number(thresholds.flown),
        number(thresholds.arrived),
        number(thresholds.steady),
    )
}
