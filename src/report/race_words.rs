//! What a page says of runs that a search has dropped, and of runs that went back.

use std::collections::BTreeMap;

use super::run_on_disk::RunOnDisk;
use super::text::format_count;
use crate::diagnose::Verdict;
use crate::record::RunStatus;
use crate::statistics::format_number;

/// Runs that were dropped, by the step at which they were.
pub(super) fn dropped_at(runs: &[RunOnDisk]) -> BTreeMap<u64, usize> {
    let mut counts = BTreeMap::new();
    for run in runs.iter().filter(|run| run.status == RunStatus::Pruned) {
        let step = run.file.as_ref().map_or(0, |file| file.steps);
        *counts.entry(step).or_insert(0) += 1;
    }
    counts
}

/// `9 at step 20 and 3 at step 40`.
pub(super) fn dropped_words(dropped: &BTreeMap<u64, usize>) -> String {
    let words =
        |(step, count): (&u64, &usize)| format!("{count} at step {}", format_number(*step as f64));
    let mut words: Vec<String> = dropped.iter().map(words).collect();
    let last = words.pop().unwrap_or_default();
    match words.is_empty() {
        true => last,
        false => format!("{} and {last}", words.join(", ")),
    }
}

/// How many runs were trained, and what became of them before the others are compared; nothing where none was dropped.
pub(super) fn race_sentence(runs: &[RunOnDisk], ended: usize) -> Option<String> {
    let dropped = dropped_at(runs);
    if dropped.is_empty() {
        return None;
    }
    let count: usize = dropped.values().sum();
    let trained = count + ended;
    Some(format!(
        "{} trained: {count} {} dropped on the way ({}), and {} to {} end. Only these are compared.",
        were(trained),
        if count == 1 { "was" } else { "were" },
        dropped_words(&dropped),
        match ended {
            0 => "none has come".to_string(),
            1 => "1 has come".to_string(),
            many => format!("{many} have come"),
        },
        if ended == 1 { "its" } else { "their" },
    ))
}

/// How many runs went back and tried a remedy; nothing where none did.
pub(super) fn healing_sentence(runs: &[RunOnDisk]) -> Option<String> {
    let times = |run: &&RunOnDisk| run.file.as_ref().map_or(0, |file| file.healings.len());
    let went_back: Vec<&RunOnDisk> = runs.iter().filter(|run| times(run) > 0).collect();
    if went_back.is_empty() {
        return None;
    }
    let is_healthy = |run: &&&RunOnDisk| {
        let diagnosis = run.diagnosis.as_ref();
        diagnosis.is_some_and(|diagnosis| diagnosis.verdict == Verdict::Healthy)
    };
    let healthy = went_back.iter().filter(is_healthy).count();
    let all: usize = went_back.iter().map(times).sum();
    let often = match all == went_back.len() {
        true => String::new(),
        false => format!(", {all} times in all"),
    };
    Some(format!(
        "{} of {} went back after a failure verdict and tried its remedy{often}; {}.",
        went_back.len(),
        format_count(runs.len(), "run"),
        match (healthy, went_back.len()) {
            (1, 1) => "it ends healthy".to_string(),
            (0, 1) => "it does not end healthy".to_string(),
            (0, _) => "none of them ends healthy".to_string(),
            (1, _) => "1 of them ends healthy".to_string(),
            (some, many) if some == many => "all of them end healthy".to_string(),
            (some, _) => format!("{some} of them end healthy"),
        }
    ))
}

fn were(runs: usize) -> String {
    let verb = if runs == 1 { "was" } else { "were" };
    format!("{} {verb}", format_count(runs, "run"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_at_which_runs_were_dropped_are_counted() {
        let words = |counts: &[(u64, usize)]| dropped_words(&counts.iter().copied().collect());
        assert_eq!(words(&[(1000, 2)]), "2 at step 1,000");
        assert_eq!(words(&[(40, 3), (20, 9)]), "9 at step 20 and 3 at step 40");
        assert_eq!(
            words(&[(1, 1), (2, 1), (3, 4)]),
            "1 at step 1, 1 at step 2 and 4 at step 3"
        );
    }
}
