//! What the page holds, and what it escapes.

use super::embedding::{FIGURE_BUDGET, MAX_BYTES, drop_small_pictures, embed_figures};
use super::html::{
    GlossaryEntry, Page, PageFigure, PageRun, PageRunFigure, PhaseGrid, Ranking, deflated, render,
};
use super::run_curves::quantities;
use crate::config::{Axis, AxisKind, AxisValue};
use crate::diagnose::{Comparison, Evidence, Finding, Remedy, Severity, Symptom, Verdict};
use crate::metrics::Metric;
use crate::record::RunStatus;
use crate::statistics::{MedianRange, PhaseCell, RankedSetting};

fn run(id: &str) -> PageRun {
    PageRun {
        noted: None,
        id: id.to_owned(),
        name: format!("lr=<{id}>"),
        axes: vec!["<1e-3>".to_owned()],
        seed: 7,
        status: RunStatus::Complete,
        problem: Some("</script><i>damaged".to_owned()),
        verdict: Some(Verdict::ModeCollapse),
        form: Some("late_partial"),
        imbalanced: false,
        confidence: Some("right in 3 of 4 held-out runs".to_owned()),
        onset: Some(1200),
        decided_by: Some("modes <4> 2 is below 4".to_owned()),
        metrics: vec![Some(0.25), None, Some(f64::NAN)],
        findings: vec![Finding {
            symptom: Symptom::Verdict(Verdict::ModeCollapse),
            form: None,
            severity: Severity::Severe,
            onset: Some(1200),
            evidence: vec![Evidence::compared("modes <4>", 2.0, Comparison::Below, 4.0)],
            remedy: Remedy {
                patch: "lr_d: 1e-4 # <b>".to_owned(),
                reason: "D <is> ahead <!--".to_owned(),
            },
        }],
        healings: vec!["divergence at step 9: back to <the start>".to_owned()],
        limits: vec!["no <samples>".to_owned()],
        curves: Some("packed".to_owned()),
        overview: Some(deflated("<svg/>")),
        thumbnail: Some(vec![1, 2, 3]),
        folder: format!("runs/{id}"),
        figures: ["samples", "losses"]
            .map(|name| PageRunFigure {
                name: name.to_owned(),
                deflated: None,
            })
            .to_vec(),
        files: vec!["run.yaml".to_owned()],
        commands: vec![(
            "again".to_owned(),
            "seesaw sweep && echo '<done>'".to_owned(),
        )],
    }
}

fn page() -> Page {
    let verdicts = vec![(Verdict::ModeCollapse, 2)];
    let cell = PhaseCell {
        column: 0,
        row: 0,
        panel: 0,
        verdicts: verdicts.clone(),
        failing: 2,
        interval: (0.34, 1.0),
    };
    let rank = RankedSetting {
        rank: 2,
        tied: true,
        label: "lr=<1e-3>".to_owned(),
        setting: vec![AxisValue::Text("<1e-3>".to_owned())],
        runs: 2,
        healthy: 0,
        interval: (0.0, 0.66),
        verdicts,
        metric: Some(MedianRange {
            median: 0.5,
            min: 0.25,
            max: 0.75,
        }),
        onset: Some(1200.0),
    };
    let missing = PageRun {
        verdict: None,
        status: RunStatus::Queued,
        findings: Vec::new(),
        ..run("third")
    };
    Page {
        race: None,
        study: "<script>alert(1)</script>".to_owned(),
        question: "Is a < b & c > d?".to_owned(),
        answer: "Yes.".to_owned(),
        facts: vec!["<3> runs".to_owned()],
        phase: PhaseGrid {
            scattered: Vec::new(),
            plane: vec![0],
            pooled: vec!["lr<g>".to_owned()],
            cells: vec![cell],
        },
        quantities: quantities(&[Metric::Modes]),
        figures: vec![PageFigure {
            svg: "<svg/>".to_owned(),
            alternative: "phases \"of\" <it>".to_owned(),
        }],
        ranking: Ranking {
            metric: "high<quality>".to_owned(),
            settings: vec![rank],
        },
        axes: vec![Axis {
            name: "lr<d>".to_owned(),
            kind: AxisKind::Path,
            values: ["<1e-3>", "<2e-3>"]
                .map(|value| AxisValue::Text(value.to_owned()))
                .to_vec(),
        }],
        metrics: vec![
            "modes".to_owned(),
            "coverage".to_owned(),
            "reverse_kl".to_owned(),
        ],
        run_figures: vec![("losses".to_owned(), "losses </script>".to_owned())],
        runs: vec![run("a/b c"), run("second"), missing],
        reproduce: vec!["seesaw sweep <file>".to_owned()],
        provenance: vec![("<commit>".to_owned(), "abc".to_owned())],
        glossary: vec![GlossaryEntry {
            name: "<term>".to_owned(),
            meaning: "1 < 2".to_owned(),
            verdict: None,
        }],
    }
}

