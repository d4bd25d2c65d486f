//! The kept samples of a run: a scatter over the true modes, or grids of images.

use super::images::{ImagePanel, ImageSamples};
use super::run_figure::{RunFigure, Source};
use super::run_tables::RunTables;
use super::scatter::{Scatter, ScatterPanel, as_points};
use crate::data::{Kind, Modes};
use crate::metrics::Metric;
use crate::plot::canvas::{Canvas, Figure, PlotError, image_sheet_png, to_png};
use crate::record::Snapshot;
use crate::statistics::format_number;

/// Its row in the table of figures.
pub(super) const FIGURE: RunFigure = RunFigure {
    name: "samples",
    title: "Samples over time",
    alternative: "Samples from the same fixed latents at several steps, from the first to the last.",
    source: Source::Samples,
    applies: |tables| tables.keeps_samples(),
    draw,
};

/// Images shown of each snapshot.
pub(crate) const SNAPSHOT_IMAGES: usize = 64;
/// Images in a row of a sheet.
const SHEET_COLUMNS: usize = 8;
/// Pixels of a sheet for one pixel of an image.
const SHEET_SCALE: usize = 4;
/// Snapshots of one figure; of more the first, the last, and some between are drawn.
const MAX_SNAPSHOTS: usize = 12;

fn draw(tables: &RunTables, title: &str) -> Result<Canvas, PlotError> {
    let samples = tables.samples();
    let most = MAX_SNAPSHOTS.min(samples.len());
    let chosen = (0..most).map(|index| index * (samples.len() - 1) / (most - 1).max(1));
    draw_snapshots(
        tables,
        title,
        &chosen.map(|index| &samples[index]).collect::<Vec<_>>(),
    )
}

/// One snapshot as a PNG file: a plain sheet of images, or a scatter over the true modes.
pub(super) fn snapshot_png(tables: &RunTables, kept: &Snapshot) -> Result<Vec<u8>, PlotError> {
    match tables.run.data.kind() {
        Kind::Images { side, channels } => {
            image_sheet_png(&kept.rows, side, channels, SHEET_COLUMNS, SHEET_SCALE)
        }
        Kind::Points => to_png(&draw_snapshots(tables, tables.title, &[kept])?),
    }
}

fn draw_snapshots(
    tables: &RunTables,
    title: &str,
    samples: &[&Snapshot],
) -> Result<Canvas, PlotError> {
    let kind = tables.run.data.kind();
    let labels: Vec<String> = samples
        .iter()
        .map(|kept| snapshot_label(tables, kept.step))
        .collect();
    let labelled = samples.iter().zip(&labels);
    if let Kind::Images { side, channels } = kind {
        let shown = |kept: &Snapshot| kept.rows.len().min(SNAPSHOT_IMAGES * kind.row());
        let panels: Vec<ImagePanel> = labelled
            .map(|(kept, label)| ImagePanel {
                label,
                images: &kept.rows[..shown(kept)],
            })
            .collect();
        return Ok(ImageSamples::new(title, side, channels, &panels)?.draw());
    }
    let points: Vec<Vec<[f32; 2]>> = samples.iter().map(|kept| as_points(&kept.rows)).collect();
    let panels = points
        .iter()
        .zip(&labels)
        .map(|(fakes, label)| ScatterPanel { label, fakes })
        .collect();
    let modes = tables.modes.map(Modes::points).unwrap_or_default();
    let radius = tables.modes.map_or(0.0, |modes| modes.radius);
    Ok(Scatter {
        title,
        modes: &modes,
        radius,
        panels,
    }
    .draw())
}

/// "step 800 - 3/8 modes, 41 % HQ".
fn snapshot_label(tables: &RunTables, step: u64) -> String {
    let text = format!("step {}", format_number(step as f64));
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
