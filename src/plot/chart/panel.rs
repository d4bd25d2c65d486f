//! Curves on one axis, over the steps of a run.

use super::curve::{Curve, CurveStyle};
use super::frame::Frame;
use super::marker::Marker;
use super::ranges;
use super::scale::{Scale, ScaleKind};
use super::sizes::TEXT_SIZE;
use super::swatch::Swatch;
use crate::plot::canvas::{Anchor, Area, Canvas, Text, font, palette};
use crate::statistics::format_rounded;

/// Curves on one axis.
pub(crate) struct Panel {
    /// What the axis measures, with its unit.
    pub label: String,
    /// Of the frame, in pixels.
    pub height: f64,
    /// Which values the axis shows.
    pub range: AxisRange,
    /// From front to back, as in the legend.
    pub curves: Vec<Curve>,
    /// Dashed lines at values that mean something, with their words in the legend.
    pub levels: Vec<(f64, String)>,
}

/// How the range of an axis is chosen.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum AxisRange {
    /// Between these two values.
    Fixed(f64, f64),
    /// From zero to the largest value.
    FromZero,
    /// Where most values lie; the label says where others are clipped.
    Robust,
    /// Equal ratios have equal lengths; symmetric where there are negative values.
    Logarithmic,
}

const STEP_LABEL: &str = "training step";

impl Panel {
    /// Curves on one axis, without levels.
    pub fn new(
        label: impl Into<String>,
        height: f64,
        range: AxisRange,
        curves: Vec<Curve>,
    ) -> Self {
        Self {
            label: label.into(),
            height,
            range,
            curves,
            levels: Vec::new(),
        }
    }

    /// With dashed lines at these values.
    pub fn with_levels(self, levels: Vec<(f64, String)>) -> Self {
        Self { levels, ..self }
    }

    /// What its curves and levels are.
    pub fn legend(&self) -> Vec<(Swatch, String)> {
        let mut entries = Vec::new();
        for curve in &self.curves {
            entries.push((curve.swatch(), curve.name.clone()));
        }
        if self
            .curves
            .iter()
            .any(|curve| matches!(curve.style, CurveStyle::Share(_)))
        {
            entries.push((Swatch::Fill(palette::SKIPPED.into()), "skipped".to_owned()));
        }
        entries.extend(
            self.levels
                .iter()
                .map(|(_, words)| (Swatch::Dashes(palette::FAINT_INK), words.clone())),
        );
        let clipped = self.clip_words(&self.scale((0.0, 1.0)));
        entries.extend(
            clipped
                .filter(|words| !self.has_room_for(words))
                .map(|words| {
                    (
                        Swatch::Marker(Marker::TriangleUp, palette::FAINT_INK),
                        words,
                    )
                }),
        );
        entries
    }

    /// All finite values.
    pub fn values(&self) -> Vec<f64> {
        ranges::finite(self.curves.iter().map(|curve| &curve.values[..]))
    }

    fn measured(&self) -> impl Iterator<Item = f64> {
        self.curves
            .iter()
            .flat_map(|curve| &curve.values)
            .flatten()
            .copied()
    }

    /// Whether any value is NaN, which is marked with a cross.
    pub fn has_nan(&self) -> bool {
        self.curves.iter().any(Curve::has_nan)
    }

    /// Whether any value lies beyond the axis, which then says so with a mark.
    pub fn is_clipped(&self) -> bool {
        let scale = self.scale((0.0, 1.0));
        self.measured()
            .any(|value| value < scale.low || value > scale.high)
    }

    /// The frame of these steps in this area.
    pub fn frame(&self, area: Area, steps: (f64, f64)) -> Frame {
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
            AxisRange::Fixed(low, high) => Scale::linear((low, high), pixels),
            AxisRange::FromZero => Scale::linear(ranges::from_zero(&with_levels()), pixels),
            AxisRange::Robust => Scale::linear(ranges::robust(&self.values(), &levels), pixels),
            AxisRange::Logarithmic => ranges::logarithmic(&self.values(), &levels, pixels),
        }
    }

    /// The label with what the axis does to the values, as far as it has room beside the panel.
    fn axis_title(&self, scale: &Scale) -> String {
        let name = &self.label;
        match scale.kind {
            ScaleKind::Logarithmic => format!("{name}, log scale"),
            ScaleKind::SymmetricLogarithmic { .. } => format!("{name}, symmetric log"),
            ScaleKind::Linear => match self.clip_words(scale) {
                Some(words) if self.has_room_for(&words) => format!("{name}, {words}"),
                _ => name.clone(),
            },
        }
    }

    /// Whether `words` fit beside the label of the axis; otherwise they go into the legend.
    fn has_room_for(&self, words: &str) -> bool {
        let title = format!("{}, {words}", self.label);
        font::width(&title, TEXT_SIZE, false) <= Frame::title_room(self.height)
    }

    /// `clipped at 4.2`: where values lie beyond an axis that shows most of them.
    fn clip_words(&self, scale: &Scale) -> Option<String> {
        let values = self.values();
        let below = values.iter().any(|value| *value < scale.low);
        let above = values.iter().any(|value| *value > scale.high);
        let (low, high) = (format_rounded(scale.low), format_rounded(scale.high));
        match (self.range == AxisRange::Robust, below, above) {
            (false, _, _) | (true, false, false) => None,
            (true, true, true) => Some(format!("clipped at {low} and {high}")),
            (true, true, false) => Some(format!("clipped at {low}")),
            (true, false, true) => Some(format!("clipped at {high}")),
        }
    }

    /// Why there is no curve to draw.
    fn why_empty(&self) -> Option<&'static str> {
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

    /// Draws the axes and the curves; the `last` panel has the axis of the steps.
    pub fn draw(&self, canvas: &mut Canvas, frame: &Frame, steps: &[u64], last: bool) {
        let empty = self.why_empty();
        match empty {
            None if last => frame.draw_axes(canvas, STEP_LABEL, &self.axis_title(&frame.y)),
            None => frame.draw_y_axis(canvas, &self.axis_title(&frame.y)),
            Some(_) => {}
        }
        if empty.is_some() || !last {
            frame.draw_x_axis(canvas, last.then_some(STEP_LABEL));
            canvas.outline(frame.area, palette::FAINT_INK, 1.0);
        }
        if let Some(reason) = empty {
            let (x, y) = frame.area.center();
            canvas.text(Text::new(reason, x, y, TEXT_SIZE).anchor(Anchor::Middle));
        }
        for (value, _) in self
            .levels
            .iter()
            .filter(|(value, _)| empty.is_none() && value.is_finite())
        {
            let ends = [frame.area.left, frame.area.right].map(|x| (x, frame.y.pixel(*value)));
            canvas.dashes(ends[0], ends[1], palette::FAINT_INK, 1.5);
        }
        // Markers without a line would vanish below those of one.
        let is_below = |curve: &&Curve| !matches!(curve.style, CurveStyle::Markers(..));
        let (below, above): (Vec<&Curve>, Vec<&Curve>) =
            self.curves.iter().rev().partition(is_below);
        for curve in below.into_iter().chain(above) {
            curve.draw(canvas, frame, steps);
        }
    }
}
