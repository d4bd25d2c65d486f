//! The page of a study: one HTML file that needs no network and no other file.
//!
//! Every text of the caller is escaped. Figures are embedded as images, so that the identifiers inside two SVG never meet.

mod drawings;
mod figure;
mod gather;
mod glossary;
mod page;
mod publish;
mod run;
mod table;

pub use drawings::{not_drawn, write_drawing};
pub use gather::{GatheredRun, gather, read_diagnosis};
pub use page::{Figure, Image, Page, Run, Term};
pub use publish::{Asked, key_metric, key_metrics, publish};
pub use run::decided;

use maud::{DOCTYPE, Markup, PreEscaped, html};

const STYLE: &str = include_str!("style.css");
const SCRIPT: &str = include_str!("script.js");

/// The complete HTML document.
pub fn render(page: &Page) -> String {
    let document = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                title { (page.study) " - seesaw" }
                style { (PreEscaped(STYLE)) }
            }
            body {
                main { (summary(page)) (study_figures(page)) (table::section(page)) (run_details(page)) (appendix(page)) }
                script { (PreEscaped(SCRIPT)) }
            }
        }
    };
    document.into_string()
}

fn summary(page: &Page) -> Markup {
    html! {
        header {
            p.kicker { "seesaw study" }
            h1 { (page.study) }
            p.question { (page.question) }
            p.answer { (page.answer) }
            nav aria-label="Sections" {
                a href="#figures" { "Figures" }
                a href="#runs" { "Runs" }
                a href="#details" { "Run by run" }
                a href="#reproduce" { "Reproduce" }
                a href="#provenance" { "Provenance" }
                a href="#glossary" { "Glossary" }
            }
        }
    }
}

fn study_figures(page: &Page) -> Markup {
    html! {
        section id="figures" {
            h2 { "What the study shows" }
            @for figure in &page.figures { (figure::card(figure)) }
        }
    }
}

fn run_details(page: &Page) -> Markup {
    html! {
        section id="details" {
            h2 { "Run by run" }
            @for run in &page.runs { (run::details(run)) }
        }
    }
}

fn appendix(page: &Page) -> Markup {
    html! {
        section id="reproduce" {
            h2 { "How to reproduce" }
            p { "Run these in a checkout of the project. The same spec, seed and binary give the same bytes." }
            pre tabindex="0" { code { (page.reproduce.join("\n")) } }
        }
        section id="provenance" {
            h2 { "Provenance" }
            dl.pairs { @for (key, value) in &page.provenance { dt { (key) } dd { (value) } } }
        }
        (glossary::section(&page.glossary))
    }
}

#[cfg(test)]
mod tests;
