//! How the kept samples are shared among the modes of the data.

use super::run_figure::{RunFigure, Source};
use super::run_tables::RunTables;
use crate::metrics::ModeCounts;
use crate::plot::canvas::{Anchor, Area, Canvas, PlotError, Text, palette};
use crate::plot::chart::{
    BELOW, FIGURE_WIDTH, Frame, Header, LEFT, Marker, RIGHT, SMALL_SIZE, Scale, Swatch, TEXT_SIZE,
    placeholder,
};
use crate::statistics::format_number;
use plotters::style::{Color, RGBAColor};

/// Its row in the table of figures.
pub(super) const FIGURE: RunFigure = RunFigure {
    name: "modes",
    title: "Samples by mode",
    alternative: "Share of the kept samples near each mode of the data, at the last snapshot beside an earlier one, \
                  with the share that each mode should have.",
    source: Source::Samples,
    applies: |tables| tables.keeps_samples() && tables.run.data.knows_modes(),
    draw,
};

const HEIGHT: f64 = 250.0;
/// With fewer samples than this per mode, one that has none may have been missed by chance.
const MIN_SAMPLES_PER_MODE: f64 = 10.0;
/// Space for the number of a mode, in pixels.
const NUMBER: f64 = 22.0;

/// One bar per mode: its share of the samples at the last snapshot, beside that of the first one after
/// training had begun.
fn draw(tables: &RunTables, title: &str) -> Result<Canvas, PlotError> {
    let Some((last, counts)) = tables.mode_counts.last() else {
        return Ok(placeholder(
            title,
            "the kept samples were not counted by mode",
        ));
    };
    let earlier = tables
        .mode_counts
        .iter()
        .find(|(step, _)| *step > 0)
        .filter(|(step, _)| step < last);
    let earlier = earlier.or_else(|| tables.mode_counts.first().filter(|(step, _)| step < last));
    let mut bars = vec![Bars {
        step: *last,
        counts,
        fill: palette::BLUE.into(),
    }];
    bars.extend(earlier.map(|(step, counts)| Bars {
        step: *step,
        counts,
        fill: palette::GREY.mix(0.6),
    }));
    if counts.by_mode.is_empty() || counts.samples() == 0 {
        return Ok(placeholder(title, "no sample was kept"));
    }
    Ok(histogram(title, &bars))
}

/// The samples of one snapshot.
struct Bars<'a> {
    step: u64,
    counts: &'a ModeCounts,
    fill: RGBAColor,
}

impl Bars<'_> {
    fn share(&self, mode: usize) -> f64 {
        let count = self.counts.by_mode.get(mode).copied().unwrap_or(0);
        f64::from(count) / self.counts.samples().max(1) as f64
    }

    fn legend_text(&self) -> String {
        let near: u32 = self.counts.by_mode.iter().sum();
        let samples = self.counts.samples();
        let far = samples.saturating_sub(near as usize);
        let (step, samples, far) = (
            format_number(self.step as f64),
            format_number(samples as f64),
            format_number(far as f64),
        );
        format!("step {step}: {samples} kept samples, {far} of them near no mode")
    }

    /// Whether a mode without a sample is missing rather than missed.
    fn tells_missing_from_missed(&self) -> bool {
        self.counts.samples() as f64 >= MIN_SAMPLES_PER_MODE * self.counts.by_mode.len() as f64
    }
}

