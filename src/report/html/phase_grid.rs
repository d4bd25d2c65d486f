//! The phase diagram as tables whose cells lead to their runs: they can be read, focused and followed,
//! in both themes and on a phone, which a picture with links over it could not.

use super::super::text::format_count;
use super::escape::safe_json;
use super::page::{Page, PhaseGrid};
use super::verdict_mark::{verdict_chip, verdict_style};
use crate::config::Axis;
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
                    "What became of each setting" @if !grid.pooled.is_empty() { ", over all " (grid.pooled.join(", ")) }
                    ": how many of its runs have the verdict that a cell names, or how many fail where verdicts differ; "
                    "the bar is the share of failing runs with its 95 % interval. A cell leads to its runs."
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

fn table(page: &Page, panel: usize) -> Markup {
    let (columns, rows) = (axis(page, 0), axis(page, 1));
    let count = |axis: Option<&Axis>| axis.map_or(1, |axis| axis.values.len());
    let title = axis(page, 2).map(|axis| format!("{} = {}", axis.name, axis.values[panel]));
    html! {
        div.scroll tabindex="0" role="region" aria-label=(title.as_deref().unwrap_or("Phase diagram")) {
            table.phase {
                caption { (title.unwrap_or_default()) }
                @if let Some(columns) = columns {
                    thead { tr {
                        th.corner { @if let Some(rows) = rows { (rows.name) " ↓ " } (columns.name) " →" }
                        @for value in &columns.values { th scope="col" { (value) } }
                    } }
                }
                // As in a drawing, the largest value is on top.
                tbody { @for row in (0..count(rows)).rev() {
                    tr {
                        @if columns.is_some() { th scope="row" { @if let Some(axis) = rows { (axis.values[row]) } } }
                        @for column in 0..count(columns) { td { (cell(page, [column, row, panel])) } }
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
                    Some(verdict) => span { (verdict.name()) },
                    None => span { @for (verdict, runs) in &cell.verdicts { (verdict_letter(*verdict)) (runs) " " } },
                }
            }
            span.interval style=(interval(cell, runs)) { }
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
