//! The page as one HTML document that carries its pictures.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use maud::{DOCTYPE, Markup, html};

use super::TransferOnDisk;
use super::run_on_disk::FinishedTransfer;
use crate::config::{Study, Transfer};
use crate::data::Picture;
use crate::report::html::{metadata, plain_text, svg_data_uri};
use crate::statistics::{format_number, plural};

/// How pictures stand beside each other.
const PICTURES: &str = ".pictures{display:flex;flex-wrap:wrap;gap:.75rem;margin:.75rem 0}.pictures figure{margin:0}\
                        .pictures img{display:block;max-width:100%;height:auto}.pictures{align-items:flex-end}\
                        .results td{vertical-align:top;padding:.4rem}.results img{min-width:7rem;max-width:100%;height:auto}";

/// What the page may load: nothing but its own data.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'";

/// The complete HTML document.
pub(super) fn render(study: &Study<Transfer>, runs: &[TransferOnDisk]) -> String {
    let finished = runs.iter().filter(|run| run.finished.is_some()).count();
    let document = html! {
        (DOCTYPE)
        html lang="en" {
            head { (metadata(&study.name, POLICY, PICTURES)) }
            body {
                main {
                    h1 { (study.question) }
                    p.lead { (study.name) ": " (plural(runs.len(), "style transfer")) ", " (finished) " finished." }
                    section aria-labelledby="results" {
                        h2 #results { "Results" }
                        (results(study, runs))
                    }
                    @for run in runs { (one_run(study, run)) }
                }
            }
        }
    };
    plain_text(&document.into_string()).into_owned()
}

/// The last picture of every run: a column for each value of the first axis, a row for each of the
/// others together.
fn results(study: &Study<Transfer>, runs: &[TransferOnDisk]) -> Markup {
    let labels = study.axis_labels();
    let columns: Vec<String> = match study.axes.first() {
        Some(axis) => axis
            .values
            .iter()
            .map(|value| study.spelled(0, value))
            .collect(),
        None => vec![String::new()],
    };
    let row_of = |run: &TransferOnDisk| {
        let spelled = study.spelled_cell(&run.planned.cell);
        let others = labels.iter().zip(spelled).skip(1);
        let mut words: Vec<String> = others
            .map(|(label, value)| format!("{label} {value}"))
            .collect();
        if study.seeds.len() > 1 {
            words.push(format!("seed {}", run.planned.seed));
        }
        words.join(", ")
    };
    let column_of = |run: &TransferOnDisk| {
        let spelled = study.spelled_cell(&run.planned.cell);
        spelled.into_iter().next().unwrap_or_default()
    };
    let mut rows: Vec<String> = Vec::new();
    for run in runs {
        let row = row_of(run);
        if !rows.contains(&row) {
            rows.push(row);
        }
    }
    // Without a further axis there is nothing to say in front of a row.
    let has_names = rows.iter().any(|row| !row.is_empty());
    let corner = labels.first().map_or("", |label| label.as_str());
    html! {
        @if !has_names && !corner.is_empty() { p { (corner) ":" } }
        div.scroll tabindex="0" role="region" aria-label="Results" { table.results {
            @if !corner.is_empty() {
                tr { @if has_names { th { (corner) } } @for column in &columns { th { (column) } } }
            }
            @for row in &rows {
                tr {
                    @if has_names { th { (row) } }
                    @for column in &columns {
                        td {
                            @for run in runs.iter().filter(|run| row_of(run) == *row && column_of(run) == *column) {
                                a href={ "#" (run.planned.id) } { (last_picture(run)) }
                            }
                        }
                    }
                }
            }
        } }
    }
}

fn last_picture(run: &TransferOnDisk) -> Markup {
    match run
        .finished
        .as_ref()
        .and_then(|finished| finished.pictures.last())
    {
        Some((_, png)) => picture(png, &run.planned.id),
        None => html! { (run.status.name()) },
    }
}

/// A PNG file as an image.
fn picture(png: &[u8], alternative: &str) -> Markup {
    let source = format!("data:image/png;base64,{}", STANDARD.encode(png));
    html! { img src=(source) alt=(alternative); }
}

fn one_run(study: &Study<Transfer>, run: &TransferOnDisk) -> Markup {
    let spelled = study.spelled_cell(&run.planned.cell);
    let cell = study.axis_labels().into_iter().zip(spelled);
    let cell: Vec<String> = cell
        .map(|(label, value)| format!("{label} {value}"))
        .collect();
    let name = match cell.is_empty() {
        true => format!("seed {}", run.planned.seed),
        false => format!("{}, seed {}", cell.join(", "), run.planned.seed),
    };
    html! {
        section #(run.planned.id) {
            h2 { (name) }
            @match &run.finished {
                Some(finished) => { (evidence(&run.planned.run, finished)) }
                None => {
                    p { (run.status.name()) @if let Some(problem) = &run.problem { ": " (problem) } }
                }
            }
        }
    }
}

/// The sources beside the result, the way there, and the losses.
fn evidence(run: &Transfer, finished: &FinishedTransfer) -> Markup {
    let diagnosis = &finished.diagnosis;
    let source = |path: &std::path::Path| Picture::open(path, run.side).ok().map(|it| it.to_png());
    let styles = run.style.iter().map(|style| ("style", source(&style.path)));
    let sources = [("content", source(&run.content))]
        .into_iter()
        .chain(styles);
    let sources: Vec<(&str, Option<Vec<u8>>)> = sources.collect();
    html! {
        p {
            b { (diagnosis.verdict.name()) } ": " (diagnosis.evidence)
            @if let Some(remedy) = &diagnosis.remedy { "; " (remedy) }
            "."
        }
        @if let Some(row) = finished.rows.last() {
            p { "Losses before the last step: " (losses(row)) "." }
        }
        div.pictures {
            @for (name, png) in &sources {
                figure {
                    @match png {
                        Some(png) => { (picture(png, name)) }
                        None => { "not there now" }
                    }
                    figcaption { (name) }
                }
            }
            @if let Some((_, png)) = finished.pictures.last() {
                figure { (picture(png, "result")) figcaption { "result" } }
            }
        }
        h3 { "The way there" }
        div.pictures {
            @for (step, png) in &finished.pictures {
                figure { (picture(png, "a picture on the way")) figcaption { "step " (step) } }
            }
        }
        @if let Some(svg) = &finished.losses {
            figure.card {
                img src=(svg_data_uri(svg)) alt="Weighted sum of the losses, and each loss before its weight, over the steps.";
            }
        }
    }
}

fn losses(row: &crate::train::transfer::TransferRow) -> String {
    let parts = [
        ("content", row.losses.content),
        ("style", row.losses.style),
        ("variation", row.losses.variation),
    ];
    let words = parts
        .into_iter()
        .filter_map(|(name, loss)| Some(format!("{name} {}", format_number(loss?))));
    words.collect::<Vec<_>>().join(", ")
}
