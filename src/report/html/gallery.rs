//! Runs to look at, by verdict.

use super::super::text::format_count;
use super::breakable::breakable;
use super::figure::png_data_uri;
use super::page::{Page, PageRun};
use super::run_table::run_anchor;
use super::verdict_mark::{imbalance_chip, verdict_chip};
use crate::diagnose::Verdict;
use crate::statistics::format_number;
use maud::{Markup, html};

/// Runs of one verdict that are shown.
const SHOWN: usize = 12;

pub(super) fn section(page: &Page) -> Markup {
    let rows = Verdict::ALL.map(|verdict| (verdict, runs_of(page, verdict)));
    html! {
        @if rows.iter().any(|(_, runs)| !runs.is_empty()) {
            section #gallery aria-labelledby="gallery-heading" {
                h2 #gallery-heading { "Gallery" }
                p.lead { "The last samples of runs, their losses, D's output and the key metric over the steps." }
                @for (verdict, runs) in rows.iter().filter(|(_, runs)| !runs.is_empty()) { (row(*verdict, runs)) }
            }
        }
    }
}

fn row(verdict: Verdict, runs: &[&PageRun]) -> Markup {
    let shown = spread_evenly(runs);
    html! {
        div.gallery-row {
            h3 { (verdict_chip(verdict)) span.minor {
                (format_count(runs.len(), "run"))
                @if shown.len() < runs.len() {
                    ", " (shown.len()) " of them here; "
                    a href="#runs" data-verdict=(verdict.name()) { "all in the table" }
                }
            } }
            ul.cards { @for run in &shown { li { (card(run)) } } }
        }
    }
}

/// Whether the gallery shows each run of the page.
pub(crate) fn is_shown_in_gallery(page: &Page) -> Vec<bool> {
    let shown: Vec<&PageRun> = Verdict::ALL
        .iter()
        .flat_map(|verdict| spread_evenly(&runs_of(page, *verdict)))
        .collect();
    page.runs
        .iter()
        .map(|run| shown.iter().any(|shown| std::ptr::eq(*shown, run)))
        .collect()
}

fn runs_of(page: &Page, verdict: Verdict) -> Vec<&PageRun> {
    page.runs
        .iter()
        .filter(|run| run.verdict == Some(verdict))
        .collect()
}

/// At most [`SHOWN`] runs, spread evenly over all: seeds vary slowest, so these cover the settings.
fn spread_evenly<'a>(runs: &[&'a PageRun]) -> Vec<&'a PageRun> {
    let shown = runs.len().min(SHOWN);
    (0..shown)
        .map(|index| runs[index * runs.len() / shown])
        .collect()
}

fn card(run: &PageRun) -> Markup {
    html! {
        a.run-card href=(format!("#{}", run_anchor(&run.id))) {
            @match &run.overview {
                // The script takes it from the run's data, where it is packed.
                Some(_) => span.overview data-alternative="losses, D and key metric" { }
                None => span.nothing { "no picture" }
            }
            span.about {
                @if let Some(bytes) = &run.thumbnail {
                    img.thumbnail src=(png_data_uri(bytes)) alt="last samples" loading="lazy" decoding="async";
                }
                span {
                    b.name title=(run.id) { (breakable(&run.name)) }
                    @if let Some(form) = run.form { span.setting { (form.replace('_', " ")) } }
                    @if run.imbalanced { span.setting { (imbalance_chip()) } }
                    @if let Some(step) = run.onset { span.setting { "from step " b { (format_number(step as f64)) } } }
                    @if let Some(words) = &run.decided_by { span.setting { (breakable(words)) } }
                }
            }
        }
    }
}
