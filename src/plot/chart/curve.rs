//! One named curve over the steps of a run.

use super::frame::Frame;
use super::line::{LineStyle, draw_line};
use super::marker::Marker;
use super::share_area::draw_share_area;
use super::swatch::Swatch;
use crate::plot::canvas::Canvas;
use plotters::style::RGBColor;

/// One value per step.
pub(crate) struct Curve {
    /// Name in the legend; a name that an earlier panel has explained is not explained again.
    pub name: String,
    /// `None`: not measured.
    pub values: Vec<Option<f64>>,
    /// How it is drawn.
    pub style: CurveStyle,
}

/// How a curve is drawn.
#[derive(Debug, Clone, Copy)]
pub(crate) enum CurveStyle {
    /// As a line.
    Line(LineStyle),
    /// As a line with markers that tell it apart without colour.
    Marked(Marker, RGBColor),
    /// As markers alone, for what is measured now and then: a line would claim what lies between.
    Markers(Marker, RGBColor),
    /// For values of 0 and 1: the share of ones in each column of the drawing, as an area.
    Share(RGBColor),
}

/// Most markers of one curve: enough to tell it apart, few enough to see the line.
const MAX_MARKERS: usize = 24;

impl Curve {
    /// A line.
    pub fn line(name: &str, values: Vec<Option<f64>>, style: LineStyle) -> Self {
        Self {
            name: name.to_owned(),
            values,
            style: CurveStyle::Line(style),
        }
    }

    /// Whether anything was measured.
    pub fn has_values(&self) -> bool {
        self.values.iter().any(Option::is_some)
    }

    /// Whether any value is NaN, so that a legend explains the crosses.
    pub fn has_nan(&self) -> bool {
        self.values.iter().flatten().any(|value| value.is_nan())
    }

    /// The sample in front of its name.
    pub fn swatch(&self) -> Swatch {
        match self.style {
            CurveStyle::Line(style) if style.width > 2.0 => Swatch::WideLine(style.color),
            CurveStyle::Line(style) if style.width > 1.0 => Swatch::Line(style.color),
            CurveStyle::Line(style) => Swatch::ThinLine(style.color),
            CurveStyle::Marked(marker, color) => Swatch::MarkedLine(marker, color),
            CurveStyle::Markers(marker, color) => Swatch::Marker(marker, color),
            CurveStyle::Share(color) => Swatch::Fill(color.into()),
        }
    }

    /// Draws it over these steps, one for each value.
    pub fn draw(&self, canvas: &mut Canvas, frame: &Frame, steps: &[u64]) {
        match self.style {
            CurveStyle::Line(style) => draw_line(canvas, frame, steps, &self.values, &style),
            CurveStyle::Marked(marker, color) => {
                draw_line(canvas, frame, steps, &self.values, &LineStyle::new(color));
                self.draw_markers(canvas, frame, steps, marker, color);
            }
            CurveStyle::Markers(marker, color) => {
                self.draw_markers(canvas, frame, steps, marker, color);
            }
            CurveStyle::Share(color) => draw_share_area(canvas, frame, steps, &self.values, color),
        }
    }

    fn draw_markers(
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
        let every = match self.style {
            CurveStyle::Markers(..) => 1,
            _ => measured().count().div_ceil(MAX_MARKERS).max(1),
        };
        for (step, value) in measured()
            .step_by(every)
            .filter(|(_, value)| value.is_finite())
        {
            marker.draw(canvas, frame.point(step, value), 3.5, color);
        }
    }
}
