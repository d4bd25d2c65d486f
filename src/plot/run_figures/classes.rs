//! How the last kept samples are shared among the classes of the data, beside the data's own shares.

use super::real_samples::ClassesOfSamples;
use super::run_figure::{RunFigure, Source};
use super::run_tables::RunTables;
use crate::plot::canvas::{Anchor, Area, Canvas, PlotError, Text, font, palette};
use crate::plot::chart::{
    BELOW, FIGURE_WIDTH, Frame, Header, LEFT, RIGHT, SMALL_SIZE, Scale, Swatch, TEXT_SIZE,
    placeholder,
};
use crate::statistics::{format_number, format_rounded};
use plotters::style::RGBColor;

/// Its row in the table of figures.
pub(super) const FIGURE: RunFigure = RunFigure {
    name: "classes",
    title: "Samples by class",
    alternative: "Share of each class among the last kept samples beside its share of the data.",
    source: Source::Samples,
    applies: |tables| {
        let classes = tables.real.and_then(|real| real.classes.as_ref());
        tables.keeps_samples() && classes.is_some()
    },
    draw,
};

const HEIGHT: f64 = 250.0;
/// With fewer samples than this per class, one that has none may have been missed by chance.
const MIN_SAMPLES_PER_CLASS: f64 = 10.0;
/// Part of its slot that the bars of a class fill.
const FILLED: f64 = 0.7;

fn draw(tables: &RunTables, title: &str) -> Result<Canvas, PlotError> {
    let classes = tables.real.and_then(|real| real.classes.as_ref());
    let step = tables.samples().last().map_or(0, |kept| kept.step);
    Ok(match classes {
        Some(classes) if classes.count() > 0 => histogram(title, classes, step),
        _ => placeholder(title, "no kept sample is finite"),
    })
}

impl ClassesOfSamples {
    /// Samples that have a class.
    fn count(&self) -> u32 {
        self.samples.iter().sum()
    }

    fn share(&self, class: usize) -> f64 {
        f64::from(self.samples[class]) / f64::from(self.count().max(1))
    }
}

fn histogram(title: &str, classes: &ClassesOfSamples, step: u64) -> Canvas {
    let header = Header::new(title, &legend(classes, step), FIGURE_WIDTH);
    let top = header.height() + 4.0;
    let area = Area {
        left: LEFT,
        top,
        right: FIGURE_WIDTH - RIGHT,
        bottom: top + HEIGHT,
    };
    let mut canvas = Canvas::new(title, FIGURE_WIDTH, area.bottom + BELOW);
    header.draw(&mut canvas);
    let count = classes.names.len();
    let fakes = (0..count).map(|class| classes.share(class));
    let highest = classes
        .data
        .iter()
        .copied()
        .chain(fakes)
        .fold(0.0, f64::max);
    let frame = Frame {
        area,
        x: Scale::linear((0.0, count as f64), (area.left, area.right)),
        y: Scale::linear((0.0, highest * 1.06), (area.bottom, area.top)),
    };
    frame.draw_y_axis(&mut canvas, "share of samples");
    let slot = area.width() / count as f64;
    let names = classes.names.iter();
    let widest = names.map(|name| font::width(name, SMALL_SIZE, false));
    // Where names are longer than their slots, only every n-th is written.
    let longest = widest.fold(0.0, f64::max).min(MAX_NAME);
    let every = ((longest + 8.0) / slot).ceil().max(1.0) as usize;
    for class in 0..count {
        let middle = area.left + (class as f64 + 0.5) * slot;
        let half = slot * FILLED / 2.0;
        let real = (middle - half, middle);
        draw_bar(&mut canvas, &frame, real, classes.data[class], REAL);
        let fake = (middle, middle + half);
        draw_bar(&mut canvas, &frame, fake, classes.share(class), FAKE);
        if class.is_multiple_of(every) {
            let name = font::shorten(&classes.names[class], SMALL_SIZE, false, MAX_NAME);
            let name = Text::new(name, middle, area.bottom + 17.0, SMALL_SIZE);
            canvas.text(name.anchor(Anchor::Middle));
        }
    }
    canvas.outline(area, palette::FAINT_INK, 1.0);
    let below = Text::new(
        axis_title(classes),
        area.center().0,
        area.bottom + 36.0,
        TEXT_SIZE,
    );
    canvas.text(below.anchor(Anchor::Middle));
    canvas
}

/// Real rows have the colour of the dots of a scatter, as fake ones have.
const REAL: RGBColor = palette::BLUE;
const FAKE: RGBColor = palette::VERMILION;
/// Most width of the name of a class, in pixels.
const MAX_NAME: f64 = 120.0;

fn draw_bar(
    canvas: &mut Canvas,
    frame: &Frame,
    (left, right): (f64, f64),
    share: f64,
    color: RGBColor,
) {
    let bar = Area {
        left,
        right,
        top: frame.y.pixel(share),
        bottom: frame.area.bottom,
    };
    if bar.top < bar.bottom {
        canvas.rectangle(bar, color.into());
    }
}

fn legend(classes: &ClassesOfSamples, step: u64) -> Vec<(Swatch, String)> {
    let fakes = format!(
        "step {}: {} kept samples",
        format_number(step as f64),
        format_number(f64::from(classes.count()))
    );
    let how = format!(
        "a sample is of the class of most of its 5 nearest real images, which tells {} % of real images right",
        format_rounded(100.0 * classes.accuracy)
    );
    vec![
        (Swatch::Fill(REAL.into()), "the data".to_owned()),
        (Swatch::Fill(FAKE.into()), fakes),
        (Swatch::None, how),
    ]
}

fn axis_title(classes: &ClassesOfSamples) -> String {
    let (samples, count) = (classes.count(), classes.names.len());
    match f64::from(samples) >= MIN_SAMPLES_PER_CLASS * count as f64 {
        true => "class".to_owned(),
        false => format!(
            "class; {samples} samples are few for {count} classes: a small difference may be chance"
        ),
    }
}
