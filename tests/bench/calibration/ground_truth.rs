//! What became of a run, found without the rules.

use seesaw::config::Run;
use seesaw::data;
use seesaw::diagnose::Verdict;
use seesaw::metrics::ModeCounts;
use seesaw::rng::{Seed, Stream};
use seesaw::train::Game;

/// Fresh samples that a generator is counted by.
const SAMPLES: usize = 10_000;
/// Rows that are drawn at once.
const BATCH: usize = 500;

/// By definition: samples look real from this share of high-quality ones on (that many lie within
/// three standard deviations of a mode), and a mode is lost when it has less than this part of its
/// fair share of them.
const REAL: f64 = 0.1;
const LOST: f64 = 0.1;

/// What fresh samples of a trained generator show.
#[derive(Clone, Copy, Debug)]
pub struct FreshSamples {
    pub high_quality: f64,
    pub rarest: f64,
}

impl FreshSamples {
    /// Counts samples from latents that nobody has seen; a generator that makes what is not finite
    /// makes nothing good.
    pub fn of(run: &Run, game: &mut dyn Game) -> Self {
        let mut latents = vec![0.0; SAMPLES * game.latent_size()];
        Seed(run.seed + 1_000_003)
            .at(Stream::LatentForEvaluation, 0, 0)
            .normal(&mut latents);
        let samples: Vec<f32> = latents
            .chunks(BATCH * game.latent_size())
            .flat_map(|latents| game.sample(latents))
            .collect();
        let data = data::open(&run.data).expect("data without files");
        let counts = ModeCounts::new(&samples, data.modes().expect("data with known modes"));
        Self {
            high_quality: counts.high_quality(),
            rarest: counts.rarest(),
        }
    }

    fn looks_real(self) -> bool {
        self.high_quality >= REAL
    }

    pub fn is_healthy(self) -> bool {
        self.looks_real() && self.rarest >= LOST
    }
}

/// The truth about a run: its verdict and its onset, where they are known.
#[derive(Clone, Copy, Debug)]
pub struct GroundTruth {
    /// `None`: it has learned nothing good, and nobody has arranged for a reason.
    pub verdict: Option<Verdict>,
    /// Since when; only of a failure whose beginning was constructed, for otherwise nobody but the
    /// same evaluations can say.
    pub onset: Option<u64>,
}

impl GroundTruth {
    /// From the name of the arm, and the samples at the end.
    pub fn of(arm: &str, fresh: FreshSamples) -> Self {
        let constructed = [
            ("diverges", Verdict::Divergence),
            ("d_wins", Verdict::DiscriminatorDominance),
            ("g_wins", Verdict::GeneratorDominance),
            ("frozen", Verdict::Frozen),
        ];
        let failure = constructed
            .iter()
            .find(|(name, _)| arm.starts_with(name))
            .map(|(_, verdict)| *verdict);
        match failure {
            Some(Verdict::Divergence) => Self {
                verdict: failure,
                onset: Some(0).filter(|_| !arm.ends_with("late")),
            },
            Some(verdict) if !fresh.looks_real() => Self {
                verdict: Some(verdict),
                onset: from_step(arm).or(Some(0)),
            },
            _ => Self::by_coverage(arm, fresh),
        }
    }

    fn by_coverage(arm: &str, fresh: FreshSamples) -> Self {
        match (fresh.looks_real(), fresh.is_healthy()) {
            (false, _) => Self {
                verdict: None,
                onset: None,
            },
            (true, true) => Self {
                verdict: Some(Verdict::Healthy),
                onset: None,
            },
            (true, false) => Self {
                verdict: Some(Verdict::ModeCollapse),
                onset: from_step(arm),
            },
        }
    }
}

/// The step that an arm's name ends in.
fn from_step(arm: &str) -> Option<u64> {
    arm.rsplit_once("_from_")
        .and_then(|(_, step)| step.parse().ok())
}