#[test]
fn every_text_of_the_caller_is_escaped() {
    let html = render(&page());
    for raw in [
        "<script>alert",
        "<1e-3>",
        "<2e-3>",
        "lr<d>",
        "<b>\"",
        "<is>",
        "<4>",
        "'<done>'",
        "<commit>",
        "<term>",
        "<file>",
        "\"of\"",
        "<it>",
        "<3>",
        "high<quality>",
        "<!--",
        "<i>",
    ] {
        assert!(!html.contains(raw), "{raw} is not escaped");
    }
    assert!(html.contains("&lt;script&gt;alert(1)&lt;/script&gt;"));
    assert!(html.contains("phases &quot;of&quot; &lt;it&gt;"));
}

/// The JSON of the run with this anchor.
fn data_of(html: &str, anchor: &str) -> serde_json::Value {
    let element = format!("<script type=\"application/json\" data-run=\"{anchor}\">");
    let rest = html.split_once(&element).expect("every run has its data").1;
    serde_json::from_str(rest.split_once("</script>").unwrap().0).expect("JSON")
}

#[test]
fn data_cannot_break_out_of_its_element_and_comes_back_as_it_was() {
    let html = render(&page());
    let begun = html.matches("<script").count();
    assert_eq!(
        begun,
        html.matches("</script>").count(),
        "each element ends once"
    );
    let data = data_of(&html, "run-second");
    assert_eq!(data["problem"], "</script><i>damaged");
    assert_eq!(data["findings"][0]["reason"], "D <is> ahead <!--");
    assert_eq!(
        data["findings"][0]["evidence"][0],
        serde_json::json!(["modes <4>", "2 (below 4)"])
    );
    assert_eq!(data["commands"][0][1], "seesaw sweep && echo '<done>'");
}

