//! L-BFGS (Liu and Nocedal 1989): Newton's method with an inverse Hessian that the last few steps
//! tell, and a line search.

use std::collections::VecDeque;

use super::line_search::{Line, dot};
use super::objective::Evaluation;
use crate::state_dict::StateDict;

/// Pairs with less curvature than this tell nothing.
const LEAST_CURVATURE: f64 = 1e-10;

/// A step and what it changed of the gradient.
#[derive(Clone, Debug, Default)]
struct Pair {
    step: Vec<f32>,
    change: Vec<f32>,
}

/// The state of the method.
#[derive(Debug, Default)]
pub(super) struct LbfgsState {
    history: usize,
    pairs: VecDeque<Pair>,
}

fn add_scaled(out: &mut [f32], scale: f64, values: &[f32]) {
    let pairs = out.iter_mut().zip(values);
    pairs.for_each(|(out, value)| *out += (scale * f64::from(*value)) as f32);
}

impl LbfgsState {
    /// Remembers at most `history` steps.
    pub fn new(history: usize) -> Self {
        Self {
            history,
            pairs: VecDeque::new(),
        }
    }

    /// Minus the inverse Hessian times the gradient (two loops, Nocedal and Wright 2006, algorithm
    /// 7.4).
    fn direction(&self, gradient: &[f32]) -> Vec<f32> {
        let mut direction: Vec<f32> = gradient.iter().map(|value| -value).collect();
        let curvature = |pair: &Pair| dot(&pair.change, &pair.step);
        let mut shares = Vec::new();
        for pair in self.pairs.iter().rev() {
            let share = dot(&pair.step, &direction) / curvature(pair);
            add_scaled(&mut direction, -share, &pair.change);
            shares.push(share);
        }
        if let Some(last) = self.pairs.back() {
            let scale = (curvature(last) / dot(&last.change, &last.change)) as f32;
            direction.iter_mut().for_each(|value| *value *= scale);
        }
        for (pair, share) in self.pairs.iter().zip(shares.into_iter().rev()) {
            let other = dot(&pair.change, &direction) / curvature(pair);
            add_scaled(&mut direction, share - other, &pair.step);
        }
        direction
    }

    /// Takes one step from `values`, where the evaluation is `start`; returns the evaluation at the
    /// new values.
    pub fn step(
        &mut self,
        values: &mut [f32],
        start: Evaluation,
        evaluate: &mut dyn FnMut(&[f32]) -> Evaluation,
    ) -> Evaluation {
        let direction = self.direction(&start.gradient);
        let slope = dot(&start.gradient, &direction);
        if !slope.is_finite() || slope >= 0.0 {
            // Nothing to gain along this line: the next step begins with the gradient alone.
            self.pairs.clear();
            return start;
        }
        let length = match self.pairs.is_empty() {
            true => {
                let sum: f64 = start
                    .gradient
                    .iter()
                    .map(|value| f64::from(value.abs()))
                    .sum();
                (1.0 / sum).min(1.0)
            }
            false => 1.0,
        };
        let from = values.to_vec();
        let before = start.gradient.clone();
        let mut along = |length: f64| {
            let mut values = from.clone();
            add_scaled(&mut values, length, &direction);
            evaluate(&values)
        };
        let mut line = Line {
            direction: &direction,
            evaluate: &mut along,
        };
        let found = line.search(start, length);
        add_scaled(values, found.length, &direction);
        let difference = |(new, old): (&f32, &f32)| new - old;
        let pair = Pair {
            step: values.iter().zip(&from).map(difference).collect(),
            change: found
                .at
                .gradient
                .iter()
                .zip(&before)
                .map(difference)
                .collect(),
        };
        if dot(&pair.change, &pair.step) > LEAST_CURVATURE {
            self.pairs.push_back(pair);
            if self.pairs.len() > self.history {
                self.pairs.pop_front();
            }
        }
        found.at
    }

    /// Visits the steps that are remembered.
    pub fn visit_state(&mut self, state: &mut StateDict) {
        let mut count = self.pairs.len();
        state.size("pairs", &mut count);
        self.pairs.resize(count.min(self.history), Pair::default());
        for (at, pair) in self.pairs.iter_mut().enumerate() {
            state.values(&format!("step.{at}"), &mut pair.step);
            state.values(&format!("change.{at}"), &mut pair.change);
        }
    }
}
