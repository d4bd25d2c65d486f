//! One metric for every group of runs.

use super::canvas::{Anchor, Area, Canvas, Text};
use super::frame::{BELOW, Frame};
use super::header::{Header, MARGIN, SMALL_SIZE, Swatch};
use super::marker::Marker;
use super::scale::Scale;
use super::{Figure, font, palette};
use crate::diagnose::Verdict;
use crate::statistics::MedianRange;
use plotters::style::Color;

/// One row a group: a point for every seed, a bar from the smallest to the largest value, a thick
/// mark at the median.
#[derive(Debug, Clone)]
pub struct Arms<'a> {
    /// Title of the figure.
    pub title: &'a str,
    /// The metric with its unit and direction: `modes covered (share, higher is better)`.
    pub label: &'a str,
    /// Ends of the axis; `None`: from 0, or the smallest value if that is lower, to the largest.
    pub range: Option<(f64, f64)>,
    /// From top to bottom.
    pub arms: Vec<Arm<'a>>,
}

/// The runs of one group.
#[derive(Debug, Clone)]
pub struct Arm<'a> {
    /// Name of the group.
    pub label: &'a str,
    /// Value and verdict of each seed; `None`: not measured.
    pub values: Vec<(Option<f64>, Verdict)>,
    /// Median, smallest and largest value, where there are any.
    pub summary: Option<MedianRange>,
}

const WIDTH: f64 = 900.0;
const ROW: f64 = 26.0;
const LONGEST_LABEL: f64 = 300.0;
/// Space at the right for the number of measured seeds.
const COUNT: f64 = 136.0;

/// Rows of a figure.
pub const MOST_ROWS: usize = 40;

/// As many runs without a value have room beside the axes.
const MOST_UNMEASURED: usize = 4;

impl Figure for Arms<'_> {
    fn draw(&self) -> Canvas {
        let header = Header::new(self.title, &self.legend(), WIDTH);
        let labels = self
            .arms
            .iter()
            .map(|arm| font::width(arm.label, SMALL_SIZE, false))
            .fold(40.0, f64::max);
        let top = header.height() + 4.0;
        let rows = self.arms.len().max(1) as f64;
        let area = Area {
            left: MARGIN + labels.min(LONGEST_LABEL) + 10.0,
            top,
            right: WIDTH - COUNT,
            bottom: top + rows * ROW + 8.0,
        };
        let mut canvas = Canvas::new(self.title, WIDTH, area.bottom + BELOW);
        header.draw(&mut canvas);
        let frame = Frame {
            area,
            x: Scale::linear(self.range(), (area.left + 8.0, area.right - 8.0)),
            y: Scale::linear((0.0, 1.0), (0.0, 1.0)),
        };
        for index in (0..self.arms.len()).step_by(2) {
            let top = top + 4.0 + index as f64 * ROW;
            canvas.rectangle(
                Area {
                    top,
                    bottom: top + ROW,
                    ..area
                },
                palette::GRID.mix(0.35),
            );
        }
        frame.draw_x_axis(&mut canvas, Some(self.label));
        for (index, arm) in self.arms.iter().enumerate() {
            arm.draw(&mut canvas, &frame, top + 4.0 + (index as f64 + 0.5) * ROW);
        }
        canvas.outline(area, palette::FAINT_INK, 1.0);
        canvas
    }
}

impl Arms<'_> {
    fn legend(&self) -> Vec<(Swatch, String)> {
        let seen = |verdict: &Verdict| {
            self.arms
                .iter()
                .flat_map(|arm| &arm.values)
                .any(|(_, other)| other == verdict)
        };
        let mut legend: Vec<(Swatch, String)> = Verdict::ALL
            .into_iter()
            .filter(seen)
            .map(|verdict| {
                (
                    Swatch::Marker(Marker::of(verdict), palette::verdict_color(verdict)),
                    verdict.name().to_owned(),
                )
            })
            .collect();
        legend.push((Swatch::Median, "median, smallest to largest".to_owned()));
        legend
    }

    fn range(&self) -> (f64, f64) {
        let values = || {
            self.arms
                .iter()
                .flat_map(Arm::finite)
                .map(|(value, _)| value)
        };
        let low = values().fold(0.0, f64::min);
        self.range
            .unwrap_or_else(|| (low, values().fold(low, f64::max)))
    }
}

impl Arm<'_> {
    fn finite(&self) -> impl Iterator<Item = (f64, Verdict)> {
        self.values.iter().filter_map(|(value, verdict)| {
            value
                .filter(|value| value.is_finite())
                .map(|value| (value, *verdict))
        })
    }

    fn draw(&self, canvas: &mut Canvas, frame: &Frame, middle: f64) {
        let Area { left, right, .. } = frame.area;
        let label = font::shorten(self.label, SMALL_SIZE, false, LONGEST_LABEL);
        canvas.text(Text::new(label, left - 8.0, middle + 4.0, SMALL_SIZE).anchor(Anchor::End));
        let (measured, all) = (self.finite().count(), self.values.len());
        let count = if measured == all {
            format!("n = {all}")
        } else {
            format!("n = {measured} of {all}")
        };
        canvas.text(
            Text::new(count, right + 8.0, middle + 4.0, SMALL_SIZE).color(palette::FAINT_INK),
        );
        if let Some(MedianRange { median, min, max }) = self.summary {
            draw_summary(
                canvas,
                frame.x.pixel(median),
                (frame.x.pixel(min), frame.x.pixel(max)),
                middle,
            );
        }
        let mut drawn: Vec<(f64, f64)> = Vec::new();
        for (value, verdict) in self.finite() {
            // Close values of several seeds would hide each other on one line.
            let x = frame.x.pixel(value);
            let free = |shift: &f64| {
                drawn
                    .iter()
                    .all(|(other, taken)| (x - other).abs() > 9.0 || taken != shift)
            };
            let shift = [0.0, -6.0, 6.0].into_iter().find(free).unwrap_or(0.0);
            drawn.push((x, shift));
            Marker::of(verdict).draw(
                canvas,
                (x, middle + shift),
                4.5,
                palette::verdict_color(verdict),
            );
        }
        self.draw_unmeasured(canvas, right + 78.0, middle);
    }

    /// Runs without a value, such as diverged ones, beside the axes.
    fn draw_unmeasured(&self, canvas: &mut Canvas, left: f64, middle: f64) {
        let unmeasured = self
            .values
            .iter()
            .filter(|(value, _)| value.is_none_or(|value| !value.is_finite()));
        for (index, (_, verdict)) in unmeasured.take(MOST_UNMEASURED).enumerate() {
            let center = (left + index as f64 * 12.0, middle);
            Marker::of(*verdict).draw(canvas, center, 4.0, palette::verdict_color(*verdict));
        }
    }
}

/// A thin bar from low to high and a thick mark at the median.
pub fn draw_summary(canvas: &mut Canvas, median: f64, (low, high): (f64, f64), middle: f64) {
    canvas.line(vec![(low, middle), (high, middle)], palette::FAINT_INK, 1.0);
    for end in [low, high] {
        canvas.line(
            vec![(end, middle - 4.0), (end, middle + 4.0)],
            palette::FAINT_INK,
            1.0,
        );
    }
    canvas.line(
        vec![(median, middle - 9.0), (median, middle + 9.0)],
        palette::INK,
        3.0,
    );
}
