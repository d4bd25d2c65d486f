//! What holds for every figure: it can be read, it is always the same, and no input makes it panic.

mod any_run;
mod example;
mod legible;
mod overview;
mod run_figures;
mod rungs;
mod strange_runs;
mod structure;
mod study_figures;
mod study_parts;

use super::canvas::{Anchor, Figure, Shape, Text, to_png, to_svg};

/// Left, top, right and bottom of the ink of a text.
fn ink(text: &Text) -> [f64; 4] {
    let (ascent, descent, width) = (text.size * 0.74, text.size * 0.1, text.width());
    let before = match text.anchor {
        Anchor::Start => 0.0,
        Anchor::Middle => width / 2.0,
        Anchor::End => width,
    };
    if text.upright {
        return [
            text.x - ascent,
            text.y + before - width,
            text.x + descent,
            text.y + before,
        ];
    }
    [
        text.x - before,
        text.y - ascent,
        text.x - before + width,
        text.y + descent,
    ]
}

/// Fails where a text is small, cut off, or lies on another.
fn assert_legible(figure: &dyn Figure) {
    let canvas = figure.draw();
    let texts: Vec<&Text> = canvas
        .shapes
        .iter()
        .filter_map(|shape| {
            if let Shape::Text(text) = shape {
                Some(text)
            } else {
                None
            }
        })
        .filter(|text| !text.content.is_empty())
        .collect();
    for (index, text) in texts.iter().enumerate() {
        let [left, top, right, bottom] = ink(text);
        assert!(text.size >= 11.0, "{text:?} is too small");
        assert!(left >= 0.0 && top >= 0.0, "{text:?} is cut off");
        assert!(
            right <= canvas.width && bottom <= canvas.height,
            "{text:?} is cut off"
        );
        for other in &texts[..index] {
            let [other_left, other_top, other_right, other_bottom] = ink(other);
            let apart = right <= other_left
                || other_right <= left
                || bottom <= other_top
                || other_bottom <= top;
            assert!(apart, "{text:?} overlaps {other:?}");
        }
    }
}

fn draw(figure: &dyn Figure) {
    assert!(to_svg(figure).unwrap().ends_with("</svg>\n"));
    assert!(!to_png(figure).unwrap().is_empty());
}
