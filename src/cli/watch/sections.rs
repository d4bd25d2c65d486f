//! The runs of a study in three tables: those at work, those that have come to a halt, those that
//! are finished.

use super::super::color::Paint;
use super::super::sparkline::sparkline;
use super::super::study::most;
use super::cache::{Watched, WatchedRun};
use super::grid::{Line, Span, cut, width};
use super::times::{in_words, running};
use crate::config::PlannedRun;
use crate::diagnose::Verdict;
use crate::launch::without_hash;
use crate::plot::{letter, number};
use crate::record::{Heartbeat, StoredStatus};
use crate::report::key_metric;

/// How much of a running run is shown; widths in columns, 0 for none.
#[derive(Clone, Copy)]
pub struct Style {
    /// `lr_d=1e-3,seed=0`, or the values alone below a head with the names.
    pub names: bool,
    pub bar: usize,
    pub spark: usize,
    pub g_loss: bool,
}

impl Style {
    /// From the richest to the poorest: the first that fits is taken.
    pub const ALL: [Style; 9] = [
        Style {
            names: true,
            bar: 20,
            spark: 24,
            g_loss: true,
        },
        Style {
            names: true,
            bar: 10,
            spark: 16,
            g_loss: true,
        },
        Style {
            names: true,
            bar: 8,
            spark: 10,
            g_loss: true,
        },
        Style {
            names: false,
            bar: 8,
            spark: 10,
            g_loss: true,
        },
        Style {
            names: false,
            bar: 6,
            spark: 6,
            g_loss: true,
        },
        Style {
            names: false,
            bar: 0,
            spark: 8,
            g_loss: true,
        },
        Style {
            names: false,
            bar: 0,
            spark: 6,
            g_loss: true,
        },
        Style {
            names: false,
            bar: 0,
            spark: 6,
            g_loss: false,
        },
        Style {
            names: false,
            bar: 0,
            spark: 0,
            g_loss: false,
        },
    ];
    /// For a file or a pipe, which have no width.
    pub const PLAIN: Style = Style {
        names: true,
        bar: 0,
        spark: 16,
        g_loss: true,
    };
}

/// The runs at which a process is, one line each below a head; nothing if there are none.
pub fn at_work(watched: &Watched, style: Style) -> Vec<Line> {
    let rows: Vec<Line> = running(watched)
        .map(|(planned, run)| running_row(planned, run, style))
        .collect();
    let metric = rows
        .first()
        .and(watched.study.runs.first())
        .map(|planned| key_metric(&planned.run).description().name);
    let Some(metric) = metric else { return rows };
    let mut head = vec![label_head(watched, style.names, &rows, "at work")];
    head.extend([
        faint(""),
        faint("step").right(),
        faint("steps/s").right(),
        faint("d_loss").right(),
        faint(""),
    ]);
    head.push(faint(if style.g_loss { "g_loss" } else { "" }).right());
    head.extend([faint(metric).right(), faint(""), faint("")]);
    [vec![head], rows].concat()
}

fn running_row(planned: &PlannedRun, run: &WatchedRun, style: Style) -> Line {
    let live = run.live.as_ref();
    let (step, steps) = (run.steps(), planned.run.steps as u64);
    let value = |value: Option<f64>| Span::plain(value.map_or(String::new(), number)).right();
    let spark = |values: &[Option<f64>], range| Span::plain(sparkline(values, range, style.spark));
    let mut row = vec![
        Span::plain(label(planned, style.names)),
        Span::plain(bar(step, steps, style.bar)),
    ];
    row.push(Span::plain(format!("{step}/{steps}")).right());
    row.push(
        Span::plain(
            live.and_then(|live| live.steps_per_second)
                .map_or(String::new(), speed),
        )
        .right(),
    );
    row.push(value(live.and_then(|live| live.d_loss)));
    row.push(live.map_or_else(|| Span::plain(""), |live| spark(&live.d_losses, None)));
    row.push(value(
        live.and_then(|live| live.g_loss).filter(|_| style.g_loss),
    ));
    let (measured, top) = live.and_then(evaluated).unwrap_or_default();
    row.push(Span::plain(measured).right());
    row.push(live.map_or_else(
        || Span::plain(""),
        |live| spark(&live.metrics, Some((0.0, top))),
    ));
    let silence = run
        .silence()
        .map(|seconds| format!("silent for {}", in_words(seconds)));
    row.push(Span::painted(silence.unwrap_or_default(), Paint::Strong));
    row
}

/// The key metric of the last evaluation, and the most that it can be: `5 of 8` modes are `5/8`.
fn evaluated(live: &Heartbeat) -> Option<(String, f64)> {
    let measured = live.evaluated.as_ref()?.measured;
    let (value, top) = (live.metric.of(&measured)?, most(live.metric, &measured));
    let counted = live.metric.description().is_count();
    Some((
        if counted {
            format!("{}/{}", number(value), number(top))
        } else {
            number(value)
        },
        top,
    ))
}

