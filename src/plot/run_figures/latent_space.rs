//! What a trained G makes between latents, and of mixed styles.

use super::run_figure::{RunFigure, Source};
use super::run_tables::RunTables;
use crate::config::Kind;
use crate::plot::canvas::{Area, Canvas, ImageSheet, Pixels, PlotError, palette};
use crate::plot::chart::{FIGURE_WIDTH, Header, MARGIN, placeholder};
use crate::train::{LatentSpace, MIXED_STYLES, PATH_IMAGES};

/// Their rows in the table of figures.
pub(super) const INTERPOLATION: RunFigure = RunFigure {
    name: "interpolation",
    title: "Between latents, a path in each row",
    alternative: "Images of the trained generator on the way from one latent to another, a path in each row.",
    source: Source::Samples,
    applies: |tables| !last(tables).interpolation.is_empty(),
    draw: |tables, title| sheet(tables, title, &last(tables).interpolation, PATH_IMAGES),
};
pub(super) const STYLE_MIXING: RunFigure = RunFigure {
    name: "style_mixing",
    title: "Mixed styles, coarse from the left, fine from above",
    alternative: "A grid of images of the trained generator, each with the coarse styles of the image on its left and the \
                  fine styles of the image above it.",
    source: Source::Samples,
    applies: |tables| !last(tables).style_mixing.is_empty(),
    draw: |tables, title| sheet(tables, title, &last(tables).style_mixing, MIXED_STYLES + 1),
};

/// Thickness of the lines between images, in pixels.
const LINE: f64 = 1.5;

/// The images of the last snapshot; none where there is no snapshot.
fn last<'a>(tables: &'a RunTables) -> &'a LatentSpace {
    static NONE: LatentSpace = LatentSpace {
        interpolation: Vec::new(),
        style_mixing: Vec::new(),
    };
    let last = tables.samples().last();
    last.map_or(&NONE, |snapshot| &snapshot.latent_space)
}

/// Images in rows of `across`.
fn sheet(
    tables: &RunTables,
    title: &str,
    images: &[f32],
    across: usize,
) -> Result<Canvas, PlotError> {
    let (Kind::Images { side, channels }, false) = (tables.run.data.kind(), images.is_empty())
    else {
        return Ok(placeholder(title, "no such images were kept"));
    };
    let sheet = ImageSheet::new(images, side, channels, across, 0)?;
    let header = Header::new(title, &[], FIGURE_WIDTH);
    let cell = (FIGURE_WIDTH - 2.0 * MARGIN) / across as f64;
    let rows = images.len() / (across * side * side * channels);
    let area = Area {
        left: MARGIN,
        top: header.height(),
        right: FIGURE_WIDTH - MARGIN,
        bottom: header.height() + rows as f64 * cell,
    };
    let mut canvas = Canvas::new(title, FIGURE_WIDTH, area.bottom + MARGIN);
    header.draw(&mut canvas);
    canvas.pixels(Pixels {
        area,
        width: sheet.width,
        height: sheet.height,
        rgb: sheet.rgb,
    });
    for at in 1..across {
        let x = area.left + at as f64 * cell;
        canvas.line(
            vec![(x, area.top), (x, area.bottom)],
            palette::SEPARATOR,
            LINE,
        );
    }
    for at in 1..rows {
        let y = area.top + at as f64 * cell;
        canvas.line(
            vec![(area.left, y), (area.right, y)],
            palette::SEPARATOR,
            LINE,
        );
    }
    canvas.outline(area, palette::SEPARATOR, LINE);
    Ok(canvas)
}
