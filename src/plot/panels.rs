//! Curves over the steps of one run, in panels below each other that share their steps and the
//! findings.

use super::canvas::{Anchor, Area, Canvas, Text};
use super::curve::{self, Pen};
use super::frame::{BELOW, Frame, LEFT, RIGHT, step_range};
use super::header::{Header, Swatch, TEXT_SIZE};
use super::legend::Legend;
use super::marker::Marker;
use super::onset::Onsets;
use super::scale::{Scale, Spread};
use super::{Figure, palette, ranges, share};
use crate::diagnose::Finding;
use crate::statistics::format_rounded;
use plotters::style::RGBColor;

/// Panels from top to bottom, with the findings above the first and inside each.
pub struct Panels<'a> {
    pub title: &'a str,
    /// Step of each value, rising.
    pub steps: &'a [u64],
    pub panels: Vec<Panel>,
    pub findings: &'a [Finding],
}

/// Curves on one axis.
pub struct Panel {
    /// What the axis measures, with its unit.
    pub label: String,
    /// Of the frame, in pixels.
    pub height: f64,
    pub range: Range,
    /// From front to back, as in the legend.
    pub curves: Vec<Curve>,
    /// Dashed lines at values that mean something, with their words in the legend.
    pub levels: Vec<(f64, String)>,
}

/// How an axis is chosen.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Range {
    Fixed(f64, f64),
    /// From zero to the largest value.
    FromZero,
    /// Where most values lie; the label says where others are clipped.
    Robust,
    /// Equal ratios have equal lengths; symmetric where there are negative values.
    Logarithmic,
}

/// One value a step.
pub struct Curve {
    /// Name in the legend; a name that an earlier panel has explained is not explained again.
    pub name: String,
    /// `None`: not measured.
    pub values: Vec<Option<f64>>,
    pub look: Look,
}

/// How a curve is drawn.
#[derive(Debug, Clone, Copy)]
pub enum Look {
    Line(Pen),
    /// With marks that tell it apart without colour.
    Marked(Marker, RGBColor),
    /// For values of 0 and 1: the share of ones in each column of the drawing, as an area.
    Share(RGBColor),
}

const WIDTH: f64 = 900.0;
const STEP: &str = "training step";
/// Between two panels, in pixels.
const BETWEEN: f64 = 14.0;
/// Marks of one curve: enough to tell it apart, few enough to see the line.
const MARKS: usize = 24;

impl Figure for Panels<'_> {
    fn draw(&self) -> Canvas {
        let onsets = Onsets::new(self.findings);
        let mut legends = self.legends().into_iter();
        let header = Header::new(self.title, &legends.next().unwrap_or_default(), WIDTH);
        let legends: Vec<Legend> = legends
            .map(|entries| Legend::new(&entries, (LEFT, WIDTH - RIGHT)))
            .collect();
        let first = header.height() + onsets.height();
        let below: f64 = legends
            .iter()
            .zip(&self.panels[1..])
            .map(|(legend, panel)| legend.height() + panel.height)
            .sum();
        let gaps = BETWEEN * legends.len() as f64;
        let height =
            first + self.panels.first().map_or(0.0, |panel| panel.height) + below + gaps + BELOW;
        let mut canvas = Canvas::new(self.title, WIDTH, height);
        header.draw(&mut canvas);
        let mut top = first;
        for (index, panel) in self.panels.iter().enumerate() {
            if index > 0 {
                legends[index - 1].draw(&mut canvas, top - 4.0);
                top += legends[index - 1].height();
            }
            let area = Area {
                left: LEFT,
                top,
                right: WIDTH - RIGHT,
                bottom: top + panel.height,
            };
            let frame = panel.frame(area, step_range(self.steps));
            onsets.draw_bands(&mut canvas, &frame);
            panel.draw(
                &mut canvas,
                &frame,
                self.steps,
                index + 1 == self.panels.len(),
            );
            onsets.draw_lines(&mut canvas, &frame);
            if index == 0 {
                onsets.draw_lanes(&mut canvas, &frame);
            }
            top += panel.height + BETWEEN;
        }
        canvas
    }
}

impl Panels<'_> {
    /// The legend of each panel; that of the first explains the marks of all.
    fn legends(&self) -> Vec<Vec<(Swatch, String)>> {
        let mut known: Vec<String> = Vec::new();
        let mut legends: Vec<Vec<(Swatch, String)>> = Vec::new();
        for panel in &self.panels {
            let mut entries = panel.legend();
            entries.retain(|(_, name)| !known.contains(name));
            known.extend(entries.iter().map(|(_, name)| name.clone()));
            legends.push(entries);
        }
        if let Some(first) = legends.first_mut() {
            if self.panels.iter().any(Panel::is_clipped) {
                first.push((
                    Swatch::Marker(Marker::TriangleUp, palette::FAINT_INK),
                    "beyond the axis".to_owned(),
                ));
            }
            if self.panels.iter().any(Panel::has_not_numbers) {
                first.push((
                    Swatch::Marker(Marker::Cross, palette::BLACK),
                    "NaN".to_owned(),
                ));
            }
        }
        legends
    }
}

impl Panel {
    fn legend(&self) -> Vec<(Swatch, String)> {
        let mut entries = Vec::new();
        for curve in &self.curves {
            entries.push((curve.swatch(), curve.name.clone()));
        }
        if self
            .curves
            .iter()
            .any(|curve| matches!(curve.look, Look::Share(_)))
        {
            entries.push((Swatch::Fill(share::SKIPPED.into()), "skipped".to_owned()));
        }
        entries.extend(
            self.levels
                .iter()
                .map(|(_, words)| (Swatch::Dashes(palette::FAINT_INK), words.clone())),
        );
        entries
    }