/// Runs that were begun and are neither at work nor finished, with what is known of why.
pub fn halted(watched: &Watched, names: bool) -> Vec<Line> {
    let halted = watched
        .pairs()
        .filter(|(_, run)| !["missing", "running", "complete"].contains(&run.status));
    let row = |(planned, run): (&PlannedRun, &WatchedRun)| {
        let saved = || format!("saved at step {} of {}", run.steps(), planned.run.steps);
        let why = run.problem.clone().unwrap_or_else(saved);
        vec![
            Span::plain(label(planned, names)),
            Span::painted(run.status, Paint::Strong),
            Span::plain(why),
        ]
    };
    let rows: Vec<Line> = halted.map(row).collect();
    let head = vec![label_head(watched, names, &rows, "come to a halt")];
    if rows.is_empty() {
        rows
    } else {
        [vec![head], rows].concat()
    }
}

/// The runs that were finished last, the latest first, at most so many.
pub fn finished(watched: &Watched, names: bool, most: usize) -> Vec<Line> {
    let mut finished: Vec<_> = watched
        .pairs()
        .filter(|(_, run)| run.verdict.is_some())
        .collect();
    finished
        .sort_by_key(|(_, run)| std::cmp::Reverse(run.told.as_ref().and_then(|told| told.ended)));
    let row = |(planned, run): &(&PlannedRun, &WatchedRun)| {
        let (verdict, onset) = run.verdict?;
        let seconds = run.told.as_ref().and_then(|told| told.seconds);
        Some(vec![
            Span::plain(label(planned, names)),
            Span::painted(verdict.name(), Paint::Verdict(verdict)),
            Span::plain(onset.map_or(String::new(), |step| number(step as f64))).right(),
            Span::plain(seconds.map_or(String::new(), in_words)).right(),
        ])
    };
    let rows: Vec<Line> = finished.iter().take(most).filter_map(row).collect();
    let mut head = vec![label_head(watched, names, &rows, "finished last")];
    head.extend([
        faint("verdict"),
        faint("from step").right(),
        faint("took").right(),
    ]);
    if rows.is_empty() {
        rows
    } else {
        [vec![head], rows].concat()
    }
}

fn faint(text: &str) -> Span {
    Span::faint(text)
}

fn label(planned: &PlannedRun, names: bool) -> String {
    let values = planned
        .cell
        .iter()
        .map(ToString::to_string)
        .chain([planned.seed.to_string()]);
    if names {
        without_hash(&planned.id).to_string()
    } else {
        values.collect::<Vec<_>>().join(" ")
    }
}

/// Columns by which a head may be wider than what is below it.
const HEAD_MORE: usize = 4;

/// What the rows have in common, or the names of what their labels are made of, as far as they fit
/// over them.
fn label_head(watched: &Watched, names: bool, rows: &[Line], common: &str) -> Span {
    if names {
        return Span::faint(common);
    }
    let axes = watched
        .study
        .axes
        .iter()
        .map(|axis| axis.name.as_str())
        .chain(["seed"]);
    let widest = rows
        .iter()
        .map(|row| width(&row[0].text))
        .max()
        .unwrap_or(0);
    Span::faint(cut(&axes.collect::<Vec<_>>().join(" "), widest + HEAD_MORE))
}

/// What is done of a whole.
pub fn bar(done: u64, all: u64, width: usize) -> String {
    let full = (done.min(all) as usize * width)
        .checked_div(all as usize)
        .unwrap_or(0);
    format!("{}{}", "█".repeat(full), "░".repeat(width - full))
}

fn speed(speed: f64) -> String {
    if speed < 10.0 {
        format!("{speed:.2}")
    } else {
        format!("{speed:.0}")
    }
}

/// How many runs have each verdict, as letter and name, or as letter alone; nothing while none has
/// one.
pub fn verdicts(watched: &Watched, names: bool) -> Line {
    let found: Vec<Verdict> = watched
        .runs
        .iter()
        .filter_map(|run| Some(run.verdict?.0))
        .collect();
    let mut line = Line::new();
    for verdict in Verdict::ALL
        .into_iter()
        .filter(|verdict| found.contains(verdict))
    {
        let count = found.iter().filter(|one| **one == verdict).count();
        let gap = if line.is_empty() { "" } else { "   " };
        let name = if names {
            format!(" {}", verdict.name())
        } else {
            String::new()
        };
        line.push(Span::plain(format!("{gap}{count} ")));
        line.push(Span::painted(
            format!("{}{name}", letter(verdict)),
            Paint::Verdict(verdict),
        ));
    }
    line
}

/// How many runs have each status, the most interesting first.
pub fn statuses(watched: &Watched) -> String {
    let all = [
        "running",
        "stopped",
        "interrupted",
        "failed",
        "damaged",
        "foreign",
        "missing",
    ];
    let counted = all
        .iter()
        .map(|status| (watched.count(status), status))
        .filter(|(count, _)| *count > 0);
    let words = counted.map(|(count, status)| format!(", {count} {status}"));
    let complete = watched.count(StoredStatus::Complete.name());
    format!(
        "{complete} of {} runs complete{}",
        watched.runs.len(),
        words.collect::<String>()
    )
}
