//! The share of runs that no failure has reached yet.

use super::canvas::{Anchor, Canvas, Text};
use super::frame::Frame;
use super::grid::{Grid, MOST_PANELS, WIDTH, shown_of};
use super::header::{Header, SMALL_SIZE, Swatch};
use super::scale::Spread;
use super::series::{MOST_SERIES, are_many, legend, panels, style};
use super::{Figure, palette};
use crate::statistics::{SurvivalCurve, format_percent};
use plotters::style::{Color, RGBColor};

/// One falling curve a value of the compared axis, with the 95 % interval of what is left at the
/// end.
#[derive(Debug, Clone)]
pub(crate) struct SurvivalCurves<'a> {
    /// Title of the figure.
    pub title: &'a str,
    /// Last step of the study.
    pub end: u64,
    pub curves: &'a [SurvivalCurve],
}

/// Part of the width, at its right, in which the intervals stand.
const INTERVALS: f64 = 0.07;

impl Figure for SurvivalCurves<'_> {
    fn draw(&self) -> Canvas {
        let settings = vec![(String::new(), self.curves.to_vec())];
        let many = are_many(self.curves.iter().map(|curve| curve.index));
        let panels = panels(&settings, many, |curve| {
            format!("{} (n = {})", curve.label, curve.runs)
        });
        let title = format!("{}{}", self.title, shown_of(panels.len(), "panels"));
        let header = Header::new(&title, &self.legend(), WIDTH);
        let titled = panels.iter().any(|panel| !panel.title.is_empty());
        let grid = Grid::new(panels.len(), header.height() + 4.0, titled);
        let mut canvas = Canvas::new(&title, WIDTH, header.height() + 4.0 + grid.height);
        header.draw(&mut canvas);
        let end = (self.end as f64).max(1.0);
        for (index, panel) in panels.iter().take(MOST_PANELS).enumerate() {
            let frame = grid.frame(
                index,
                (0.0, end * (1.0 + INTERVALS)),
                (0.0, 1.02),
                Spread::Linear,
            );
            grid.draw_axes(&mut canvas, &frame, index, &panel.title);
            let color = |curve: &SurvivalCurve| {
                if many {
                    palette::INK
                } else {
                    style(curve.index).1
                }
            };
            let drawn = panel.behind.into_iter().map(|curve| (curve, palette::GREY));
            let drawn = drawn.chain(panel.series.iter().map(|curve| (*curve, color(curve))));
            for (place, (curve, color)) in drawn.enumerate() {
                self.draw_curve(&mut canvas, &frame, curve, color, place);
            }
            if self.curves.is_empty() {
                let (x, y) = frame.area.center();
                canvas.text(Text::new("no finished run", x, y, SMALL_SIZE).anchor(Anchor::Middle));
            }
        }
        grid.draw_titles(
            &mut canvas,
            "step",
            "share of runs without a failure so far",
        );
        canvas
    }
}

impl SurvivalCurves<'_> {
    fn legend(&self) -> Vec<(Swatch, String)> {
        let words: Vec<(usize, String)> = self
            .curves
            .iter()
            .map(|curve| {
                let left = format!("{} of {}", curve.surviving, curve.runs);
                (curve.index, format!("{}: {left} left", curve.label))
            })
            .collect();
        let mut entries = legend(words.iter().map(|(index, words)| (*index, words.as_str())));
        entries.push((
            Swatch::Interval,
            format!(
                "{} interval of what is left at the end",
                format_percent(0.95)
            ),
        ));
        entries
    }

    fn draw_curve(
        &self,
        canvas: &mut Canvas,
        frame: &Frame,
        curve: &SurvivalCurve,
        color: RGBColor,
        place: usize,
    ) {
        let end = self.end as f64;
        let mut points = Vec::new();
        let mut share = 1.0;
        for (step, next) in &curve.drops {
            points.extend([
                frame.point(*step as f64, share),
                frame.point(*step as f64, *next),
            ]);
            share = *next;
        }
        points.push(frame.point(end, share));
        canvas.line(points, color, 2.0);
        for (step, share) in curve.drops.iter().skip(1) {
            style(curve.index)
                .0
                .draw(canvas, frame.point(*step as f64, *share), 3.0, color);
        }
        // The intervals of several curves stand side by side.
        let room = frame.area.right - frame.x.pixel(end);
        let x = frame.x.pixel(end) + room * (place as f64 + 1.0) / (MOST_SERIES as f64 + 1.0);
        let (low, high) = (
            frame.y.pixel(curve.interval.0),
            frame.y.pixel(curve.interval.1),
        );
        canvas.line(vec![(x, low), (x, high)], color, 1.5);
        for end in [low, high] {
            canvas.line(vec![(x - 2.5, end), (x + 2.5, end)], color, 1.5);
        }
        canvas.polygon(
            vec![
                (x - 3.0, frame.y.pixel(share)),
                (x, frame.y.pixel(share) - 3.0),
                (x + 3.0, frame.y.pixel(share)),
                (x, frame.y.pixel(share) + 3.0),
            ],
            color.to_rgba(),
        );
    }
}
