//! A run at a glance: losses, what D says, and the key metrics in three small panels, for pages
//! with hundreds of runs.

use super::canvas::{Anchor, Area, Canvas, Text};
use super::curve::{self, Pen};
use super::frame::Frame;
use super::header::SMALL_SIZE;
use super::of_run::RunTables;
use super::onset::Onsets;
use super::scale::{Scale, Spread};
use super::{font, palette, ranges};
use crate::metrics::Metric;
use crate::statistics::format_number;
use plotters::style::RGBColor;

const WIDTH: f64 = 420.0;
const HEIGHT: f64 = 200.0;
/// Tick labels at the left, names at the right, in pixels.
const LEFT: f64 = 44.0;
const RIGHT: f64 = 106.0;
const BELOW: f64 = 18.0;
const BETWEEN: f64 = 7.0;
const LINE: f64 = 13.0;
/// So few that the document stays below 9 kB.
const COLUMNS: usize = 54;
/// A largest loss this many times the typical one asks for a logarithmic axis.
const FAR_LARGER: f64 = 25.0;

/// One of the three panels.
struct Small {
    /// Above the names: the unit.
    heading: &'static str,
    steps: Vec<u64>,
    curves: Vec<(&'static str, RGBColor, Vec<Option<f64>>)>,
    band: bool,
    scale: fn(&[f64], (f64, f64)) -> Scale,
    /// Said where there is nothing to draw.
    reason: String,
}

pub fn draw(tables: &RunTables) -> Canvas {
    let title = format!("Overview: {}", tables.title);
    let mut canvas = Canvas::new(&title, WIDTH, HEIGHT);
    let onsets = Onsets::new(tables.findings);
    let panels = [losses(tables), discriminator(tables), metrics(tables)];
    let last = panels
        .iter()
        .filter_map(|panel| panel.steps.last())
        .max()
        .copied()
        .unwrap_or(1);
    let words = font::shorten(&onsets.summary(), SMALL_SIZE, true, WIDTH - LEFT - 4.0);
    canvas.text(Text::new(words, LEFT, 12.0, SMALL_SIZE).bold());
    let first = 16.0 + onsets.narrow_height();
    let height = (HEIGHT - BELOW - first - 2.0 * BETWEEN) / 3.0;
    for (index, panel) in panels.iter().enumerate() {
        let top = first + index as f64 * (height + BETWEEN);
        let area = Area {
            left: LEFT,
            top,
            right: WIDTH - RIGHT,
            bottom: top + height,
        };
        let frame = panel.frame(area, last);
        onsets.draw_bands(&mut canvas, &frame);
        panel.draw(&mut canvas, &frame);
        if index == 0 {
            onsets.draw_narrow_lanes(&mut canvas, &frame);
        }
    }
    draw_steps(&mut canvas, last);
    canvas
}

/// First and last step below the panels.
fn draw_steps(canvas: &mut Canvas, last: u64) {
    let baseline = HEIGHT - 4.0;
    canvas.text(Text::new("0", LEFT, baseline, SMALL_SIZE).anchor(Anchor::Middle));
    canvas.text(
        Text::new(
            "step",
            f64::midpoint(LEFT, WIDTH - RIGHT),
            baseline,
            SMALL_SIZE,
        )
        .anchor(Anchor::Middle),
    );
    canvas.text(
        Text::new(
            format_number(last as f64),
            WIDTH - RIGHT,
            baseline,
            SMALL_SIZE,
        )
        .anchor(Anchor::Middle),
    );
}

fn why_empty<T>(table: &Result<Vec<T>, crate::record::RecordError>, empty: &str) -> String {
    match table {
        Ok(rows) if rows.is_empty() => empty.to_owned(),
        Ok(_) => "nothing finite was measured".to_owned(),
        Err(error) => error.brief(),
    }
}

fn losses(tables: &RunTables) -> Small {
    Small {
        heading: tables.run.loss.unit(),
        steps: tables.step_numbers(),
        curves: vec![
            (
                "loss of D",
                palette::DISCRIMINATOR,
                tables.column(|row| row.d_loss),
            ),
            (
                "loss of G",
                palette::GENERATOR,
                tables.column(|row| row.g_loss),
            ),
        ],
        band: true,
        scale: |values, pixels| {
            let largest = values
                .iter()
                .fold(0.0_f64, |largest, value| largest.max(value.abs()));
            if largest > FAR_LARGER * ranges::typical_size(values) {
                return ranges::logarithmic(values, &[], pixels);
            }
            Scale::linear(ranges::robust(values, &[]), pixels)
        },
        reason: why_empty(&tables.tables.steps, "no step was recorded"),
    }
}

/// The outputs as probabilities, or the accuracy, where scores have no common size.
fn discriminator(tables: &RunTables) -> Small {
    let accuracy = || {
        vec![(
            "accuracy of D",
            palette::BLACK,
            tables.column(|row| row.d_acc),
        )]
    };
    let outputs = || {
        vec![
            (
                "D(real)",
                palette::DISCRIMINATOR,
                tables.column(|row| row.d_real),
            ),
            (
                "D(fake)",
                palette::GENERATOR,
                tables.column(|row| row.d_fake),
            ),
        ]
    };
    let probabilities = tables.run.loss.gives_probabilities();
    Small {
        heading: if probabilities {
            "probability"
        } else {
            "share"
        },
        steps: tables.step_numbers(),
        curves: if probabilities { outputs() } else { accuracy() },
        band: false,
        scale: |_, pixels| Scale::linear((0.0, 1.0), pixels),
        reason: why_empty(&tables.tables.steps, "no step was recorded"),
    }
}

fn metrics(tables: &RunTables) -> Small {
    let values = |metric: Metric| {
        tables
            .evals()
            .iter()
            .map(|row| row.measured.get(metric))
            .collect()
    };
    let held = |row: &crate::train::EvalRow| {
        Some(row.measured.get(Metric::Modes)? / row.measured.get(Metric::ModesTotal)?)
    };
    let curves = if tables.run.data.knows_modes() {
        vec![
            (
                "modes held",
                palette::BLUISH_GREEN,
                tables.evals().iter().map(held).collect(),
            ),
            (
                "high quality",
                palette::VERMILLION,
                values(Metric::HighQuality),
            ),
        ]
    } else {
        vec![
            ("coverage", palette::BLUISH_GREEN, values(Metric::Coverage)),
            ("precision", palette::VERMILLION, values(Metric::Precision)),
        ]
    };
    Small {
        heading: "share",
        steps: tables.evals().iter().map(|row| row.step).collect(),
        curves,
        band: false,
        scale: |_, pixels| Scale::linear((0.0, 1.0), pixels),
        reason: why_empty(&tables.tables.evals, "no evaluation was recorded"),
    }
}

impl Small {
    fn values(&self) -> Vec<f64> {
        ranges::finite(self.curves.iter().map(|(_, _, values)| &values[..]))
    }

