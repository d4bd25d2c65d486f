//! A study in one line: how many runs have each status, how many each verdict.

use super::super::terminal::color::TextStyle;
use super::super::terminal::styled_text::{StyledLine, StyledText};
use super::watched_study::WatchedStudy;
use crate::diagnose::Verdict;
use crate::plot::verdict_letter;
use crate::record::RunStatus;
use crate::statistics::plural;

/// How many runs have each status, the most interesting one first.
pub(super) fn status_counts(watched: &WatchedStudy) -> String {
    let others = RunStatus::ALL
        .into_iter()
        .filter(|status| *status != RunStatus::Complete);
    let counts = others
        .map(|status| (watched.count(status), status.name()))
        .filter(|(count, _)| *count > 0);
    let words = counts.map(|(count, status)| format!(", {count} {status}"));
    let complete = watched.count(RunStatus::Complete);
    format!(
        "{complete} of {} complete{}",
        plural(watched.runs.len(), "run"),
        words.collect::<String>()
    )
}

/// How many runs have each verdict, as letter and name, or as letter alone. Empty while no run has
/// a verdict.
pub(super) fn verdict_counts(watched: &WatchedStudy, with_names: bool) -> StyledLine {
    let verdicts: Vec<Verdict> = watched
        .runs
        .iter()
        .filter_map(|run| Some(run.verdict?.0))
        .collect();
    let mut line = StyledLine::new();
    for verdict in Verdict::ALL {
        let count = verdicts.iter().filter(|found| **found == verdict).count();
        if count == 0 {
            continue;
        }
        let gap = if line.is_empty() { "" } else { "   " };
        let mut word = verdict_letter(verdict).to_string();
        if with_names {
            word.push_str(&format!(" {}", verdict.name()));
        }
        line.push(StyledText::plain(format!("{gap}{count} ")));
        line.push(StyledText::with_style(word, TextStyle::Verdict(verdict)));
    }
    line
}

/// A bar whose full part is `done` of `all`.
pub(super) fn bar(done: u64, all: u64, width: usize) -> String {
    let full = (done.min(all) as usize * width)
        .checked_div(all as usize)
        .unwrap_or(0);
    format!("{}{}", "█".repeat(full), "░".repeat(width - full))
}