#[test]
fn every_run_is_linked_to_its_row_and_has_its_data() {
    let html = render(&page());
    for (anchor, folder) in [
        ("run-a-b-c", "runs/a/b%20c"),
        ("run-second", "runs/second"),
        ("run-third", "runs/third"),
    ] {
        assert!(
            html.contains(&format!("href=\"#{anchor}\""))
                && html.contains(&format!("id=\"{anchor}\""))
        );
        assert_eq!(data_of(&html, anchor)["folder"], folder);
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
fn settings_that_share_a_rank_say_so() {
    let html = render(&page());
    assert!(
        html.contains("<abbr title=\"tied\">=</abbr>2</td>"),
        "{html}"
    );
}

#[test]
fn cells_of_the_phase_diagram_lead_to_their_runs() {
    let html = render(&page());
    let filter = r##"href="#runs" data-filter="{&quot;1&quot;:&quot;\u003c1e-3\u003e&quot;}""##;
    assert!(
        html.contains(filter),
        "the value of the first axis is asked for"
    );
    assert!(html.contains(">2 of 2</b>") || html.contains(">2 of 2 fail</b>"));
    assert_eq!(
        html.matches("no finished run").count(),
        1,
        "of two values one has runs"
    );
}

#[test]
fn what_a_reader_could_not_see_is_written_out_everywhere() {
    let unseen = "a\u{202e}b\u{7}";
    let mut page = page();
    page.question = unseen.to_owned();
    page.runs[1].name = unseen.to_owned();
    page.runs[1].limits = vec![unseen.to_owned()];
    page.axes[0].values[0] = AxisValue::Text(unseen.to_owned());
    let html = render(&page);
    assert!(!html.contains(['\u{202e}', '\u{7}']));
    let written = r"a\u{202e}b\u{7}";
    assert!(html.contains(&format!("<h1 id=\"question\">{written}</h1>")));
    assert_eq!(data_of(&html, "run-second")["limits"][0], written);
}

#[test]
fn names_stand_for_ids_and_the_deciding_number_is_said() {
    let html = render(&page());
    assert!(html.contains("title=\"second\">lr=<wbr>&lt;second&gt;</a>"));
    assert!(html.contains("<td class=\"why\">modes &lt;4&gt; 2 is below 4</td>"));
    assert_eq!(data_of(&html, "run-second")["name"], "lr=<second>");
}

#[test]
fn a_page_of_one_run_shows_the_run() {
    let mut page = page();
    page.runs.truncate(1);
    let html = render(&page);
    assert!(html.contains("id=\"the-run\"") && html.contains("id=\"compare\""));
    assert!(!html.contains("id=\"ranking\"") && !html.contains("class=\"phase\""));
}

#[test]
fn runs_without_a_verdict_are_in_the_table_and_can_be_asked_for() {
    let html = render(&page());
    assert!(html.contains("data-verdict=\"-\" data-status=\"queued\""));
    assert!(html.contains("<option value=\"-\">not finished</option>"));
    assert!(html.contains("<option value=\"queued\">queued</option>"));
}

#[test]
fn an_empty_page_is_a_page() {
    assert!(render(&Page::default()).ends_with("</html>"));
}

/// Text that does not get much smaller.
fn noise(length: usize, seed: u32) -> String {
    let step = |state: &mut u32| {
        *state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        Some(char::from(b'!' + (*state >> 24) as u8 % 90))
    };
    std::iter::repeat(())
        .scan(seed, |state, ()| step(state))
        .take(length)
        .collect()
}

#[test]
fn all_runs_get_the_same_share_and_fill_it_in_order_of_worth() {
    let mut page = page();
    let long = noise(10_000, 1);
    let size = deflated(&long).len();
    let embedded = |page: &Page| -> Vec<Vec<bool>> {
        let of_run = |run: &PageRun| {
            run.figures
                .iter()
                .map(|figure| figure.deflated.is_some())
                .collect()
        };
        page.runs.iter().map(of_run).collect()
    };
    let read = |_: &PageRun, _: &PageRunFigure| Some(long.clone());
    for (left, expected) in [
        (6 * size, [true, true]),
        (6 * size - 3, [true, false]),
        (3 * size - 3, [false, false]),
        (0, [false; 2]),
    ] {
        let mut page = page.clone();
        embed_figures(&mut page, FIGURE_BUDGET - left, 2, &read);
        assert_eq!(
            embedded(&page),
            [expected; 3],
            "{left} bytes for figures of {size}"
        );
    }
    embed_figures(&mut page, 0, 2, &|run, _| {
        (run.id != "second").then(|| long.clone())
    });
    assert_eq!(
        embedded(&page),
        [[true; 2], [false; 2], [true; 2]],
        "what cannot be read is shown from its file"
    );
}

#[test]
fn a_page_of_too_many_runs_keeps_the_small_pictures_of_its_gallery() {
    let mut page = page();
    let heavy = MAX_BYTES / 100;
    let runs = (0..100).map(|index| PageRun {
        thumbnail: Some(vec![0; heavy]),
        overview: Some("x".repeat(1000)),
        ..run(&index.to_string())
    });
    page.runs = runs.collect();
    let weight = drop_small_pictures(&mut page);
    assert!(
        weight <= MAX_BYTES && weight == render(&page).len(),
        "{weight} bytes"
    );
    let kept: Vec<&str> = page
        .runs
        .iter()
        .filter(|run| run.thumbnail.is_some())
        .map(|run| run.id.as_str())
        .collect();
    assert_eq!(
        kept,
        [
            "0", "8", "16", "25", "33", "41", "50", "58", "66", "75", "83", "91"
        ]
    );
    assert!(
        page.runs.iter().all(|run| run.overview.is_some()),
        "no more is taken than is needed"
    );
}

#[test]
fn what_was_packed_can_be_unpacked() {
    use base64::{Engine, engine::general_purpose::STANDARD};
    use std::io::Read;
    let (document, mut unpacked) = (noise(5000, 3), String::new());
    let bytes = STANDARD.decode(deflated(&document)).unwrap();
    flate2::read::ZlibDecoder::new(&bytes[..])
        .read_to_string(&mut unpacked)
        .unwrap();
    assert_eq!(unpacked, document);
}
