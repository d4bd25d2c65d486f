//! The phase diagram as tables whose cells lead to their runs: they can be read, focused and followed,
//! in both themes and on a phone, which a picture with links over it could not.

use super::super::text::format_count;
use super::breakable::breakable;
use super::escape::safe_json;
use super::page::{Page, PhaseGrid};
use super::verdict_mark::{verdict_chip, verdict_style};
use crate::config::{Axis, AxisValue};
use crate::diagnose::Verdict;
use crate::plot::{verdict_css, verdict_letter};
use crate::statistics::{PhaseCell, format_percent};
use maud::{Markup, html};
use serde_json::{Map, Value, json};

pub(super) fn section(page: &Page) -> Markup {
    let grid = &page.phase;
    let panels = axis(page, 2).map_or(1, |axis| axis.values.len());
    html! {
        @if !grid.cells.is_empty() {
            section #figures aria-labelledby="figures-heading" {
                h2 #figures-heading { "Phase diagram" }
                p.lead {
                    "The verdicts of each setting" @if !grid.pooled.is_empty() { ", over all " (grid.pooled.join(", ")) }
                    ": a cell names the verdict and counts its runs, or counts the failing ones where verdicts differ; "
                    "the bar is the share of failing runs with its 95 % interval. Click a cell to see its runs."
                    @if !grid.scattered.is_empty() {
                        " The values of " (grid.scattered.join(", ")) " hardly repeat, so that they span no grid: figures below show "
                        "the metric of every run against each of them."
                    }
                }
                p.legend { @for verdict in seen(grid) { (verdict_chip(verdict)) " " } }
                div.panels { @for panel in 0..panels { (table(page, panel)) } }
            }
        }
    }
}

/// The verdicts that occur.
fn seen(grid: &PhaseGrid) -> impl Iterator<Item = Verdict> {
    let of_cells = || grid.cells.iter().flat_map(|cell| &cell.verdicts);
    Verdict::ALL
        .into_iter()
        .filter(move |verdict| of_cells().any(|(other, _)| other == verdict))
}

/// The axis of the columns, of the rows, or of the panels.
fn axis(page: &Page, place: usize) -> Option<&Axis> {
    page.phase.plane.get(place).map(|axis| &page.axes[*axis])
}

/// Most columns of a table that has fewer rows than columns: one that is wider is turned.
const MOST_COLUMNS: usize = 8;

fn value_count(axis: Option<&Axis>) -> usize {
    axis.map_or(1, |axis| axis.values.len())
}

/// Whether the values of the axis of the columns stand below each other.
fn is_turned(page: &Page) -> bool {
    let (columns, rows) = (value_count(axis(page, 0)), value_count(axis(page, 1)));
    columns > MOST_COLUMNS && columns > rows
}

/// Places of values from top to bottom: as in a drawing, the largest number is on top; names keep
/// their order where a table is turned, as they then read like a list.
fn from_top(axis: Option<&Axis>, turned: bool) -> Vec<usize> {
    // As the study spells it.
    let is_number = |value: &AxisValue| value.to_string().parse::<f64>().is_ok();
    let names = axis.is_some_and(|axis| !axis.values.iter().all(is_number));
    let mut places: Vec<usize> = (0..value_count(axis)).collect();
    if !(turned && names) {
        places.reverse();
    }
    places
}

fn table(page: &Page, panel: usize) -> Markup {
    let turned = is_turned(page);
    let (columns, rows) = match turned {
        false => (axis(page, 0), axis(page, 1)),
        true => (axis(page, 1), axis(page, 0)),
    };
    let place = |column: usize, row: usize| match turned {
        false => [column, row, panel],
        true => [row, column, panel],
    };
    let single = columns.is_none();
    let title = axis(page, 2).map(|axis| format!("{} = {}", axis.name, axis.values[panel]));
    html! {
        div.scroll tabindex="0" role="region" aria-label=(title.as_deref().unwrap_or("Phase diagram")) {
            table.phase.list[single && rows.is_some()] {
                caption { (breakable(&title.unwrap_or_default())) }
                @if let Some(columns) = columns {
                    thead { tr {
                        th.corner { @if let Some(rows) = rows { (breakable(&rows.name)) " ↓ " } (breakable(&columns.name)) " →" }
                        @for value in &columns.values { th scope="col" { (breakable(&value.to_string())) } }
                    } }
                } @else if let Some(rows) = rows {
                    thead { tr { th.corner { (breakable(&rows.name)) " ↓" } td { } } }
                }
                tbody { @for row in from_top(rows, turned) {
                    tr {
                        @if columns.is_some() || rows.is_some() {
                            th scope="row" { @if let Some(axis) = rows { (breakable(&axis.values[row].to_string())) } }
                        }
                        @for column in 0..value_count(columns) { td { (cell(page, place(column, row))) } }
                    }
                } }
            }
        }
    }
}

