//! What holds for every figure: it can be read, it is always the same, and no input makes it panic.

use super::canvas::{Anchor, Shape, Text};
use super::*;
use crate::diagnose::Verdict;

fn values(numbers: &[f64]) -> Vec<Option<f64>> {
    numbers.iter().copied().map(Some).collect()
}

fn onset(from: u64) -> Option<Onset> {
    Some(Onset { verdict: Verdict::ModeCollapse, from, to: None })
}

fn losses<'a>(steps: &'a [u64], values: &'a [Option<f64>]) -> Losses<'a> {
    Losses {
        title: "a run",
        steps,
        d_loss: values,
        g_loss: values,
        ideal_d_loss: Some(1.386),
        clip_above: None,
        unit: "nats",
        onset: onset(1200),
    }
}

fn long_losses() -> (Vec<u64>, Vec<Option<f64>>) {
    let steps: Vec<u64> = (0..4000).collect();
    let loss = |step: &u64| Some(1.0 + (*step as f64 * 0.7).sin() * 0.4 + (*step % 97) as f64 * 0.005);
    let losses = steps.iter().map(loss).collect();
    (steps, losses)
}

/// Left, top, right and bottom of the ink of a text.
fn ink(text: &Text) -> [f64; 4] {
    let (ascent, descent, width) = (text.size * 0.74, text.size * 0.1, text.width());
    let before = match text.anchor {
        Anchor::Start => 0.0,
        Anchor::Middle => width / 2.0,
        Anchor::End => width,
    };
    if text.upright {
        return [text.x - ascent, text.y + before - width, text.x + descent, text.y + before];
    }
    [text.x - before, text.y - ascent, text.x - before + width, text.y + descent]
}

fn assert_legible(figure: &dyn Figure) {
    let canvas = figure.draw();
    let texts: Vec<&Text> = canvas
        .shapes
        .iter()
        .filter_map(|shape| if let Shape::Text(text) = shape { Some(text) } else { None })
        .filter(|text| !text.content.is_empty())
        .collect();
    for (index, text) in texts.iter().enumerate() {
        let [left, top, right, bottom] = ink(text);
        assert!(text.size >= 11.0, "{text:?} is too small");
        assert!(left >= 0.0 && top >= 0.0, "{text:?} is cut off");
        assert!(right <= canvas.width && bottom <= canvas.height, "{text:?} is cut off");
        for other in &texts[..index] {
            let [other_left, other_top, other_right, other_bottom] = ink(other);
            let apart = right <= other_left || other_right <= left || bottom <= other_top || other_bottom <= top;
            assert!(apart, "{text:?} overlaps {other:?}");
        }
    }
}

fn axis(name: &'static str, count: usize) -> Option<Axis<'static>> {
    Some(Axis { name, values: (0..count).map(|index| format!("a rather long value {index}e-4")).collect() })
}

fn phase(columns: usize, rows: usize, facets: usize) -> PhaseDiagram<'static> {
    let cells = (0..columns * rows * facets).map(|index| Cell {
        x: index % columns,
        y: index / columns % rows,
        facet: index / columns / rows,
        verdicts: vec![
            (Verdict::ALL[index % 7], 3),
            (Verdict::ALL[index / 2 % 7], 2),
            (Verdict::ALL[index / 3 % 7], 1),
        ],
        failing: 4,
    });
    PhaseDiagram {
        title: "Which of the many strategies that we tried rescues a ring GAN whose discriminator learns too fast?",
        x: axis("lr_d", columns),
        y: axis("lr_g", rows),
        facet: axis("strategy", facets),
        cells: cells.collect(),
    }
}

fn arms(labels: &[String]) -> Arms<'_> {
    let arms = labels.iter().enumerate().map(|(index, label)| Arm {
        label,
        values: (0..5).map(|seed| (Some((index + seed) as f64 * 0.1), Verdict::ALL[seed])).collect(),
        summary: Some([index as f64 * 0.1, index as f64 * 0.1, (index + 4) as f64 * 0.1]),
    });
    Arms { title: "Coverage", label: "coverage (share, higher is better)", range: None, arms: arms.collect() }
}

