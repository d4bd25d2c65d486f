//! Words explained, and the mark of a verdict.

use super::page::Term;
use crate::diagnose::Verdict;
use crate::plot;
use maud::{Markup, html};

pub fn section(terms: &[Term]) -> Markup {
    html! {
        section id="glossary" {
            h2 { "Glossary" }
            dl {
                @for term in terms {
                    dt { @match term.verdict { Some(verdict) => (chip(verdict)), None => (term.name) } }
                    dd { (term.meaning) }
                }
            }
        }
    }
}

/// The verdict's name and letter in its colour.
pub fn chip(verdict: Verdict) -> Markup {
    let (background, text) = plot::css_color(verdict);
    html! {
        span.chip {
            span.letter aria-hidden="true" style=(format!("background:{background};color:{text}")) { (plot::letter(verdict)) }
            (verdict.name())
        }
    }
}
