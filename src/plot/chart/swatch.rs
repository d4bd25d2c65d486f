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
}

impl Swatch {
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
            Self::Band => {
                let band = Area {
                    left,
                    right,
                    top: middle - 6.0,
                    bottom: middle + 6.0,
                };
                canvas.rectangle(band, palette::GREY.mix(0.35));
                canvas.line(
                    vec![(left, middle), (right, middle)],
                    palette::FAINT_INK,
                    2.0,
                );
            }
            Self::Share => {
                canvas.line(vec![(left, middle), (right, middle)], palette::GRID, 1.0);
                canvas.line(
                    vec![(left + 4.0, middle), (right - 3.0, middle)],
                    palette::FAINT_INK,
                    2.5,
                );
                let mark = vec![
                    (center.0 + 2.0, middle - 4.0),
                    (center.0 + 2.0, middle + 4.0),
                ];
                canvas.line(mark, palette::INK, 2.5);
            }
            Self::Interval => {
                let (x, ends) = (center.0, [middle - 7.0, middle + 7.0]);
                canvas.line(vec![(x, ends[0]), (x, ends[1])], palette::FAINT_INK, 1.5);
                ends.iter().for_each(|y| {
                    canvas.line(vec![(x - 3.0, *y), (x + 3.0, *y)], palette::FAINT_INK, 1.5)
                });
            }
            Self::Text(words) => canvas.text(
                Text::new(words, center.0, middle + 4.0, TEXT_SIZE)
                    .bold()
                    .anchor(Anchor::Middle),
            ),
            Self::Verdict(verdict) => {
                let color = palette::verdict_color(verdict);
                let chip = Area {
                    left: left + 3.0,
                    top: middle - 8.0,
                    right: left + 19.0,
                    bottom: middle + 8.0,
                };
                canvas.rectangle(chip, color.into());
                let letter = Text::new(
                    palette::verdict_letter(verdict),
                    center.0,
                    middle + 4.0,
                    SMALL_SIZE,
                );
                canvas.text(
                    letter
                        .bold()
                        .color(palette::text_on(color))
                        .anchor(Anchor::Middle),
                );
            }
        }
    }
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
