//! Figures of samples from anywhere: sheets, points over real points, metrics over steps.

use super::canvas::palette;
use super::canvas::{Area, Canvas, Figure, PlotError, image_sheet_png, to_svg};
use super::chart::{
    AxisRange, Curve, CurveStyle, FIGURE_WIDTH, Header, HealingMarks, MARGIN, Marker, Panel, Scale,
    StageSpans, StepPanels, Swatch,
};
use crate::diagnose::Finding;

/// Images side by side, as [`image_sheet_png`].
///
/// # Errors
/// If these are not whole images.
pub(crate) fn sample_sheet(
    images: &[f32],
    side: usize,
    channels: usize,
    columns: usize,
    scale: usize,
) -> Result<Vec<u8>, PlotError> {
    image_sheet_png(images, side, channels, columns, scale)
}

/// A metric of several sets.
pub(crate) struct SampleCurve {
    /// Its name.
    pub name: &'static str,
    /// Its value in each set.
    pub values: Vec<Option<f64>>,
}

/// Metrics over steps, with the findings.
///
/// # Errors
/// If a font cannot be read.
pub(crate) fn draw_sample_metrics(
    steps: &[u64],
    curves: Vec<SampleCurve>,
    findings: &[Finding],
) -> Result<String, PlotError> {
    let styles = Marker::CURVES.into_iter().zip(palette::CURVES).cycle();
    let panel = |(curve, (marker, color)): (SampleCurve, (Marker, _))| {
        let name = curve.name;
        let style = CurveStyle::Marked(marker, color);
        let curve = Curve {
            name: name.to_string(),
            values: curve.values,
            style,
        };
        Panel::new(name, 110.0, AxisRange::FromZero, vec![curve])
    };
    to_svg(&StepPanels {
        title: "Metrics of the samples",
        steps,
        panels: curves.into_iter().zip(styles).map(panel).collect(),
        findings,
        stages: StageSpans::default(),
        healings: HealingMarks::default(),
    })
}

/// Samples over real points of the plane; a document.
///
/// # Errors
/// If a font cannot be read.
pub(crate) fn draw_point_clouds(reals: &[f32], samples: &[f32]) -> Result<String, PlotError> {
    to_svg(&PointClouds { reals, samples })
}

struct PointClouds<'a> {
    reals: &'a [f32],
    samples: &'a [f32],
}

/// Side of the square, in pixels.
const SIDE: f64 = 480.0;
/// Radii of dots.
const DOT: f64 = 2.5;

impl Figure for PointClouds<'_> {
    fn draw(&self) -> Canvas {
        let title = "Samples over real points";
        let legend = [
            (Swatch::Fill(palette::BLUE.into()), "real".to_string()),
            (
                Swatch::Fill(palette::VERMILION.into()),
                "samples".to_string(),
            ),
        ];
        let header = Header::new(title, &legend, FIGURE_WIDTH);
        let top = header.height() + 4.0;
        let left = (FIGURE_WIDTH - SIDE) / 2.0;
        let area = Area {
            left,
            top,
            right: left + SIDE,
            bottom: top + SIDE,
        };
        let mut canvas = Canvas::new(title, FIGURE_WIDTH, area.bottom + MARGIN);
        header.draw(&mut canvas);
        let ends = |values: &[f32]| {
            let finite = values.iter().filter(|value| value.is_finite());
            finite.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), value| {
                (low.min(f64::from(*value)), high.max(f64::from(*value)))
            })
        };
        let (of_reals, of_samples) = (ends(self.reals), ends(self.samples));
        let (low, high) = (of_reals.0.min(of_samples.0), of_reals.1.max(of_samples.1));
        let margin = 0.05 * (high - low).max(1e-6);
        let x = Scale::linear((low - margin, high + margin), (area.left, area.right));
        let y = Scale::linear((low - margin, high + margin), (area.bottom, area.top));
        for (rows, color) in [
            (self.reals, palette::BLUE),
            (self.samples, palette::VERMILION),
        ] {
            for point in rows
                .chunks_exact(2)
                .filter(|point| point.iter().all(|it| it.is_finite()))
            {
                let place = (x.pixel(f64::from(point[0])), y.pixel(f64::from(point[1])));
                canvas.disc(place, DOT, color);
            }
        }
        canvas.outline(area, palette::FAINT_INK, 1.0);
        canvas
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn points_are_drawn_and_what_is_not_finite_is_not() {
        let svg = draw_point_clouds(&[0.0, 0.0, 1.0, 1.0], &[0.5, 0.5, f32::NAN, 0.0]).unwrap();
        assert_eq!(svg.matches("<circle").count(), 3);
        assert!(draw_point_clouds(&[], &[]).is_ok(), "nothing is no panic");
    }
}
