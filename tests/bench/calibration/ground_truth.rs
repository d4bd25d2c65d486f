//! What became of a run, found without the rules: by its construction, or by the field's counts of
//! fresh samples.

use seesaw::diagnose::Verdict;

use super::fresh_samples::{FreshSamples, LastTenth};

/// Samples look real from this share of high-quality ones on (that many lie within three standard
/// deviations of a mode), or from this k-NN precision.
const REAL_QUALITY: f64 = 0.1;
const REAL_PRECISION: f64 = 0.5;
/// A class is held from this part of its fair share on: a classifier that is wrong now and then
/// finds a few samples of every class.
const HELD_CLASS: f64 = 0.05;
/// Share of the modes in effect used, exp(entropy) over their number, up to which a collapse is
/// full.
const HALF: f64 = 0.5;

impl FreshSamples {
    pub fn looks_real(&self) -> bool {
        let least = if self.are_classes {
            REAL_PRECISION
        } else {
            REAL_QUALITY
        };
        self.quality.is_some_and(|quality| quality >= least)
    }

    fn total(&self) -> f64 {
        f64::from(self.by_mode.iter().sum::<u32>())
    }

    /// Modes without a sample (Lin et al. 2018: a mode is captured by one of high quality), or
    /// classes that the classifier hardly finds.
    pub fn missing(&self) -> usize {
        let least = match self.are_classes {
            true => HELD_CLASS * self.total() / self.by_mode.len() as f64,
            false => 1.0,
        };
        let counts = self.by_mode.iter();
        counts.filter(|count| f64::from(**count) < least).count()
    }

    /// Share of the modes in effect used.
    fn in_effect(&self) -> f64 {
        let shares = self.by_mode.iter().filter(|count| **count > 0);
        let shares = shares.map(|count| f64::from(*count) / self.total());
        let entropy: f64 = -shares.map(|share| share * share.ln()).sum::<f64>();
        entropy.exp() / self.by_mode.len() as f64
    }

    pub fn is_collapsed(&self) -> bool {
        self.missing() > 0 || self.in_effect() <= HALF
    }
}

impl LastTenth {
    /// Whether most moments of the last tenth are so.
    fn mostly(&self, holds: impl Fn(&FreshSamples) -> bool) -> bool {
        2 * self.moments.iter().filter(|moment| holds(moment)).count() > self.moments.len()
    }

    /// The last moment.
    pub fn end(&self) -> &FreshSamples {
        self.moments.last().expect("there is one")
    }

    pub fn looks_real(&self) -> bool {
        self.mostly(FreshSamples::looks_real)
    }

    /// The first moment that lacks modes after data were taken away, and from which on most moments
    /// do: a mode is lost some time after G was last shown it.
    fn lost_since(&self) -> Option<u64> {
        let lasts = |from: usize| {
            let later = &self.since[from..];
            let lacking = later.iter().filter(|(_, collapsed)| *collapsed).count();
            later[0].1 && 2 * lacking > later.len()
        };
        let first = (0..self.since.len()).find(|from| lasts(*from))?;
        Some(self.since[first].0)
    }

    /// Whether modes are missing most of the time, or at most half are in effect used.
    pub fn is_collapsed(&self) -> bool {
        self.mostly(FreshSamples::is_collapsed)
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

/// Beginnings of the names of arms that fail by construction.
const CONSTRUCTED: [(&str, Verdict); 4] = [
    ("diverges", Verdict::Divergence),
    ("d_wins", Verdict::DiscriminatorDominance),
    ("g_wins", Verdict::GeneratorDominance),
    ("frozen", Verdict::Frozen),
];

impl GroundTruth {
    /// From the name of the arm, and the samples of the last tenth.
    pub fn of(arm: &str, samples: &LastTenth) -> Self {
        let failure = CONSTRUCTED
            .iter()
            .find(|(name, _)| arm.starts_with(name))
            .map(|(_, verdict)| *verdict);
        let constructed = |onset| Self {
            verdict: failure,
            onset,
        };
        match failure {
            Some(Verdict::Divergence) => constructed(Some(0).filter(|_| !arm.ends_with("late"))),
            // A D that learns nothing teaches nothing. Where the samples of such a G look real, they are one picture within
            // the k-NN ball of a single outlier (Naeem et al. 2020).
            Some(Verdict::GeneratorDominance) => constructed(Some(0)),
            Some(_) if !samples.looks_real() => constructed(from_step(arm).or(Some(0))),
            _ => Self::by_samples(samples),
        }
    }

    fn by_samples(samples: &LastTenth) -> Self {
        let (verdict, onset) = match (samples.looks_real(), samples.is_collapsed()) {
            (false, _) => (None, None),
            (true, false) => (Some(Verdict::Healthy), None),
            (true, true) => (Some(Verdict::ModeCollapse), samples.lost_since()),
        };
        Self { verdict, onset }
    }
}

/// The step from which a part of the data was taken away, of a run that had all of it before.
pub fn taken_away(arm: &str) -> Option<u64> {
    let step = from_step(arm).filter(|step| *step > 0);
    step.filter(|_| arm.contains("_keeps_"))
}

/// The step that an arm's name ends in.
fn from_step(arm: &str) -> Option<u64> {
    arm.rsplit_once("_from_")
        .and_then(|(_, step)| step.parse().ok())
}
