//! How long a sweep has been at work, and how long it may take.

use jiff::Timestamp;

use super::cache::{Told, Watched, WatchedRun};
use crate::config::PlannedRun;
use crate::record::StoredStatus;

/// Seconds since the processes began that are at the study, or that the last one took that was.
pub fn elapsed(watched: &Watched, now: Timestamp) -> Option<f64> {
    let told = || watched.runs.iter().filter_map(|run| run.told.as_ref());
    let at_work: Vec<&Told> = running(watched)
        .filter_map(|(_, run)| run.told.as_ref())
        .collect();
    let latest = told().max_by_key(|told| told.ended);
    let processes: Vec<_> = match at_work.is_empty() {
        true => latest.iter().map(|told| &told.process).collect(),
        false => at_work.iter().map(|told| &told.process).collect(),
    };
    let begun = told()
        .filter(|told| processes.contains(&&told.process))
        .filter_map(|told| told.started)
        .min()?;
    let end = if at_work.is_empty() {
        latest?.ended?
    } else {
        now
    };
    Some(end.duration_since(begun).as_secs_f64().max(0.0))
}

/// Seconds that are left, about: what the running runs still have to do at their speeds, and the
/// waiting ones at that of the finished ones, shared among as many as are running. `None` where too
/// little is known.
pub fn left(watched: &Watched) -> Option<f64> {
    let speed = |run: &WatchedRun| run.live.as_ref()?.steps_per_second;
    let typical = typical_step(watched);
    let need = |(planned, run): (&PlannedRun, &WatchedRun)| {
        let steps = (planned.run.steps as u64).saturating_sub(run.steps());
        Some(steps as f64 * speed(run).map(|speed| 1.0 / speed).or(typical)?)
    };
    let at_work: Vec<f64> = running(watched).map(need).collect::<Option<_>>()?;
    let waits =
        |run: &WatchedRun| !["running", "complete", "failed", "foreign"].contains(&run.status);
    let waiting: Vec<f64> = watched
        .pairs()
        .filter(|(_, run)| waits(run))
        .map(need)
        .collect::<Option<_>>()?;
    let longest = at_work.iter().copied().reduce(f64::max)?;
    let all: f64 = at_work.iter().chain(&waiting).sum();
    Some(longest.max(all / at_work.len() as f64))
}

/// Seconds of a step: of the finished runs, or else of the running ones.
fn typical_step(watched: &Watched) -> Option<f64> {
    let complete = watched
        .runs
        .iter()
        .filter(|run| run.verdict.is_some())
        .filter_map(|run| run.told.as_ref());
    let finished: Vec<(f64, u64)> = complete
        .filter_map(|told| Some((told.seconds?, told.steps)))
        .collect();
    let steps: u64 = finished.iter().map(|(_, steps)| steps).sum();
    if steps > 0 {
        return Some(finished.iter().map(|(seconds, _)| seconds).sum::<f64>() / steps as f64);
    }
    let speeds: Vec<f64> = running(watched)
        .filter_map(|(_, run)| run.live.as_ref()?.steps_per_second)
        .collect();
    (!speeds.is_empty())
        .then(|| speeds.iter().map(|speed| 1.0 / speed).sum::<f64>() / speeds.len() as f64)
}

/// The runs at which a process is.
pub fn running(watched: &Watched) -> impl Iterator<Item = (&PlannedRun, &WatchedRun)> {
    watched
        .pairs()
        .filter(|(_, run)| run.status == StoredStatus::Running.name())
}

/// A time in words: `34 s`, `3 min 20 s`, `2 h 5 min`, `3 d 4 h`.
pub fn in_words(seconds: f64) -> String {
    let whole = seconds.round() as u64;
    match whole {
        _ if seconds < 9.95 => format!("{seconds:.1} s"),
        0..60 => format!("{whole} s"),
        60..3600 => format!("{} min {} s", whole / 60, whole % 60),
        3600..86_400 => format!("{} h {} min", whole / 3600, whole % 3600 / 60),
        _ => format!("{} d {} h", whole / 86_400, whole % 86_400 / 3600),
    }
}

/// As [`in_words`], in whole units of which there are enough that the smaller ones do not matter.
pub fn roughly(seconds: f64) -> String {
    let to = |unit: f64| (seconds / unit).round() * unit;
    match seconds {
        ..100.0 => format!("{:.0} s", seconds.ceil()),
        ..6000.0 => format!("{:.0} min", to(60.0) / 60.0),
        _ => in_words(to(600.0)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_said_in_two_units_at_most() {
        let said = [0.0, 9.94, 34.2, 59.6, 200.0, 7500.0, 273_700.0].map(in_words);
        assert_eq!(
            said,
            [
                "0.0 s",
                "9.9 s",
                "34 s",
                "1 min 0 s",
                "3 min 20 s",
                "2 h 5 min",
                "3 d 4 h"
            ]
        );
        let said = [0.2, 59.6, 100.0, 200.0, 5900.0, 7500.0, 273_700.0].map(roughly);
        assert_eq!(
            said,
            [
                "1 s",
                "60 s",
                "2 min",
                "3 min",
                "98 min",
                "2 h 10 min",
                "3 d 4 h"
            ]
        );
    }
}