fn cell(page: &Page, at: [usize; 3]) -> Markup {
    let is_it = |cell: &&PhaseCell| [cell.column, cell.row, cell.panel] == at;
    let Some(cell) = page.phase.cells.iter().find(is_it) else {
        return html! { span.absent title="no finished run" { "–" } };
    };
    let runs: usize = cell.verdicts.iter().map(|(_, runs)| runs).sum();
    let only = match &cell.verdicts[..] {
        [(verdict, _)] => Some(*verdict),
        _ => None,
    };
    html! {
        a.cell href="#runs" data-filter=(safe_json(&filter(page, at))) aria-label=(words(page, at, cell, runs)) style=(background(cell, runs)) {
            span.paper[only.is_none()] {
                b { @match only {
                    Some(_) => { (runs) " of " (runs) },
                    None => { (cell.failing) " of " (runs) " fail" },
                } }
                @match only {
                    Some(verdict) => span { (breakable(verdict.name())) },
                    None => (mixed(&cell.verdicts)),
                }
            }
            span.interval style=(interval(cell, runs)) { }
        }
    }
}

/// Verdicts that are named in a cell; more are told by their letters.
const NAMED: usize = 2;

/// How many runs have each verdict, as in the figure.
fn mixed(verdicts: &[(Verdict, usize)]) -> Markup {
    html! {
        @if verdicts.len() <= NAMED {
            @for (verdict, runs) in verdicts { span { (runs) " " (breakable(verdict.name())) } }
        } @else {
            span { @for (verdict, runs) in verdicts { (verdict_letter(*verdict)) (runs) " " } }
        }
    }
}

/// The value of each select of the run table that leaves the runs of a cell.
fn filter(page: &Page, at: [usize; 3]) -> Value {
    let varied = page.phase.plane.iter().zip(at).filter_map(|(axis, at)| {
        let values = &page.axes[*axis].values;
        (values.len() > 1).then(|| ((axis + 1).to_string(), json!(values[at].to_string())))
    });
    Value::Object(varied.collect::<Map<_, _>>())
}

fn words(page: &Page, at: [usize; 3], cell: &PhaseCell, runs: usize) -> String {
    let place = page.phase.plane.iter().zip(at).map(|(axis, at)| {
        let axis = &page.axes[*axis];
        format!("{} {}", axis.name, axis.values[at])
    });
    let counts = cell.verdicts.iter();
    let counts = counts.map(|(verdict, runs)| format!("{runs} {}", verdict.name()));
    let (low, high) = cell.interval;
    [
        place.collect::<Vec<_>>().join(", "),
        format!(
            "{} of {} failed ({} to {})",
            cell.failing,
            format_count(runs, "run"),
            format_percent(low),
            format_percent(high)
        ),
        counts.collect::<Vec<_>>().join(", "),
    ]
    .join(": ")
}

/// A stripe in the colour of each verdict, as wide as its share of the runs.
fn background(cell: &PhaseCell, runs: usize) -> String {
    if let [(verdict, _)] = cell.verdicts[..] {
        return verdict_style(verdict);
    }
    let mut done = 0;
    let mut stripe = |verdict: Verdict, count: usize| {
        let percent = |runs_done: usize| format!("{:.1}%", 100.0 * runs_done as f64 / runs as f64);
        let from = percent(done);
        done += count;
        format!("{} {from} {}", verdict_css(verdict).0, percent(done))
    };
    let stripes: Vec<String> = cell
        .verdicts
        .iter()
        .map(|(verdict, count)| stripe(*verdict, *count))
        .collect();
    format!("background:linear-gradient(90deg,{})", stripes.join(","))
}

fn interval(cell: &PhaseCell, runs: usize) -> String {
    let (low, high) = cell.interval;
    format!(
        "--low:{:.0}%;--high:{:.0}%;--share:{:.0}%",
        100.0 * low,
        100.0 * (1.0 - high),
        100.0 * cell.failing as f64 / runs as f64
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::AxisKind;

    /// One run for each value of an axis of names.
    fn page(values: usize, verdicts: Vec<(Verdict, usize)>) -> Page {
        let cell = |column: usize| PhaseCell {
            column,
            row: 0,
            panel: 0,
            failing: verdicts.iter().map(|(_, runs)| runs).sum(),
            verdicts: verdicts.clone(),
            interval: (0.3, 1.0),
        };
        Page {
            axes: vec![Axis {
                name: "rule".to_string(),
                kind: AxisKind::Arms,
                values: (0..values)
                    .map(|at| AxisValue::Text(format!("arm{at}")))
                    .collect(),
            }],
            phase: PhaseGrid {
                scattered: Vec::new(),
                plane: vec![0],
                pooled: Vec::new(),
                cells: (0..values).map(cell).collect(),
            },
            ..Page::default()
        }
    }

    #[test]
    fn a_table_that_would_be_too_wide_is_turned() {
        let rows = |values: usize| {
            let html = section(&page(values, vec![(Verdict::Healthy, 2)])).into_string();
            let first = html.find(">arm0<").unwrap() < html.find(">arm1<").unwrap();
            assert!(first, "names keep their order");
            html.matches("<tr>").count()
        };
        assert_eq!(rows(8), 2, "a heading and one row");
        assert_eq!(rows(15), 16, "a heading and a row for each value");
    }

    #[test]
    fn a_mixed_cell_counts_its_failing_runs_and_names_what_they_are() {
        let two = vec![(Verdict::ModeCollapse, 1), (Verdict::Divergence, 1)];
        let html = section(&page(1, two.clone())).into_string();
        assert!(html.contains("<b>2 of 2 fail</b>"), "{html}");
        assert!(html.contains("1 mode_<wbr>collapse") && html.contains("1 divergence"));
        let three = [two, vec![(Verdict::Frozen, 3)]].concat();
        let html = section(&page(1, three)).into_string();
        assert!(html.contains("M1 X1 F3"), "{html}");
    }
}
