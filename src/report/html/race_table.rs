//! The race of a study: its settings over the rungs, each up to the one at which it was dropped.

use super::super::text::format_count;
use super::breakable::breakable;
use super::page::Page;
use crate::diagnose::median;
use crate::search::{Decisions, RungDecision, SettingAtRung};
use crate::statistics::{format_number, format_p_value};
use maud::{Markup, html};

/// Settings that are shown before one has to ask for more.
const SHOWN: usize = 30;

pub(super) fn section(page: &Page) -> Markup {
    let Some(race) = page.race.as_ref().filter(|race| !race.rungs.is_empty()) else {
        return html! {};
    };
    let by_median = race.rungs.iter().any(|rung| rung.medians.is_some());
    let rows = race.furthest_first();
    let (first, rest) = rows.split_at(rows.len().min(SHOWN));
    html! {
        section #race aria-labelledby="race-heading" {
            h2 #race-heading { "The race" }
            p.lead {
                "All runs wait at each rung until it is decided which settings go on. "
                @if by_median {
                    "A cell has the best " (race.metric) " so far, its median over seeds. A setting is dropped whose best value is, at more "
                    "than half of the seeds, worse than the median of all settings' running means; "
                } @else {
                    "A cell has the median of " (race.metric) " over seeds, and the place by ranks within seeds; "
                }
                "a run with a failure verdict is worse than any value. search.json has every value that was compared."
            }
            ul { @for rung in &race.rungs { li { (rung.words()) } } }
            (table(race, first))
            @if !rest.is_empty() {
                details {
                    summary { (rest.len()) " more settings" }
                    (table(race, rest))
                }
            }
        }
    }
}

fn table(race: &Decisions, rows: &[&str]) -> Markup {
    html! {
        div.scroll tabindex="0" role="region" aria-label="The race" {
            table.ranking {
                caption.unseen { "Settings of the race, those that went furthest first" }
                thead { tr {
                    th scope="col" { "setting" }
                    @for rung in &race.rungs { th.number scope="col" { "step " (rung.step) } }
                } }
                tbody { @for setting in rows { tr {
                    th scope="row" { (breakable(if setting.is_empty() { "all runs" } else { setting })) }
                    @for rung in &race.rungs { (cell(rung, rung.setting(setting))) }
                } } }
            }
        }
    }
}

fn cell(rung: &RungDecision, setting: Option<&SettingAtRung>) -> Markup {
    let Some(setting) = setting else {
        return html! { td { } };
    };
    let value = median(setting.deciding_values().iter().flatten().copied());
    let failures = setting.failures.iter().flatten().count();
    let own = setting.against_median.as_ref();
    html! {
        td.number {
            @match value {
                Some(value) => { (format_number(value)) },
                None => { "-" },
            }
            " "
            span.minor {
                @match own {
                    Some(own) => { (own.count_words()) },
                    None => { "place " (setting.place(rung)) },
                }
                @if failures > 0 { ", " (format_count(failures, "failure verdict")) }
                @if !setting.is_kept {
                    ", dropped"
                    @if let Some(p) = setting.p { " (" (format_p_value(p)) ")" }
                }
            }
        }
    }
}
