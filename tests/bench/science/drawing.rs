//! Figures of the tables: each published number with its error beside ours, and how the settings of a
//! loss are spread.

use std::path::Path;

use plotters::coord::Shift;
use plotters::prelude::*;

use super::comparison::Compared;
use super::measure::Measure;
use super::settings::Settings;

const ROW: u32 = 22;
const WIDTH: u32 = 820;
/// Where a row's values begin and end, and where the numbers stand.
const LEFT: f64 = 230.0;
const RIGHT: f64 = 560.0;
const NUMBERS: i32 = 580;
const TOP: u32 = 62;
const BLUE: RGBColor = RGBColor(0, 114, 178);
const VERMILION: RGBColor = RGBColor(213, 94, 0);
const RULE: RGBColor = RGBColor(225, 227, 230);

struct Sheet<'a>(DrawingArea<SVGBackend<'a>, Shift>);

impl<'a> Sheet<'a> {
    fn new(file: &'a Path, rows: usize, title: &str, legend: &str) -> Self {
        let size = (WIDTH, TOP + ROW * rows as u32 + 16);
        let sheet = Self(SVGBackend::new(file, size).into_drawing_area());
        sheet.0.fill(&WHITE).expect("the figure is drawn");
        sheet.text(title, (12, 10), 16);
        sheet.text(legend, (12, 34), 12);
        sheet
    }

    fn text(&self, words: &str, at: (i32, i32), size: i32) {
        let text = Text::new(words.to_string(), at, ("sans-serif", size));
        self.0.draw(&text).expect("the figure is drawn");
    }

    fn line(&self, y: i32, (from, to): (i32, i32), style: ShapeStyle) {
        let line = PathElement::new(vec![(from, y), (to, y)], style);
        self.0.draw(&line).expect("the figure is drawn");
    }

    fn dot(&self, at: (i32, i32), size: i32, style: ShapeStyle) {
        let dot = Circle::new(at, size, style);
        self.0.draw(&dot).expect("the figure is drawn");
    }
}

fn row(index: usize) -> i32 {
    (TOP + ROW * index as u32) as i32
}

/// Writes the figure of a table. Each row has its own axis, from the smaller end of both intervals to the larger.
pub fn draw(file: &Path, title: &str, compared: &[Compared]) {
    let legend =
        "blue: published, orange: ours, each with two standard errors; every row has its own axis";
    let sheet = Sheet::new(file, compared.len(), title, legend);
    for (index, cell) in compared.iter().enumerate() {
        let y = row(index);
        let name = format!(
            "{} {}",
            cell.cell.setting.join(", "),
            cell.cell.measure.name()
        );
        sheet.text(&name, (12, y), 12);
        let ours = (Some(cell.mean()), cell.standard_error());
        let both = [(cell.cell.mean, cell.cell.standard_error), ours];
        let [published, ours] = both.map(|(mean, error)| super::with_error(mean, error));
        sheet.text(&format!("{published}  |  {ours}"), (NUMBERS, y), 12);
        let ends = both.iter().filter_map(|(mean, error)| {
            let error = 2.0 * error.unwrap_or(0.0);
            Some(((*mean)? - error, (*mean)? + error))
        });
        let start = match cell.cell.measure {
            Measure::Last(_) => (f64::MAX, f64::MIN),
            // Shares of the runs.
            Measure::Converged | Measure::Failed => (0.0, 1.0),
        };
        let (low, high) = ends.fold(start, |(low, high), (from, to)| {
            (low.min(from), high.max(to))
        });
        let length = (high - low).max(1e-9);
        let place = |value: f64| (LEFT + (value - low) / length * (RIGHT - LEFT)) as i32;
        sheet.line(y + 18, (12, WIDTH as i32 - 12), RULE.stroke_width(1));
        for ((mean, error), (color, down)) in both.into_iter().zip([(BLUE, 4), (VERMILION, 11)]) {
            let Some(mean) = mean else { continue };
            let error = 2.0 * error.unwrap_or(0.0);
            let interval = (place(mean - error), place(mean + error));
            sheet.line(y + down, interval, color.stroke_width(2));
            sheet.dot((place(mean), y + down), 3, color.filled());
        }
    }
    sheet.0.present().expect("the figure is written");
}

/// Writes the figure of settings: a dot for each, by its Frechet distance, on one logarithmic axis.
pub fn draw_settings(file: &Path, settings: &[Settings]) {
    let legend = "a dot for each setting, by its Frechet distance on a logarithmic axis; orange: the best, \
                  bar: the middle half";
    let title = "Lucic et al. 2018, settings drawn at random, on digits";
    let sheet = Sheet::new(file, settings.len() + 1, title, legend);
    let all = settings.iter().flat_map(|loss| &loss.distances);
    let (low, high) = all.fold((f64::MAX, f64::MIN), |(low, high), &distance| {
        (low.min(distance), high.max(distance))
    });
    let right = f64::from(WIDTH) - 200.0;
    let length = (high / low).ln().max(1e-9);
    let place = |value: f64| (120.0 + (value / low).ln() / length * (right - 120.0)) as i32;
    for (index, loss) in settings.iter().enumerate() {
        let y = row(index);
        sheet.text(loss.loss.name, (12, y), 12);
        let middle = [0.25, 0.75].map(|share| loss.quantile(share).min(high));
        let interval = (place(middle[0]), place(middle[1]));
        sheet.line(y + 8, interval, RULE.stroke_width(12));
        for &distance in &loss.distances {
            sheet.dot((place(distance), y + 8), 2, BLUE.mix(0.5).filled());
        }
        if let Some(&best) = loss.distances.first() {
            sheet.dot((place(best), y + 8), 4, VERMILION.filled());
            let numbers = format!("best {best:.1}, {} without a distance", loss.without);
            sheet.text(&numbers, (right as i32 + 20, y), 12);
        }
    }
    let y = row(settings.len());
    for value in [1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0, 200.0, 500.0, 1000.0] {
        if (low..=high).contains(&value) {
            sheet.text(&value.to_string(), (place(value) - 8, y), 12);
        }
    }
    sheet.0.present().expect("the figure is written");
}
