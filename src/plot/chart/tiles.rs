//! Equal panels side by side, wrapped into rows.

use super::sizes::{MARGIN, SMALL_SIZE};
use crate::plot::canvas::{Anchor, Area, Canvas, Text, font};

/// Space between panels, in pixels.
const GAP: f64 = 14.0;
const LABEL_LINE: f64 = 15.0;
/// Labels get at most this many lines above their panel.
const MAX_LABEL_LINES: usize = 2;

/// Where each panel goes.
pub(crate) struct Tiles {
    /// Width of the figure in pixels.
    pub width: f64,
    /// Height of all rows in pixels.
    pub height: f64,
    panel: (f64, f64),
    columns: usize,
    /// Height of the labels above each panel.
    labels: f64,
}

impl Tiles {
    /// One panel of `panel` (width, height) pixels for each label, at most as many in a row as fit
    /// in `limit` pixels.
    pub fn new<'a>(
        labels: impl ExactSizeIterator<Item = &'a str>,
        panel: (f64, f64),
        limit: f64,
    ) -> Self {
        let columns = Self::columns(labels.len(), panel.0, limit);
        let rows = labels.len().div_ceil(columns).max(1);
        let lines = labels
            .map(|label| wrap(label, panel.0).len())
            .max()
            .unwrap_or(0);
        let labels = lines as f64 * LABEL_LINE + 6.0;
        Self {
            width: 2.0 * MARGIN + columns as f64 * (panel.0 + GAP) - GAP,
            height: rows as f64 * (panel.1 + GAP + labels) - GAP,
            panel,
            columns,
            labels,
        }
    }

    /// StepPanels in a row, with rows as equal as possible.
    fn columns(count: usize, panel: f64, limit: f64) -> usize {
        let fitting = ((limit - 2.0 * MARGIN + GAP) / (panel + GAP))
            .floor()
            .max(1.0) as usize;
        let rows = count.div_ceil(fitting).max(1);
        count.div_ceil(rows).max(1)
    }

    /// The area of a panel below `top`, after its label has been written above it.
    pub fn place(&self, canvas: &mut Canvas, top: f64, index: usize, label: &str) -> Area {
        let left = MARGIN + (index % self.columns) as f64 * (self.panel.0 + GAP);
        let top =
            top + (index / self.columns) as f64 * (self.panel.1 + GAP + self.labels) + self.labels;
        for (line, words) in wrap(label, self.panel.0).iter().rev().enumerate() {
            let baseline = top - 6.0 - line as f64 * LABEL_LINE;
            canvas.text(
                Text::new(words, left + self.panel.0 / 2.0, baseline, SMALL_SIZE)
                    .anchor(Anchor::Middle),
            );
        }
        Area {
            left,
            top,
            right: left + self.panel.0,
            bottom: top + self.panel.1,
        }
    }
}

fn wrap(label: &str, width: f64) -> Vec<String> {
    font::wrap(label, SMALL_SIZE, false, width, MAX_LABEL_LINES)
}