fn histogram(title: &str, bars: &[Bars]) -> Canvas {
    let modes = bars[0].counts.by_mode.len();
    let uniform = 1.0 / modes as f64;
    let header = Header::new(title, &legend(bars, modes), FIGURE_WIDTH);
    let top = header.height() + 4.0;
    let area = Area {
        left: LEFT,
        top,
        right: FIGURE_WIDTH - RIGHT,
        bottom: top + HEIGHT,
    };
    let mut canvas = Canvas::new(title, FIGURE_WIDTH, area.bottom + BELOW);
    header.draw(&mut canvas);
    let shares = bars
        .iter()
        .flat_map(|bars| (0..modes).map(|mode| bars.share(mode)));
    let highest = shares.fold(1.25 * uniform, f64::max);
    let x = Scale::linear((0.0, modes as f64), (area.left, area.right));
    let frame = Frame {
        area,
        x,
        y: Scale::linear((0.0, highest * 1.06), (area.bottom, area.top)),
    };
    frame.draw_y_axis(&mut canvas, "share of the kept samples");
    for mode in 0..modes {
        draw_mode(&mut canvas, &frame, bars, mode);
    }
    let y = frame.y.pixel(uniform);
    canvas.dashes((area.left, y), (area.right, y), palette::INK, 1.5);
    canvas.outline(area, palette::FAINT_INK, 1.0);
    let (middle, height) = area.center();
    if bars
        .iter()
        .all(|bars| (0..modes).all(|mode| bars.share(mode) <= 0.0))
    {
        canvas.text(
            Text::new("no kept sample is near a mode", middle, height, TEXT_SIZE)
                .anchor(Anchor::Middle),
        );
    }
    canvas.text(
        Text::new(
            axis_title(bars, modes),
            middle,
            area.bottom + 36.0,
            TEXT_SIZE,
        )
        .anchor(Anchor::Middle),
    );
    canvas
}

fn axis_title(bars: &[Bars], modes: usize) -> String {
    let title = "mode of the data (number)".to_owned();
    if bars[0].tells_missing_from_missed() {
        return title;
    }
    format!(
        "{title}; {} samples are few for {modes} modes: a gap may be chance",
        bars[0].counts.samples()
    )
}

fn legend(bars: &[Bars], modes: usize) -> Vec<(Swatch, String)> {
    let mut legend: Vec<(Swatch, String)> = bars
        .iter()
        .map(|bars| (Swatch::Fill(bars.fill), bars.legend_text()))
        .collect();
    let uniform = format!(
        "{:.1} %: equal shares of {modes} modes",
        100.0 / modes as f64
    );
    legend.push((Swatch::Dashes(palette::INK), uniform));
    let missing = (0..modes)
        .filter(|mode| bars[0].share(*mode) <= 0.0)
        .count();
    if bars[0].tells_missing_from_missed() && missing > 0 {
        let words = format!(
            "no sample at step {} ({missing} of {modes} modes)",
            format_number(bars[0].step as f64)
        );
        legend.push((Swatch::Marker(Marker::Cross, palette::VERMILION), words));
    }
    legend
}

/// The bars of one mode, its number below, and a cross where the last snapshot has none of it.
fn draw_mode(canvas: &mut Canvas, frame: &Frame, bars: &[Bars], mode: usize) {
    let (left, right) = (frame.x.pixel(mode as f64), frame.x.pixel(mode as f64 + 1.0));
    let middle = f64::midpoint(left, right);
    let slot = (right - left) * 0.8;
    let width = slot / bars.len() as f64;
    for (place, bars) in bars.iter().rev().enumerate() {
        let from = middle - slot / 2.0 + place as f64 * width;
        let top = frame.y.pixel(bars.share(mode));
        if top < frame.area.bottom {
            canvas.rectangle(
                Area {
                    left: from,
                    right: from + width,
                    top,
                    bottom: frame.area.bottom,
                },
                bars.fill,
            );
        }
    }
    if bars[0].tells_missing_from_missed() && bars[0].share(mode) <= 0.0 {
        let reach = (width / 3.0).min(4.0);
        let place = middle + slot / 2.0 - width / 2.0;
        Marker::Cross.draw(
            canvas,
            (place, frame.area.bottom - 8.0),
            reach,
            palette::VERMILION,
        );
    }
    let every = (NUMBER / (right - left)).ceil().max(1.0) as usize;
    if mode.is_multiple_of(every) {
        let number = Text::new(
            (mode + 1).to_string(),
            middle,
            frame.area.bottom + 17.0,
            SMALL_SIZE,
        );
        canvas.text(number.anchor(Anchor::Middle));
    }
}
