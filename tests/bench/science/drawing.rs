//! A figure per table: each published number with its error beside ours.

use std::path::Path;

use plotters::prelude::*;

use super::comparison::Compared;

const ROW: u32 = 18;
const WIDTH: u32 = 760;
/// Where the names end, and where a row's values begin and end.
const NAMES: i32 = 250;
const LEFT: f64 = 270.0;
const RIGHT: f64 = 720.0;
const TOP: u32 = 60;
const BLUE: RGBColor = RGBColor(0, 114, 178);
const VERMILION: RGBColor = RGBColor(213, 94, 0);

/// Writes the figure. Each row has its own axis, from the smaller end of both intervals to the larger.
pub fn draw(file: &Path, title: &str, compared: &[Compared]) {
    let size = (WIDTH, TOP + ROW * compared.len() as u32 + 16);
    let root = SVGBackend::new(file, size).into_drawing_area();
    root.fill(&WHITE).expect("the figure is drawn");
    let text = |words: String, at: (i32, i32), size: i32| {
        root.draw(&Text::new(words, at, ("sans-serif", size)))
            .expect("the figure is drawn");
    };
    text(title.to_string(), (12, 10), 16);
    let legend =
        "blue: published, orange: ours, each with two standard errors; every row has its own axis";
    text(legend.to_string(), (12, 34), 12);
    for (index, cell) in compared.iter().enumerate() {
        let y = (TOP + ROW * index as u32) as i32;
        let name = format!(
            "{} {}",
            cell.cell.setting.join(", "),
            cell.cell.metric.description().name
        );
        text(name, (12, y), 12);
        let published = (cell.cell.mean, cell.cell.standard_error.unwrap_or(0.0));
        let ours = (cell.mean(), cell.standard_error().unwrap_or(0.0));
        let ends = [published, ours].map(|(mean, error)| (mean - 2.0 * error, mean + 2.0 * error));
        let low = ends[0].0.min(ends[1].0);
        let high = ends[0].1.max(ends[1].1).max(low + 1e-9);
        let place = |value: f64| (LEFT + (value - low) / (high - low) * (RIGHT - LEFT)) as i32;
        root.draw(&PathElement::new(
            vec![(NAMES, y + 14), (RIGHT as i32, y + 14)],
            RGBColor(225, 227, 230),
        ))
        .expect("the figure is drawn");
        for (((mean, _), (from, to)), (color, up)) in [published, ours]
            .into_iter()
            .zip(ends)
            .zip([(BLUE, 3), (VERMILION, 9)])
        {
            let line = vec![(place(from), y + up), (place(to), y + up)];
            root.draw(&PathElement::new(line, color.stroke_width(2)))
                .expect("the figure is drawn");
            root.draw(&Circle::new((place(mean), y + up), 3, color.filled()))
                .expect("the figure is drawn");
        }
    }
    root.present().expect("the figure is written");
}
