//! Runs to look at, by verdict.

use super::figure::{png_address, svg_address};
use super::glossary::chip;
use super::page::{Page, Run};
use super::table::anchor;
use super::words::count;
use crate::diagnose::Verdict;
use crate::statistics::format_number;
use maud::{Markup, html};

/// Runs of one verdict that are shown.
const SHOWN: usize = 12;

pub fn section(page: &Page) -> Markup {
    let rows = Verdict::ALL.map(|verdict| (verdict, runs_of(page, verdict)));
    html! {
        @if rows.iter().any(|(_, runs)| !runs.is_empty()) {
            section #gallery aria-labelledby="gallery-heading" {
                h2 #gallery-heading { "Gallery" }
                p.lead { "The last samples of runs, their losses, D's output and the key metric over the steps." }
                @for (verdict, runs) in rows.iter().filter(|(_, runs)| !runs.is_empty()) { (row(page, *verdict, runs)) }
            }
        }
    }
}

fn row(page: &Page, verdict: Verdict, runs: &[&Run]) -> Markup {
    let shown = evenly(runs);
    html! {
        div.gallery-row {
            h3 { (chip(verdict)) span.minor {
                (count(runs.len(), "run"))
                @if shown.len() < runs.len() {
                    ", " (shown.len()) " of them here; "
                    a href="#runs" data-verdict=(verdict.name()) { "all in the table" }
                }
            } }
            ul.cards { @for run in &shown { li { (card(page, run)) } } }
        }
    }
}

/// Whether the gallery shows each run of the page.
pub fn shows(page: &Page) -> Vec<bool> {
    let shown: Vec<&Run> = Verdict::ALL
        .iter()
        .flat_map(|verdict| evenly(&runs_of(page, *verdict)))
        .collect();
    page.runs
        .iter()
        .map(|run| shown.iter().any(|shown| std::ptr::eq(*shown, run)))
        .collect()
}

fn runs_of(page: &Page, verdict: Verdict) -> Vec<&Run> {
    page.runs
        .iter()
        .filter(|run| run.verdict == Some(verdict))
        .collect()
}

/// At most [`SHOWN`] runs, spread evenly over all: seeds vary slowest, so these cover the settings.
fn evenly<'a>(runs: &[&'a Run]) -> Vec<&'a Run> {
    let shown = runs.len().min(SHOWN);
    (0..shown)
        .map(|index| runs[index * runs.len() / shown])
        .collect()
}

fn card(page: &Page, run: &Run) -> Markup {
    html! {
        a.run-card href=(format!("#{}", anchor(&run.id))) {
            @match &run.overview {
                Some(overview) => img.overview src=(svg_address(&overview.svg)) alt="losses, D and key metric" loading="lazy" decoding="async";
                None => span.nothing { "no picture" }
            }
            span.about {
                @if let Some(bytes) = &run.thumbnail {
                    img.thumbnail src=(png_address(bytes)) alt="last samples" loading="lazy" decoding="async";
                }
                span {
                    @for (axis, value) in page.axes.iter().zip(&run.axes) { span.setting { (axis.name) " " b { (value) } } }
                    span.setting { "seed " b { (run.seed) } }
                    @if let Some(step) = run.onset { span.setting { "from step " b { (format_number(step as f64)) } } }
                }
            }
        }
    }
}
