//! The log in a line per game, for pipes and files.

use super::attached_log::{AttachedLog, Game};
use crate::record;
use crate::report::evidence_text;
use crate::statistics::format_number;

/// The verdicts by which one tells whether something has changed.
pub(super) fn verdicts(log: &AttachedLog) -> String {
    let labels = log
        .judged()
        .iter()
        .map(|game| game.diagnosis.label() + "\n");
    labels.collect()
}

/// A line for each game; with the numbers that decided where the verdict has changed.
pub(super) fn status_lines(log: &AttachedLog, is_changed: bool) -> String {
    let now = record::now().strftime("%FT%TZ");
    let line = |game: &Game| {
        let name = match &game.log.game {
            Some(name) => format!("  {name}"),
            None => String::new(),
        };
        let because = if is_changed {
            evidence(game)
        } else {
            String::new()
        };
        format!("{now}{name}  {}{because}\n", state(game))
    };
    log.judged().iter().map(line).collect()
}

/// The last step with its losses, and the verdict.
fn state(game: &Game) -> String {
    let row = game.log.steps.last();
    let losses = [
        ("d_loss", row.and_then(|row| row.d_loss)),
        ("g_loss", row.and_then(|row| row.g_loss)),
    ];
    let losses = losses
        .into_iter()
        .filter_map(|(name, loss)| loss.map(|loss| format!("  {name} {}", format_number(loss))));
    format!(
        "step {}{}  {}{}",
        game.last_step(),
        losses.collect::<String>(),
        game.diagnosis.label(),
        since(game)
    )
}

/// Since when the verdict holds, if that is known.
pub(super) fn since(game: &Game) -> String {
    let onset = game.diagnosis.onset;
    onset.map_or(String::new(), |step| format!(" since step {step}"))
}

/// The first of the numbers that decided.
fn evidence(game: &Game) -> String {
    let numbers = game.diagnosis.findings.first();
    let first = numbers.and_then(|finding| finding.evidence.first());
    first.map_or(String::new(), |number| {
        format!(": {}", evidence_text(number))
    })
}
