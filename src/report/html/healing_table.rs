//! The runs that went back: how often, when, and with which remedy.

use super::super::text::format_count;
use super::breakable::breakable;
use super::page::{Page, PageRun};
use super::run_table::{judged, run_anchor};
use maud::{Markup, html};

/// Runs that are shown before one has to ask for more.
const SHOWN: usize = 30;

pub(super) fn section(page: &Page) -> Markup {
    let went_back = page.runs.iter().filter(|run| !run.healings.is_empty());
    let went_back: Vec<&PageRun> = went_back.collect();
    let (first, rest) = went_back.split_at(went_back.len().min(SHOWN));
    html! {
        @if !went_back.is_empty() {
            section #healing aria-labelledby="healing-heading" {
                h2 #healing-heading { "Runs that went back" }
                p.lead {
                    "Once a failure verdict had lasted, these runs went back to an earlier state, their remedy was patched in, and they "
                    "went on from there as the same run (heal). The rows that were given up are in abandoned/ of a run."
                }
                (table(first))
                @if !rest.is_empty() {
                    details {
                        summary { (format_count(rest.len(), "more run")) }
                        (table(rest))
                    }
                }
            }
        }
    }
}

fn table(runs: &[&PageRun]) -> Markup {
    html! {
        div.scroll tabindex="0" role="region" aria-label="Runs that went back" {
            table {
                caption.unseen { "Runs that went back, in the order of the study" }
                thead { tr {
                    th scope="col" { "run" }
                    th scope="col" { "went back" }
                    th scope="col" { "verdict at the end" }
                } }
                tbody { @for run in runs { tr {
                    td.long { a href=(format!("#{}", run_anchor(&run.id))) title=(run.id) { (breakable(&run.name)) } }
                    td.went-back { @for sentence in &run.healings { p { (breakable(sentence)) } } }
                    td { (judged(run)) }
                } } }
            }
        }
    }
}
