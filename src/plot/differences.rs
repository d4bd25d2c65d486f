//! Arms against a baseline on common seeds.

use super::canvas::{Anchor, Area, Canvas, Text};
use super::frame::{BELOW, Frame};
use super::header::{Header, MARGIN, SMALL_SIZE, Swatch};
use super::scale::Scale;
use super::{Figure, font, palette};
use crate::statistics::{ArmComparison, PairedTest, format_number, format_p_value};
use plotters::style::Color;

/// One row an arm: a dot a pair, the estimate with its 95 % interval, and what the tests say.
#[derive(Debug, Clone)]
pub struct Differences<'a> {
    /// Title of the figure.
    pub title: &'a str,
    /// The outcome with its unit and direction.
    pub label: &'a str,
    pub arms: &'a [ArmComparison],
}

const WIDTH: f64 = 900.0;
const ROW: f64 = 34.0;
const LONGEST_LABEL: f64 = 220.0;
/// Space at the right for the words.
const WORDS: f64 = 270.0;
/// Rows of a figure.
const MOST_ROWS: usize = 30;
/// Half the height over which the dots of a row are spread.
const SPREAD: f64 = 10.0;

impl Figure for Differences<'_> {
    fn draw(&self) -> Canvas {
        let shown = &self.arms[..self.arms.len().min(MOST_ROWS)];
        let left_out = match self.arms.len() - shown.len() {
            0 => String::new(),
            _ => format!(", the first {MOST_ROWS} of {}", self.arms.len()),
        };
        let title = format!("{}{left_out}", self.title);
        let header = Header::new(&title, &legend(self.arms.len()), WIDTH);
        let labels = shown
            .iter()
            .flat_map(label)
            .map(|line| font::width(&line, SMALL_SIZE, false))
            .fold(60.0, f64::max);
        let top = header.height() + 4.0;
        let area = Area {
            left: MARGIN + labels.min(LONGEST_LABEL) + 10.0,
            top,
            right: WIDTH - WORDS,
            bottom: top + shown.len().max(1) as f64 * ROW + 8.0,
        };
        let mut canvas = Canvas::new(&title, WIDTH, area.bottom + BELOW);
        header.draw(&mut canvas);
        let x = Scale::linear(range(shown), (area.left + 8.0, area.right - 8.0));
        let frame = Frame {
            area,
            x,
            y: Scale::linear((0.0, 1.0), (0.0, 1.0)),
        };
        for index in (0..shown.len()).step_by(2) {
            let top = top + 4.0 + index as f64 * ROW;
            canvas.rectangle(
                Area {
                    top,
                    bottom: top + ROW,
                    ..area
                },
                palette::GRID.mix(0.35),
            );
        }
        frame.draw_x_axis(&mut canvas, Some(self.label));
        let zero = frame.x.pixel(0.0);
        canvas.dashes(
            (zero, area.top),
            (zero, area.bottom),
            palette::FAINT_INK,
            1.5,
        );
        for (index, arm) in shown.iter().enumerate() {
            draw_row(
                &mut canvas,
                &frame,
                arm,
                top + 4.0 + (index as f64 + 0.5) * ROW,
            );
        }
        if shown.is_empty() {
            let (x, y) = area.center();
            canvas.text(Text::new("no arm to compare", x, y, SMALL_SIZE).anchor(Anchor::Middle));
        }
        canvas.outline(area, palette::FAINT_INK, 1.0);
        canvas
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
fn label(arm: &ArmComparison) -> [String; 2] {
    [arm.other.clone(), format!("minus {}", arm.baseline)]
}

fn gaps(arm: &ArmComparison) -> impl Iterator<Item = f64> {
    arm.pairs.iter().map(|pair| pair.other - pair.baseline)
}

/// As far to the left of zero as to its right.
fn range(arms: &[ArmComparison]) -> (f64, f64) {
    let reach = arms
        .iter()
        .flat_map(gaps)
        .fold(0.0_f64, |reach, gap| reach.max(gap.abs()));
    let reach = if reach > 0.0 { reach * 1.05 } else { 1.0 };
    (-reach, reach)
}

fn draw_row(canvas: &mut Canvas, frame: &Frame, arm: &ArmComparison, middle: f64) {
    let Area { left, right, .. } = frame.area;
    for (line, words) in label(arm).into_iter().enumerate() {
        let words = font::shorten(&words, SMALL_SIZE, false, LONGEST_LABEL);
        let baseline = middle - 3.0 + line as f64 * 14.0;
        canvas.text(Text::new(words, left - 8.0, baseline, SMALL_SIZE).anchor(Anchor::End));
    }
    let count = arm.pairs.len().max(1) as f64;
    for (at, gap) in gaps(arm).enumerate() {
        // Every pair has its own height, so that equal differences are seen as many.
        let shift = ((at as f64 * 0.618_034).fract() - 0.5) * 2.0 * SPREAD * (1.0 - 1.0 / count);
        canvas.disc(
            (frame.x.pixel(gap), middle + shift),
            2.5,
            palette::BLUE.mix(0.6),
        );
    }
    if let Some(test) = &arm.test {
        let (low, high) = test.interval.unwrap_or((test.estimate, test.estimate));
        let ends = (frame.x.pixel(low), frame.x.pixel(high));
        super::arms::draw_summary(canvas, frame.x.pixel(test.estimate), ends, middle);
    }
    for (line, words) in lines(arm).into_iter().enumerate() {
        let baseline = middle - 3.0 + line as f64 * 14.0;
        let words = font::shorten(&words, SMALL_SIZE, false, WORDS - 16.0);
        canvas.text(Text::new(words, right + 8.0, baseline, SMALL_SIZE).color(palette::FAINT_INK));
    }
}

/// What the tests say, in two lines.
fn lines(arm: &ArmComparison) -> [String; 2] {
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
            format_number(estimate),
            format_number(low),
            format_number(high)
        ),
        None => format!("{}, too few seeds for an interval", format_number(estimate)),
    };
    let seeds = if count == 1 { "seed" } else { "seeds" };
    [
        size,
        format!(
            "{positive} up, {negative} down of {count} {seeds}{left_out}, {}",
            format_p_value(wilcoxon_p)
        ),
    ]
}
