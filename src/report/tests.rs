use super::*;
use crate::diagnose::{Comparison, Evidence, Finding, Remedy, Severity, Verdict};

fn run(id: &str) -> Run {
    Run {
        id: id.to_owned(),
        axes: vec!["<1e-3>".to_owned()],
        seed: 7,
        verdict: Verdict::ModeCollapse,
        onset: Some(1200),
        metrics: vec![Some(0.25), None, Some(f64::NAN)],
        figures: vec![Figure { image: Image::Png(vec![1, 2, 3]), alternative: "losses \"of\" the run".to_owned() }],
        findings: vec![Finding {
            verdict: Verdict::ModeCollapse,
            severity: Severity::Severe,
            onset: Some(1200),
            evidence: vec![Evidence::compared("modes <4>", 2.0, Comparison::Below, 4.0)],
            remedy: Remedy { patch: "lr_d: 1e-4 # <b>".to_owned(), reason: "D <is> ahead".to_owned() },
        }],
        command: "seesaw sweep && echo '<done>'".to_owned(),
    }
}

fn page() -> Page {
    Page {
        study: "<script>alert(1)</script>".to_owned(),
        question: "Is a < b & c > d?".to_owned(),
        answer: "Yes.".to_owned(),
        figures: vec![Figure { image: Image::Svg("<svg/>".to_owned()), alternative: "phases".to_owned() }],
        axes: vec!["lr<d>".to_owned()],
        metrics: vec!["modes".to_owned(), "coverage".to_owned(), "reverse_kl".to_owned()],
        runs: vec![run("a/b c"), run("second")],
        reproduce: vec!["seesaw sweep <file>".to_owned()],
        provenance: vec![("<commit>".to_owned(), "abc".to_owned())],
        glossary: vec![Term { name: "<term>".to_owned(), meaning: "1 < 2".to_owned(), verdict: None }],
    }
}

#[test]
fn every_text_of_the_caller_is_escaped() {
    let html = render(&page());
    for raw in
        ["<script>alert", "<1e-3>", "lr<d>", "<b>", "<is>", "<4>", "'<done>'", "<commit>", "<term>", "<file>", "\"of\""]
    {
        assert!(!html.contains(raw), "{raw} is not escaped");
    }
    assert!(html.contains("&lt;script&gt;alert(1)&lt;/script&gt;"));
    assert!(html.contains("losses &quot;of&quot; the run"));
}

#[test]
fn every_run_is_linked_to_its_section() {
    let html = render(&page());
    for anchor in ["run-a-b-c", "run-second"] {
        assert!(html.contains(&format!("href=\"#{anchor}\"")) && html.contains(&format!("id=\"{anchor}\"")));
    }
}

#[test]
fn figures_are_embedded_and_nothing_is_loaded_from_elsewhere() {
    let html = render(&page());
    assert!(html.contains("src=\"data:image/svg+xml;base64,PHN2Zy8+\""));
    assert!(html.contains("src=\"data:image/png;base64,AQID\""));
    assert!(!html.contains("http://") && !html.contains("https://") && !html.contains("<link"));
}

#[test]
fn numbers_are_sortable_and_absent_ones_are_said() {
    let html = render(&page());
    assert!(html.contains("data-value=\"1200\">1,200</td>"));
    assert!(html.contains("data-value=\"NaN\">NaN</td>"));
    assert!(html.contains("title=\"not measured\""));
}

#[test]
fn an_empty_page_is_a_page() {
    assert!(render(&Page::default()).ends_with("</html>"));
}
