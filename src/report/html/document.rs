//! The whole page as one HTML document.

use super::escape::plain_text;
use super::figure::svg_data_uri;
use super::page::{Page, PageFigure};
use super::{
    compare, drawer, gallery, glossary, healing_table, phase_grid, race_table, ranking_table,
    run_table, summary,
};
use maud::{DOCTYPE, Markup, PreEscaped, html};

const STYLE: [&str; 6] = [
    include_str!("style/colors.css"),
    include_str!("style/page.css"),
    include_str!("style/tables.css"),
    include_str!("style/runs.css"),
    include_str!("style/compare.css"),
    include_str!("style/media.css"),
];

/// Runs before anything is painted.
const THEME: &str = include_str!("script/theme.js");

const SCRIPT: [&str; 9] = [
    include_str!("script/table.js"),
    include_str!("script/edges.js"),
    include_str!("script/pictures.js"),
    include_str!("script/history.js"),
    include_str!("script/figures.js"),
    include_str!("script/drawer.js"),
    include_str!("script/chart.js"),
    include_str!("script/compare.js"),
    include_str!("script/page.js"),
];

/// What the page may load: nothing but its own data, and the figures of runs that lie beside it.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data: blob: file: 'self'; \
                      base-uri 'none'; form-action 'none'";

/// What stands in the head of every page: what it may load, its title, and the style, with the rules
/// that only it needs.
pub(crate) fn metadata(study: &str, policy: &str, own_rules: &str) -> Markup {
    html! {
        meta charset="utf-8";
        meta http-equiv="Content-Security-Policy" content=(policy);
        meta name="viewport" content="width=device-width, initial-scale=1";
        meta name="color-scheme" content="light dark";
        title { (study) " - seesaw" }
        style { (PreEscaped(STYLE.concat())) (PreEscaped(own_rules)) }
    }
}

/// The complete HTML document.
pub(crate) fn render(page: &Page) -> String {
    let document = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                (metadata(&page.study, POLICY, ""))
                script { (PreEscaped(THEME)) }
            }
            body #top {
                a.skip href="#main" { "Skip to the answer" }
                (summary::navigation(page))
                main #main tabindex="-1" {
                    (summary::section(page))
                    @if page.runs.len() == 1 {
                        (the_run())
                        (compare::section(page))
                    } @else {
                        (phase_grid::section(page))
                        (ranking_table::section(page))
                        (race_table::section(page))
                        (compare::section(page))
                        (gallery::section(page))
                    }
                    (healing_table::section(page))
                    (study_figures(page))
                    (run_table::section(page))
                    (reproduction(page))
                    (glossary::section(&page.glossary))
                }
                (drawer::dialog())
                (drawer::enlarged_figure())
                script { (PreEscaped(SCRIPT.concat())) }
                (drawer::data(page))
                (compare::data(page))
            }
        }
    };
    plain_text(&document.into_string()).into_owned()
}

/// Where the script shows the only run of a study.
fn the_run() -> Markup {
    html! {
        section #the-run aria-labelledby="the-run-heading" hidden {
            h2 #the-run-heading { "The run" }
            div #the-run-body { }
        }
    }
}

fn study_figures(page: &Page) -> Markup {
    html! {
        @if !page.figures.is_empty() {
            section #study-figures aria-labelledby="study-figures-heading" {
                h2 #study-figures-heading { "The study in figures" }
                @for figure in &page.figures { (figure_card(figure)) }
            }
        }
    }
}

fn reproduction(page: &Page) -> Markup {
    html! {
        section #reproduce aria-labelledby="reproduce-heading" {
            h2 #reproduce-heading { "Reproduce" }
            p.lead { "The same spec, seed and binary give the same bytes. Open a run to see its own command." }
            div.command { pre tabindex="0" { code { (page.reproduce.join("\n")) } } }
        }
        section #provenance aria-labelledby="provenance-heading" {
            h2 #provenance-heading { "Provenance" }
            dl.pairs { @for (key, value) in &page.provenance { dt { (key) } dd { (value) } } }
        }
    }
}

/// The drawing as an image that carries its own data. Its colours follow the colour scheme of the
/// page, as that of a document embedded as an image does.
fn figure_card(figure: &PageFigure) -> Markup {
    html! {
        figure.card tabindex="0" {
            img src=(svg_data_uri(&figure.svg)) alt=(figure.alternative) decoding="async";
        }
    }
}
