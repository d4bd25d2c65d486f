//! The settings in order of merit.

use super::super::text::format_count;
use super::breakable::breakable;
use super::page::{Page, Ranking};
use super::run_table::axis_cell;
use super::verdict_mark::verdict_count;
use crate::statistics::{MedianRange, RankedSetting, format_number, format_two_decimals};
use maud::{Markup, html};

/// Settings that are shown before one has to ask for more.
const SHOWN: usize = 25;

pub(super) fn section(page: &Page) -> Markup {
    let Ranking { metric, settings } = &page.ranking;
    let (first, rest) = settings.split_at(settings.len().min(SHOWN));
    html! {
        @if !settings.is_empty() {
            section #ranking aria-labelledby="ranking-heading" {
                h2 #ranking-heading { "Ranking of settings" }
                @if settings.len() > 1 { p.lead {
                    "Most healthy runs first, then fewest with a failure verdict, then the better median of " (metric) " at the end. The bars \
                     show the 95 % interval of the share of healthy runs: where they overlap, the seeds do not tell settings apart."
                    @if settings.iter().any(|setting| setting.tied) { " Settings that agree in all three, as they are shown here, share a rank, marked by =." }
                } }
                (table(page, first, 0))
                @if !rest.is_empty() {
                    details {
                        summary { (format_count(rest.len(), "more setting")) }
                        (table(page, rest, SHOWN))
                    }
                }
            }
        }
    }
}

/// A table of settings, the first of which has this many before it.
fn table(page: &Page, ranks: &[RankedSetting], before: usize) -> Markup {
    let metric = &page.ranking.metric;
    html! {
        div.scroll tabindex="0" role="region" aria-label="Ranking" {
            table.ranking {
                caption.unseen { "Settings in order of merit, from " (before + 1) }
                thead { tr {
                    th.number scope="col" { abbr title="rank" { "#" } }
                    @for axis in &page.axes { th scope="col" { (breakable(&axis.name)) } }
                    @if page.axes.is_empty() { th scope="col" { "setting" } }
                    th scope="col" { "healthy" }
                    th scope="col" { "95 % interval" }
                    th scope="col" { "verdicts" }
                    th.number scope="col" { (breakable(metric)) span.minor { "median [range]" } }
                    th.number scope="col" { "onset" span.minor { "median, failed" } }
                } }
                tbody { @for rank in ranks { (row(page, rank)) } }
            }
        }
    }
}

fn row(page: &Page, rank: &RankedSetting) -> Markup {
    html! {
        tr {
            td.number.minor { @if rank.tied { abbr title="tied" { "=" } } (rank.rank) }
            @for value in &rank.setting { (axis_cell(&value.to_string())) }
            @if page.axes.is_empty() { td { (breakable(&rank.label)) } }
            td { b { (rank.healthy) } " of " (rank.runs) }
            td { (interval(rank)) }
            td.tallies { @for (verdict, runs) in &rank.verdicts { (verdict_count(*verdict, *runs)) " " } }
            td.number {
                @match rank.metric {
                    Some(MedianRange { median, min, max }) => {
                        b { (format_two_decimals(median)) }
                        @if rank.runs > 1 { span.minor { " [" (format_two_decimals(min)) " – " (format_two_decimals(max)) "]" } }
                    }
                    None => span.absent { "–" },
                }
            }
            td.number { @match rank.onset { Some(step) => (format_number(step)), None => span.absent { "–" } } }
        }
    }
}

/// The interval as a bar from 0 to 100 %, with a mark at the share itself.
fn interval(rank: &RankedSetting) -> Markup {
    let (low, high) = rank.interval;
    let percent = |share: f64| format!("{:.0}", 100.0 * share);
    let share = rank.healthy as f64 / rank.runs.max(1) as f64;
    let style = format!(
        "--low:{}%;--high:{}%;--share:{}%",
        percent(low),
        percent(1.0 - high),
        percent(share)
    );
    html! {
        span.interval style=(style) aria-hidden="true" { }
        span.range { (percent(low)) "–" (percent(high)) " %" }
    }
}
