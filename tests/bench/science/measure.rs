//! What a published number measures, and the same of a run of ours.

use seesaw::diagnose::Diagnosis;
use seesaw::metrics::Metric;
use seesaw::record::{RunPaths, read_complete_run};
use seesaw::train::EvalRow;

/// A Dirac-GAN has converged when, in the last tenth of its run, its distance from the equilibrium is
/// at most this share of that of its start.
const CONVERGED: f64 = 0.05;

/// How a run is counted.
#[derive(Clone, Copy, PartialEq)]
pub enum Measure {
    /// A metric of the last evaluation.
    Last(Metric),
    /// 1 if both players have come to the equilibrium, else 0.
    Converged,
    /// 1 if the run is judged to be a failure, else 0.
    Failed,
}

impl Measure {
    pub fn name(self) -> &'static str {
        match self {
            Self::Last(metric) => metric.description().name,
            Self::Converged => "converged",
            Self::Failed => "failed",
        }
    }

    /// The value of a complete run; `None` if it has none.
    pub fn of(self, paths: &RunPaths) -> Option<f64> {
        let evals = || Some(read_complete_run(paths).ok()?.history.evals);
        match self {
            Self::Last(metric) => evals()?.last()?.measured.get(metric),
            Self::Converged => converged(&evals()?).map(f64::from),
            Self::Failed => {
                let text = std::fs::read_to_string(paths.verdict()).ok()?;
                let diagnosis: Diagnosis = serde_json::from_str(&text).ok()?;
                Some(f64::from(diagnosis.verdict.is_failure()))
            }
        }
    }
}

fn converged(evals: &[EvalRow]) -> Option<bool> {
    let distances: Option<Vec<f64>> = evals
        .iter()
        .map(|row| row.measured.get(Metric::EquilibriumDistance))
        .collect();
    let distances = distances?;
    let last = &distances[distances.len() - distances.len().div_ceil(10)..];
    let near = CONVERGED * distances.first()?;
    Some(last.iter().all(|distance| *distance <= near))
}
