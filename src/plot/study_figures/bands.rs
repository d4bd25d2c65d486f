//! A quantity over the steps: the median over seeds with what surrounds it.

use super::study_tables::{StudyFigure, StudyTables, metric_label, metric_range};
use crate::plot::canvas::{Anchor, Canvas, Figure, Text, palette};
use crate::plot::chart::{
    FacetAxes, Frame, SMALL_SIZE, ScaleKind, SeriesColors, Swatch, draw_facets, facets, ranges,
    series_legend,
};
use crate::statistics::{
    Band, BandPanel, MIN_VALUES, MedianInterval, StepQuantity, bands, have_intervals,
};
use plotters::style::{Color, RGBColor};

/// Its row in the table of figures.
pub(super) const FIGURE: StudyFigure = StudyFigure {
    alternative: "Over the steps: the median over seeds with its 95 % interval, by setting.",
    draw: draw_bands,
};

fn draw_bands(tables: &StudyTables) -> Vec<(String, Canvas)> {
    let metrics = tables.metrics.iter().copied().map(StepQuantity::Metric);
    let losses = [StepQuantity::DiscriminatorLoss, StepQuantity::GeneratorLoss];
    let quantities = metrics.chain(losses);
    quantities
        .filter_map(|quantity| draw_quantity(tables, quantity))
        .collect()
}

/// The figure of one quantity; nothing where no run has a value of it.
fn draw_quantity(tables: &StudyTables, quantity: StepQuantity) -> Option<(String, Canvas)> {
    let compared = tables.shown_axes.compared;
    let panels = bands(tables.runs, tables.axes, compared, quantity);
    let mut all = panels.iter().flat_map(|panel| &panel.bands);
    if all.all(|band| band.points.is_empty()) {
        return None;
    }
    let (label, range) = match quantity {
        StepQuantity::Metric(metric) => (metric_label(metric), metric_range(metric)),
        _ => (format!("{} ({})", quantity.name(), quantity.unit()), None),
    };
    let by = tables.by_compared_axis();
    let title = tables.titled(&format!("{} over the steps{by}", quantity.name()));
    let figure = Bands {
        title: &title,
        label: &label,
        range,
        panels: &panels,
        colors: tables.compared_colors(),
    };
    Some((format!("{}_over_steps", quantity.name()), figure.draw()))
}

/// One panel per setting, one line per value of the compared axis.
struct Bands<'a> {
    /// Title of the figure.
    title: &'a str,
    /// The quantity with its unit.
    label: &'a str,
    /// Ends of the axis where the quantity has some.
    range: Option<(f64, f64)>,
    panels: &'a [BandPanel],
    colors: SeriesColors,
}

/// A largest value this many times the median of all asks for a logarithmic axis.
const FAR_LARGER: f64 = 50.0;
/// Most markers of one line.
const MAX_MARKERS: usize = 6;

impl Figure for Bands<'_> {
    fn draw(&self) -> Canvas {
        let settings: Vec<(&str, &[Band])> = self
            .panels
            .iter()
            .map(|panel| (panel.label.as_str(), panel.bands.as_slice()))
            .collect();
        let (y, kind) = self.values();
        let log = match kind {
            ScaleKind::Linear => "",
            ScaleKind::Logarithmic => ", log scale",
            ScaleKind::SymmetricLogarithmic { .. } => ", symmetric log scale",
        };
        let axes = FacetAxes {
            x_label: "step",
            x: self.steps(),
            y_label: &format!("{}{log}", self.label),
            y,
            kind,
        };
        let facets = facets(&settings, self.colors);
        draw_facets(
            self.title,
            &self.legend(),
            &facets,
            &axes,
            |canvas, frame, facet| {
                if facet.series.iter().all(|(band, _)| band.points.is_empty()) {
                    draw_empty(canvas, frame);
                }
                for (band, color) in &facet.series {
                    draw_band(canvas, frame, band, *color);
                    if !facet.is_single {
                        self.draw_markers(canvas, frame, band);
                    }
                }
            },
        )
    }
}

