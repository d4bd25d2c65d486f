//! Two-dimensional samples at a few steps.

use super::sample_limits::MAX_DOTS;
use crate::plot::canvas::{Area, Canvas, Figure, palette};
use crate::plot::chart::{Header, MARGIN, Marker, Scale, Swatch, Tiles};
use crate::statistics::format_number;
use plotters::style::RGBColor;
use std::collections::BTreeSet;

/// Samples over the true modes, one square panel per snapshot, all with the same axes.
#[derive(Debug, Clone)]
pub(crate) struct Scatter<'a> {
    /// Title of the figure.
    pub title: &'a str,
    /// Centres of the true modes. Without any, the axes follow the samples.
    pub modes: &'a [[f32; 2]],
    /// Distance from a mode below which a sample is of high quality: the circles.
    pub radius: f32,
    /// The first of them are large.
    pub panels: Vec<ScatterPanel<'a>>,
    /// How many are.
    pub large: usize,
}

/// One snapshot, or the data.
#[derive(Debug, Clone)]
pub(crate) struct ScatterPanel<'a> {
    /// Words above the panel: `step 800 - 3/8 modes, 41 % HQ`.
    pub label: &'a str,
    /// Samples. Of more than 600, as many are drawn; what is not finite is left out.
    pub points: &'a [[f32; 2]],
    /// Whether they are real.
    pub is_real: bool,
}

/// Panels of at least this side have larger dots.
const LARGE: f64 = 300.0;

/// Real rows are blue, as what D says of them.
const fn dot_color(is_real: bool) -> RGBColor {
    match is_real {
        true => palette::BLUE,
        false => palette::VERMILION,
    }
}

impl Figure for Scatter<'_> {
    fn draw(&self) -> Canvas {
        let labels: Vec<&str> = self.panels.iter().map(|panel| panel.label).collect();
        let tiles = Tiles::new(&labels, self.large);
        let width = tiles.width;
        let header = Header::new(self.title, &self.legend(), width);
        let mut canvas = Canvas::new(self.title, width, header.height() + tiles.height + MARGIN);
        header.draw(&mut canvas);
        let range = self.range();
        for (index, panel) in self.panels.iter().enumerate() {
            let area = tiles.place(&mut canvas, header.height(), index, panel.label);
            self.draw_panel(&mut canvas, panel, &area, range);
        }
        canvas
    }
}

impl Scatter<'_> {
    fn legend(&self) -> Vec<(Swatch, String)> {
        let (low, high) = self.range();
        let mut legend = Vec::new();
        for (is_real, words) in [(true, "real sample"), (false, "fake sample")] {
            if self.panels.iter().any(|panel| panel.is_real == is_real) {
                legend.push((Swatch::Dot(dot_color(is_real)), words.to_owned()));
            }
        }
        if !self.modes.is_empty() {
            legend.push((Swatch::Circle(palette::INK), "true mode, 3 std".to_owned()));
        }
        legend.push((
            Swatch::Marker(Marker::Cross, palette::GREY),
            format!(
                "beyond the axes ({} to {} both ways)",
                format_number(low),
                format_number(high)
            ),
        ));
        legend
    }

    /// The same for both axes and all panels: a square around the modes, or around the samples
    /// where no modes are known.
    fn range(&self) -> (f64, f64) {
        let samples = self.panels.iter().flat_map(|panel| panel.points);
        let reach = match self.modes.is_empty() {
            true => largest_coordinate(samples),
            false => largest_coordinate(self.modes),
        };
        let reach = (reach + f64::from(self.radius)) * 1.25;
        if reach > 0.0 {
            (-reach, reach)
        } else {
            (-1.0, 1.0)
        }
    }

    fn draw_panel(
        &self,
        canvas: &mut Canvas,
        panel: &ScatterPanel,
        area: &Area,
        range: (f64, f64),
    ) {
        let x = Scale::linear(range, (area.left, area.right));
        let y = Scale::linear(range, (area.bottom, area.top));
        draw_grid(canvas, area);
        let mut drawn = BTreeSet::new();
        let (dot, color) = match area.width() >= LARGE {
            true => (1.6, dot_color(panel.is_real)),
            false => (1.0, dot_color(panel.is_real)),
        };
        let points: Vec<&[f32; 2]> = panel
            .points
            .iter()
            .filter(|point| point.iter().all(|value| value.is_finite()))
            .collect();
        for point in spread_indices(points.len()).map(|index| points[index]) {
            let [across, up] = point.map(f64::from);
            let center = (x.pixel(across), y.pixel(up));
            // Two dots on the same half pixel look like one.
            if drawn.insert(((center.0 * 2.0) as i64, (center.1 * 2.0) as i64)) {
                let inside = [across, up]
                    .into_iter()
                    .all(|value| (range.0..=range.1).contains(&value));
                match inside {
                    true => canvas.disc(center, dot, color),
                    false => draw_beyond(canvas, center, area),
                }
            }
        }
        let radius = f64::from(self.radius) * (area.width() / (range.1 - range.0));
        for [across, up] in self.modes.iter().map(|mode| mode.map(f64::from)) {
            canvas.ring(
                (x.pixel(across), y.pixel(up)),
                radius.max(2.5),
                palette::INK,
            );
        }
    }
}

