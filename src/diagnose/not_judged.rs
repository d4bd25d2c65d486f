//! What a history cannot show, in sentences.

use super::RunHistory;
use super::run_history::Column;
use super::sample_criteria::SampleCriteria;
use crate::metrics::Metric;

/// Share of the ideal D loss within which D may be at chance.
const NEAR: f64 = 0.1;

/// One sentence for each thing that could not be judged.
pub(super) fn sentences(history: &RunHistory) -> Vec<String> {
    let mut sentences = Vec::new();
    if SampleCriteria::of(history).is_none() {
        sentences.push(
            "no samples were measured: losses can neither show nor exclude a mode collapse, nor say how good samples are"
                .to_string(),
        );
        if near_ideal(history) {
            sentences.push(
                "D's loss is near its ideal: a balanced game and a D that sees nothing look the same without samples"
                    .to_string(),
            );
        }
        if far_above_ideal(history) {
            sentences.push(
                "D's loss is far above its ideal: other terms are in it, or the convention is another; nothing is claimed by its level"
                    .to_string(),
            );
        }
    } else {
        if !history.has_enough_samples() {
            let (samples, needed) = (history.samples, history.samples_needed());
            sentences.push(format!(
                "{samples} samples per evaluation are too few for its modes; {needed} are needed"
            ));
        }
        if !history.measures(Metric::ModesTotal) {
            let instead = match history.measures(Metric::JensenShannon) {
                true => "bins of the data and coverage stand for them",
                false => "coverage stands for them",
            };
            sentences.push(format!("the data's modes are not known: {instead}"));
        }
    }
    let lacks = |column: Column| history.steps.iter().all(|row| column(row).is_none());
    if lacks(|row| row.d_loss) {
        sentences
            .push("D's loss was not logged: neither player's dominance was judged".to_string());
    }
    if lacks(|row| row.d_acc) && !lacks(|row| row.d_loss) && history.loss.has_level() {
        sentences.push(
            "D's accuracy was not logged: its dominance was judged by its loss alone".to_string(),
        );
    }
    if !history.loss.has_level() {
        let name = history.loss.name();
        sentences.push(format!(
            "the value of a {name} D loss does not say how far D is ahead: no dominance was judged by it"
        ));
    }
    sentences
}

/// Share of the ideal D loss above which it is not the plain loss of a game that goes on.
const FAR_ABOVE: f64 = 1.25;

fn far_above_ideal(history: &RunHistory) -> bool {
    let ideal = history.ideal();
    let loss = history.final_step(|row| row.d_loss);
    ideal > 0.0 && loss.is_some_and(|loss| loss > FAR_ABOVE * ideal)
}

fn near_ideal(history: &RunHistory) -> bool {
    let ideal = history.ideal();
    let loss = history.final_step(|row| row.d_loss);
    ideal > 0.0 && loss.is_some_and(|loss| (loss - ideal).abs() <= NEAR * ideal)
}
