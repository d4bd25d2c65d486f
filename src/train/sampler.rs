//! A trained generator that is asked for samples.

use std::ops::Range;

use super::build_game::build_game;
use super::event::TrainingState;
use super::game::Game;
use super::latent_space::between;
use crate::config::Run;
use crate::nn::Module;
use crate::rng::{Seed, Stream};
use crate::state_dict::StateDict;

/// The generator of a state of training.
pub struct Sampler {
    game: Box<dyn Game>,
}

impl Sampler {
    /// The generator of a run as a state holds it: its average where `run` asks for one, with the
    /// truncation and the threads that `run` says.
    ///
    /// # Errors
    /// If the state is not one of this run: what does not fit.
    pub fn new(run: &Run, state: TrainingState) -> Result<Self, String> {
        let mut game = build_game(run);
        // The rest belongs to the balance rule and the like, or to an average that is not asked for.
        StateDict::load_part(state.tensors, |state| game.visit_state(state))?;
        game.resume_after(state.step);
        Ok(Self { game })
    }

    /// Number of values Z in a latent row.
    pub fn latent_size(&self) -> usize {
        self.game.latent_size()
    }

    /// The generator as other frameworks have it.
    pub fn modules(&mut self) -> Vec<Module> {
        self.game.generator_modules()
    }

    /// Samples for latent rows (N, Z), as rows of the run's data.
    pub fn sample(&mut self, latents: &[f32]) -> Vec<f32> {
        self.game.sample(latents)
    }
}

/// Latent rows of `size` values: each is a function of the seed and its number alone, so that more
/// samples begin with those of fewer.
pub fn sample_latents(seed: u64, rows: Range<u64>, size: usize) -> Vec<f32> {
    let mut latents = vec![0.0; (rows.end - rows.start) as usize * size];
    for (number, row) in rows.zip(latents.chunks_exact_mut(size)) {
        let mut draws = Seed(seed).at(Stream::LatentForSampling, number, 0);
        draws.normal(row);
    }
    latents
}

/// Latent rows on the way from the first row of one seed to that of another, both included: `rows` of
/// the `count` on the way.
pub fn path_latents((from, to): (u64, u64), rows: Range<u64>, count: u64, size: usize) -> Vec<f32> {
    let end = |seed| sample_latents(seed, 0..1, size);
    let (from, to) = (end(from), end(to));
    let share = |row: u64| row as f32 / (count - 1).max(1) as f32;
    rows.flat_map(|row| between(&from, &to, share(row)).collect::<Vec<f32>>())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config;

    #[test]
    fn more_latents_begin_with_those_of_fewer() {
        let all = sample_latents(7, 0..10, 3);
        assert_eq!(sample_latents(7, 0..4, 3), all[..12]);
        assert_eq!(sample_latents(7, 4..10, 3), all[12..]);
        assert_ne!(sample_latents(8, 0..10, 3), all);
    }

    #[test]
    fn a_path_leads_from_one_seed_to_another() {
        let path = path_latents((1, 2), 0..5, 5, 64);
        let close = |a: &[f32], b: &[f32]| a.iter().zip(b).all(|(a, b)| (a - b).abs() < 1e-6);
        assert!(close(&path[..64], &sample_latents(1, 0..1, 64)));
        assert!(close(&path[4 * 64..], &sample_latents(2, 0..1, 64)));
        assert_eq!(path_latents((1, 2), 2..4, 5, 64), path[2 * 64..4 * 64]);
        let length = |row: &[f32]| row.iter().map(|value| value * value).sum::<f32>().sqrt();
        let shortest = path.chunks_exact(64).map(length).fold(f32::MAX, f32::min);
        assert!(shortest > 6.0, "no latent lies in the middle: {shortest}");
    }

    #[test]
    fn a_state_gives_the_samples_that_its_game_gave() {
        let text = "study: s\nquestion: q\nrun: {average: ema, batch: 4}\n";
        let run = config::parse("test", text, &[]).unwrap().runs.remove(0).run;
        let mut game = build_game(&run);
        let tensors = StateDict::save(|state| game.visit_state(state));
        let latents = sample_latents(0, 0..9, game.latent_size());
        let state = TrainingState { step: 0, tensors };
        let mut sampler = Sampler::new(&run, state.clone()).unwrap();
        let samples = sampler.sample(&latents);
        assert_eq!(samples, game.sample(&latents));
        let one_by_one: Vec<f32> = latents
            .chunks_exact(game.latent_size())
            .flat_map(|row| sampler.sample(row))
            .collect();
        assert_eq!(one_by_one, samples, "whatever the batch");
        let mut without = state;
        without.tensors.remove(0);
        let problem = Sampler::new(&run, without).err().unwrap();
        assert_eq!(problem, "`generator.0.weight` is missing");
    }
}
