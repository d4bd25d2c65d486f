//! Evaluation metrics of a run.

use super::canvas::{Area, Canvas};
use super::curve::Pen;
use super::frame::{BELOW, Frame, LEFT, RIGHT, step_range};
use super::header::{Header, Swatch};
use super::marker::Marker;
use super::onset::{LABEL_HEIGHT, Onset};
use super::scale::Scale;
use super::{Figure, curve, palette};
use plotters::style::RGBColor;

/// Metrics over the steps of one run, in panels below each other that share their steps.
#[derive(Debug, Clone)]
pub struct Metrics<'a> {
    /// Title of the figure.
    pub title: &'a str,
    /// Step of each evaluation, rising.
    pub steps: &'a [u64],
    /// From top to bottom.
    pub panels: Vec<MetricPanel<'a>>,
    /// What went wrong, and when.
    pub onset: Option<Onset>,
}

/// Metrics on one axis.
#[derive(Debug, Clone)]
pub struct MetricPanel<'a> {
    /// What the axis measures, with its unit: `share (0 to 1)`, `reverse KL (nats)`.
    pub label: &'a str,
    /// Upper end of the axis, which starts at 0 or at the smallest value; `None`: the largest value.
    pub maximum: Option<f64>,
    /// At most six are told apart.
    pub curves: Vec<MetricCurve<'a>>,
}

/// One metric.
#[derive(Debug, Clone)]
pub struct MetricCurve<'a> {
    /// Name in the legend.
    pub name: &'a str,
    /// One value an evaluation; `None`: not measured.
    pub values: &'a [Option<f64>],
}

const WIDTH: f64 = 900.0;
const SINGLE_PANEL: f64 = 300.0;
const PANEL: f64 = 170.0;
const BETWEEN: f64 = 22.0;
/// Markers of one curve: enough to tell it apart, few enough to see the line.
const MARKERS: usize = 24;

impl Figure for Metrics<'_> {
    fn draw(&self) -> Canvas {
        let header = Header::new(self.title, &self.legend(), WIDTH);
        let panel_height = if self.panels.len() > 1 { PANEL } else { SINGLE_PANEL };
        let top = header.height() + LABEL_HEIGHT;
        let count = self.panels.len().max(1) as f64;
        let height = top + count * (panel_height + BETWEEN) - BETWEEN + BELOW;
        let mut canvas = Canvas::new(self.title, WIDTH, height);
        header.draw(&mut canvas);
        let mut styles = styles();
        for (index, panel) in self.panels.iter().enumerate() {
            let top = top + index as f64 * (panel_height + BETWEEN);
            let area = Area { left: LEFT, top, right: WIDTH - RIGHT, bottom: top + panel_height };
            let frame = self.frame(panel, area);
            self.draw_panel(&mut canvas, panel, &frame, &mut styles, index + 1 == self.panels.len());
            if let (0, Some(onset)) = (index, &self.onset) {
                onset.draw_label(&mut canvas, &frame);
            }
        }
        canvas
    }
}

impl Metrics<'_> {
    fn legend(&self) -> Vec<(Swatch, String)> {
        let curves = || self.panels.iter().flat_map(|panel| &panel.curves);
        let mut legend: Vec<(Swatch, String)> = curves()
            .zip(styles())
            .map(|(curve, (marker, color))| (Swatch::MarkedLine(marker, color), curve.name.to_owned()))
            .collect();
        if curves().any(|curve| curve::has_not_numbers(curve.values)) {
            legend.push((Swatch::Marker(Marker::Cross, palette::BLACK), "NaN".to_owned()));
        }
        legend
    }

    fn frame(&self, panel: &MetricPanel, area: Area) -> Frame {
        let finite =
            || panel.curves.iter().flat_map(|curve| curve.values).flatten().copied().filter(|value| value.is_finite());
        let low = finite().fold(0.0, f64::min);
        let high = panel.maximum.unwrap_or_else(|| finite().fold(low, f64::max) * 1.05);
        Frame {
            area,
            x: Scale::linear(step_range(self.steps), (area.left, area.right)),
            y: Scale::linear((low, high), (area.bottom, area.top)),
        }
    }

    fn draw_panel(
        &self,
        canvas: &mut Canvas,
        panel: &MetricPanel,
        frame: &Frame,
        styles: &mut impl Iterator<Item = (Marker, RGBColor)>,
        last: bool,
    ) {
        if let Some(onset) = &self.onset {
            onset.draw_band(canvas, frame);
        }
        frame.draw_y_axis(canvas, panel.label);
        frame.draw_x_axis(canvas, last.then_some("step"));
        canvas.outline(frame.area, palette::FAINT_INK, 1.0);
        for (curve, (marker, color)) in panel.curves.iter().zip(styles) {
            curve::draw(canvas, frame, self.steps, curve.values, &Pen::new(color));
            draw_markers(canvas, frame, self.steps, curve.values, (marker, color));
        }
        if let Some(onset) = &self.onset {
            onset.draw_line(canvas, frame);
        }
    }
}

fn draw_markers(
    canvas: &mut Canvas,
    frame: &Frame,
    steps: &[u64],
    values: &[Option<f64>],
    (marker, color): (Marker, RGBColor),
) {
    let measured = || steps.iter().zip(values).filter_map(|(step, value)| value.map(|value| (*step as f64, value)));
    let every = measured().count().div_ceil(MARKERS).max(1);
    for (step, value) in measured().step_by(every).filter(|(_, value)| value.is_finite()) {
        marker.draw(canvas, frame.point(step, value), 3.5, color);
    }
}

/// Marker and colour of each curve, over all panels.
fn styles() -> impl Iterator<Item = (Marker, RGBColor)> {
    Marker::CURVES.into_iter().zip(palette::CURVES).cycle()
}