impl Bands<'_> {
    fn bands(&self) -> impl Iterator<Item = &Band> {
        self.panels.iter().flat_map(|panel| &panel.bands)
    }

    fn legend(&self) -> Vec<(Swatch, String)> {
        let series = self.bands().map(|band| (band.index, band.label.as_str()));
        let mut entries = series_legend(series, self.colors);
        let around = match have_intervals(self.panels) {
            true => "median over seeds and its 95 % interval".to_owned(),
            false => format!(
                "median over seeds; smallest to largest (a 95 % interval takes {MIN_VALUES} seeds)"
            ),
        };
        entries.push((Swatch::Band, around));
        entries
    }

    fn steps(&self) -> (f64, f64) {
        let steps = || {
            self.bands()
                .flat_map(|band| &band.points)
                .map(|(step, _)| *step as f64)
        };
        (0.0, steps().fold(0.0, f64::max))
    }

    /// The ends of the axis, and whether it is logarithmic.
    fn values(&self) -> ((f64, f64), ScaleKind) {
        if let Some(range) = self.range {
            return (range, ScaleKind::Linear);
        }
        let points = || {
            self.bands()
                .flat_map(|band| &band.points)
                .map(|(_, interval)| *interval)
        };
        let low = points()
            .map(|interval| interval.low)
            .fold(f64::INFINITY, f64::min);
        let high = points()
            .map(|interval| interval.high)
            .fold(f64::NEG_INFINITY, f64::max);
        if low > high {
            return ((0.0, 1.0), ScaleKind::Linear);
        }
        let mut middles: Vec<f64> = points().map(|interval| interval.median).collect();
        middles.sort_by(|one, other| one.abs().total_cmp(&other.abs()));
        // Where many runs have left all bounds, the others still decide what is usual.
        let usual = &middles[..middles.len().div_ceil(2)];
        let typical = ranges::typical_size(usual);
        if typical > 0.0 && high.max(-low) > FAR_LARGER * typical {
            let scale = ranges::logarithmic(usual, &[low, high], (0.0, 1.0));
            return ((scale.low, scale.high), scale.kind);
        }
        let margin = 0.04 * (high - low);
        (
            (if low >= 0.0 { 0.0 } else { low - margin }, high + margin),
            ScaleKind::Linear,
        )
    }
}

/// Says in a panel that it has nothing to show.
fn draw_empty(canvas: &mut Canvas, frame: &Frame) {
    let (x, y) = frame.area.center();
    canvas.text(
        Text::new("no finite value", x, y, SMALL_SIZE)
            .color(palette::FAINT_INK)
            .anchor(Anchor::Middle),
    );
}

fn draw_band(canvas: &mut Canvas, frame: &Frame, band: &Band, color: RGBColor) {
    let at = |value: fn(&MedianInterval) -> f64| -> Vec<(f64, f64)> {
        band.points
            .iter()
            .map(|(step, interval)| frame.point(*step as f64, value(interval)))
            .collect()
    };
    let (upper, lower) = (at(|interval| interval.high), at(|interval| interval.low));
    if band.points.len() > 1 && upper != lower {
        canvas.polygon(
            upper.into_iter().chain(lower.into_iter().rev()).collect(),
            color.mix(0.22),
        );
    }
    match at(|interval| interval.median).as_slice() {
        [] => {}
        [point] => canvas.disc(*point, 2.5, color),
        points => canvas.line(points.to_vec(), color, 1.8),
    }
}

impl Bands<'_> {
    /// A few markers, those of neighbouring series at other steps.
    fn draw_markers(&self, canvas: &mut Canvas, frame: &Frame, band: &Band) {
        let (marker, color) = self.colors.style(band.index);
        let every = band.points.len().div_ceil(MAX_MARKERS).max(1);
        for (step, interval) in band
            .points
            .iter()
            .skip(band.index % every.max(1))
            .step_by(every)
        {
            marker.draw(
                canvas,
                frame.point(*step as f64, interval.median),
                3.2,
                color,
            );
        }
    }
}
