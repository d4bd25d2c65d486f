//! Remedies for what samples are judged by: their number, where modes are, copies.

use super::super::words::number;
use super::super::{Remedy, RunHistory};
use super::patch::reason_only;
use crate::metrics::Metric;

/// Enough samples in each evaluation.
pub(in crate::diagnose) fn more_samples(history: &RunHistory, needed: usize) -> Remedy {
    let reason = "so few samples miss modes by chance";
    match history.facts {
        Some(facts) => {
            let sheet = match facts.counts.0 == 1 && facts.sides.is_some() {
                true => {
                    "if the picture is a sheet of many samples, say so with `--tile 8x8`; else "
                }
                false => "",
            };
            reason_only(format!(
                "{sheet}give {} or more: {reason}",
                number(needed as f64)
            ))
        }
        None => Remedy {
            patch: format!("evaluate: {{samples: {needed}}}"),
            reason: reason.to_string(),
        },
    }
}

/// Share of samples of high quality below which the modes may be elsewhere.
const NEAR_NO_MODE: f64 = 0.02;

/// Samples that are neither good nor collapsed.
pub(in crate::diagnose) fn look_at_samples(history: &RunHistory, look_real: bool) -> Remedy {
    let none_is_near = history
        .final_metric(Metric::HighQuality)
        .is_some_and(|share| share < NEAR_NO_MODE);
    reason_only(match look_real {
        false if none_is_near => {
            "hardly a sample lies near a mode: are the modes where `--modes` says? A ring has radius 1 unless it is told \
             (`ring:8,radius=2`), a grid spacing 2; else train longer"
        }
        true => {
            "they look real and show neither all of the data nor lack a clear part: give more of both sides"
        }
        false => {
            "they do not look real: look at them beside the real ones (--report), and at the signs; train longer, or mend what these name"
        }
    })
}

/// Against training images that are learned by heart.
pub(in crate::diagnose) fn fewer_copies() -> Remedy {
    reason_only("give D more images or augmentation (ada, diff_augment), or end training earlier")
}