#[test]
fn the_losses_say_what_they_show() {
    let (steps, losses_of_run) = long_losses();
    let svg = to_svg(&losses(&steps, &losses_of_run)).unwrap();
    for words in ["step", "loss (nats)", "d_loss", "g_loss", "ideal d_loss 1.386", "mode_collapse from step 1,200"] {
        assert!(svg.contains(words), "{words} is missing");
    }
    assert!(svg.contains("width=\"900\" height=\"420\""));
    assert_eq!(svg.matches("<polygon").count(), 2, "one band for each loss");
    assert!(svg.len() < 60_000, "{} bytes", svg.len());
}

#[test]
fn an_exploding_loss_turns_the_axis_logarithmic() {
    let exploding = values(&[1.0, 1.1, 0.9, 1.0, 1e6]);
    let steps = [0, 1, 2, 3, 4];
    let mut figure = losses(&steps, &exploding);
    assert!(to_svg(&figure).unwrap().contains("loss (nats), log scale"));
    figure.clip_above = Some(8.0);
    assert!(to_svg(&figure).unwrap().contains("loss (nats), clipped at 8"));
    let both_signs = values(&[1.0, -1.1, 0.9, -1.0, 1e6]);
    assert!(to_svg(&losses(&steps, &both_signs)).unwrap().contains("symmetric log scale"));
}

#[test]
fn infinities_and_nan_are_marked() {
    let broken = values(&[1.0, f64::INFINITY, 1.2, f64::NAN, 1.1]);
    let steps = [0, 1, 2, 3, 4];
    let svg = to_svg(&losses(&steps, &broken)).unwrap();
    assert_eq!(svg.matches("<polygon").count(), 2, "a triangle for each loss");
    assert!(svg.contains(">\nNaN\n<"));
}

#[test]
fn every_metric_is_named_and_drawn() {
    let steps = [0, 100, 200];
    let (modes, divergence) = (values(&[0.1, 0.5, 1.0]), values(&[2.0, 1.0, 0.5]));
    let panel = |label, name, values| MetricPanel { label, maximum: None, curves: vec![MetricCurve { name, values }] };
    let panels = vec![panel("share (0 to 1)", "modes", &modes[..]), panel("nats", "reverse KL", &divergence[..])];
    let figure = Metrics { title: "a run", steps: &steps, panels, onset: onset(150) };
    let svg = to_svg(&figure).unwrap();
    for words in ["share (0 to 1)", "nats", "modes", "reverse KL", "mode_collapse from step 150"] {
        assert!(svg.contains(words), "{words} is missing");
    }
    assert_legible(&figure);
}

#[test]
fn a_mixed_cell_shows_the_share_of_each_verdict() {
    let cell =
        Cell { x: 0, y: 0, facet: 0, verdicts: vec![(Verdict::Healthy, 1), (Verdict::Divergence, 3)], failing: 3 };
    let figure = PhaseDiagram { title: "one", x: None, y: None, facet: None, cells: vec![cell] };
    let svg = to_svg(&figure).unwrap();
    assert!(svg.contains("3/4") && svg.contains("X3 H1"));
}

#[test]
fn texts_are_large_enough_never_overlap_and_are_never_cut_off() {
    let (steps, losses_of_run) = long_losses();
    let title = "wasserstein_gradient_penalty-data_grid25-model_mlp-lr_g0.0001-lr_d0.0004-".repeat(4);
    let long = Losses { title: &title, ..losses(&steps, &losses_of_run) };
    assert_legible(&long);
    for from in [0, 1, 2000, 3999, 9999] {
        assert_legible(&Losses { onset: onset(from), ..long });
    }
    let believed = Probabilities {
        title: &title,
        steps: &steps,
        d_real: &losses_of_run,
        d_fake: &[],
        d_accuracy: &losses_of_run,
        scores: false,
        boundary: Some(0.5),
        onset: onset(3000),
    };
    assert_legible(&believed);
    assert_legible(&Probabilities { scores: true, ..believed });
    for (columns, rows, facets) in [(1, 1, 1), (3, 3, 2), (5, 1, 6), (12, 12, 2), (2, 6, 3)] {
        assert_legible(&phase(columns, rows, facets));
    }
    let labels: Vec<String> =
        (0..40).map(|index| format!("skip the discriminator below a loss of 0.{index}, batch 256")).collect();
    assert_legible(&arms(&labels));
    assert_legible(&arms(&labels[..1]));
}

