//! The same runs with more or less of what is known of them.

use rayon::prelude::*;
use seesaw::diagnose::{Diagnosis, EvidenceKind, Thresholds};

use super::scores::DiagnosedRun;
use super::trained_runs::{DiagnoseRun, HELD_OUT, TrainedRun};

/// What the rules are shown of which runs.
pub struct View {
    pub title: &'static str,
    pub evidence: EvidenceKind,
    pub applies: fn(&TrainedRun) -> bool,
    pub diagnose_run: DiagnoseRun,
    /// The first seed that none of its rules has met.
    held_out_from: u64,
}

pub const VIEWS: [View; 4] = [
    View {
        title: "Samples of data whose modes are known (ring, grid, shapes)",
        evidence: EvidenceKind::Modes,
        applies: |run| !run.has_classes(),
        diagnose_run: TrainedRun::diagnose,
        held_out_from: HELD_OUT,
    },
    View {
        title: "Samples whose classes a classifier finds (digits)",
        evidence: EvidenceKind::Classes,
        applies: TrainedRun::has_classes,
        diagnose_run: TrainedRun::diagnose,
        held_out_from: HELD_OUT,
    },
    View {
        title: "Images with modes and classes hidden: features alone (shapes, digits)",
        evidence: EvidenceKind::Features,
        applies: TrainedRun::is_of_images,
        diagnose_run: TrainedRun::diagnose_features,
        held_out_from: HELD_OUT,
    },
    View {
        title: "Losses alone, as the log of another program has them (all)",
        evidence: EvidenceKind::Losses,
        applies: |_| true,
        diagnose_run: TrainedRun::diagnose_losses,
        // No rule about losses has been chosen on later seeds.
        held_out_from: 10,
    },
];

impl View {
    /// The runs that it is about, judged.
    pub fn diagnoses<'a>(
        &self,
        runs: &'a [TrainedRun],
        thresholds: Thresholds,
    ) -> Vec<(&'a TrainedRun, Diagnosis)> {
        let shown: Vec<&TrainedRun> = runs.iter().filter(|run| (self.applies)(run)).collect();
        shown
            .into_par_iter()
            .map(|run| (run, (self.diagnose_run)(run, thresholds)))
            .collect()
    }

    /// Judged runs as pairs of references, those of the seeds that are held out of its rules, or the others.
    pub fn half<'a>(
        &self,
        judged: &'a [(&'a TrainedRun, Diagnosis)],
        held_out: bool,
    ) -> Vec<DiagnosedRun<'a>> {
        judged
            .iter()
            .filter(|(run, _)| (run.planned.seed >= self.held_out_from) == held_out)
            .map(|(run, diagnosis)| (*run, diagnosis))
            .collect()
    }
}
