//! Root seed -> named ChaCha streams. The only source of randomness in the crate.
//!
//! A draw is a pure function of (root seed, stream, step, part): no generator state has to be
//! stored to go on after an interruption, a new component takes a new stream and moves no other,
//! and swept values never enter a key. Two arms at the same seed therefore see the same real
//! batches and the same latents (common random numbers).

mod normal;
mod words;

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng;
use rand_distr::{Distribution, Uniform};
use sha2::{Digest, Sha256};

/// What a stream is for. The name goes into the key, so renaming a variant's name changes every
/// result.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stream {
    /// Initial weights of the generator.
    GeneratorWeights,
    /// Initial weights of the discriminator.
    DiscriminatorWeights,
    /// Real batches.
    Real,
    /// Latents of the fakes that D is trained on.
    LatentForDiscriminator,
    /// Latents of the fakes that G is trained on.
    LatentForGenerator,
    /// The fixed latents of every evaluation.
    LatentForEvaluation,
    /// The fixed real rows that evaluations compare with.
    Reference,
    /// Draws within the generator, such as Dropout's.
    GeneratorNoise,
    /// Draws within the discriminator.
    DiscriminatorNoise,
    /// Decisions of a balance rule.
    Balance,
    /// Which earlier fakes are shown to D again.
    Replay,
    /// Targets of D that are not 1 and 0.
    Labels,
    /// Noise on D's inputs.
    InstanceNoise,
    /// Where a gradient penalty looks.
    Penalty,
    /// First vectors of power iterations.
    SpectralNorm,
    /// First centres of the bins that samples are counted in.
    Bins,
    /// Which pairs of images are compared.
    Similarity,
    /// The classifier that counts classes: its weights, batches and shifts.
    Classifier,
    /// Augmentation of what D sees.
    Augmentation,
    /// Random weights of a feature extractor.
    Features,
    /// The picture that style transfer starts from.
    Start,
    /// Classes of the fakes that D is trained on.
    ClassForDiscriminator,
    /// Classes of the fakes that G is trained on.
    ClassForGenerator,
    /// Classes of the samples of every evaluation.
    ClassForEvaluation,
    /// The values of trials.
    Trials,
    /// Latents of samples that a trained generator is asked for, one row per step.
    LatentForSampling,
}

impl Stream {
    /// Every stream, for the value-stability test.
    pub const ALL: [Stream; 26] = [
        Stream::GeneratorWeights,
        Stream::DiscriminatorWeights,
        Stream::Real,
        Stream::LatentForDiscriminator,
        Stream::LatentForGenerator,
        Stream::LatentForEvaluation,
        Stream::Reference,
        Stream::GeneratorNoise,
        Stream::DiscriminatorNoise,
        Stream::Balance,
        Stream::Replay,
        Stream::Labels,
        Stream::InstanceNoise,
        Stream::Penalty,
        Stream::SpectralNorm,
        Stream::Bins,
        Stream::Similarity,
        Stream::Classifier,
        Stream::Augmentation,
        Stream::Features,
        Stream::Start,
        Stream::ClassForDiscriminator,
        Stream::ClassForGenerator,
        Stream::ClassForEvaluation,
        Stream::Trials,
        Stream::LatentForSampling,
    ];

    /// The name that enters the key.
    pub fn name(self) -> &'static str {
        match self {
            Stream::GeneratorWeights => "generator_weights",
            Stream::DiscriminatorWeights => "discriminator_weights",
            Stream::Real => "real",
            Stream::LatentForDiscriminator => "latent_for_discriminator",
            Stream::LatentForGenerator => "latent_for_generator",
            Stream::LatentForEvaluation => "latent_for_evaluation",
            Stream::Reference => "reference",
            Stream::GeneratorNoise => "generator_noise",
            Stream::DiscriminatorNoise => "discriminator_noise",
            Stream::Balance => "balance",
            Stream::Replay => "replay",
            Stream::Labels => "labels",
            Stream::InstanceNoise => "instance_noise",
            Stream::Penalty => "penalty",
            Stream::SpectralNorm => "spectral_norm",
            Stream::Bins => "bins",
            Stream::Similarity => "similarity",
            Stream::Classifier => "classifier",
            Stream::Augmentation => "augmentation",
            Stream::Features => "features",
            Stream::Start => "start",
            Stream::ClassForDiscriminator => "class_for_discriminator",
            Stream::ClassForGenerator => "class_for_generator",
            Stream::ClassForEvaluation => "class_for_evaluation",
            Stream::Trials => "trials",
            Stream::LatentForSampling => "latent_for_sampling",
        }
    }
}

/// The root seed of one run.
#[derive(Clone, Copy, Debug)]
pub struct Seed(pub u64);