#[test]
fn the_same_figure_gives_the_same_bytes() {
    let (steps, losses_of_run) = long_losses();
    let figure = losses(&steps, &losses_of_run);
    assert_eq!(to_svg(&figure).unwrap(), to_svg(&figure).unwrap());
    assert_eq!(to_png(&figure).unwrap(), to_png(&figure).unwrap());
}

#[test]
fn a_png_has_the_size_of_the_figure() {
    let bytes = to_png(&losses(&[0, 1], &values(&[1.0, 2.0]))).unwrap();
    let reader = png::Decoder::new(std::io::Cursor::new(bytes)).read_info().unwrap();
    assert_eq!((reader.info().width, reader.info().height), (900, 420));
}

#[test]
fn titles_are_escaped() {
    let figure = Losses { title: "a < b & \"c\"", ..losses(&[], &[]) };
    let svg = to_svg(&figure).unwrap();
    assert!(svg.contains("<title>a &lt; b &amp; \"c\"</title>") && !svg.contains("a < b"));
}

#[test]
fn strange_curves_are_drawn_without_panic() {
    let (nan, infinity) = (f64::NAN, f64::INFINITY);
    let cases: [&[f64]; 9] = [
        &[],
        &[1.0],
        &[nan],
        &[infinity, -infinity],
        &[nan, 1.0, nan],
        &[0.0, 0.0, 0.0],
        &[1e300, -1e300, 1.0],
        &[1e-300, 1.0, 1e300],
        &[5e-324, f64::MAX, f64::MIN],
    ];
    for numbers in cases {
        let values = values(numbers);
        let steps: Vec<u64> = (0..numbers.len() as u64).map(|index| 7 + index).collect();
        let clipped = Losses { clip_above: Some(5.0), ..losses(&steps, &values) };
        let curve = MetricCurve { name: "coverage", values: &values };
        let panel = MetricPanel { label: "share", maximum: None, curves: vec![curve] };
        let believed = Probabilities {
            title: "",
            steps: &steps,
            d_real: &values,
            d_fake: &[],
            d_accuracy: &[],
            scores: false,
            boundary: Some(0.5),
            onset: None,
        };
        draw(&losses(&steps, &values));
        draw(&clipped);
        draw(&believed);
        draw(&Metrics { title: "", steps: &steps, panels: vec![panel], onset: onset(0) });
        let arm = Arm {
            label: "",
            values: values.iter().map(|value| (*value, Verdict::Frozen)).collect(),
            summary: Some([nan; 3]),
        };
        draw(&Arms { title: "", label: "", range: None, arms: vec![arm] });
    }
}

#[test]
fn strange_samples_are_drawn_without_panic() {
    let fakes = [[f32::NAN, 0.0], [f32::INFINITY, 1.0], [f32::MAX, f32::MIN], [0.0, 0.0]];
    for modes in [&[][..], &[[0.0, 0.0]], &[[f32::NAN, 1.0]]] {
        let panels = vec![ScatterPanel { label: "step 0", fakes: &fakes }, ScatterPanel { label: "", fakes: &[] }];
        draw(&Scatter { title: "", modes, radius: 0.0, panels });
    }
    draw(&Scatter { title: "", modes: &[], radius: 0.3, panels: vec![] });
    draw(&ImageSamples::new("", 2, 1, &[]).unwrap());
    let panels = [ImagePanel { label: "step 0", images: &[0.5; 12] }, ImagePanel { label: "step 9", images: &[] }];
    draw(&ImageSamples::new("", 2, 1, &panels).unwrap());
    assert!(to_svg(&ImageSamples::new("", 2, 1, &panels).unwrap()).unwrap().contains("data:image/png;base64,"));
}

#[test]
fn empty_studies_are_drawn_without_panic() {
    draw(&PhaseDiagram { title: "", x: None, y: None, facet: None, cells: vec![] });
    draw(&PhaseDiagram { title: "", x: axis("x", 0), y: axis("y", 0), facet: axis("z", 0), cells: vec![] });
    draw(&Arms { title: "", label: "", range: Some((1.0, 1.0)), arms: vec![] });
    draw(&Metrics { title: "", steps: &[], panels: vec![], onset: None });
}

fn draw(figure: &dyn Figure) {
    assert!(to_svg(figure).unwrap().ends_with("</svg>\n"));
    assert!(!to_png(figure).unwrap().is_empty());
}
