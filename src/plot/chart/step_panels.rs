//! Curves over the steps of one run, in panels below each other that share their steps and the
//! findings.

use super::finding_spans::FindingSpans;
use super::header::Header;
use super::healing_marks::HealingMarks;
use super::legend::Legend;
use super::marker::Marker;
use super::panel::Panel;
use super::sizes::{BELOW, FIGURE_WIDTH, LEFT, RIGHT};
use super::stage_spans::StageSpans;
use super::swatch::Swatch;
use crate::diagnose::Finding;
use crate::plot::canvas::{Area, Canvas, Figure, palette};

/// Panels from top to bottom, with the findings above the first and inside each.
pub(crate) struct StepPanels<'a> {
    /// Title of the figure.
    pub title: &'a str,
    /// Step of each value, rising.
    pub steps: &'a [u64],
    /// From top to bottom.
    pub panels: Vec<Panel>,
    /// What the rules found, the most severe first.
    pub findings: &'a [Finding],
    /// Which resolutions are trained when, below all panels.
    pub stages: StageSpans,
    /// Where the run went back, in every panel, and what was changed, below all of them.
    pub healings: HealingMarks<'a>,
}

/// Between two panels, in pixels.
const BETWEEN: f64 = 14.0;

impl Figure for StepPanels<'_> {
    fn draw(&self) -> Canvas {
        let spans = FindingSpans::new(self.findings);
        let mut legends = self.legends().into_iter();
        let header = Header::new(
            self.title,
            &legends.next().unwrap_or_default(),
            FIGURE_WIDTH,
        );
        let legends: Vec<Legend> = legends
            .map(|entries| Legend::new(&entries, (LEFT, FIGURE_WIDTH - RIGHT)))
            .collect();
        let first = header.height() + spans.height();
        let below: f64 = legends
            .iter()
            .zip(&self.panels[1..])
            .map(|(legend, panel)| legend.height() + panel.height)
            .sum();
        let gaps = BETWEEN * legends.len() as f64;
        let height = first
            + self.panels.first().map_or(0.0, |panel| panel.height)
            + below
            + gaps
            + BELOW
            + self.stages.height()
            + self.healings.height();
        let mut canvas = Canvas::new(self.title, FIGURE_WIDTH, height);
        header.draw(&mut canvas);
        let mut top = first;
        for (index, panel) in self.panels.iter().enumerate() {
            if index > 0 {
                legends[index - 1].draw(&mut canvas, top - 4.0);
                top += legends[index - 1].height();
            }
            let area = Area {
                left: LEFT,
                top,
                right: FIGURE_WIDTH - RIGHT,
                bottom: top + panel.height,
            };
            let frame = panel.frame(area, self.step_range());
            spans.draw_bands(&mut canvas, &frame);
            let is_last = index + 1 == self.panels.len();
            panel.draw(&mut canvas, &frame, self.steps, is_last);
            spans.draw_lines(&mut canvas, &frame);
            self.healings.draw_lines(&mut canvas, &frame);
            if index == 0 {
                spans.draw_lanes(&mut canvas, &frame);
            }
            if is_last {
                let bottom = area.bottom + BELOW + self.stages.height() - 8.0;
                self.stages.draw(&mut canvas, &frame, bottom);
                let bottom = bottom + self.healings.height();
                self.healings.draw_words(&mut canvas, &frame, bottom);
            }
            top += panel.height + BETWEEN;
        }
        canvas
    }
}

impl StepPanels<'_> {
    /// The first and the last step.
    fn step_range(&self) -> (f64, f64) {
        let first = self.steps.first().copied().unwrap_or(0);
        let last = self.steps.last().copied().unwrap_or(1);
        (first as f64, last as f64)
    }

    /// The legend of each panel; that of the first explains the marks of all.
    fn legends(&self) -> Vec<Vec<(Swatch, String)>> {
        let mut known: Vec<String> = Vec::new();
        let mut legends: Vec<Vec<(Swatch, String)>> = Vec::new();
        for panel in &self.panels {
            let mut entries = panel.legend();
            entries.retain(|(_, name)| !known.contains(name));
            known.extend(entries.iter().map(|(_, name)| name.clone()));
            legends.push(entries);
        }
        if let Some(first) = legends.first_mut() {
            if self.panels.iter().any(Panel::is_clipped) {
                first.push((
                    Swatch::Marker(Marker::TriangleUp, palette::FAINT_INK),
                    "beyond the axis".to_owned(),
                ));
            }
            if self.panels.iter().any(Panel::has_nan) {
                first.push((
                    Swatch::Marker(Marker::Cross, palette::BLACK),
                    "NaN".to_owned(),
                ));
            }
        }
        legends
    }
}
