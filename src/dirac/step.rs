//! One training step as a map of the game's state.

use super::game::{DiracGame, Moves, Rule};
use crate::strategies::Order;

/// G's place in a pair of values.
const G: usize = 0;
/// D's place.
const D: usize = 1;

/// theta and psi, and what each player's rule remembers: its momentum, or its last gradient.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct State {
    pub position: [f64; 2],
    pub memory: [f64; 2],
}

/// The gradients of G and of D at a position.
pub(super) type GradientsAt<'a> = &'a dyn Fn([f64; 2]) -> [f64; 2];

impl DiracGame {
    /// theta and psi at the start and after each of `steps` steps.
    pub fn path(&self, steps: u64) -> Vec<[f64; 2]> {
        let mut state = State {
            position: self.start,
            memory: [0.0; 2],
        };
        let mut path = vec![state.position];
        for step in 1..=steps {
            let noise = self.noise_at(step);
            self.advance(&mut state, &|position| self.gradients(position, noise));
            path.push(state.position);
        }
        path
    }

    /// One training step with these gradients.
    pub(super) fn advance(&self, state: &mut State, gradients: GradientsAt) {
        match self.moves {
            Moves::Simultaneous => self.advance_both(state, gradients),
            Moves::Alternating { d, g, order } => {
                let generator_updates = |state: &mut State| {
                    for _ in 0..g {
                        self.update_generator(state, gradients);
                    }
                };
                if order == Order::GeneratorFirst {
                    generator_updates(state);
                }
                for _ in 0..d {
                    let gradient = gradients(state.position)[D];
                    self.update(state, D, gradient);
                }
                if order == Order::DiscriminatorFirst {
                    generator_updates(state);
                }
            }
        }
    }

    fn advance_both(&self, state: &mut State, gradients: GradientsAt) {
        let at = match self.rule {
            Rule::Extragradient => {
                let mut ahead = *state;
                let here = self.decayed(gradients(state.position), state.position);
                for player in [G, D] {
                    ahead.position[player] -= self.learning_rates[player] * here[player];
                }
                self.clip(&mut ahead);
                ahead.position
            }
            _ => state.position,
        };
        // The weights that decay are those that move.
        let gradients = self.decayed(gradients(at), state.position);
        for player in [G, D] {
            self.move_by(state, player, gradients[player]);
        }
    }

    fn update_generator(&self, state: &mut State, gradients: GradientsAt) {
        let mut ahead = *state;
        for _ in 0..self.unroll {
            let gradient = gradients(ahead.position)[D];
            self.update(&mut ahead, D, gradient);
        }
        let gradient = gradients(ahead.position)[G];
        self.update(state, G, gradient);
    }

    fn decayed(&self, gradients: [f64; 2], position: [f64; 2]) -> [f64; 2] {
        [G, D].map(|player| gradients[player] + self.weight_decay * position[player])
    }

    fn update(&self, state: &mut State, player: usize, gradient: f64) {
        let decayed = gradient + self.weight_decay * state.position[player];
        self.move_by(state, player, decayed);
    }

    /// Moves a player against its gradient.
    fn move_by(&self, state: &mut State, player: usize, gradient: f64) {
        let memory = &mut state.memory[player];
        let direction = match self.rule {
            Rule::Momentum(momentum) => {
                *memory = momentum * *memory + gradient;
                *memory
            }
            Rule::Optimistic => 2.0 * gradient - std::mem::replace(memory, gradient),
            Rule::Extragradient => {
                *memory = 0.0;
                gradient
            }
        };
        state.position[player] -= self.learning_rates[player] * direction;
        if player == D {
            self.clip(state);
        }
    }

    fn clip(&self, state: &mut State) {
        if let Some(bound) = self.clip {
            state.position[D] = state.position[D].clamp(-bound, bound);
        }
    }
}
