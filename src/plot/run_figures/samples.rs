//! The kept samples of a run beside real ones: a scatter over the true modes, or grids of images.

use super::images::{ImagePanel, ImageSamples};
use super::run_figure::{RunFigure, Source};
use super::run_tables::RunTables;
use super::sample_limits::SNAPSHOT_IMAGES;
use super::scatter::{Scatter, ScatterPanel, as_points};
use crate::data::{Kind, Modes};
use crate::metrics::Metric;
use crate::plot::canvas::{Canvas, Figure, PlotError, image_sheet_png, to_png};
use crate::record::Snapshot;
use crate::statistics::format_number;

/// Its row in the table of figures.
pub(super) const FIGURE: RunFigure = RunFigure {
    name: "samples",
    title: "Samples",
    alternative: "Real samples beside the last fake ones, and below them samples from the same fixed latents at earlier \
                  steps.",
    source: Source::Samples,
    applies: |tables| tables.keeps_samples(),
    draw,
};

/// Images in a row of a sheet.
const SHEET_COLUMNS: usize = 8;
/// Pixels along a side that an image of a sheet should have, about.
const SHEET_SIDE: usize = 96;
/// Least pixels of a sheet for one pixel of an image.
const SHEET_SCALE: usize = 4;
/// Snapshots of one figure; of more the first, the last, and some between are drawn.
const MAX_SNAPSHOTS: usize = 12;

fn draw(tables: &RunTables, title: &str) -> Result<Canvas, PlotError> {
    let samples = tables.samples();
    let most = MAX_SNAPSHOTS.min(samples.len());
    let chosen = (0..most).map(|index| index * (samples.len() - 1) / (most - 1).max(1));
    let mut shown: Vec<&Snapshot> = chosen.map(|index| &samples[index]).collect();
    shown.rotate_right(1);
    draw_snapshots(tables, title, &shown)
}

/// One snapshot as a PNG file: a plain sheet of images, or a scatter over the true modes.
pub(super) fn snapshot_png(tables: &RunTables, kept: &Snapshot) -> Result<Vec<u8>, PlotError> {
    match tables.run.data.kind() {
        Kind::Images { side, channels } => {
            let scale = (SHEET_SIDE / side).max(SHEET_SCALE);
            image_sheet_png(&kept.rows, side, channels, SHEET_COLUMNS, scale)
        }
        Kind::Numbers | Kind::Points => to_png(&draw_snapshots(tables, tables.title, &[kept])?),
    }
}

/// Real rows, where the data could be opened, beside the first of these snapshots, the others below.
fn draw_snapshots(
    tables: &RunTables,
    title: &str,
    samples: &[&Snapshot],
) -> Result<Canvas, PlotError> {
    let kind = tables.run.data.kind();
    let real = tables
        .real
        .map(|real| ("real samples".to_owned(), &real.rows, true));
    let fakes = samples
        .iter()
        .map(|kept| (snapshot_label(tables, kept.step), &kept.rows, false));
    let panels: Vec<(String, &Vec<f32>, bool)> = real.into_iter().chain(fakes).collect();
    let large = 1 + usize::from(tables.real.is_some());
    if let Kind::Images { side, channels } = kind {
        let shown = |rows: &[f32]| rows.len().min(SNAPSHOT_IMAGES * kind.row());
        let panels = panels.iter().map(|(label, rows, _)| ImagePanel {
            label,
            images: &rows[..shown(rows)],
        });
        let panels: Vec<ImagePanel> = panels.collect();
        return Ok(ImageSamples::new(title, (side, channels), large, &panels)?.draw());
    }
    let points: Vec<Vec<[f32; 2]>> = panels.iter().map(|(_, rows, _)| as_points(rows)).collect();
    let panels = points.iter().zip(&panels);
    let panels = panels.map(|(points, (label, _, is_real))| ScatterPanel {
        label,
        points,
        is_real: *is_real,
    });
    let modes = tables.modes.map(Modes::points).unwrap_or_default();
    let radius = tables.modes.map_or(0.0, |modes| modes.radius);
    Ok(Scatter {
        title,
        modes: &modes,
        radius,
        panels: panels.collect(),
        large,
    }
    .draw())
}

/// "step 800 - 3/8 modes, 41 % HQ".
fn snapshot_label(tables: &RunTables, step: u64) -> String {
    let mut text = format!("step {}", format_number(step as f64));
    let stages = tables.run.growth_stages();
    let trained = stages.iter().rfind(|stage| stage.first <= step.max(1));
    if let Some(stage) = trained {
        text = format!("{text} ({} px)", stage.side);
    }
    let Some(row) = tables.evals().iter().find(|row| row.step == step) else {
        return text;
    };
    let value = |metric: Metric| row.measured.get(metric);
    match (
        value(Metric::Modes),
        value(Metric::ModesTotal),
        value(Metric::HighQuality),
    ) {
        (Some(modes), Some(total), Some(quality)) => {
            format!(
                "{text} - {modes}/{total} modes, {:.0}\u{a0}%\u{a0}HQ",
                quality * 100.0
            )
        }
        _ => value(Metric::Coverage).map_or(text.clone(), |coverage| {
            format!("{text} - coverage {coverage:.2}")
        }),
    }
}
