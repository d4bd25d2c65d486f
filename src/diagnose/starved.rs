//! Starved: a balance rule lets a player move in hardly any step, and the samples do not look real.

use super::finding::Comparison::Below;
use super::rule::Rule;
use super::run_history::LEAST_ROWS;
use super::sample_criteria::SampleCriteria;
use super::undertrained::is_on_its_way;
use super::words::{number, part};
use super::{
    Evidence, Finding, RunHistory, Severity, Symptom, Thresholds, Verdict, VerdictForm,
    discriminator_dominance, frozen, generator_dominance, remedy,
};
use crate::train::StepRow;

pub(super) const RULE: Rule = Rule {
    symptom: Symptom::Verdict(Verdict::Starved),
    needs: || "as for mode_collapse, of a run by seesaw".to_string(),
    condition,
    find,
};

fn condition(thresholds: &Thresholds) -> String {
    format!(
        "{} steps or more after warm_up_d, a player moved in fewer than a {} of the second half of these steps, and the samples do not look \
         real; not where D is dominant although it is held back, nor where the samples are getting better, as for discriminator_dominance, \
         and no other failure is found",
        number(thresholds.chance_updates as f64),
        part(LEAST_MOVED),
    )
}

/// A player that moves in a smaller share of the steps is hardly trained.
const LEAST_MOVED: f64 = 0.1;

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
    /// The number of these steps in which it moved.
    fn moves(&self, rows: &[StepRow]) -> usize {
        let moved = rows.iter().filter(|row| (self.updates)(row) > 0);
        moved.count()
    }

    fn is_held_back(&self, rows: &[StepRow]) -> bool {
        (self.moves(rows) as f64) < LEAST_MOVED * rows.len() as f64
    }

    /// In how many of these steps it moved, beside the least where that is too few.
    fn evidence(&self, rows: &[StepRow]) -> Evidence {
        let name = format!("steps of the second half in which {} moved", self.name);
        let moves = self.moves(rows) as f64;
        match self.is_held_back(rows) {
            true => Evidence::compared(&name, moves, Below, LEAST_MOVED * rows.len() as f64),
            false => Evidence::informative(&name, moves),
        }
    }
}

/// A player that is held back cannot follow the other. That it is dominated, or that G stands still, only says what came of
/// it. But a D that has won although it is held back is a dominant D.
pub(super) fn find(history: &RunHistory) -> Option<Finding> {
    let criteria = SampleCriteria::of(history)?;
    let is_enough = history.has_enough_evaluations() && history.has_enough_samples();
    if !is_enough || criteria.looks_real(&history.final_metrics()) {
        return None;
    }
    let (warm_up, rows) = second_half(history)?;
    let moves = |player: &&Player| (player.moves(rows), player.moves(history.steps));
    let player = PLAYERS.iter().min_by_key(moves)?;
    if !player.is_held_back(rows) {
        return None;
    }
    let has_won = player.name == "D" && discriminator_dominance::find(history).is_some();
    if has_won || is_young(history) {
        return None;
    }
    let onset = history.step_onset(|block| player.is_held_back(block));
    let mut evidence = PLAYERS.map(|player| player.evidence(rows)).to_vec();
    evidence.sort_by_key(|number| !number.falls_short());
    evidence.extend(criteria.realism(history));
    evidence.extend(criteria.completeness(history));
    Some(Finding {
        form: Some(player.form),
        severity: Severity::Severe,
        onset: onset.map(|step| step.max(warm_up + 1)),
        evidence,
        ..Finding::of(Verdict::Starved, remedy::feed(history, player.name))
    })
}

/// The last step in which only D moves by plan, and the second half of the steps after it, once they are many. An
/// autoencoder has no D, and what a log does not say is no standstill.
fn second_half<'a>(history: &RunHistory<'a>) -> Option<(u64, &'a [StepRow])> {
    let run = history.run.filter(|run| !run.model.is_autoencoder())?;
    let warm_up = run.warm_up_d as u64;
    let begin = history.steps.partition_point(|row| row.step <= warm_up);
    let rows = &history.steps[begin..];
    let late = &rows[rows.len() / 2..];
    let steps = rows.last()?.step - warm_up;
    let is_enough = steps >= history.thresholds.chance_updates && late.len() >= LEAST_ROWS;
    is_enough.then_some((warm_up, late))
}

/// Whether the samples are getting better, and nothing else is wrong.
fn is_young(history: &RunHistory) -> bool {
    let others = [frozen::RULE, generator_dominance::RULE];
    is_on_its_way(history) && others.iter().all(|rule| (rule.find)(history).is_none())
}
