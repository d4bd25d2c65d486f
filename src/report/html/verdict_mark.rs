//! The mark of a verdict: its letter in its colour.

use super::breakable::breakable;
use crate::diagnose::{Sign, Symptom, Verdict};
use crate::plot::{IMBALANCE_RGB, verdict_css, verdict_letter};
use maud::{Markup, html};

/// The verdict's name and letter in its colour.
pub(super) fn verdict_chip(verdict: Verdict) -> Markup {
    html! { span.chip { span.letter aria-hidden="true" style=(verdict_style(verdict)) { (verdict_letter(verdict)) } span { (breakable(verdict.name())) } } }
}

/// The mark of an imbalance of modes, which decides no verdict.
pub(super) fn imbalance_chip() -> Markup {
    let (red, green, blue) = IMBALANCE_RGB;
    let style = format!("background:rgb({red},{green},{blue});color:#010101");
    let sign = Symptom::from(Sign::ModeImbalance);
    html! { span.chip title=(sign.meaning()) { span.letter aria-hidden="true" style=(style) { "I" } span { (breakable(sign.name())) } } }
}

/// A verdict's letter and how often it was given; the name is for those who hear the page, and for
/// a pointer that rests.
pub(super) fn verdict_count(verdict: Verdict, runs: usize) -> Markup {
    html! {
        span.chip title=(verdict.name()) {
            span.letter aria-hidden="true" style=(verdict_style(verdict)) { (verdict_letter(verdict)) }
            (runs) span.unseen { " " (verdict.name()) }
        }
    }
}

/// The verdict's colours as a style.
pub(super) fn verdict_style(verdict: Verdict) -> String {
    let (background, text) = verdict_css(verdict);
    format!("background:{background};color:{text}")
}
