//! What a case could not show, in sentences.

use super::Case;
use super::case::Column;
use super::samples::Judge;
use crate::metrics::Metric;

/// Share of the ideal D loss within which D may be at chance.
const NEAR: f64 = 0.1;

/// A sentence for everything that could not be judged.
pub(super) fn of(case: &Case) -> Vec<String> {
    let mut limits = Vec::new();
    if Judge::of(case).is_none() {
        limits.push(
            "no samples were measured: losses can neither show nor exclude a mode collapse, nor say how good samples are"
                .to_string(),
        );
        if near_ideal(case) {
            limits.push(
                "D's loss is near its ideal: a balanced game and a D that sees nothing look the same without samples"
                    .to_string(),
            );
        }
    } else {
        if !case.has_enough_samples() {
            let (samples, needed) = (case.samples, case.samples_needed());
            limits.push(format!(
                "{samples} samples an evaluation are too few for its modes; {needed} are needed"
            ));
        }
        if !case.measures(Metric::ModesTotal) {
            limits.push("the data's modes are not known: coverage stands for them".to_string());
        }
    }
    let lacks = |column: Column| case.steps.iter().all(|row| column(row).is_none());
    if lacks(|row| row.d_loss) {
        limits.push("D's loss was not logged: neither player's dominance was judged".to_string());
    }
    if lacks(|row| row.d_acc) && !lacks(|row| row.d_loss) && case.loss.has_level() {
        limits.push(
            "D's accuracy was not logged: its dominance was judged by its loss alone".to_string(),
        );
    }
    if !case.loss.has_level() {
        let name = case.loss.name();
        limits.push(format!(
            "the value of a {name} D loss does not say how far D is ahead: no dominance was judged by it"
        ));
    }
    limits
}

fn near_ideal(case: &Case) -> bool {
    let ideal = case.ideal();
    let loss = case.final_step(|row| row.d_loss);
    ideal > 0.0 && loss.is_some_and(|loss| (loss - ideal).abs() <= NEAR * ideal)
}
