//! The training as a page on a terminal.

use super::super::terminal::color::TextStyle;
use super::super::terminal::duration::format_rough_duration;
use super::super::terminal::sparkline::sparkline;
use super::super::terminal::styled_text::{
    StyledLine, StyledText, align_columns, width as width_of,
};
use super::super::terminal::terminal_size::Size;
use super::super::terminal::wrapping::{Breaks, wrap_lines};
use super::alarm::Alarm;
use super::attached_log::AttachedLog;
use super::attached_samples::AttachedSamples;
use super::status_line::since;
use super::training::{Game, Training};
use crate::metrics::TABLE;
use crate::report::evidence_text;
use crate::statistics::{format_number, plural};
use crate::train::StepRow;

/// Columns of a curve, at most.
const CURVE: usize = 48;
/// What stands beside a curve: the name and the last value.
const BESIDE: usize = 32;
/// Curves of metrics, at most.
const MOST_METRICS: usize = 4;

type Column = fn(&StepRow) -> Option<f64>;

/// What is shown of the steps, where it is logged.
const COLUMNS: [(&str, Column); 3] = [
    ("d_loss", |row| row.d_loss),
    ("g_loss", |row| row.g_loss),
    ("d_acc", |row| row.d_acc),
];

/// What is shown of the training now.
pub(super) fn page(training: &Training, alarm: &Alarm, room: Size) -> Vec<StyledLine> {
    let mut lines = vec![header(training)];
    lines.extend(training.samples.as_ref().map(samples));
    for game in training.judged() {
        lines.push(StyledLine::new());
        if game.log.game.is_some() {
            lines.push(vec![StyledText::with_style(&game.name, TextStyle::Bold)]);
        }
        lines.extend(align_columns(&curves(game, room.width)));
        lines.extend(verdict(game, alarm, room.width));
    }
    if let Some(problem) = training.problem() {
        let text = format!("cannot be judged yet: {problem}");
        lines.push(StyledLine::new());
        lines.extend(wrapped(&text, room.width));
    }
    lines.push(StyledLine::new());
    lines.push(vec![StyledText::dim(
        "Ctrl-C ends this view, and not the training",
    )]);
    lines.truncate(room.height);
    lines
}

fn header(training: &Training) -> StyledLine {
    let mut line = vec![StyledText::with_style(
        training.path().display().to_string(),
        TextStyle::Bold,
    )];
    let is_there = training.log.as_ref().is_none_or(AttachedLog::is_there);
    let mut state = match (is_there, training.is_log_up_to_date()) {
        (false, _) => "  not there yet".to_string(),
        (_, false) => "  reading what was written before".to_string(),
        _ => String::new(),
    };
    if let Some(game) = training.judged().first() {
        state.push_str(&format!("  step {}", game.last_step()));
    }
    if let Some(speed) = training.speed() {
        state.push_str(&format!("  {} steps/s", format_number(speed)));
    }
    if training.judged().is_empty() {
        line.push(StyledText::plain(state));
        return line;
    }
    if let Some(log) = &training.log {
        let silence = log.silence().as_secs_f64();
        state.push_str(&format!("  grew {} ago", format_rough_duration(silence)));
    }
    line.push(StyledText::plain(state));
    line
}

/// How many sets of samples there are, and how many wait to be measured.
fn samples(samples: &AttachedSamples) -> StyledLine {
    let sets = samples.history().map_or(0, |history| history.len());
    let last = samples.history().and_then(|history| history.last());
    let last = last.map_or(String::new(), |(step, set)| {
        format!(
            ", the last of step {step} with {}",
            plural(set.set.samples, "sample")
        )
    });
    let waiting = match samples.waiting() {
        0 => String::new(),
        waiting => format!(", {waiting} being measured"),
    };
    let path = samples.path().display();
    vec![StyledText::plain(format!(
        "{path}: {}{last}{waiting}",
        plural(sets, "set")
    ))]
}

/// A row for each loss and metric: its name, its last value, and its curve.
fn curves(game: &Game, width: usize) -> Vec<StyledLine> {
    let width = width.saturating_sub(BESIDE).min(CURVE);
    let row = |name: &str, values: &[Option<f64>]| {
        let last = values.iter().rev().flatten().next()?;
        Some(vec![
            StyledText::plain(name),
            StyledText::plain(format_number(*last)).right_aligned(),
            StyledText::plain(sparkline(values, None, width)),
        ])
    };
    let steps = COLUMNS.iter().filter_map(|(name, column)| {
        let values: Vec<Option<f64>> = game.log.steps.iter().map(column).collect();
        row(name, &values)
    });
    let metrics = TABLE.iter().filter_map(|metric| {
        let values = game.log.evals.iter();
        let values: Vec<Option<f64>> = values.map(|row| row.measured.get(metric.metric)).collect();
        row(metric.name, &values)
    });
    steps.chain(metrics.take(MOST_METRICS)).collect()
}

/// The verdict, what decided it, and what to try.
fn verdict(game: &Game, alarm: &Alarm, width: usize) -> Vec<StyledLine> {
    let verdict = game.diagnosis.verdict;
    let lasted = alarm.passed().filter(|_| verdict.is_failure());
    let lasted = lasted.map_or(String::new(), |passed| format!("({passed})"));
    let (label, since) = (game.diagnosis.label(), since(game));
    // How long it has lasted stands beside the verdict where there is room, else below it.
    let has_room = width_of(&label) + width_of(&since) + lasted.len() + 2 <= width;
    let (beside, below) = match has_room {
        _ if lasted.is_empty() => (String::new(), None),
        true => (format!("  {lasted}"), None),
        false => (String::new(), Some(format!("  {lasted}"))),
    };
    let mut lines = vec![
        StyledLine::new(),
        vec![
            StyledText::with_style(label, TextStyle::Verdict(verdict)),
            StyledText::plain(since + &beside),
        ],
    ];
    lines.extend(below.iter().flat_map(|below| wrapped(below, width)));
    let Some(finding) = game.diagnosis.findings.first() else {
        return lines;
    };
    for number in &finding.evidence {
        lines.extend(wrapped(&format!("  {}", evidence_text(number)), width));
    }
    if verdict.is_failure() {
        let remedy = &finding.remedy;
        let what = if remedy.patch.is_empty() {
            &remedy.reason
        } else {
            &remedy.patch
        };
        lines.extend(wrapped(&format!("  try: {what}"), width));
    }
    let signs = game.diagnosis.findings.len() - 1;
    if signs > 0 {
        lines.push(vec![StyledText::dim(format!(
            "  and {}",
            plural(signs, "further finding")
        ))]);
    }
    lines
}

fn wrapped(text: &str, width: usize) -> Vec<StyledLine> {
    let indent = text.len() - text.trim_start().len();
    let lines = wrap_lines(text, width.saturating_sub(indent), Breaks::Blanks);
    let indented = lines
        .into_iter()
        .map(|line| " ".repeat(indent) + line.trim_start());
    indented.map(|line| vec![StyledText::plain(line)]).collect()
}