    fn values(&self) -> Vec<f64> {
        ranges::finite(self.curves.iter().map(|curve| &curve.values[..]))
    }

    fn measured(&self) -> impl Iterator<Item = f64> {
        self.curves
            .iter()
            .flat_map(|curve| &curve.values)
            .flatten()
            .copied()
    }

    fn has_not_numbers(&self) -> bool {
        self.curves
            .iter()
            .any(|curve| curve::has_not_numbers(&curve.values))
    }

    /// Whether any value lies beyond the axis, which then says so with a mark.
    fn is_clipped(&self) -> bool {
        let scale = self.scale((0.0, 1.0));
        self.measured()
            .any(|value| value < scale.low || value > scale.high)
    }

    fn frame(&self, area: Area, steps: (f64, f64)) -> Frame {
        Frame {
            area,
            x: Scale::linear(steps, (area.left, area.right)),
            y: self.scale((area.bottom, area.top)),
        }
    }

    fn scale(&self, pixels: (f64, f64)) -> Scale {
        let levels: Vec<f64> = self
            .levels
            .iter()
            .map(|(value, _)| *value)
            .filter(|value| value.is_finite())
            .collect();
        let with_levels = || [self.values(), levels.clone()].concat();
        match self.range {
            Range::Fixed(low, high) => Scale::linear((low, high), pixels),
            Range::FromZero => Scale::linear(ranges::from_zero(&with_levels()), pixels),
            Range::Robust => Scale::linear(ranges::robust(&self.values(), &levels), pixels),
            Range::Logarithmic => ranges::logarithmic(&self.values(), &levels, pixels),
        }
    }

    /// The label with what the axis does to the values.
    fn words(&self, scale: &Scale) -> String {
        let name = &self.label;
        match scale.spread {
            Spread::Logarithmic => format!("{name}, log scale"),
            Spread::SymmetricLogarithmic { .. } => format!("{name}, symmetric log"),
            Spread::Linear if self.range != Range::Robust => name.clone(),
            Spread::Linear => {
                let below = self.values().iter().any(|value| *value < scale.low);
                let above = self.values().iter().any(|value| *value > scale.high);
                match (below, above) {
                    (true, true) => format!(
                        "{name}, clipped at {} and {}",
                        format_rounded(scale.low),
                        format_rounded(scale.high)
                    ),
                    (true, false) => format!("{name}, clipped at {}", format_rounded(scale.low)),
                    (false, true) => format!("{name}, clipped at {}", format_rounded(scale.high)),
                    (false, false) => name.clone(),
                }
            }
        }
    }

    /// Why there is no curve to draw.
    fn nothing(&self) -> Option<&'static str> {
        let (mut any, mut numbers) = (false, false);
        for value in self.measured() {
            any = true;
            numbers |= !value.is_nan();
            if value.is_finite() {
                return None;
            }
        }
        Some(match (any, numbers) {
            (false, _) => "not measured in this run",
            (true, false) => "every value is NaN",
            (true, true) => "no value is finite",
        })
    }

    fn draw(&self, canvas: &mut Canvas, frame: &Frame, steps: &[u64], last: bool) {
        let nothing = self.nothing();
        match nothing {
            None if last => frame.draw_axes(canvas, STEP, &self.words(&frame.y)),
            None => frame.draw_y_axis(canvas, &self.words(&frame.y)),
            Some(_) => {}
        }
        if nothing.is_some() || !last {
            frame.draw_x_axis(canvas, last.then_some(STEP));
            canvas.outline(frame.area, palette::FAINT_INK, 1.0);
        }
        if let Some(reason) = nothing {
            let (x, y) = frame.area.center();
            canvas.text(Text::new(reason, x, y, TEXT_SIZE).anchor(Anchor::Middle));
        }
        for (value, _) in self
            .levels
            .iter()
            .filter(|(value, _)| nothing.is_none() && value.is_finite())
        {
            let ends = [frame.area.left, frame.area.right].map(|x| (x, frame.y.pixel(*value)));
            canvas.dashes(ends[0], ends[1], palette::FAINT_INK, 1.5);
        }
        for curve in self.curves.iter().rev() {
            curve.draw(canvas, frame, steps);
        }
    }
}

impl Curve {
    fn swatch(&self) -> Swatch {
        match self.look {
            Look::Line(pen) if pen.thickness > 2.0 => Swatch::WideLine(pen.color),
            Look::Line(pen) if pen.thickness > 1.0 => Swatch::Line(pen.color),
            Look::Line(pen) => Swatch::ThinLine(pen.color),
            Look::Marked(marker, color) => Swatch::MarkedLine(marker, color),
            Look::Share(color) => Swatch::Fill(color.into()),
        }
    }

    fn draw(&self, canvas: &mut Canvas, frame: &Frame, steps: &[u64]) {
        match self.look {
            Look::Line(pen) => curve::draw(canvas, frame, steps, &self.values, &pen),
            Look::Marked(marker, color) => {
                curve::draw(canvas, frame, steps, &self.values, &Pen::new(color));
                self.draw_marks(canvas, frame, steps, marker, color);
            }
            Look::Share(color) => share::draw(canvas, frame, steps, &self.values, color),
        }
    }

    fn draw_marks(
        &self,
        canvas: &mut Canvas,
        frame: &Frame,
        steps: &[u64],
        marker: Marker,
        color: RGBColor,
    ) {
        let measured = || {
            steps
                .iter()
                .zip(&self.values)
                .filter_map(|(step, value)| Some((*step as f64, (*value)?)))
        };
        let every = measured().count().div_ceil(MARKS).max(1);
        for (step, value) in measured()
            .step_by(every)
            .filter(|(_, value)| value.is_finite())
        {
            marker.draw(canvas, frame.point(step, value), 3.5, color);
        }
    }
}
