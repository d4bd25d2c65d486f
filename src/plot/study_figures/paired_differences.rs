//! Arms against a baseline on common seeds.

use super::study_tables::{StudyFigure, StudyTables, metric_label};
use crate::plot::canvas::{Anchor, Area, Canvas, Figure, Text, font, palette};
use crate::plot::chart::{Frame, RowChart, RowSizes, SMALL_SIZE, Swatch, draw_median_range};
use crate::statistics::{
    ArmComparison, Outcome, PairedOutcome, PairedTest, compare_arms, format_linear, format_p_value,
    plural,
};
use plotters::style::Color;

/// Its row in the table of figures.
pub(super) const FIGURE: StudyFigure = StudyFigure {
    alternative: "Paired differences: each arm against the first on common seeds, with estimate, 95 % interval and test.",
    draw: draw_differences,
};

fn draw_differences(tables: &StudyTables) -> Vec<(String, Canvas)> {
    let compared = tables.shown_axes.compared;
    let Some((compared, metric)) = compared.zip(tables.metrics.first().copied()) else {
        return Vec::new();
    };
    let name = metric.description().name;
    let by = tables.by_compared_axis();
    let figure = PairedDifferences {
        title: &tables.titled(&format!(
            "{name} at the end, difference on common seeds{by}"
        )),
        label: &format!("difference in {}", metric_label(metric)),
        arms: &compare_arms(tables.runs, tables.axes, compared, Outcome::Metric(metric)),
    };
    vec![(format!("{name}_differences"), figure.draw())]
}

/// One row per arm: a dot per pair, the estimate with its 95 % interval, and what the tests say.
struct PairedDifferences<'a> {
    /// Title of the figure.
    title: &'a str,
    /// The outcome with its unit and direction.
    label: &'a str,
    arms: &'a [ArmComparison],
}

const SIZES: RowSizes = RowSizes {
    height: 34.0,
    min_label: 60.0,
    max_label: 220.0,
    words: 270.0,
};
/// Most rows of a figure.
const MAX_ROWS: usize = 30;
/// Half the height over which the dots of a row are spread.
const SPREAD: f64 = 10.0;

impl Figure for PairedDifferences<'_> {
    fn draw(&self) -> Canvas {
        let shown = &self.arms[..self.arms.len().min(MAX_ROWS)];
        let left_out = match self.arms.len() - shown.len() {
            0 => String::new(),
            _ => format!(", the first {MAX_ROWS} of {}", self.arms.len()),
        };
        let labels: Vec<String> = shown.iter().flat_map(name_lines).collect();
        let mut chart = RowChart::new(
            &format!("{}{left_out}", self.title),
            &legend(self.arms.len()),
            (&labels, shown.len()),
            (self.label, range(shown)),
            &SIZES,
        );
        let area = chart.frame.area;
        let zero = chart.frame.x.pixel(0.0);
        let ends = [(zero, area.top), (zero, area.bottom)];
        chart
            .canvas
            .dashes(ends[0], ends[1], palette::FAINT_INK, 1.5);
        for (index, arm) in shown.iter().enumerate() {
            let middle = chart.middle(index);
            draw_row(&mut chart.canvas, &chart.frame, arm, middle);
        }
        if shown.is_empty() {
            let (x, y) = area.center();
            let text = Text::new("no arm to compare", x, y, SMALL_SIZE);
            chart.canvas.text(text.anchor(Anchor::Middle));
        }
        chart.finish()
    }
}

fn legend(arms: usize) -> Vec<(Swatch, String)> {
    let mut legend = vec![
        (
            Swatch::Dot(palette::BLUE),
            "one pair: same seed, same setting".to_owned(),
        ),
        (
            Swatch::Median,
            "estimate over seeds and its 95 % interval".to_owned(),
        ),
        (
            Swatch::Dashes(palette::FAINT_INK),
            "no difference".to_owned(),
        ),
    ];
    if arms > 1 {
        legend.push((Swatch::Text("p"), format!("not corrected for {arms} arms")));
    }
    legend
}

/// Two lines.
fn name_lines(arm: &ArmComparison) -> [String; 2] {
    [arm.other.clone(), format!("minus {}", arm.baseline)]
}

fn pair_differences(arm: &ArmComparison) -> impl Iterator<Item = f64> {
    arm.pairs.iter().map(PairedOutcome::difference)
}

/// As far to the left of zero as to its right.
fn range(arms: &[ArmComparison]) -> (f64, f64) {
    let reach = arms
        .iter()
        .flat_map(pair_differences)
        .fold(0.0_f64, |reach, difference| reach.max(difference.abs()));
    // Differences that rounding leaves are none.
    let reach = if reach > 1e-15 { reach * 1.05 } else { 1.0 };
    (-reach, reach)
}

fn draw_row(canvas: &mut Canvas, frame: &Frame, arm: &ArmComparison, middle: f64) {
    let Area { left, right, .. } = frame.area;
    for (line, words) in name_lines(arm).into_iter().enumerate() {
        let words = font::shorten(&words, SMALL_SIZE, false, SIZES.max_label);
        let baseline = middle - 3.0 + line as f64 * 14.0;
        canvas.text(Text::new(words, left - 8.0, baseline, SMALL_SIZE).anchor(Anchor::End));
    }
    let count = arm.pairs.len().max(1) as f64;
    for (at, difference) in pair_differences(arm).enumerate() {
        // Every pair has its own height, so that equal differences are seen as many.
        let shift = ((at as f64 * 0.618_034).fract() - 0.5) * 2.0 * SPREAD * (1.0 - 1.0 / count);
        canvas.disc(
            (frame.x.pixel(difference), middle + shift),
            2.5,
            palette::BLUE.mix(0.6),
        );
    }
    if let Some(test) = &arm.test {
        let (low, high) = test.interval.unwrap_or((test.estimate, test.estimate));
        let ends = (frame.x.pixel(low), frame.x.pixel(high));
        draw_median_range(canvas, frame.x.pixel(test.estimate), ends, middle);
    }
    for (line, words) in test_lines(arm).into_iter().enumerate() {
        let baseline = middle - 3.0 + line as f64 * 14.0;
        let words = font::shorten(&words, SMALL_SIZE, false, SIZES.words - 16.0);
        canvas.text(Text::new(words, right + 8.0, baseline, SMALL_SIZE).color(palette::FAINT_INK));
    }
}

/// What the tests say, in two lines.
fn test_lines(arm: &ArmComparison) -> [String; 2] {
    let Some(PairedTest {
        count,
        positive,
        negative,
        estimate,
        interval,
        wilcoxon_p,
        ..
    }) = arm.test
    else {
        return ["no common pair".to_owned(), String::new()];
    };
    let left_out = if arm.left_out > 0 {
        format!(" ({} left out)", arm.left_out)
    } else {
        String::new()
    };
    let size = match interval {
        Some((low, high)) => format!(
            "{} ({} to {})",
            format_linear(estimate),
            format_linear(low),
            format_linear(high)
        ),
        None => format!("{}, too few seeds for an interval", format_linear(estimate)),
    };
    let seeds = plural(count, "seed");
    [
        size,
        format!(
            "{positive} up, {negative} down of {seeds}{left_out}, {}",
            format_p_value(wilcoxon_p)
        ),
    ]
}
