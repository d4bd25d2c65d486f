//! What a history cannot show, in sentences.

use super::run_history::{Column, LEAST_EVALUATIONS, LEAST_IMAGES};
use super::sample_criteria::SampleCriteria;
use super::sample_facts::COUNTED_PICTURES;
use super::words::{count, number};
use super::{Finding, RunHistory, SampleFacts, Verdict, VerdictForm};
use super::{copies, logged_metrics};
use crate::metrics::Metric;

/// Share of the ideal D loss within which D may be at chance.
const NEAR: f64 = 0.1;

/// One sentence for each thing that could not be judged beside what was found.
pub(super) fn sentences(history: &RunHistory, findings: &[Finding]) -> Vec<String> {
    let mut sentences = match SampleCriteria::of(history) {
        None => without_samples(history, findings),
        Some(_) => of_samples(history),
    };
    if history.run.is_some_and(|run| run.model.is_autoencoder()) {
        sentences.push("an autoencoder has no D: no player's dominance was judged".to_string());
        return sentences;
    }
    let is_failure = findings.iter().any(Finding::is_failure);
    let lacks = |column: Column| history.steps.iter().all(|row| column(row).is_none());
    if let Some(facts) = history.facts {
        sentences.extend(of_facts(facts));
        sentences.extend(copies::not_judged(history));
    }
    if history.facts.is_some() && history.steps.is_empty() {
        sentences.push(
            "samples alone were given: what the players do, and since when, takes a log of their losses".to_string(),
        );
    } else if lacks(|row| row.d_loss) {
        sentences
            .push("D's loss was not logged: neither player's dominance was judged".to_string());
    } else if lacks(|row| row.d_acc) && history.loss.has_level() && judges_dominance(findings) {
        sentences.push(
            "D's accuracy was not logged: its dominance was judged by its loss alone".to_string(),
        );
    }
    if !history.loss.has_level() && !is_failure {
        let name = history.loss.name();
        sentences.push(format!(
            "the value of a {name} D loss does not say how far D is ahead, only that it sees a difference: no dominance was judged by it"
        ));
    }
    sentences
}

/// Whether the verdict is that D has won, or that it has not.
fn judges_dominance(findings: &[Finding]) -> bool {
    let by_losses = |finding: &Finding| finding.form == Some(VerdictForm::LossesOnly);
    findings.first().is_some_and(|finding| {
        finding.symptom == Verdict::DiscriminatorDominance.into() || by_losses(finding)
    })
}

/// What samples from anywhere leave open.
fn of_facts(facts: &SampleFacts) -> Vec<String> {
    let (samples, reals) = facts.counts;
    let single = format!(
        "the verdict is about a single set, of size {}: whether it lasts takes {} sets or more, each with its step in its name",
        number(samples as f64),
        count(LEAST_EVALUATIONS)
    );
    let mut sentences: Vec<String> = facts.is_single.then_some(single).into_iter().collect();
    if (reals as f64) < LEAST_IMAGES {
        sentences.push(format!(
            "{reals} real rows are too few to be compared with; {} are needed",
            number(LEAST_IMAGES)
        ));
    }
    let rows = match facts.sides {
        Some(_) => "pictures",
        None => "rows",
    };
    sentences.extend(facts.few_pictures().map(|count| {
        format!(
            "a part of the data that ten or fewer of {count} real {rows} show would not be missed: take {COUNTED_PICTURES} or more of each side"
        )
    }));
    sentences.extend(facts.not_judged.iter().cloned());
    sentences
}

fn without_samples(history: &RunHistory, findings: &[Finding]) -> Vec<String> {
    let metrics = logged_metrics::names(history);
    let mut sentences = vec![match metrics.is_empty() {
        true => "no samples were measured: losses can neither show nor exclude a mode collapse, nor say how good samples are"
            .to_string(),
        false => format!(
            "the log has {}, by which alone samples are not judged: that takes precision with coverage, or modes",
            metrics.join(", ")
        ),
    }];
    if near_ideal(history) {
        sentences.push(
            "D's loss is near its ideal: a balanced game and a D that sees nothing look the same without samples"
                .to_string(),
        );
    }
    if !findings.iter().any(Finding::is_failure) && above_ideal(history) {
        let why = match history.assumes_mean {
            true => {
                "it may be the sum of its two terms (`--convention sum`), or other terms are in it"
            }
            false => "other terms are in it, or the convention is another",
        };
        sentences.push(format!(
            "D's loss is well above its ideal: {why}; nothing is claimed by its level"
        ));
    }
    sentences
}

fn of_samples(history: &RunHistory) -> Vec<String> {
    let mut sentences = Vec::new();
    if !history.has_enough_samples() {
        let (samples, needed) = (history.samples, history.samples_needed());
        sentences.push(match history.facts {
            Some(_) => format!(
                "too few samples or real rows to be judged: {samples}, where {needed} are needed"
            ),
            None => format!(
                "{samples} samples per evaluation are too few for its modes; {needed} are needed"
            ),
        });
    }
    if !history.measures(Metric::ModesTotal) {
        let instead = match history.measures(Metric::JensenShannon) {
            true => "bins of the data and coverage stand for them",
            false => "coverage stands for them",
        };
        sentences.push(format!("the data's modes are not known: {instead}"));
    }
    sentences
}

/// Whether D's loss is that of no plain game that goes on.
fn above_ideal(history: &RunHistory) -> bool {
    let most = history.thresholds.fooled_loss * history.ideal();
    let loss = history.final_step(|row| row.d_loss);
    most > 0.0 && loss.is_some_and(|loss| loss > most)
}

fn near_ideal(history: &RunHistory) -> bool {
    let ideal = history.ideal();
    let loss = history.final_step(|row| row.d_loss);
    ideal > 0.0 && loss.is_some_and(|loss| (loss - ideal).abs() <= NEAR * ideal)
}
