//! The training in a line per game, for pipes and files.

use super::training::{Game, Training};
use crate::metrics::Metric;
use crate::record;
use crate::report::evidence_text;
use crate::statistics::format_number;

/// What says most of samples, first: what there is of it depends on the data.
const METRICS: [Metric; 5] = [
    Metric::Modes,
    Metric::HighQuality,
    Metric::RarestMode,
    Metric::Precision,
    Metric::Coverage,
];
/// Metrics of a line, at most.
const MOST_METRICS: usize = 3;

/// The verdicts by which one tells whether something has changed.
pub(super) fn verdicts(training: &Training) -> String {
    let labels = training
        .judged()
        .iter()
        .map(|game| game.diagnosis.label() + "\n");
    labels.collect()
}

/// A line for each game; with the numbers that decided where the verdict has changed.
pub(super) fn status_lines(training: &Training, is_changed: bool) -> String {
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
    training.judged().iter().map(line).collect()
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
        "step {}{}{}  {}{}",
        game.last_step(),
        losses.collect::<String>(),
        samples(game),
        game.diagnosis.label(),
        since(game)
    )
}

/// The metrics of the last evaluation that say most, with its step where that is another.
fn samples(game: &Game) -> String {
    let Some(row) = game.log.evals.last() else {
        return String::new();
    };
    let values = METRICS.into_iter().filter_map(|metric| {
        let value = row.measured.get(metric).filter(|value| !value.is_nan())?;
        let name = metric.description().name;
        Some(format!("{name} {}", format_number(value)))
    });
    let values: Vec<String> = values.take(MOST_METRICS).collect();
    let of_step = match row.step == game.last_step() {
        true => String::new(),
        false => format!(" of step {}", row.step),
    };
    match values.is_empty() {
        true => String::new(),
        false => format!("  samples{of_step}: {}", values.join(", ")),
    }
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
