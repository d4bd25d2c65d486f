//! The share of runs that no failure has reached yet.

use super::study_tables::{StudyFigure, StudyTables};
use crate::plot::canvas::{Anchor, Canvas, Figure, Text};
use crate::plot::chart::{
    FacetAxes, Frame, MAX_SERIES, SMALL_SIZE, ScaleKind, SeriesColors, Swatch, draw_facets, facets,
    series_legend,
};
use crate::statistics::{SurvivalCurve, format_percent, survival_curves};
use plotters::style::{Color, RGBColor};

/// Its row in the table of figures.
pub(super) const FIGURE: StudyFigure = StudyFigure {
    alternative: "Survival: the share of runs that no failure has reached yet, over the steps.",
    draw: draw_survival,
};

fn draw_survival(tables: &StudyTables) -> Vec<(String, Canvas)> {
    let runs = [tables.runs, tables.cut].concat();
    let curves = survival_curves(&runs, tables.axes, tables.shown_axes.compared);
    let last_steps = runs.iter().filter_map(|run| run.last_step());
    let by = tables.by_compared_axis();
    let figure = SurvivalCurves {
        title: &tables.titled(&format!("runs without a failure so far{by}")),
        end: last_steps.max().unwrap_or(1),
        curves: &curves,
        colors: tables.compared_colors(),
    };
    vec![("survival".to_string(), figure.draw())]
}

/// One falling curve per value of the compared axis, with the 95 % interval of what is left at the
/// end.
struct SurvivalCurves<'a> {
    /// Title of the figure.
    title: &'a str,
    /// Last step of the study.
    end: u64,
    curves: &'a [SurvivalCurve],
    colors: SeriesColors,
}

/// Part of the width, at its right, in which the intervals stand.
const INTERVALS: f64 = 0.07;

impl Figure for SurvivalCurves<'_> {
    fn draw(&self) -> Canvas {
        let end = (self.end as f64).max(1.0);
        let axes = FacetAxes {
            x_label: "step",
            x: (0.0, end * (1.0 + INTERVALS)),
            y_label: "share of runs without a failure so far",
            y: (0.0, 1.02),
            kind: ScaleKind::Linear,
        };
        let facets = facets(&[("", self.curves)], self.colors);
        draw_facets(
            self.title,
            &self.legend(),
            &facets,
            &axes,
            |canvas, frame, facet| {
                for (place, (curve, color)) in facet.series.iter().enumerate() {
                    self.draw_curve(canvas, frame, curve, *color);
                    self.draw_interval(canvas, frame, curve, *color, place);
                }
                if self.curves.is_empty() {
                    let (x, y) = frame.area.center();
                    canvas.text(
                        Text::new("no finished run", x, y, SMALL_SIZE).anchor(Anchor::Middle),
                    );
                }
            },
        )
    }
}

impl SurvivalCurves<'_> {
    fn legend(&self) -> Vec<(Swatch, String)> {
        let words: Vec<(usize, String)> = self
            .curves
            .iter()
            .map(|curve| {
                let left = format!("{} of {} left", curve.surviving, curve.runs);
                let counted = |count: usize, what: &str| match count {
                    0 => String::new(),
                    some => format!(", {some} {what}"),
                };
                let (dropped, shorter) = (
                    counted(curve.dropped, "dropped"),
                    counted(curve.shorter, "shorter"),
                );
                (
                    curve.index,
                    format!("{}: {left}{dropped}{shorter}", curve.label),
                )
            })
            .collect();
        let mut entries = series_legend(
            words.iter().map(|(index, words)| (*index, words.as_str())),
            self.colors,
        );
        let some =
            |count: fn(&SurvivalCurve) -> usize| self.curves.iter().any(|curve| count(curve) > 0);
        let ended = match (some(|curve| curve.dropped), some(|curve| curve.shorter)) {
            (true, true) => Some("runs were dropped, or ended, here"),
            (true, false) => Some("runs were dropped here"),
            (false, true) => Some("runs ended here"),
            (false, false) => None,
        };
        if let Some(ended) = ended {
            let words = format!("{ended}, and are followed no further");
            entries.push((Swatch::Text("|"), words));
        }
        entries.push((
            Swatch::Interval,
            match ended.is_some() {
                true => format!(
                    "{} interval of the share where a curve ends",
                    format_percent(0.95)
                ),
                false => format!("{} interval of the share at the end", format_percent(0.95)),
            },
        ));
        entries
    }

    fn draw_curve(
        &self,
        canvas: &mut Canvas,
        frame: &Frame,
        curve: &SurvivalCurve,
        color: RGBColor,
    ) {
        let end = curve.end.unwrap_or(self.end) as f64;
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
        for (step, share) in &curve.cuts {
            let (x, y) = frame.point(*step as f64, *share);
            canvas.line(vec![(x, y - 6.0), (x, y + 6.0)], color, 1.5);
        }
        for (step, share) in curve.drops.iter().skip(1) {
            self.colors.style(curve.index).0.draw(
                canvas,
                frame.point(*step as f64, *share),
                3.0,
                color,
            );
        }
    }

    /// What is left at the end of the curve with its interval; those of several curves stand side by side.
    fn draw_interval(
        &self,
        canvas: &mut Canvas,
        frame: &Frame,
        curve: &SurvivalCurve,
        color: RGBColor,
        place: usize,
    ) {
        let end = curve.end.unwrap_or(self.end) as f64;
        let share = curve.drops.last().map_or(1.0, |(_, share)| *share);
        let room = frame.area.right - frame.x.pixel(self.end as f64);
        let x = frame.x.pixel(end) + room * (place as f64 + 1.0) / (MAX_SERIES as f64 + 1.0);
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
