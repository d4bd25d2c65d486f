//! What each setting of a search had reached at each rung, and which went on.

use super::rung_panel::{RungPanel, deciding_words, worst_end};
use super::study_tables::{StudyFigure, StudyTables, metric_label};
use crate::metrics::{Metric, TABLE};
use crate::plot::canvas::{Anchor, Area, Canvas, Figure, Text, font, palette};
use crate::plot::chart::{
    BELOW, FIGURE_WIDTH, Frame, Header, MARGIN, Marker, SMALL_SIZE, Scale, Swatch, TEXT_SIZE,
};
use crate::search::{Decisions, RungDecision};
use plotters::style::Color;

/// Its row in the table of figures.
pub(super) const FIGURE: StudyFigure = StudyFigure {
    alternative: "Rungs of the search: at each step at which it was decided, the value of every setting, which of them went on, \
                  and which were dropped.",
    draw: draw_rungs,
};

fn draw_rungs(tables: &StudyTables) -> Vec<(String, Canvas)> {
    let decided = tables.race.filter(|race| !race.rungs.is_empty());
    let Some(race) = decided else {
        return Vec::new();
    };
    let Some(row) = TABLE.iter().find(|row| row.name == race.metric) else {
        return Vec::new();
    };
    let (rungs, settings) = (shown_rungs(race), race.furthest_first());
    let mut left_out = String::new();
    if rungs.len() < race.rungs.len() {
        left_out += &format!(", {} of {} rungs", rungs.len(), race.rungs.len());
    }
    if settings.len() > MAX_ROWS {
        left_out += &format!(", the first {MAX_ROWS} of {} settings", settings.len());
    }
    let name = &race.metric;
    let figure = Rungs {
        title: &tables.titled(&format!(
            "{name} at each rung, and what was dropped{left_out}"
        )),
        metric: row.metric,
        rungs,
        settings: &settings[..settings.len().min(MAX_ROWS)],
    };
    vec![("rungs".to_string(), figure.draw())]
}

/// The rungs that fit: the first ones at which a setting was dropped, and the last one.
fn shown_rungs(race: &Decisions) -> Vec<&RungDecision> {
    let is_last = |place: usize| place + 1 == race.rungs.len();
    let all = race.rungs.iter().enumerate();
    let telling = all.filter(|(place, rung)| is_last(*place) || rung.kept() < rung.settings.len());
    let telling: Vec<&RungDecision> = match race.rungs.len() <= MAX_PANELS {
        true => race.rungs.iter().collect(),
        false => telling.map(|(_, rung)| rung).collect(),
    };
    let (first, last) = telling.split_at(telling.len() - 1);
    let first = first.iter().take(MAX_PANELS - 1);
    first.chain(last).copied().collect()
}

/// One row per setting, one panel per rung.
struct Rungs<'a> {
    /// Title of the figure.
    title: &'a str,
    /// What decides.
    metric: Metric,
    /// From left to right.
    rungs: Vec<&'a RungDecision>,
    /// From top to bottom.
    settings: &'a [&'a str],
}

/// Most settings of a figure.
const MAX_ROWS: usize = 100;
/// Most rungs of a figure.
const MAX_PANELS: usize = 5;
/// Width of the names of settings, at most.
const MAX_LABEL: f64 = 240.0;
/// Width of a panel, at least.
const PANEL: f64 = 128.0;
/// Width of the words at its right, at least: so much that the titles fit.
const WORDS: f64 = 48.0;
/// Height of a row, of few settings and of many.
const ROW: (f64, f64) = (22.0, 16.0);
/// Settings up to which they are few.
const FEW: usize = 30;
/// Above the panels, for their titles.
const TITLES: f64 = 20.0;

