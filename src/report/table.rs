//! The run table. It is complete without script; the script sorts and filters it.

use super::glossary::chip;
use super::page::{Page, Run};
use crate::diagnose::Verdict;
use crate::plot::number;
use maud::{Markup, html};

pub fn section(page: &Page) -> Markup {
    html! {
        section id="runs" {
            h2 { "Runs" }
            (filters(page))
            div.scroll tabindex="0" role="region" aria-label="Run table" {
                table #run-table {
                    thead { tr { @for (name, numeric) in columns(page) { (heading(name, numeric)) } } }
                    tbody { @for run in &page.runs { (row(run)) } }
                }
            }
        }
    }
}

/// Hidden until the script shows it: without script it could not work.
fn filters(page: &Page) -> Markup {
    let seen = Verdict::ALL.into_iter().filter(|verdict| page.runs.iter().any(|run| run.verdict == *verdict));
    html! {
        div #filters hidden {
            label { "Verdict " select #verdict-filter {
                option value="" { "all" }
                @for verdict in seen { option value=(verdict.name()) { (verdict.name()) } }
            } }
            label { "Text " input #text-filter type="search" placeholder="any cell" autocomplete="off"; }
            span #shown role="status" { }
            span { "A click on a heading sorts." }
        }
    }
}

/// Name of each column and whether it holds numbers. Axes may hold either; the script finds out.
fn columns(page: &Page) -> Vec<(&str, bool)> {
    let axes = page.axes.iter().map(|axis| (axis.as_str(), false));
    let metrics = page.metrics.iter().map(|metric| (metric.as_str(), true));
    [("run", false)]
        .into_iter()
        .chain(axes)
        .chain([("seed", true), ("verdict", false), ("onset", true)])
        .chain(metrics)
        .collect()
}

fn heading(name: &str, numeric: bool) -> Markup {
    html! { th scope="col" class=[numeric.then_some("number")] { (name) } }
}

fn row(run: &Run) -> Markup {
    html! {
        tr data-verdict=(run.verdict.name()) {
            td { a href=(format!("#{}", anchor(&run.id))) { (run.id) } }
            @for value in &run.axes { td { (value) } }
            td.number { (run.seed) }
            td { (chip(run.verdict)) }
            (cell(run.onset.map(|step| step as f64)))
            @for value in &run.metrics { (cell(*value)) }
        }
    }
}

fn cell(value: Option<f64>) -> Markup {
    html! {
        @match value {
            Some(value) => td.number data-value=(value) { (number(value)) },
            None => td.number { span.absent title="not measured" { "-" } },
        }
    }
}

/// The identifier as an anchor: characters that an address would have to escape become hyphens.
pub fn anchor(id: &str) -> String {
    let plain = |letter: char| if letter.is_ascii_alphanumeric() || "-_.".contains(letter) { letter } else { '-' };
    format!("run-{}", id.chars().map(plain).collect::<String>())
}
