//! The top of every figure: its title and, below it, the legend. Nothing is ever drawn over data.

use super::canvas::{Anchor, Area, Canvas, Text};
use super::legend::Legend;
use super::marker::Marker;
use super::palette;
use super::{arms, font};
use crate::diagnose::Verdict;
use plotters::style::{Color, RGBAColor, RGBColor};

/// Pixels per em of titles, of ordinary text and of tick labels.
pub const TITLE_SIZE: f64 = 15.0;
pub const TEXT_SIZE: f64 = 12.0;
pub const SMALL_SIZE: f64 = 11.0;
/// White space around a figure, in pixels.
pub const MARGIN: f64 = 16.0;

const TITLE_LINE: f64 = 20.0;

/// The sample in front of a legend entry.
#[derive(Debug, Clone, Copy)]
pub enum Swatch {
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

/// A title and a legend, broken into lines that fit the figure.
pub struct Header {
    title: Vec<String>,
    legend: Legend,
}

impl Header {
    pub fn new(title: &str, legend: &[(Swatch, String)], width: f64) -> Self {
        let title = font::wrap(title, TITLE_SIZE, true, width - 2.0 * MARGIN, 2);
        Self {
            title,
            legend: Legend::new(legend, (MARGIN, width - MARGIN)),
        }
    }

    /// Height in pixels, from the top of the figure.
    pub fn height(&self) -> f64 {
        MARGIN + self.title.len() as f64 * TITLE_LINE + self.legend.height() + 6.0
    }

    pub fn draw(&self, canvas: &mut Canvas) {
        let mut baseline = MARGIN + 12.0;
        for line in &self.title {
            canvas.text(Text::new(line, MARGIN, baseline, TITLE_SIZE).bold());
            baseline += TITLE_LINE;
        }
        self.legend.draw(canvas, baseline - 12.0);
    }
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
            Self::Median => arms::draw_summary(canvas, center.0, (left, right), middle),
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
