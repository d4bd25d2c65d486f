//! Chosen runs in one chart, which the script draws: a quantity over the steps, with the values at one
//! of them.

use super::escape::safe_json;
use super::page::{Page, PageRun};
use super::run_table::run_anchor;
use crate::config::AxisValue;
use maud::{Markup, PreEscaped, html};
use serde_json::Value;

/// Settings of the ranking of which a run is shown at first, before the last one.
const BEST: usize = 4;

pub(super) fn section(page: &Page) -> Markup {
    let quantities = |is_metric: bool| {
        let all = page.quantities.iter();
        all.filter(move |quantity| quantity.is_metric == is_metric)
    };
    html! {
        @if page.runs.iter().any(|run| run.curves.is_some()) {
            section #compare aria-labelledby="compare-heading" hidden data-runs=(safe_json(&shown_at_first(page))) {
                h2 #compare-heading { @if page.runs.len() > 1 { "Runs compared" } @else { "Curves" } }
                p.lead {
                    "One quantity over the steps, of up to eight runs. A line is the mean of neighbouring values, the band around \
                     it reaches from the smallest to the largest of them. Point at the chart, or focus it and use the arrow keys, to \
                     read the values at a step."
                }
                div.controls {
                    label { "Quantity" select #quantity {
                        optgroup label="at every step" {
                            @for quantity in quantities(false) { (option(quantity.name, quantity.unit)) }
                        }
                        optgroup label="at every evaluation" {
                            @for quantity in quantities(true) { (option(quantity.name, quantity.unit)) }
                        }
                    } }
                    label { "Vertical axis" select #scale {
                        option value="auto" { "automatic" }
                        option value="linear" { "linear" }
                        option value="log" { "logarithmic" }
                    } }
                    label.runs { "Add a run" select #add-run { option value="" { "choose" } } }
                    div.presets role="group" aria-label="Choose runs" {
                        button type="button" data-choose="first" { "Best and worst" }
                        button type="button" data-choose="verdicts" { "One of each verdict" }
                        button type="button" data-choose="table" { "First eight of the run table" }
                    }
                }
                div #chart tabindex="0" role="slider" aria-label="Step at which values are read" aria-valuemin="0" { svg { } }
                p #chart-note.minor role="status" { }
                div.scroll tabindex="0" role="region" aria-label="Values at a step" {
                    table #readout {
                        caption.unseen { "The chosen runs with their values at the step" }
                        thead { tr { th scope="col" { "run" } th.number scope="col" { } th.number scope="col" { "smallest to largest" } td { } } }
                        tbody { }
                    }
                }
            }
        }
    }
}

fn option(name: &str, unit: &str) -> Markup {
    html! { option value=(name) data-unit=(unit) { (name) } }
}

/// The curves, an element for each run, so that only those of chosen runs are unpacked.
pub(super) fn data(page: &Page) -> Markup {
    html! {
        @for run in &page.runs {
            @if let Some(curves) = &run.curves {
                script type="application/json" data-curves=(run_anchor(&run.id)) { (PreEscaped(safe_json(&Value::from(curves.as_str())))) }
            }
        }
    }
}

/// The first run of each of the best settings, and of the worst.
fn shown_at_first(page: &Page) -> Value {
    let settings = &page.ranking.settings;
    let best = settings.len().min(BEST);
    let worst = &settings[best.max(settings.len().saturating_sub(1))..];
    let first_run = |setting: &[AxisValue]| {
        let is_it = |run: &&PageRun| {
            let same = |(axis, value): (&String, &AxisValue)| *axis == value.to_string();
            run.curves.is_some() && run.axes.iter().zip(setting).all(same)
        };
        page.runs.iter().find(is_it)
    };
    settings[..best]
        .iter()
        .chain(worst)
        .filter_map(|ranked| first_run(&ranked.setting))
        .map(|run| run_anchor(&run.id))
        .collect()
}
