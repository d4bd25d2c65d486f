//! What a reader sees first: the question, the answer, and what became of the runs.

use super::super::text::format_count;
use super::breakable::breakable;
use super::page::{Page, PageRun};
use super::verdict_mark::{verdict_chip, verdict_style};
use crate::diagnose::Verdict;
use crate::plot::verdict_letter;
use crate::record::RunStatus;
use crate::statistics::format_number;
use maud::{Markup, html};

/// The strip at the top: where one is, and where one may go.
pub(super) fn navigation(page: &Page) -> Markup {
    let several = page.runs.len() != 1;
    let sections = [
        (
            "figures",
            "Phase diagram",
            several && !page.phase.cells.is_empty(),
        ),
        (
            "ranking",
            "Ranking",
            several && !page.ranking.settings.is_empty(),
        ),
        (
            "race",
            "Race",
            page.race
                .as_ref()
                .is_some_and(|race| !race.rungs.is_empty())
                && several,
        ),
        (
            "compare",
            "Chart",
            page.runs.iter().any(|run| run.curves.is_some()),
        ),
        (
            "gallery",
            "Gallery",
            several && page.runs.iter().any(|run| run.verdict.is_some()),
        ),
        (
            "healing",
            "Healing",
            page.runs.iter().any(|run| !run.healings.is_empty()),
        ),
        ("study-figures", "Figures", !page.figures.is_empty()),
        ("runs", "Runs", true),
        ("reproduce", "Reproduce", true),
        ("glossary", "Glossary", true),
    ];
    html! {
        header.bar {
            div.inside {
                a.brand href="#top" { "seesaw" }
                nav aria-label="Sections" {
                    @for (anchor, name, _) in sections.iter().filter(|(_, _, there)| *there) {
                        // The script shows the chart, and the way to it.
                        a href=(format!("#{anchor}")) hidden[*anchor == "compare"] { (name) }
                    }
                }
                button #theme type="button" hidden { "Dark" }
            }
        }
    }
}

pub(super) fn section(page: &Page) -> Markup {
    html! {
        section.summary aria-labelledby="question" {
            p.kicker { "Study " b { (page.study) } }
            h1 #question { (page.question) }
            p.answer { (breakable(&page.answer)) }
            p.facts { @for fact in &page.facts { span { (fact) } } }
            (verdict_bar(page))
        }
    }
}

/// How many runs have each verdict, as one bar and in words. Each leads to the table with these
/// runs only.
fn verdict_bar(page: &Page) -> Markup {
    let runs_of =
        |wanted: Option<Verdict>| page.runs.iter().filter(|run| run.verdict == wanted).count();
    let verdicts = Verdict::ALL.map(|verdict| (verdict, runs_of(Some(verdict))));
    let verdicts = || verdicts.into_iter().filter(|(_, runs)| *runs > 0);
    let unfinished = runs_of(None);
    let is_dropped = |run: &&PageRun| run.status == RunStatus::Pruned;
    let dropped = page.runs.iter().filter(is_dropped).count();
    let share = |runs: usize| format!("{:.0} %", 100.0 * runs as f64 / page.runs.len() as f64);
    let grow = |runs: usize| format!("flex-grow:{runs}");
    html! {
        @if !page.runs.is_empty() {
            div.verdicts role="group" aria-label="Runs by verdict" {
                div.stack aria-hidden="true" {
                    @for (verdict, runs) in verdicts() {
                        span data-verdict=(verdict.name()) title=(format!("{}: {}", verdict.name(), format_count(runs, "run")))
                            style=(format!("{};{}", grow(runs), verdict_style(verdict))) { (verdict_letter(verdict)) }
                    }
                    @if unfinished > 0 { span.unfinished data-verdict="-" title="not finished" style=(grow(unfinished)) { } }
                }
                ul {
                    @for (verdict, runs) in verdicts() {
                        li { a href="#runs" data-verdict=(verdict.name()) {
                            (verdict_chip(verdict)) " " b { (format_number(runs as f64)) } " " span.share { (share(runs)) }
                        } }
                    }
                    @if unfinished > 0 {
                        li { a href="#runs" data-verdict="-" {
                            "not finished " b { (format_number(unfinished as f64)) } " " span.share { (share(unfinished)) }
                        } }
                    }
                }
                @if dropped > 0 {
                    p.minor {
                        (format_count(dropped, "dropped run")) @if dropped == 1 { " is" } @else { " are" }
                        " counted here by the verdict of the steps until then."
                    }
                }
            }
        }
    }
}
