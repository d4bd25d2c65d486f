//! The race of a study: its settings over the rungs, each up to the one at which it was dropped.

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
    let rows = rows(race);
    let (first, rest) = rows.split_at(rows.len().min(SHOWN));
    html! {
        section #race aria-labelledby="race-heading" {
            h2 #race-heading { "The race" }
            p.lead {
                "All runs wait at each rung until it is decided which settings go on. A cell has the median of " (race.metric)
                " over seeds, and the place by ranks within seeds; a run that has failed is worse than any value. "
                "What was dropped ends with its reason; search.json has every value and difference."
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

/// The settings: those that went furthest first, then by their place at their last rung.
fn rows(race: &Decisions) -> Vec<&str> {
    let last = |setting: &str| {
        let reached = race.rungs.iter().enumerate().rev();
        let mut at = reached.filter_map(|(place, rung)| Some((place, at_rung(rung, setting)?)));
        at.next().map(|(place, it)| (place, it.rank_sum))
    };
    let all = race
        .rungs
        .first()
        .into_iter()
        .flat_map(|rung| &rung.settings);
    let mut rows: Vec<(&str, Option<(usize, f64)>)> = all
        .map(|setting| (setting.setting.as_str(), last(&setting.setting)))
        .collect();
    rows.sort_by(|(_, one), (_, other)| {
        let key = |it: &Option<(usize, f64)>| it.unwrap_or((0, f64::INFINITY));
        let ((one, one_sum), (other, other_sum)) = (key(one), key(other));
        other.cmp(&one).then(one_sum.total_cmp(&other_sum))
    });
    rows.into_iter().map(|(setting, _)| setting).collect()
}

fn at_rung<'a>(rung: &'a RungDecision, setting: &str) -> Option<&'a SettingAtRung> {
    rung.settings.iter().find(|it| it.setting == setting)
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
                    @for rung in &race.rungs { (cell(rung, at_rung(rung, setting))) }
                } } }
            }
        }
    }
}

fn cell(rung: &RungDecision, setting: Option<&SettingAtRung>) -> Markup {
    let Some(setting) = setting else {
        return html! { td { } };
    };
    let value = median(setting.values.iter().flatten().copied());
    let failed = setting.failures.iter().flatten().count();
    html! {
        td.number {
            @match value {
                Some(value) => { (format_number(value)) },
                None => { "-" },
            }
            " "
            span.minor {
                "place " (setting.place(rung))
                @if failed > 0 { ", " (failed) " failed" }
                @if !setting.is_kept {
                    ", dropped"
                    @if let Some(p) = setting.p { " (" (format_p_value(p)) ")" }
                }
            }
        }
    }
}
