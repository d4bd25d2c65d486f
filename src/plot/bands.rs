//! A quantity over the steps: the median over seeds with what surrounds it.

use super::canvas::Canvas;
use super::frame::Frame;
use super::grid::{Grid, WIDTH, say_empty, shown_of};
use super::header::{Header, Swatch};
use super::scale::Spread;
use super::series::{are_many, legend, panels, style};
use super::{Figure, palette, ranges};
use crate::statistics::{Band, BandPanel, MIN_VALUES, have_intervals};
use plotters::style::{Color, RGBColor};

/// One panel a setting, one line a value of the compared axis.
#[derive(Debug, Clone)]
pub(crate) struct Bands<'a> {
    /// Title of the figure.
    pub title: &'a str,
    /// The quantity with its unit.
    pub label: &'a str,
    /// Ends of the axis where the quantity has some.
    pub range: Option<(f64, f64)>,
    pub panels: &'a [BandPanel],
}

/// A largest value this many times the median of all asks for a logarithmic axis.
const FAR_LARGER: f64 = 50.0;
/// Markers of one line.
const MARKERS: usize = 6;

impl Figure for Bands<'_> {
    fn draw(&self) -> Canvas {
        let settings: Vec<(String, Vec<Band>)> = self
            .panels
            .iter()
            .map(|panel| (panel.label.clone(), panel.bands.clone()))
            .collect();
        let many = are_many(self.bands().map(|band| band.index));
        let panels = panels(&settings, many, |band| {
            format!("{} (n = {})", band.label, band.runs)
        });
        let title = format!("{}{}", self.title, shown_of(panels.len(), "panels"));
        let header = Header::new(&title, &self.legend(), WIDTH);
        let titled = panels.iter().any(|panel| !panel.title.is_empty());
        let grid = Grid::new(panels.len(), header.height() + 4.0, titled);
        let mut canvas = Canvas::new(&title, WIDTH, header.height() + 4.0 + grid.height);
        header.draw(&mut canvas);
        let (x, (y, spread)) = (self.steps(), self.values());
        for (index, panel) in panels.iter().take(super::grid::MOST_PANELS).enumerate() {
            let frame = grid.frame(index, x, y, spread);
            grid.draw_axes(&mut canvas, &frame, index, &panel.title);
            if panel
                .series
                .iter()
                .chain(&panel.behind)
                .all(|band| band.points.is_empty())
            {
                say_empty(&mut canvas, &frame);
            }
            if let Some(band) = panel.behind {
                draw_band(&mut canvas, &frame, band, palette::GREY);
            }
            for band in &panel.series {
                draw_band(
                    &mut canvas,
                    &frame,
                    band,
                    if many {
                        palette::INK
                    } else {
                        style(band.index).1
                    },
                );
                if !many {
                    draw_markers(&mut canvas, &frame, band);
                }
            }
        }
        let log = match spread {
            Spread::Linear => "",
            Spread::Logarithmic => ", log scale",
            Spread::SymmetricLogarithmic { .. } => ", symmetric log scale",
        };
        grid.draw_titles(&mut canvas, "step", &format!("{}{log}", self.label));
        canvas
    }
}

impl Bands<'_> {
    fn bands(&self) -> impl Iterator<Item = &Band> {
        self.panels.iter().flat_map(|panel| &panel.bands)
    }

    fn legend(&self) -> Vec<(Swatch, String)> {
        let mut entries = legend(self.bands().map(|band| (band.index, band.label.as_str())));
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
    fn values(&self) -> ((f64, f64), Spread) {
        if let Some(range) = self.range {
            return (range, Spread::Linear);
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
            return ((0.0, 1.0), Spread::Linear);
        }
        let mut middles: Vec<f64> = points().map(|interval| interval.median).collect();
        middles.sort_by(|one, other| one.abs().total_cmp(&other.abs()));
        // Where many runs have left all bounds, the others still decide what is usual.
        let usual = &middles[..middles.len().div_ceil(2)];
        let typical = ranges::typical_size(usual);
        if typical > 0.0 && high.max(-low) > FAR_LARGER * typical {
            let scale = ranges::logarithmic(usual, &[low, high], (0.0, 1.0));
            return ((scale.low, scale.high), scale.spread);
        }
        let margin = 0.04 * (high - low);
        (
            (if low >= 0.0 { 0.0 } else { low - margin }, high + margin),
            Spread::Linear,
        )
    }
}

fn draw_band(canvas: &mut Canvas, frame: &Frame, band: &Band, color: RGBColor) {
    let at = |value: fn(&crate::statistics::MedianInterval) -> f64| -> Vec<(f64, f64)> {
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

/// A few markers, those of neighbouring series at other steps.
fn draw_markers(canvas: &mut Canvas, frame: &Frame, band: &Band) {
    let (marker, color) = style(band.index);
    let every = band.points.len().div_ceil(MARKERS).max(1);
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
