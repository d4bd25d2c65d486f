//! The runs of a study in three tables: the running, the halted and the finished ones.

use std::cmp::Reverse;

use super::super::lookup::queue::job_words;
use super::super::terminal::color::TextStyle;
use super::super::terminal::duration::format_duration;
use super::super::terminal::sparkline::{sparkline, sparkline_top};
use super::super::terminal::styled_text::{StyledLine, StyledText, truncate, width};
use super::detail::Detail;
use super::summary::bar;
use super::watched_run::WatchedRun;
use super::watched_study::WatchedStudy;
use crate::config::{PlannedRun, Study};
use crate::launch::without_hash;
use crate::record::{Heartbeat, RunStatus};
use crate::report::key_metric;
use crate::statistics::format_number;

/// Columns that most losses need: `-0.1234`, `1.23e-4`.
const LOSS_WIDTH: usize = 7;
/// Columns that most values of a metric need: `0.1234`, `25/100`.
const METRIC_WIDTH: usize = 6;
/// Columns by which the header over the labels may be wider than the labels.
const HEADER_EXCESS: usize = 4;

/// A header and one row per running run. Empty if none is running.
pub(super) fn running_table(watched: &WatchedStudy, detail: Detail) -> Vec<StyledLine> {
    let rows: Vec<StyledLine> = watched
        .running_runs()
        .map(|(planned, run)| running_row(&watched.study, planned, run, detail))
        .collect();
    match running_header(watched, detail) {
        Some(header) => with_header(header, rows),
        None => rows,
    }
}

/// A header as wide as the rows may become, so that the layout stays as the numbers change; none of a
/// study without runs.
pub(super) fn running_header(watched: &WatchedStudy, detail: Detail) -> Option<StyledLine> {
    let metric = key_metric(&watched.study.runs.first()?.run)
        .description()
        .name;
    let runs = watched.study.runs.iter();
    let steps = runs.map(|planned| planned.run.steps).max().unwrap_or(0);
    let blank = |columns: usize| StyledText::dim(" ".repeat(columns));
    let right = |title: &str, columns: usize| StyledText::dim(format!("{title:>columns$}"));
    let curve = || blank(detail.sparkline_width);
    Some(vec![
        label_header(watched, detail.names, "running"),
        blank(detail.bar_width),
        right("step", format!("{steps}/{steps}").len()),
        right("steps/s", 0),
        right("d_loss", LOSS_WIDTH),
        curve(),
        match detail.g_loss {
            true => right("g_loss", LOSS_WIDTH),
            false => blank(0),
        },
        right(metric, METRIC_WIDTH),
        curve(),
        blank(0),
    ])
}

fn running_row(
    study: &Study,
    planned: &PlannedRun,
    run: &WatchedRun,
    detail: Detail,
) -> StyledLine {
    let live = run.heartbeat.as_ref();
    let (step, steps) = (run.steps(), planned.run.steps as u64);
    let text = |text: Option<String>| StyledText::plain(text.unwrap_or_default());
    let loss = |value: Option<f64>| text(value.map(format_number)).right_aligned();
    let curve = |values: &[Option<f64>], range| sparkline(values, range, detail.sparkline_width);
    let (metric, top) = live.and_then(last_metric).unwrap_or_default();
    let silence = run
        .silence()
        .map(|seconds| format!("silent for {}", format_duration(seconds)));
    vec![
        StyledText::plain(label(study, planned, detail.names)),
        StyledText::plain(bar(step, steps, detail.bar_width)),
        StyledText::plain(format!("{step}/{steps}")).right_aligned(),
        text(live.and_then(|live| live.steps_per_second).map(speed)).right_aligned(),
        loss(live.and_then(|live| live.d_loss)),
        text(live.map(|live| curve(&live.d_losses, None))),
        loss(live.and_then(|live| live.g_loss).filter(|_| detail.g_loss)),
        StyledText::plain(metric).right_aligned(),
        text(live.map(|live| curve(&live.metrics, Some((0.0, top))))),
        match silence {
            Some(silence) => StyledText::with_style(silence, TextStyle::Bold),
            None => text(job_and_node(run)),
        },
    ]
}

/// The job of a cluster that trains a run, and its node.
fn job_and_node(run: &WatchedRun) -> Option<String> {
    let summary = run.summary.as_ref()?;
    let job = summary.job.as_ref()?;
    Some(format!("job {job} on {}", summary.process.0))
}

/// The key metric of the last evaluation and the largest value that it can have: `5 of 8` modes
/// are `5/8`.
fn last_metric(live: &Heartbeat) -> Option<(String, f64)> {
    let measured = live.evaluated.as_ref()?.measured;
    let value = measured.get(live.metric)?;
    let top = sparkline_top(live.metric, &measured);
    let text = match live.metric.description().unit.is_count() {
        true => format!("{}/{}", format_number(value), format_number(top)),
        false => format_number(value),
    };
    Some((text, top))
}

fn speed(steps_per_second: f64) -> String {
    if steps_per_second < 10.0 {
        format!("{steps_per_second:.2}")
    } else {
        format!("{steps_per_second:.0}")
    }
}

