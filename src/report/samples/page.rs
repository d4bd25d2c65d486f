//! The page as one HTML document that carries its pictures.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use maud::{DOCTYPE, Markup, html};

use super::judged::{Counts, JudgedSamples, JudgedSet, Pair};
use super::pictures::Pictures;
use crate::diagnose::{Confidence, Finding};
use crate::metrics::{Direction, TABLE};
use crate::report::evidence_text;
use crate::report::html::{metadata, plain_text, svg_data_uri};
use crate::statistics::format_number;

/// What the page may load: nothing but its own data.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'";

/// Sheets beside each other, and bars of counts.
const RULES: &str = ".pictures{display:flex;flex-wrap:wrap;gap:1rem;margin:.75rem 0}.pictures figure{margin:0}\
                     .pictures img,.wide img{display:block;max-width:100%;height:auto;image-rendering:pixelated}\
                     .bar-cell{width:40%}.bar-cell span{display:block;height:.7rem;background:var(--accent)}.none span{background:var(--failure)}";

/// The complete HTML document.
pub(super) fn render(title: &str, judged: &JudgedSamples, pictures: &Pictures) -> String {
    let diagnosis = &judged.diagnosis;
    let document = html! {
        (DOCTYPE)
        html lang="en" {
            head { (metadata(title, POLICY, RULES)) }
            body {
                main {
                    h1 { (diagnosis.label()) ": " (title) }
                    p.lead { (judged.comparison) "." }
                    @if let Some(onset) = diagnosis.onset { p { "Since step " (onset) "." } }
                    p { (confidence(diagnosis.confidence.as_ref())) }
                    section aria-labelledby="findings" {
                        h2 #findings { "What was found" }
                        @for finding in &diagnosis.findings { (one_finding(finding)) }
                    }
                    (samples(pictures))
                    @if let Some(sheet) = &pictures.pairs { (nearest(sheet, &judged.gallery.pairs)) }
                    @if let Some(counts) = &judged.counts { (counted(counts)) }
                    (metrics(&judged.sets, pictures.curves.as_deref()))
                    section aria-labelledby="open" {
                        h2 #open { "What could not be judged" }
                        ul { @for sentence in &diagnosis.not_judged { li { (sentence) } } }
                    }
                }
            }
        }
    };
    plain_text(&document.into_string()).into_owned()
}

fn confidence(confidence: Option<&Confidence>) -> String {
    match confidence {
        Some(confidence) => format!("Such a verdict was {}.", confidence.words()),
        None => "How often such a verdict is right has not been counted.".to_string(),
    }
}

fn one_finding(finding: &Finding) -> Markup {
    html! {
        h3 { (finding.name()) }
        ul { @for evidence in &finding.evidence { li { (evidence_text(evidence)) } } }
        p.minor {
            @if !finding.remedy.patch.is_empty() { code { (finding.remedy.patch) } ": " }
            (finding.remedy.reason) "."
        }
    }
}

fn png(bytes: &[u8], alternative: &str) -> Markup {
    let source = format!("data:image/png;base64,{}", STANDARD.encode(bytes));
    html! { img src=(source) alt=(alternative); }
}

fn samples(pictures: &Pictures) -> Markup {
    html! {
        section aria-labelledby="samples" {
            h2 #samples { "Samples beside real rows" }
            @if let Some([fakes, reals]) = &pictures.sheets {
                div.pictures {
                    figure { (png(fakes, "Samples, drawn at random")) figcaption { "samples" } }
                    figure { (png(reals, "Real rows, drawn at random")) figcaption { "real" } }
                }
            }
            @if let Some(svg) = &pictures.clouds {
                figure.card { img src=(svg_data_uri(svg)) alt="Samples as points over the real ones."; }
            }
            @if pictures.sheets.is_none() && pictures.clouds.is_none() {
                p { "Rows that are neither pictures nor points of the plane are not shown." }
            }
        }
    }
}