impl Figure for Rungs<'_> {
    fn draw(&self) -> Canvas {
        let row = if self.settings.len() <= FEW {
            ROW.0
        } else {
            ROW.1
        };
        let labels = self.labels();
        let widths = labels
            .iter()
            .map(|label| font::width(label, SMALL_SIZE, false));
        let left = MARGIN + widths.fold(40.0, f64::max) + 8.0;
        let words = self.words_width();
        let needed = left + self.rungs.len() as f64 * (PANEL + words);
        let width = needed.max(FIGURE_WIDTH);
        let panel = (width - left) / self.rungs.len() as f64 - words;
        let header = Header::new(self.title, &self.legend(), width);
        let top = header.height() + TITLES;
        let bottom = top + self.settings.len() as f64 * row + 4.0;
        let mut canvas = Canvas::new(self.title, width, bottom + BELOW);
        header.draw(&mut canvas);
        let middle = |index: usize| top + 2.0 + (index as f64 + 0.5) * row;
        for (index, label) in labels.into_iter().enumerate() {
            let middle = middle(index);
            if index % 2 == 0 {
                let stripe = Area {
                    left: MARGIN,
                    top: middle - row / 2.0,
                    right: width - 2.0,
                    bottom: middle + row / 2.0,
                };
                canvas.rectangle(stripe, palette::GRID.mix(0.35));
            }
            let text = Text::new(label, left - 8.0, middle + 4.0, SMALL_SIZE);
            canvas.text(text.anchor(Anchor::End));
        }
        for (place, rung) in self.rungs.iter().enumerate() {
            let from = left + place as f64 * (panel + words);
            let area = Area {
                left: from,
                top,
                right: from + panel,
                bottom,
            };
            let frame = Frame {
                area,
                x: Scale::linear(self.range(), (area.left + 6.0, area.right - 6.0)),
                y: Scale::linear((0.0, 1.0), (0.0, 1.0)),
            };
            let panel = RungPanel {
                rung,
                settings: self.settings,
                frame,
                worst: worst_end(self.metric, self.range()),
            };
            panel.draw(&mut canvas, &middle, words);
        }
        let label = Text::new(
            self.x_label(),
            f64::midpoint(left, width - words),
            bottom + 36.0,
            TEXT_SIZE,
        );
        canvas.text(label.anchor(Anchor::Middle));
        canvas
    }
}

impl Rungs<'_> {
    /// The names of the settings, each in one line.
    fn labels(&self) -> Vec<String> {
        let names = self.settings.iter().map(|name| match name.is_empty() {
            true => "all runs",
            false => name,
        });
        names
            .map(|name| font::shorten(name, SMALL_SIZE, false, MAX_LABEL))
            .collect()
    }

    /// Room for the longest words beside a panel.
    fn words_width(&self) -> f64 {
        let of_rung = |rung: &&RungDecision| {
            let settings = rung.settings.iter();
            let words = settings.map(|setting| deciding_words(rung, setting));
            let widths = words.map(|words| font::width(&words, SMALL_SIZE, false));
            widths.fold(0.0, f64::max)
        };
        let longest = self.rungs.iter().map(of_rung).fold(0.0, f64::max);
        WORDS.max(longest + 14.0)
    }

    /// Whether the median stopping rule has decided.
    fn by_median(&self) -> bool {
        self.rungs.iter().any(|rung| rung.medians.is_some())
    }

    fn x_label(&self) -> String {
        match self.by_median() {
            true => format!("best so far of {}", metric_label(self.metric)),
            false => metric_label(self.metric),
        }
    }

    fn range(&self) -> (f64, f64) {
        let settings = || self.rungs.iter().flat_map(|rung| &rung.settings);
        let values = || {
            let values = settings().flat_map(|setting| setting.deciding_values());
            values.copied().flatten().filter(|value| value.is_finite())
        };
        let low = values().fold(0.0, f64::min);
        (low, values().fold(low, f64::max))
    }

    fn legend(&self) -> Vec<(Swatch, String)> {
        let words = |text: &str| text.to_owned();
        let mut legend = vec![
            (
                Swatch::Marker(Marker::Disc, palette::BLUE),
                words("went on: median over seeds"),
            ),
            (
                Swatch::Marker(Marker::Cross, palette::VERMILION),
                words("dropped: median over seeds"),
            ),
            (Swatch::Dot(palette::FAINT_INK), words("one seed")),
        ];
        let mut failures = self.rungs.iter().flat_map(|rung| &rung.settings);
        if failures.any(|setting| setting.failures.iter().any(Option::is_some)) {
            let marker = Swatch::Marker(Marker::TriangleDown, palette::FAINT_INK);
            legend.push((
                marker,
                words("one seed with a failure verdict, worse than any value"),
            ));
        }
        let (line, said) = match self.by_median() {
            true => (
                "what settings are compared with: the median of all settings' running means (here its median over seeds)",
                "1 of 3: seeds at which a setting is worse than that; it is dropped if these are more than half",
            ),
            false => (
                "the setting with the best ranks",
                "1, 2, ..: place by ranks within seeds; p: that a dropped setting is no worse than the best",
            ),
        };
        legend.push((Swatch::Dashes(palette::FAINT_INK), words(line)));
        legend.push((Swatch::None, words(said)));
        legend
    }
}