    fn frame(&self, area: Area, last: u64) -> Frame {
        let x = Scale::linear((0.0, last as f64), (area.left, area.right));
        Frame {
            area,
            x,
            y: (self.scale)(&self.values(), (area.bottom, area.top)),
        }
    }

    fn draw(&self, canvas: &mut Canvas, frame: &Frame) {
        let Area {
            left,
            top,
            right,
            bottom,
        } = frame.area;
        canvas.outline(frame.area, palette::FAINT_INK, 1.0);
        self.draw_names(canvas, frame);
        if self.values().is_empty() {
            let words = font::shorten(&self.reason, SMALL_SIZE, false, right - left - 8.0);
            let (x, y) = frame.area.center();
            return canvas.text(Text::new(words, x, y + 4.0, SMALL_SIZE).anchor(Anchor::Middle));
        }
        for (value, baseline) in [(frame.y.high, top + 10.0), (frame.y.low, bottom)] {
            canvas.text(
                Text::new(short(value), left - 5.0, baseline, SMALL_SIZE).anchor(Anchor::End),
            );
        }
        for (_, color, values) in self.curves.iter().rev() {
            let pen = Pen {
                color: *color,
                thickness: 1.0,
                band: self.band,
                columns: COLUMNS,
            };
            curve::draw(canvas, frame, &self.steps, values, &pen);
        }
    }

    /// The names of the curves at the right of the frame.
    fn draw_names(&self, canvas: &mut Canvas, frame: &Frame) {
        let log = if frame.y.spread == Spread::Linear {
            ""
        } else {
            ", log"
        };
        let heading = format!("{}{log}", self.heading);
        let lines = self.curves.len() as f64 + 1.0;
        let mut baseline = frame.area.center().1 - lines / 2.0 * LINE + 10.0;
        let left = frame.area.right + 6.0;
        let words = font::shorten(&heading, SMALL_SIZE, false, WIDTH - left - 2.0);
        canvas.text(Text::new(words, left, baseline, SMALL_SIZE).color(palette::FAINT_INK));
        baseline += LINE;
        for (name, color, _) in &self.curves {
            canvas.line(
                vec![(left, baseline - 4.0), (left + 9.0, baseline - 4.0)],
                *color,
                2.0,
            );
            canvas.text(Text::new(*name, left + 13.0, baseline, SMALL_SIZE));
            baseline += LINE;
        }
    }
}

/// A number with two significant digits, in at most five letters where it is not very small or
/// large.
fn short(value: f64) -> String {
    let value: f64 = format!("{value:.1e}").parse().unwrap_or(value);
    let text = format_number(value);
    if text.len() <= 5 {
        text
    } else {
        format!("{value:.0e}")
    }
}