/// Lines at the quarters, and the frame.
fn draw_grid(canvas: &mut Canvas, area: &Area) {
    for share in [0.25, 0.5, 0.75] {
        let x = area.left + share * area.width();
        let y = area.top + share * area.height();
        canvas.line(vec![(x, area.top), (x, area.bottom)], palette::GRID, 0.5);
        canvas.line(vec![(area.left, y), (area.right, y)], palette::GRID, 0.5);
    }
    canvas.outline(*area, palette::FAINT_INK, 1.0);
}

/// Values as points in the plane.
pub(in crate::plot) fn as_points(rows: &[f32]) -> Vec<[f32; 2]> {
    rows.chunks_exact(2)
        .map(|point| [point[0], point[1]])
        .collect()
}

/// The largest size of a finite coordinate; 0 without any.
pub(super) fn largest_coordinate<'a>(points: impl IntoIterator<Item = &'a [f32; 2]>) -> f64 {
    let finite = points
        .into_iter()
        .flatten()
        .filter(|value| value.is_finite());
    finite.fold(0.0, |reach, value| reach.max(f64::from(value.abs())))
}

/// At most [`MAX_DOTS`] of `count` indices, without repetition. They jump by the golden ratio:
/// every n-th index would hide whole modes where samples come in a regular order.
fn spread_indices(count: usize) -> impl Iterator<Item = usize> {
    let golden = (count as f64 * 0.618_034) as usize;
    let jump = (golden..).find(|jump| coprime(*jump, count)).unwrap_or(1);
    (0..count.min(MAX_DOTS)).map(move |index| index * jump % count)
}

fn coprime(mut left: usize, mut right: usize) -> bool {
    while right > 0 {
        (left, right) = (right, left % right);
    }
    // Everything is a fine jump through nothing.
    left <= 1
}

/// A point beyond the axes, at their edge.
fn draw_beyond(canvas: &mut Canvas, center: (f64, f64), area: &Area) {
    let reach = 2.5;
    let held = (
        center
            .0
            .clamp(area.left + reach + 1.0, area.right - reach - 1.0),
        center
            .1
            .clamp(area.top + reach + 1.0, area.bottom - reach - 1.0),
    );
    Marker::Cross.draw(canvas, held, reach, palette::GREY);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_dots_drawn_come_from_every_mode_of_ordered_samples() {
        for modes in 1..=25 {
            let seen: BTreeSet<usize> = spread_indices(modes * 250)
                .map(|index| index % modes)
                .collect();
            assert_eq!(seen.len(), modes);
        }
    }

    #[test]
    fn no_dot_is_drawn_twice() {
        for count in [0, 1, 2, 7, 600, 601, 5000] {
            assert_eq!(
                spread_indices(count).collect::<BTreeSet<_>>().len(),
                count.min(MAX_DOTS)
            );
        }
    }
}