impl Seed {
    /// The draws of `stream` at `step`. `part` separates several draws within one step (at most
    /// 2^16).
    pub fn at(self, stream: Stream, step: u64, part: u16) -> Draws {
        let mut hash = Sha256::new();
        hash.update(b"seesaw stream 1\0");
        hash.update(self.0.to_le_bytes());
        hash.update(stream.name());
        let mut generator = ChaCha8Rng::from_seed(hash.finalize().into());
        generator.set_stream((step << 16) | u64::from(part));
        Draws(generator)
    }
}

impl Seed {
    /// The root seed of what has this name, such as an axis of trials: names may come and go without
    /// moving the draws of others.
    pub fn named(self, name: &str) -> Seed {
        let mut hash = Sha256::new();
        hash.update(b"seesaw name 1\0");
        hash.update(self.0.to_le_bytes());
        hash.update(name);
        let digest: [u8; 32] = hash.finalize().into();
        let (first, _) = digest.split_at(8);
        Seed(u64::from_le_bytes(first.try_into().expect("8 bytes")))
    }

    /// One coordinate in [0, 1) of a point of the Owen-scrambled Sobol sequence of `stream`, of which
    /// there are 2^16 (Burley 2020). Beyond 256 coordinates a further sequence begins.
    pub fn sobol(self, stream: Stream, point: u32, coordinate: u32) -> f64 {
        let dimensions = sobol_burley::NUM_DIMENSIONS;
        let sequence = u64::from(coordinate / dimensions);
        let scramble = self.at(stream, sequence, 1).below(u32::MAX);
        f64::from(sobol_burley::sample(
            point,
            coordinate % dimensions,
            scramble,
        ))
    }
}

/// Numbers of one stream at one step.
pub struct Draws(ChaCha8Rng);

impl Draws {
    /// Fills `out` with independent N(0, 1) values.
    pub fn normal(&mut self, out: &mut [f32]) {
        normal::fill(&mut self.0, out);
    }

    /// Fills `out` with independent U(-bound, bound) values.
    pub fn uniform(&mut self, bound: f32, out: &mut [f32]) {
        let distribution =
            Uniform::new_inclusive(-bound, bound).expect("bound is finite and not negative");
        out.iter_mut()
            .for_each(|value| *value = distribution.sample(&mut self.0));
    }

    /// One value of U(0, 1), never 1.
    pub fn unit_uniform(&mut self) -> f64 {
        Uniform::new(0.0, 1.0)
            .expect("0 is below 1")
            .sample(&mut self.0)
    }

    /// A whole number below `limit`. Never `usize`: its draws depend on the platform.
    pub fn below(&mut self, limit: u32) -> u32 {
        Uniform::new(0, limit)
            .expect("limit is positive")
            .sample(&mut self.0)
    }

    /// The numbers 0..n in random order (Fisher and Yates).
    pub fn permutation(&mut self, n: u32) -> Vec<u32> {
        let mut order: Vec<u32> = (0..n).collect();
        for last in (1..n).rev() {
            order.swap(last as usize, self.below(last + 1) as usize);
        }
        order
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// First value of each stream: they must never change, or no old run can be repeated.
    #[test]
    fn streams_are_stable() {
        let first = Stream::ALL.map(|stream| Seed(42).at(stream, 7, 1).below(1_000_000_007));
        assert_eq!(
            first,
            [
                399358649, 395596635, 356851958, 61035220, 367707255, 69919672, 624438720,
                711818870, 124800300, 361719571, 577744499, 213550606, 482523839, 671151282,
                242594976, 523338852, 374249189, 145440873, 844241684, 76042660, 420124965,
                508165912, 441003724, 458145683, 215023332, 299845692
            ]
        );
    }

    #[test]
    fn a_draw_depends_on_seed_stream_step_and_part_and_on_nothing_else() {
        let draw = |seed, stream, step, part| Seed(seed).at(stream, step, part).below(u32::MAX);
        let one = draw(1, Stream::Real, 2, 3);
        assert_eq!(one, draw(1, Stream::Real, 2, 3));
        for other in [
            draw(2, Stream::Real, 2, 3),
            draw(1, Stream::Reference, 2, 3),
            draw(1, Stream::Real, 3, 3),
            draw(1, Stream::Real, 2, 4),
        ] {
            assert_ne!(one, other);
        }
    }

    #[test]
    fn permutations_are_permutations() {
        let mut order = Seed(5).at(Stream::Real, 0, 0).permutation(100);
        assert_ne!(order, (0..100).collect::<Vec<_>>());
        order.sort_unstable();
        assert_eq!(order, (0..100).collect::<Vec<_>>());
    }

    #[test]
    fn normals_have_mean_zero_and_deviation_one() {
        let mut values = vec![0.0; 100_000];
        Seed(0).at(Stream::Reference, 0, 0).normal(&mut values);
        let mean = values.iter().sum::<f32>() / 1e5;
        let variance = values.iter().map(|value| value * value).sum::<f32>() / 1e5;
        assert!(
            mean.abs() < 0.01 && (variance - 1.0).abs() < 0.02,
            "{mean} {variance}"
        );
    }
}
