//! The findings of a run in time, each from its onset to the end: a lane above the frame, a light
//! band and a line inside it.

use super::frame::Frame;
use super::sizes::SMALL_SIZE;
use crate::diagnose::{Finding, Sign, Symptom};
use crate::plot::canvas::{Anchor, Area, Canvas, Text, font, palette};
use crate::statistics::format_number;
use plotters::style::Color;

/// Height of one lane above the frame, in pixels: a line of text and the bar below it.
const LANE: f64 = 19.0;
/// Space between two lanes that are bars alone, in pixels.
const NARROW_LANE: f64 = 5.0;
const BAR: f64 = 3.0;
/// Height of a stripe where findings overlap, in pixels.
const STRIPE: f64 = 6.0;

/// All findings that are shown in time, the most severe first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct FindingSpans(Vec<FindingSpan>);

/// From when on a finding holds.
#[derive(Debug, Clone, PartialEq, Eq)]
struct FindingSpan {
    symptom: Symptom,
    /// Its name, with its form where it has one.
    name: String,
    /// First step from which it holds until the end; `None`: it holds at the end, and nobody can
    /// say since when.
    from: Option<u64>,
}

impl FindingSpans {
    /// What the rules found. What neither failed nor has an onset says nothing about time; of signs
    /// only the imbalance of modes does.
    pub fn new(findings: &[Finding]) -> Self {
        let span = |finding: &Finding| FindingSpan {
            symptom: finding.symptom,
            name: finding.name(),
            from: finding.onset,
        };
        let is_shown =
            |symptom: Symptom| symptom.verdict().is_some() || symptom == Sign::ModeImbalance.into();
        let shown = findings
            .iter()
            .filter(|finding| is_shown(finding.symptom))
            .filter(|finding| finding.onset.is_some() || finding.is_failure());
        Self(shown.map(span).collect())
    }

    /// Height that a frame leaves free above itself for the lanes, in pixels.
    pub fn height(&self) -> f64 {
        self.0.len() as f64 * LANE + 2.0
    }

    /// The same for lanes that are bars alone.
    pub fn narrow_height(&self) -> f64 {
        self.0.len() as f64 * NARROW_LANE + 1.0
    }

    /// The light bands over the affected steps; drawn before the curves. Where several hold they
    /// share the height in stripes, so that their colours never mix.
    pub fn draw_bands(&self, canvas: &mut Canvas, frame: &Frame) {
        let mut placed: Vec<(f64, Symptom)> = self
            .0
            .iter()
            .filter_map(|span| Some((span.left(frame)?, span.symptom)))
            .collect();
        placed.sort_by(|one, other| one.0.total_cmp(&other.0));
        for (index, (left, _)) in placed.iter().enumerate() {
            let right = placed
                .get(index + 1)
                .map_or(frame.area.right, |(next, _)| *next);
            let area = Area {
                left: *left,
                right,
                ..frame.area
            };
            let holding = &placed[..=index];
            for (place, (_, symptom)) in holding.iter().enumerate().filter(|_| left < &right) {
                canvas.rectangles(
                    stripes(area, place, holding.len()),
                    palette::symptom_color(*symptom).mix(0.14),
                );
            }
        }
    }

    /// The lines at the onsets; drawn after the curves.
    pub fn draw_lines(&self, canvas: &mut Canvas, frame: &Frame) {
        for span in &self.0 {
            if let Some(x) = span.left(frame) {
                let color = palette::symptom_color(span.symptom);
                canvas.line(
                    vec![(x, frame.area.top), (x, frame.area.bottom)],
                    color,
                    1.5,
                );
            }
        }
    }

    /// The lanes above the frame: which finding, from which step.
    pub fn draw_lanes(&self, canvas: &mut Canvas, frame: &Frame) {
        for (index, span) in self.0.iter().rev().enumerate() {
            let bottom = frame.area.top - 2.0 - index as f64 * LANE;
            let x = span.draw_bar(canvas, frame, bottom);
            let words = font::shorten(&span.label(), SMALL_SIZE, true, frame.area.width());
            let fits = x + font::width(&words, SMALL_SIZE, true) <= frame.area.right;
            let (x, anchor) = if fits {
                (x, Anchor::Start)
            } else {
                (frame.area.right, Anchor::End)
            };
            canvas.text(
                Text::new(words, x, bottom - BAR - 3.0, SMALL_SIZE)
                    .bold()
                    .anchor(anchor),
            );
        }
    }

    /// The lanes as bars without words.
    pub fn draw_narrow_lanes(&self, canvas: &mut Canvas, frame: &Frame) {
        for (index, span) in self.0.iter().rev().enumerate() {
            span.draw_bar(
                canvas,
                frame,
                frame.area.top - 2.0 - index as f64 * NARROW_LANE,
            );
        }
    }

    /// The most severe finding in few words, and how many others there are.
    pub fn summary(&self) -> String {
        let Some(worst) = self.0.first() else {
            return String::new();
        };
        let more = if self.0.len() > 1 {
            format!(" (+{})", self.0.len() - 1)
        } else {
            String::new()
        };
        let from = worst.from.map_or(String::new(), |step| {
            format!(" from {}", format_number(step as f64))
        });
        format!("{}{from}{more}", worst.name)
    }
}

/// Every `count`-th stripe of an area, beginning with the one at `index`.
fn stripes(area: Area, index: usize, count: usize) -> Vec<Area> {
    let height = if count > 1 { STRIPE } else { area.height() };
    let mut stripes = Vec::new();
    let mut top = area.top + index as f64 * height;
    while top < area.bottom {
        let bottom = (top + height).min(area.bottom);
        stripes.push(Area {
            top,
            bottom,
            ..area
        });
        top += count as f64 * height;
    }
    stripes
}

impl FindingSpan {
    fn left(&self, frame: &Frame) -> Option<f64> {
        self.from.map(|step| frame.x.pixel(step as f64))
    }

    /// The bar of a lane, wide enough to be seen; returns where it begins.
    fn draw_bar(&self, canvas: &mut Canvas, frame: &Frame, bottom: f64) -> f64 {
        let Area { left, right, .. } = frame.area;
        let Some(from) = self.left(frame) else {
            return left;
        };
        let bar = Area {
            left: from.min(right - 4.0),
            top: bottom - BAR,
            right,
            bottom,
        };
        canvas.rectangle(bar, palette::symptom_color(self.symptom).into());
        bar.left
    }

    fn label(&self) -> String {
        match self.from {
            Some(step) => format!("{} from step {}", self.name, format_number(step as f64)),
            None => format!("{} at the end, onset unknown", self.name),
        }
    }
}