/// A header and one row per run that was begun and is neither running nor finished, with what is
/// known of why.
pub(super) fn halted_table(watched: &WatchedStudy, names: bool) -> Vec<StyledLine> {
    let is_halted = |run: &WatchedRun| {
        let others = [RunStatus::Queued, RunStatus::Running];
        !others.contains(&run.status) && !run.status.has_verdict()
    };
    let row = |(planned, run): (&PlannedRun, &WatchedRun)| {
        let saved = || format!("saved at step {} of {}", run.steps(), planned.run.steps);
        let job = || job_words(&watched.queue, run.summary.as_ref()?.job.as_deref()?);
        let why = run.problem.clone().or_else(job).unwrap_or_else(saved);
        vec![
            StyledText::plain(label(&watched.study, planned, names)),
            StyledText::with_style(run.status.name(), TextStyle::Bold),
            StyledText::plain(why),
        ]
    };
    let halted = watched.pairs().filter(|(_, run)| is_halted(run));
    let rows: Vec<StyledLine> = halted.map(row).collect();
    let header = vec![label_header(watched, names, "not running")];
    with_header(header, rows)
}

/// A header and one row per finished run, the latest first, at most `limit` of them.
pub(super) fn finished_table(watched: &WatchedStudy, names: bool, limit: usize) -> Vec<StyledLine> {
    let mut finished: Vec<_> = watched
        .pairs()
        .filter(|(_, run)| run.verdict.is_some())
        .collect();
    finished.sort_by_key(|(_, run)| Reverse(run.summary.as_ref().and_then(|file| file.ended)));
    let row = |(planned, run): &(&PlannedRun, &WatchedRun)| {
        let (verdict, onset) = run.verdict?;
        let seconds = run.summary.as_ref().and_then(|summary| summary.seconds);
        let onset = onset.map_or(String::new(), |step| format_number(step as f64));
        let took = seconds.map_or(String::new(), format_duration);
        Some(vec![
            StyledText::plain(label(&watched.study, planned, names)),
            StyledText::with_style(run.label.as_str(), TextStyle::Verdict(verdict)),
            StyledText::plain(onset).right_aligned(),
            StyledText::plain(took).right_aligned(),
        ])
    };
    let rows: Vec<StyledLine> = finished.iter().take(limit).filter_map(row).collect();
    let header = vec![
        label_header(watched, names, "finished recently"),
        StyledText::dim("verdict"),
        StyledText::dim("from step").right_aligned(),
        StyledText::dim("took").right_aligned(),
    ];
    with_header(header, rows)
}

/// Nothing where there are no rows.
fn with_header(header: StyledLine, rows: Vec<StyledLine>) -> Vec<StyledLine> {
    if rows.is_empty() {
        rows
    } else {
        [vec![header], rows].concat()
    }
}

/// What a run is called: its id without the hash, or its values on the axes and its seed.
fn label(study: &Study, planned: &PlannedRun, names: bool) -> String {
    if names {
        return without_hash(&planned.id).to_string();
    }
    let mut values = study.spelled_cell(&planned.cell);
    values.push(planned.seed.to_string());
    values.join(" ")
}

/// What the rows have in common; where labels are values, the names of the axes instead, as far as
/// they fit. It is as wide as the longest label of the study, whichever runs are shown.
fn label_header(watched: &WatchedStudy, names: bool, common: &str) -> StyledText {
    let study = &watched.study;
    let runs = study.runs.iter();
    let longest = runs
        .map(|planned| width(&label(study, planned, names)))
        .max();
    let columns = longest.unwrap_or(0);
    if names {
        return StyledText::dim(format!("{common:columns$}"));
    }
    let axes = study.axes.iter().map(|axis| axis.name.as_str());
    let axes = axes.chain(["seed"]).collect::<Vec<_>>().join(" ");
    let titles = truncate(&axes, columns + HEADER_EXCESS);
    StyledText::dim(format!("{titles:columns$}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::StudyPaths;

    #[test]
    fn the_heading_is_as_wide_as_any_run_of_the_study_makes_it() {
        let folder = tempfile::tempdir().unwrap();
        let text = "study: s\nquestion: q\nsweep: {grid: {loss: [hinge, non_saturating]}}\n";
        let paths = StudyPaths::at(folder.path());
        std::fs::write(paths.study_yaml(), text).unwrap();
        let watched = WatchedStudy::open(paths, folder.path()).unwrap();
        let header = running_header(&watched, Detail::LEAST).unwrap();
        assert_eq!(
            header[0].text,
            format!("{:16}", "loss seed"),
            "non_saturating 0"
        );
        assert_eq!(header[2].text.trim_start(), "step");
        assert_eq!(header[2].text.len(), "4000/4000".len());
        let named = running_header(&watched, Detail::UNBOUNDED).unwrap();
        assert_eq!(
            named[0].text,
            format!("{:26}", "running"),
            "loss=non_saturating,seed=0"
        );
    }
}
