//! Starved: a balance rule lets a player move in hardly any step, and the samples do not look real.

use super::finding::Comparison::Below;
use super::rule::Rule;
use super::run_history::LEAST_ROWS;
use super::sample_criteria::SampleCriteria;
use super::words::{count, part};
use super::{
    Evidence, Finding, RunHistory, Severity, Symptom, Thresholds, Verdict, VerdictForm,
    discriminator_dominance, remedy, undertrained,
};
use crate::train::StepRow;

pub(super) const RULE: Rule = Rule {
    symptom: Symptom::Verdict(Verdict::Starved),
    needs: || "what mode_collapse needs, of a run by seesaw".to_string(),
    condition,
    find,
};

fn condition(_: &Thresholds) -> String {
    format!(
        "the samples do not look real and are not getting better, and a player moved in less than a {} of the steps, of at least {}; not \
         where D is held back and is dominant all the same",
        part(LEAST_MOVED),
        count(LEAST_ROWS),
    )
}

/// Share of the steps of training in which a player moves at least, or it has hardly been trained.
const LEAST_MOVED: f64 = 0.1;

/// Steps in which a player moves at least.
fn least(rows: &[StepRow]) -> f64 {
    LEAST_MOVED * rows.len() as f64
}

struct Player {
    name: &'static str,
    /// The form of the verdict where this player is held back.
    form: VerdictForm,
    /// Its updates in a step.
    updates: fn(&StepRow) -> u16,
}

const PLAYERS: [Player; 2] = [
    Player {
        name: "D",
        form: VerdictForm::Discriminator,
        updates: |row| row.d_stepped,
    },
    Player {
        name: "G",
        form: VerdictForm::Generator,
        updates: |row| row.g_stepped,
    },
];

impl Player {
    /// In how many of these steps it moved.
    fn moves(&self, rows: &[StepRow]) -> f64 {
        rows.iter().filter(|row| (self.updates)(row) > 0).count() as f64
    }
}

/// A player that is held back cannot follow the other, whatever else is found: that it is dominated, or that G stands still,
/// only says what came of it. But a D that has won although it is held back is a dominant D.
pub(super) fn find(history: &RunHistory) -> Option<Finding> {
    let criteria = SampleCriteria::of(history)?;
    let is_enough = history.has_enough_evaluations()
        && history.has_enough_samples()
        && history.steps.len() >= LEAST_ROWS;
    if history.run.is_none() || !is_enough || criteria.looks_real(&history.final_metrics()) {
        return None;
    }
    let player = PLAYERS
        .iter()
        .find(|player| player.moves(history.steps) < least(history.steps))?;
    let has_won = player.name == "D" && discriminator_dominance::find(history).is_some();
    if has_won || undertrained::find(history).is_some() {
        return None;
    }
    let onset = history.step_onset(|rows| player.moves(rows) < least(rows));
    let mut evidence = vec![Evidence::compared(
        &format!("steps in which {} moved", player.name),
        player.moves(history.steps),
        Below,
        least(history.steps),
    )];
    evidence.extend(criteria.realism(history));
    evidence.extend(criteria.completeness(history));
    Some(Finding {
        form: Some(player.form),
        severity: Severity::Severe,
        onset,
        evidence,
        ..Finding::of(Verdict::Starved, remedy::feed(history, player.name))
    })
}
