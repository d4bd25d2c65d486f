//! The run table. It is complete without script; the script sorts and filters it, and opens runs.

use super::breakable::breakable;
use super::page::{Page, PageRun};
use super::verdict_mark::{imbalance_chip, verdict_chip};
use crate::config::Axis;
use crate::diagnose::Verdict;
use crate::record::RunStatus;
use crate::statistics::format_number;
use maud::{Markup, html};

/// What the script takes for a run without a verdict.
const NO_VERDICT: &str = "-";

pub(super) fn section(page: &Page) -> Markup {
    let with_status = page
        .runs
        .iter()
        .any(|run| run.status != RunStatus::Complete);
    html! {
        section #runs aria-labelledby="runs-heading" {
            h2 #runs-heading { "Runs" }
            (filters(page))
            noscript { p { "Without JavaScript the table cannot be sorted or filtered; each run's figures are in runs/ beside this page." } }
            div.scroll.tall tabindex="0" role="region" aria-label="Run table" {
                table #run-table {
                    caption.unseen { "All runs of the study. A run's link opens everything about it; a heading sorts." }
                    thead { tr { @for (name, column) in columns(page, with_status) { (heading(name, column)) } } }
                    tbody { @for run in &page.runs { (row(run, with_status)) } }
                }
            }
            button #unfold type="button" hidden { }
        }
    }
}

/// Hidden until the script shows them: without script they could not work.
fn filters(page: &Page) -> Markup {
    let seen = Verdict::ALL
        .into_iter()
        .filter(|verdict| page.runs.iter().any(|run| run.verdict == Some(*verdict)));
    let mut statuses: Vec<&str> = page.runs.iter().map(|run| run.status.name()).collect();
    statuses.sort_unstable();
    statuses.dedup();
    html! {
        form #filters hidden {
            label { "Verdict" select #verdict-filter {
                option value="" { "all" }
                @for verdict in seen { option value=(verdict.name()) { (verdict.name()) } }
                @if page.runs.iter().any(|run| run.verdict.is_none()) { option value=(NO_VERDICT) { "not finished" } }
            } }
            @if statuses.len() > 1 {
                label { "Status" select #status-filter {
                    option value="" { "all" }
                    @for status in statuses { option value=(status) { (status) } }
                } }
            }
            @for (index, axis) in page.axes.iter().enumerate().filter(|(_, axis)| axis.values.len() > 1) {
                (axis_filter(axis, index))
            }
            label { "Text" input #text-filter type="search" placeholder="any cell" autocomplete="off"; }
            button #show-all type="reset" { "Show all" }
            span #shown role="status" { }
        }
    }
}

/// The column of an axis comes after the run's own.
fn axis_filter(axis: &Axis, index: usize) -> Markup {
    html! {
        label { (axis.name) select data-column=(index + 1) {
            option value="" { "all" }
            @for value in &axis.values { option value=(value) { (value) } }
        } }
    }
}

/// What a column holds.
#[derive(Clone, Copy, PartialEq)]
enum Column {
    /// Words, or, on an axis, numbers: the script finds out.
    Words,
    /// Numbers.
    Numbers,
    /// Values of the last evaluation.
    Metric,
}

/// Name and content of each column.
fn columns(page: &Page, with_status: bool) -> Vec<(&str, Column)> {
    use Column::{Metric, Numbers, Words};
    let axes = page.axes.iter().map(|axis| (axis.name.as_str(), Words));
    let metrics = page.metrics.iter().map(|metric| (metric.as_str(), Metric));
    let status = with_status.then_some(("status", Words));
    [("run", Words)]
        .into_iter()
        .chain(axes)
        .chain([("seed", Numbers)])
        .chain(status)
        .chain([
            ("verdict", Words),
            ("onset", Numbers),
            ("decided by", Words),
        ])
        .chain(metrics)
        .collect()
}

fn heading(name: &str, column: Column) -> Markup {
    let of_metric = column == Column::Metric;
    html! {
        th scope="col" class=[(column != Column::Words).then_some("number")]
            title=[of_metric.then_some("at the last evaluation")] data-of=[of_metric.then_some("last evaluation")] { (breakable(name)) }
    }
}

fn row(run: &PageRun, with_status: bool) -> Markup {
    let verdict = run.verdict.map_or(NO_VERDICT, Verdict::name);
    html! {
        tr id=(run_anchor(&run.id)) data-verdict=(verdict) data-status=(run.status.name()) {
            td { a.run-link href=(format!("#{}", run_anchor(&run.id))) title=(run.id) { (breakable(&run.name)) }
                @if let Some(words) = &run.noted { " " small { (breakable(words)) } }
            }
            @for value in &run.axes { (axis_cell(value)) }
            td.number { (run.seed) }
            @if with_status { td { (run.status.name()) } }
            td { (judged(run)) }
            td.number data-onset data-value=[run.onset] {
                @match run.onset { Some(step) => (format_number(step as f64)), None => span.absent { "–" } }
            }
            td.why { @match &run.decided_by { Some(words) => (breakable(words)), None => span.absent { "–" } } }
            @for value in &run.metrics { (cell(*value)) }
        }
    }
}

/// The verdict with its form, and an imbalance of modes.
pub(super) fn judged(run: &PageRun) -> Markup {
    html! {
        @match run.verdict {
            Some(verdict) => span.judged {
                (verdict_chip(verdict))
                @if let Some(form) = run.form { span.minor.form { (form.replace('_', " ")) } }
                @if run.imbalanced { (imbalance_chip()) }
            },
            None => span.absent { "–" },
        }
    }
}

/// Longest value of an axis, in letters, that is kept on one line.
const MAX_LETTERS: usize = 18;

/// The value of a run or a setting on an axis.
pub(super) fn axis_cell(value: &str) -> Markup {
    let is_long = value.chars().count() > MAX_LETTERS;
    html! { td class=[is_long.then_some("long")] { (breakable(value)) } }
}

fn cell(value: Option<f64>) -> Markup {
    html! {
        @match value {
            Some(value) => td.number data-value=(value) { (format_number(value)) },
            None => td.number { span.absent title="not measured" { "–" } },
        }
    }
}

/// The identifier as an anchor: characters that an address would have to escape become hyphens.
pub(super) fn run_anchor(id: &str) -> String {
    let plain = |letter: char| {
        if letter.is_ascii_alphanumeric() || "-_.=,+".contains(letter) {
            letter
        } else {
            '-'
        }
    };
    format!("run-{}", id.chars().map(plain).collect::<String>())
}
