//! What a trained G makes between latents, of mixed styles and of each class.

use super::run_figure::{RunFigure, Source};
use super::run_tables::RunTables;
use crate::config::Kind;
use crate::plot::canvas::{
    Anchor, Area, Canvas, ImageSheet, Pixels, PlotError, Text, font, palette,
};
use crate::plot::chart::{FIGURE_WIDTH, Header, MARGIN, TEXT_SIZE, placeholder};
use crate::train::{CLASS_IMAGES, LATENT_GRID, LatentSpace, MIXED_STYLES, PATH_IMAGES};

/// Their rows in the table of figures.
pub(super) const INTERPOLATION: RunFigure = RunFigure {
    name: "interpolation",
    title: "Between latents, a path in each row",
    alternative: "Images of the trained generator on the way from one latent to another, a path in each row; below them real images.",
    source: Source::Samples,
    applies: |tables| !last(tables).interpolation.is_empty(),
    draw: |tables, title| {
        let images = &last(tables).interpolation;
        beside_reals(tables, title, images, PATH_IMAGES, &[])
    },
};
pub(super) const STYLE_MIXING: RunFigure = RunFigure {
    name: "style_mixing",
    title: "Mixed styles, coarse from the left, fine from above",
    alternative: "A grid of images of the trained generator, each with the coarse styles of the image on its left and the \
                  fine styles of the image above it; below them real images.",
    source: Source::Samples,
    applies: |tables| !last(tables).style_mixing.is_empty(),
    draw: |tables, title| {
        let images = &last(tables).style_mixing;
        beside_reals(tables, title, images, MIXED_STYLES + 1, &[])
    },
};
pub(super) const CLASS_GRID: RunFigure = RunFigure {
    name: "class_grid",
    title: "A row for each class, a latent in each column",
    alternative: "Images of the trained conditional generator: a row for each class that it was told, from the same latents in \
                  every row; below them real images.",
    source: Source::Samples,
    applies: |tables| !last(tables).class_grid.is_empty(),
    draw: |tables, title| {
        let names = tables.real.map_or(&[][..], |real| &real.class_names);
        let images = &last(tables).class_grid;
        beside_reals(tables, title, images, CLASS_IMAGES, names)
    },
};

pub(super) const RECONSTRUCTIONS: RunFigure = RunFigure {
    name: "reconstructions",
    title: "Real images, and below them what is made of their latents",
    alternative: "Rows of real images, each above the row of images that the autoencoder makes of the means of their latents.",
    source: Source::Samples,
    applies: |tables| !last(tables).reconstructions.is_empty(),
    draw: |tables, title| {
        let images = &last(tables).reconstructions;
        let labels = ["real", "made"].into_iter().cycle().map(str::to_owned);
        let labels: Vec<String> = labels.take(MOST_ROWS).collect();
        sheet(tables, title, images, PATH_IMAGES, &labels)
    },
};
pub(super) const LATENT_PLANE: RunFigure = RunFigure {
    name: "latent_grid",
    title: "The first two latents, from -2.5 to 2.5",
    alternative: "A grid of images of the decoder: the first latent grows to the right, the second one downwards, the others are 0; below them real images.",
    source: Source::Samples,
    applies: |tables| !last(tables).latent_grid.is_empty(),
    draw: |tables, title| {
        let images = &last(tables).latent_grid;
        beside_reals(tables, title, images, LATENT_GRID, &[])
    },
};

/// Thickness of the lines between images, in pixels.
const LINE: f64 = 1.5;

/// The images of the last snapshot; none where there is no snapshot.
fn last<'a>(tables: &'a RunTables) -> &'a LatentSpace {
    static NONE: LatentSpace = LatentSpace {
        interpolation: Vec::new(),
        style_mixing: Vec::new(),
        class_grid: Vec::new(),
        reconstructions: Vec::new(),
        latent_grid: Vec::new(),
    };
    let last = tables.samples().last();
    last.map_or(&NONE, |snapshot| &snapshot.latent_space)
}

/// Rows of which the words are known, at most.
const MOST_ROWS: usize = 20;
/// Most width of the words beside a row, in pixels.
const MAX_LABEL: f64 = 90.0;
/// Room between these words and the images.
const LABEL_GAP: f64 = 8.0;

/// Images in rows of `across`, and below them a row of real ones, where the data could be opened.
fn beside_reals(
    tables: &RunTables,
    title: &str,
    images: &[f32],
    across: usize,
    labels: &[String],
) -> Result<Canvas, PlotError> {
    let row = across * tables.run.data.kind().row();
    let reals = tables.real.and_then(|real| real.rows.get(..row));
    let Some(reals) = reals.filter(|_| !images.is_empty()) else {
        return sheet(tables, title, images, across, labels);
    };
    let mut labels = labels.to_vec();
    labels.resize(images.len() / row, String::new());
    labels.push("real".to_owned());
    sheet(tables, title, &[images, reals].concat(), across, &labels)
}

/// Images in rows of `across`, beside which their `labels` stand, if there are any.
fn sheet(
    tables: &RunTables,
    title: &str,
    images: &[f32],
    across: usize,
    labels: &[String],
) -> Result<Canvas, PlotError> {
    let (Kind::Images { side, channels }, false) = (tables.run.data.kind(), images.is_empty())
    else {
        return Ok(placeholder(title, "no such images were kept"));
    };
    let sheet = ImageSheet::new(images, side, channels, across, 0)?;
    let header = Header::new(title, &[], FIGURE_WIDTH);
    let widths = labels
        .iter()
        .map(|label| font::width(label, TEXT_SIZE, false) + LABEL_GAP);
    let beside = widths.fold(0.0, f64::max).min(MAX_LABEL);
    let left = MARGIN + beside;
    let cell = (FIGURE_WIDTH - MARGIN - left) / across as f64;
    let rows = images.len() / (across * side * side * channels);
    let area = Area {
        left,
        top: header.height(),
        right: FIGURE_WIDTH - MARGIN,
        bottom: header.height() + rows as f64 * cell,
    };
    let mut canvas = Canvas::new(title, FIGURE_WIDTH, area.bottom + MARGIN);
    header.draw(&mut canvas);
    let labels = labels.iter().take(rows).enumerate();
    for (at, label) in labels.filter(|(_, label)| !label.is_empty()) {
        let y = area.top + (at as f64 + 0.5) * cell + TEXT_SIZE / 3.0;
        let label = font::shorten(label, TEXT_SIZE, false, MAX_LABEL - LABEL_GAP);
        let text = Text::new(label, left - LABEL_GAP, y, TEXT_SIZE);
        canvas.text(text.anchor(Anchor::End));
    }
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
