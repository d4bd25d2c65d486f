//! Stands in for `Case::foreign` and `Diagnosis.limits` of the rules at work on `main`: replace both functions at the merge.

use super::{Case, Diagnosis, diagnose};
use crate::spec::{self, Loss};
use crate::train::{EvalRow, StepRow};

/// Judges a log of which only the loss and the samples behind each evaluation are known.
///
/// # Panics
/// If `samples` is not from 2 to 100,000.
pub fn diagnose_foreign(loss: Loss, samples: usize, steps: &[StepRow], evals: &[EvalRow]) -> Diagnosis {
    let run = format!("{{loss: {}, evaluate: {{samples: {samples}}}}}", loss.name());
    let study = spec::parse("foreign", &format!("study: foreign\nquestion: none\nrun: {run}\n"), &[]);
    let study = study.expect("every loss has a default run");
    diagnose(&Case { run: &study.runs[0].run, steps, evals })
}

/// What could not be judged, a sentence each.
pub fn foreign_limits(steps: &[StepRow], evals: &[EvalRow]) -> Vec<String> {
    let lacks = |column: fn(&StepRow) -> Option<f64>| steps.iter().all(|row| column(row).is_none());
    let limits = [
        (evals.is_empty(), "without samples nobody can say whether modes are lost, nor that the run is healthy"),
        (lacks(|row| row.d_loss), "without D's loss dominance cannot be judged"),
        (lacks(|row| row.g_loss), "without G's loss its divergence cannot be judged"),
        (lacks(|row| row.d_acc), "without D's accuracy dominance is judged by its loss alone"),
    ];
    limits.into_iter().filter(|(holds, _)| *holds).map(|(_, limit)| limit.to_string()).collect()
}
