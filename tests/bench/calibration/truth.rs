//! What became of a run, told without the rules.

use seesaw::data;
use seesaw::diagnose::Verdict;
use seesaw::metrics::{Metric, ModeCounts};
use seesaw::record::History;
use seesaw::rng::{Seed, Stream};
use seesaw::spec::Run;
use seesaw::train::{EvalRow, Game};

/// Fresh samples that a generator is counted by.
const SAMPLES: usize = 10_000;
/// Rows that are drawn at once.
const BATCH: usize = 500;

/// By definition: samples look real from this share of high-quality ones on (that many lie within three standard deviations of a
/// mode), and a mode is lost when it has less than this part of its fair share of them.
const REAL: f64 = 0.1;
const LOST: f64 = 0.1;
/// Spread from which points have flown away from the data.
const FLOWN: f64 = 3.0;

/// What fresh samples of a trained generator show.
#[derive(Clone, Copy, Debug)]
pub struct Coverage {
    pub high_quality: f64,
    pub rarest: f64,
}

impl Coverage {
    /// Counts samples from latents that nobody has seen; a generator that makes what is not finite makes nothing good.
    pub fn of(run: &Run, game: &mut dyn Game) -> Self {
        let mut latents = vec![0.0; SAMPLES * game.latent_size()];
        Seed(run.seed + 1_000_003).at(Stream::LatentForEvaluation, 0, 0).normal(&mut latents);
        let samples: Vec<f32> =
            latents.chunks(BATCH * game.latent_size()).flat_map(|latents| game.sample(latents)).collect();
        let data = data::open(&run.data).expect("data without files");
        let counts = ModeCounts::new(&samples, data.modes().expect("data with known modes"));
        Self { high_quality: counts.high_quality(), rarest: counts.rarest() }
    }

    fn looks_real(self) -> bool {
        self.high_quality >= REAL
    }

    pub fn is_healthy(self) -> bool {
        self.looks_real() && self.rarest >= LOST
    }
}

/// The truth about a run: its verdict and since when, where that can be said.
#[derive(Clone, Copy, Debug)]
pub struct Truth {
    /// `None`: it has learned nothing good, and nobody has arranged for a reason.
    pub verdict: Option<Verdict>,
    pub onset: Option<u64>,
}

impl Truth {
    /// From the name of the arm, the samples at the end, and the counts of modes on the way.
    pub fn of(arm: &str, coverage: Coverage, history: &History) -> Self {
        let constructed = [
            ("diverges", Verdict::Divergence),
            ("d_wins", Verdict::DiscriminatorDominance),
            ("g_wins", Verdict::GeneratorDominance),
            ("frozen", Verdict::Frozen),
        ];
        let failure = constructed.iter().find(|(name, _)| arm.starts_with(name)).map(|(_, verdict)| *verdict);
        match failure {
            Some(Verdict::Divergence) => {
                let onset = if arm.ends_with("late") { lost_for_good(&history.evals) } else { Some(0) };
                Self { verdict: failure, onset }
            }
            Some(verdict) if !coverage.looks_real() => {
                Self { verdict: Some(verdict), onset: from_step(arm).or(Some(0)) }
            }
            _ => Self::by_coverage(arm, coverage, history),
        }
    }

    fn by_coverage(arm: &str, coverage: Coverage, history: &History) -> Self {
        if !coverage.looks_real() {
            return Self { verdict: None, onset: None };
        }
        if coverage.is_healthy() {
            return Self { verdict: Some(Verdict::Healthy), onset: turning_point(&history.evals, whole) };
        }
        let lacking = || turning_point(&history.evals, |row| real(row) && !whole(row));
        Self { verdict: Some(Verdict::ModeCollapse), onset: from_step(arm).or_else(lacking) }
    }
}

/// The step that an arm's name ends in.
fn from_step(arm: &str) -> Option<u64> {
    arm.rsplit_once("_from_").and_then(|(_, step)| step.parse().ok())
}

fn real(row: &EvalRow) -> bool {
    Metric::HighQuality.of(&row.measured).is_some_and(|share| share >= REAL)
}

fn whole(row: &EvalRow) -> bool {
    real(row) && Metric::RarestMode.of(&row.measured).is_some_and(|share| share >= LOST)
}

/// From when on `holds` is mostly so: the evaluation that parts a history best into one where it is not and one where it is.
fn turning_point(evals: &[EvalRow], holds: impl Fn(&EvalRow) -> bool) -> Option<u64> {
    let held: Vec<bool> = evals.iter().map(holds).collect();
    let count = |part: &[bool], value: bool| part.iter().filter(|held| **held == value).count();
    let errors = |at: &usize| count(&held[..*at], true) + count(&held[*at..], false);
    (0..held.len()).min_by_key(errors).map(|at| evals[at].step)
}

fn lost_for_good(evals: &[EvalRow]) -> Option<u64> {
    turning_point(evals, |row| Metric::Spread.of(&row.measured).is_none_or(|spread| !(spread < FLOWN)))
}