fn nearest(sheet: &[u8], pairs: &[Pair]) -> Markup {
    html! {
        section aria-labelledby="nearest" {
            h2 #nearest { "Nearest real rows" }
            p {
                "The samples that are nearest to a real row, each above that row. Below 1, a sample is as near as a copy \
                 would be; where real rows are as near to each other, that alone says nothing."
            }
            div.wide { (png(sheet, "Samples in the first row, the nearest real rows in the second")) }
            ol {
                @for pair in pairs { li { (pair.name) ": " (format_number(pair.relative)) } }
            }
        }
    }
}

fn counted(counts: &Counts) -> Markup {
    let total: u32 = counts.rows.iter().map(|(_, count, _)| count).sum();
    let share = |count: u32| f64::from(count) / f64::from(total.max(1));
    let most = counts
        .rows
        .iter()
        .map(|(_, count, of_data)| share(*count).max(*of_data));
    let most = most.fold(f64::MIN_POSITIVE, f64::max);
    html! {
        section aria-labelledby="counts" {
            h2 #counts { "Samples by " (counts.what) }
            table {
                tr { th { (counts.what) } th.number { "samples" } th.number { "expected" } th { "share" } }
                @for (name, count, of_data) in &counts.rows {
                    tr.none[*count == 0] {
                        td { (name) }
                        td.number { (count) }
                        td.number { (format_number((of_data * f64::from(total)).round())) }
                        td.bar-cell { span style=(format!("width:{:.1}%", 100.0 * share(*count) / most)) { } }
                    }
                }
            }
        }
    }
}

fn metrics(sets: &[JudgedSet], curves: Option<&str>) -> Markup {
    let last = sets.last().and_then(|set| set.measured);
    html! {
        section aria-labelledby="metrics" {
            h2 #metrics { "Metrics" }
            @if let Some(svg) = curves {
                figure.card { img src=(svg_data_uri(svg)) alt="Metrics of the samples over the steps, with every finding from its onset."; }
            }
            @if let Some(last) = last {
                table {
                    tr { th { "metric" } th.number { "last set" } th { "better" } th { "what it is" } }
                    @for row in &TABLE {
                        @if let Some(value) = last.get(row.metric) {
                            tr {
                                td { (row.name) }
                                td.number { (format_number(value)) }
                                td { (better(row.direction)) }
                                td.why style="max-width:none" { (row.meaning) }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn better(direction: Direction) -> &'static str {
    match direction {
        Direction::Up => "higher",
        Direction::Down => "lower",
        Direction::Neither => "",
    }
}

#[cfg(test)]
mod tests {
    use super::super::pictures::pictures;
    use super::super::{Gallery, JudgedSamples};
    use super::*;
    use crate::diagnose::{RunHistory, SampleFacts, diagnose};
    use crate::record::samples::RowForm;
    use crate::strategies::Loss;

    #[test]
    fn the_page_says_what_was_found_and_loads_nothing() {
        let facts = SampleFacts {
            is_single: true,
            ..SampleFacts::default()
        };
        let history = RunHistory {
            facts: Some(&facts),
            ..RunHistory::external(Loss::NonSaturating, 0, &[], &[])
        };
        let form = RowForm::Image {
            side: 8,
            channels: 1,
        };
        let pair = Pair {
            fake: vec![0.5; 64],
            real: vec![0.4; 64],
            name: "<b>cat.png</b>".to_string(),
            relative: 0.25,
        };
        let judged = JudgedSamples {
            diagnosis: diagnose(&history),
            sets: Vec::new(),
            facts: facts.clone(),
            counts: Some(Counts {
                what: "class",
                rows: vec![("cat".into(), 9, 0.5), ("dog".into(), 0, 0.5)],
            }),
            gallery: Gallery {
                form,
                fakes: vec![0.0; 128],
                reals: vec![0.0; 64],
                pairs: vec![pair],
            },
            comparison: "2 samples and 1 real row compared".to_string(),
        };
        let page = render("out", &judged, &pictures(&judged).unwrap());
        for words in [
            "undecided: out",
            "&lt;b&gt;cat.png",
            "Samples by class",
            "a single set, of size 0",
            "data:image/png",
        ] {
            assert!(page.contains(words), "{words}");
        }
        assert!(!page.contains("http:") && !page.contains("https:"));
    }
}
