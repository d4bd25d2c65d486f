//! Square panels in rows that fill the figure: one or two large ones above many small ones.

use super::sizes::{FIGURE_WIDTH, MARGIN, SMALL_SIZE};
use crate::plot::canvas::{Anchor, Area, Canvas, Text, font};

/// Space between panels, in pixels.
const GAP: f64 = 14.0;
const LABEL_LINE: f64 = 15.0;
/// Labels get at most this many lines above their panel.
const MAX_LABEL_LINES: usize = 2;
/// Side of a large panel that has no other one beside it, in pixels.
const ALONE: f64 = 560.0;
/// Most small panels in a row.
const MOST_IN_A_ROW: usize = 4;

/// Where each panel goes.
pub(crate) struct Tiles {
    /// Width of the figure in pixels.
    pub width: f64,
    /// Height of all rows in pixels.
    pub height: f64,
    /// The panels, from the top of the first row on.
    panels: Vec<Area>,
}

impl Tiles {
    /// One panel for each label; the first `large` of them, at most two, share the first row.
    pub fn new(labels: &[&str], large: usize) -> Self {
        let (large, small) = labels.split_at(large.min(2).min(labels.len()));
        let mut tiles = Self {
            width: FIGURE_WIDTH,
            height: 0.0,
            panels: Vec::new(),
        };
        if labels.len() == 1 {
            tiles.width = 2.0 * MARGIN + ALONE;
        }
        match large {
            [] => {}
            [_] => tiles.add_row(large, ALONE),
            _ => tiles.add_row(large, side(2)),
        }
        let rows = small.len().div_ceil(MOST_IN_A_ROW).max(1);
        let in_a_row = small.len().div_ceil(rows).max(3);
        for row in small.chunks(in_a_row) {
            tiles.add_row(row, side(in_a_row));
        }
        tiles
    }

    fn add_row(&mut self, labels: &[&str], side: f64) {
        let lines = labels.iter().map(|label| wrap(label, side).len());
        let gap = if self.panels.is_empty() { 0.0 } else { GAP };
        let top = self.height + gap + lines.max().unwrap_or(0) as f64 * LABEL_LINE + 6.0;
        for place in 0..labels.len() {
            let left = MARGIN + place as f64 * (side + GAP);
            self.panels.push(Area {
                left,
                top,
                right: left + side,
                bottom: top + side,
            });
        }
        self.height = top + side;
    }

    /// The area of a panel below `top`, after its label has been written above it.
    pub fn place(&self, canvas: &mut Canvas, top: f64, index: usize, label: &str) -> Area {
        let panel = self.panels[index];
        let area = Area {
            top: panel.top + top,
            bottom: panel.bottom + top,
            ..panel
        };
        for (line, words) in wrap(label, area.width()).iter().rev().enumerate() {
            let baseline = area.top - 6.0 - line as f64 * LABEL_LINE;
            canvas.text(
                Text::new(words, area.center().0, baseline, SMALL_SIZE).anchor(Anchor::Middle),
            );
        }
        area
    }
}

/// The side of a panel where `in_a_row` panels fill a row.
fn side(in_a_row: usize) -> f64 {
    (FIGURE_WIDTH - 2.0 * MARGIN + GAP) / in_a_row as f64 - GAP
}

fn wrap(label: &str, width: f64) -> Vec<String> {
    font::wrap(label, SMALL_SIZE, false, width, MAX_LABEL_LINES)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_fill_the_figure() {
        let right = |tiles: &Tiles| {
            tiles
                .panels
                .iter()
                .map(|area| area.right)
                .fold(0.0, f64::max)
        };
        for (count, large) in [(1, 1), (2, 2), (5, 2), (6, 2), (13, 2), (4, 1)] {
            let tiles = Tiles::new(&vec!["step 0"; count], large);
            assert_eq!(tiles.panels.len(), count);
            let left_over = tiles.width - MARGIN - right(&tiles);
            assert!(left_over.abs() < 1e-6, "{count}, {large}: {left_over}");
        }
    }

    #[test]
    fn no_panel_is_empty_and_none_covers_another() {
        let panels = Tiles::new(&["a"; 12], 2).panels;
        for (index, panel) in panels.iter().enumerate() {
            assert!(panel.width() > 200.0 && (panel.width() - panel.height()).abs() < 1e-6);
            for other in &panels[..index] {
                let apart = other.right < panel.left || other.bottom < panel.top;
                assert!(apart || panel.right < other.left, "{panel:?} {other:?}");
            }
        }
        assert!(Tiles::new(&[], 2).panels.is_empty());
    }
}
