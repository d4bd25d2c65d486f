//! The samples in front of legend entries.

use super::marker::{Marker, draw_median_range};
use super::sizes::{SMALL_SIZE, TEXT_SIZE};
use crate::diagnose::Verdict;
use crate::plot::canvas::{Anchor, Area, Canvas, Text, palette};
use plotters::style::{Color, RGBAColor, RGBColor};
use std::collections::BTreeSet;

/// The sample in front of a legend entry.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Swatch {
    Line(RGBColor),
    ThinLine(RGBColor),
    WideLine(RGBColor),
    Dashes(RGBColor),
    /// An area of this colour.
    Fill(RGBAColor),
    Dot(RGBColor),
    Circle(RGBColor),
    Marker(Marker, RGBColor),
    MarkedLine(Marker, RGBColor),
    Verdict(Verdict),
    /// A median between a smallest and a largest value.
    Median,
    /// A line within a lighter band.
    Band,
    /// A share between 0 and 1 with its interval.
    Share,
    /// An upright bar with ends.
    Interval,
    /// Words as they stand in the figure.
    Text(&'static str),
    /// Nothing: the label explains words of the figure by itself.
    None,
}

impl Swatch {
    /// Pixels that it takes in front of its label.
    pub fn width(self) -> f64 {
        match self {
            Self::None => 0.0,
            _ => 28.0,
        }
    }

    /// Draws it between `left` and `left` + `width`, around the height `middle`.
    pub fn draw(self, canvas: &mut Canvas, left: f64, middle: f64, width: f64) {
        let right = left + width;
        let center = (left + width / 2.0, middle);
        match self {
            Self::Line(color) => canvas.line(vec![(left, middle), (right, middle)], color, 2.0),
            Self::ThinLine(color) => canvas.line(vec![(left, middle), (right, middle)], color, 1.0),
            Self::WideLine(color) => canvas.line(vec![(left, middle), (right, middle)], color, 3.0),
            Self::Fill(color) => canvas.rectangle(
                Area {
                    left: left + 3.0,
                    top: middle - 6.0,
                    right: right - 3.0,
                    bottom: middle + 6.0,
                },
                color,
            ),
            Self::Dashes(color) => canvas.dashes((left, middle), (right, middle), color, 1.5),
            Self::Dot(color) => canvas.disc(center, 2.0, color),
            Self::Circle(color) => canvas.ring(center, 6.0, color),
            Self::Marker(marker, color) => marker.draw(canvas, center, 5.0, color),
            Self::MarkedLine(marker, color) => {
                canvas.line(vec![(left, middle), (right, middle)], color, 2.0);
                marker.draw(canvas, center, 4.0, color);
            }
            Self::Median => draw_median_range(canvas, center.0, (left, right), middle),
            Self::Band => draw_band(canvas, (left, right), middle),
            Self::Share => draw_share(canvas, (left, right), center),
            Self::Interval => draw_interval(canvas, center),
            Self::Text(words) => canvas.text(
                Text::new(words, center.0, middle + 4.0, TEXT_SIZE)
                    .bold()
                    .anchor(Anchor::Middle),
            ),
            Self::Verdict(verdict) => draw_verdict(canvas, verdict, left, center),
            Self::None => {}
        }
    }
}

fn draw_band(canvas: &mut Canvas, (left, right): (f64, f64), middle: f64) {
    let band = Area {
        left,
        right,
        top: middle - 6.0,
        bottom: middle + 6.0,
    };
    canvas.rectangle(band, palette::GREY.mix(0.35));
    let line = vec![(left, middle), (right, middle)];
    canvas.line(line, palette::FAINT_INK, 2.0);
}

fn draw_share(canvas: &mut Canvas, (left, right): (f64, f64), (center, middle): (f64, f64)) {
    let whole = vec![(left, middle), (right, middle)];
    canvas.line(whole, palette::GRID, 1.0);
    let interval = vec![(left + 4.0, middle), (right - 3.0, middle)];
    canvas.line(interval, palette::FAINT_INK, 2.5);
    let x = center + 2.0;
    canvas.line(
        vec![(x, middle - 4.0), (x, middle + 4.0)],
        palette::INK,
        2.5,
    );
}

fn draw_interval(canvas: &mut Canvas, (x, middle): (f64, f64)) {
    let ends = [middle - 7.0, middle + 7.0];
    canvas.line(vec![(x, ends[0]), (x, ends[1])], palette::FAINT_INK, 1.5);
    for y in ends {
        canvas.line(vec![(x - 3.0, y), (x + 3.0, y)], palette::FAINT_INK, 1.5);
    }
}

fn draw_verdict(canvas: &mut Canvas, verdict: Verdict, left: f64, (x, middle): (f64, f64)) {
    let color = palette::verdict_color(verdict);
    let chip = Area {
        left: left + 3.0,
        top: middle - 8.0,
        right: left + 19.0,
        bottom: middle + 8.0,
    };
    canvas.rectangle(chip, color.into());
    let letter = palette::verdict_letter(verdict);
    canvas.text(
        Text::new(letter, x, middle + 4.0, SMALL_SIZE)
            .bold()
            .color(palette::text_on(color))
            .anchor(Anchor::Middle),
    );
}

/// One entry per verdict that occurs, with the marker of its runs.
pub(crate) fn verdict_markers(verdicts: impl Iterator<Item = Verdict>) -> Vec<(Swatch, String)> {
    let seen: BTreeSet<Verdict> = verdicts.collect();
    let all = Verdict::ALL.into_iter();
    all.filter(|verdict| seen.contains(verdict))
        .map(|verdict| {
            let marker = Marker::of_verdict(verdict);
            let swatch = Swatch::Marker(marker, palette::verdict_color(verdict));
            (swatch, verdict.name().to_owned())
        })
        .collect()
}
