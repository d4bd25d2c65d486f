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
use crate::config::Run;
use crate::train::{Player, StepRow};

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

/// The player in the evidence, and the form of the verdict where it is held back.
fn described(player: Player) -> (&'static str, VerdictForm) {
    match player {
        Player::Discriminator => ("D", VerdictForm::Discriminator),
        Player::Generator => ("G", VerdictForm::Generator),
    }
}

/// The number of these steps in which a player moved.
fn moves(player: Player, rows: &[StepRow]) -> usize {
    let updates = |row: &&StepRow| match player {
        Player::Discriminator => row.d_stepped,
        Player::Generator => row.g_stepped,
    };
    rows.iter().filter(|row| updates(row) > 0).count()
}

fn is_held_back(player: Player, rows: &[StepRow]) -> bool {
    (moves(player, rows) as f64) < LEAST_MOVED * rows.len() as f64
}

/// In how many of these steps a player moved, beside the least where that is too few.
fn evidence(player: Player, rows: &[StepRow]) -> Evidence {
    let (letter, _) = described(player);
    let name = format!("steps of the second half in which {letter} moved");
    let moves = moves(player, rows) as f64;
    match is_held_back(player, rows) {
        true => Evidence::compared(&name, moves, Below, LEAST_MOVED * rows.len() as f64),
        false => Evidence::informative(&name, moves),
    }
}

/// A player that is held back cannot follow the other. That it is dominated, or that G stands still, only says what came of
/// it. But a D that has won although it is held back is a dominant D. An autoencoder has no D.
pub(super) fn find(history: &RunHistory) -> Option<Finding> {
    let criteria = SampleCriteria::of(history)?;
    let is_enough = history.has_enough_evaluations() && history.has_enough_samples();
    if !is_enough || criteria.looks_real(&history.final_metrics()) {
        return None;
    }
    let run = history.run.filter(|run| !run.model.is_autoencoder())?;
    let rows = second_half(history, run)?;
    let both = [Player::Discriminator, Player::Generator];
    let player = both
        .into_iter()
        .min_by_key(|player| (moves(*player, rows), moves(*player, history.steps)))?;
    if !is_held_back(player, rows) {
        return None;
    }
    let has_won =
        player == Player::Discriminator && discriminator_dominance::find(history).is_some();
    if has_won || is_young(history) {
        return None;
    }
    let onset = history.step_onset(|block| is_held_back(player, block));
    let mut numbers = both.map(|player| evidence(player, rows)).to_vec();
    numbers.sort_by_key(|number| !number.falls_short());
    numbers.extend(criteria.realism(history));
    numbers.extend(criteria.completeness(history));
    let (_, form) = described(player);
    Some(Finding {
        form: Some(form),
        severity: Severity::Severe,
        onset: onset.map(|step| step.max(run.warm_up_d as u64 + 1)),
        evidence: numbers,
        ..Finding::of(Verdict::Starved, remedy::feed(run, player))
    })
}

/// The second half of the steps in which either player may move, once these are many.
fn second_half<'a>(history: &RunHistory<'a>, run: &Run) -> Option<&'a [StepRow]> {
    let warm_up = run.warm_up_d as u64;
    let begin = history.steps.partition_point(|row| row.step <= warm_up);
    let rows = &history.steps[begin..];
    let late = &rows[rows.len() / 2..];
    let steps = rows.last()?.step - warm_up;
    let is_enough = steps >= history.thresholds.chance_updates && late.len() >= LEAST_ROWS;
    is_enough.then_some(late)
}

/// Whether the samples are getting better, and nothing else is wrong.
fn is_young(history: &RunHistory) -> bool {
    let others = [frozen::RULE, generator_dominance::RULE];
    is_on_its_way(history) && others.iter().all(|rule| (rule.find)(history).is_none())
}
