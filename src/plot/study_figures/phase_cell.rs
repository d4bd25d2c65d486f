//! One cell of a phase diagram.

use crate::diagnose::Verdict;
use crate::plot::canvas::{Anchor, Area, Canvas, Text, font, palette};
use crate::plot::chart::{SMALL_SIZE, TEXT_SIZE};
use crate::statistics::PhaseCell;
use plotters::style::RGBColor;

/// Draws the runs of one setting; without runs, a dash.
pub(super) fn draw_phase_cell(canvas: &mut Canvas, cell: Option<&PhaseCell>, area: &Area) {
    let verdicts = cell.map(distinct_verdicts).unwrap_or_default();
    let total: usize = verdicts.iter().map(|(_, runs)| runs).sum();
    let (Some(cell), Some((first, _))) = (cell, verdicts.first()) else {
        canvas.outline(*area, palette::GRID, 1.0);
        let (x, y) = area.center();
        return canvas.text(
            Text::new("-", x, y + 4.0, TEXT_SIZE)
                .color(palette::FAINT_INK)
                .anchor(Anchor::Middle),
        );
    };
    draw_stripes(canvas, &verdicts, total, area);
    draw_interval(canvas, cell, total, area);
    let area = &Area {
        bottom: area.bottom - TRACK,
        ..*area
    };
    if verdicts.len() == 1 {
        let color = palette::text_on(palette::verdict_color(*first));
        let count = count_words(total, total, "", area);
        return write_cell(canvas, area, &count, &name_lines(*first, area), color);
    }
    let count = count_words(cell.failing, total, " fail", area);
    let lines = mixed_lines(&verdicts, area);
    draw_paper(canvas, &count, &lines, area);
    write_cell(canvas, area, &count, &lines, palette::INK);
}

/// How many runs have the verdict that the cell names, or fail where verdicts differ: `2 of 3`,
/// `2 of 3 fail`.
fn count_words(runs: usize, total: usize, what: &str, area: &Area) -> String {
    let words = format!("{runs} of {total}{what}");
    match font::width(&words, COUNT_SIZE, true) <= area.width() - 6.0 {
        true => words,
        false => format!("{runs}/{total}{what}"),
    }
}

/// A stripe in the colour of each verdict, as wide as its share of the runs.
fn draw_stripes(canvas: &mut Canvas, verdicts: &[(Verdict, usize)], total: usize, area: &Area) {
    let mut left = area.left;
    for (verdict, runs) in verdicts {
        let right = left + area.width() * *runs as f64 / total as f64;
        let stripe = Area {
            left,
            right,
            ..*area
        };
        canvas.rectangle(stripe, palette::verdict_color(*verdict).into());
        left = right;
    }
}

/// How many runs have each of two verdicts, by name; of more, or where there is no room for that, by
/// letter. The page says it in the same words.
fn mixed_lines(verdicts: &[(Verdict, usize)], area: &Area) -> Vec<String> {
    let fits = |line: &String| font::width(line, SMALL_SIZE, false) <= area.width() - 18.0;
    let lines = verdicts
        .iter()
        .map(|(verdict, runs)| format!("{runs} {}", verdict.name()));
    let lines: Vec<String> = lines.collect();
    if lines.len() == 2 && area.height() > 50.0 && lines.iter().all(fits) {
        return lines;
    }
    let letters = verdicts
        .iter()
        .map(|(verdict, runs)| format!("{}{runs}", palette::verdict_letter(*verdict)));
    let letters = letters.collect::<Vec<_>>().join(" ");
    vec![font::shorten(
        &letters,
        SMALL_SIZE,
        false,
        area.width() - 12.0,
    )]
}

/// Letters cannot be read across stripes: paper below the words.
fn draw_paper(canvas: &mut Canvas, count: &str, lines: &[String], area: &Area) {
    let widths = lines
        .iter()
        .map(|line| font::width(line, SMALL_SIZE, false));
    let half = widths.fold(font::width(count, COUNT_SIZE, true), f64::max) / 2.0 + 4.0;
    let (x, y) = area.center();
    let rise = 10.0 + lines.len() as f64 * 7.0;
    let paper = Area {
        left: x - half,
        top: y - rise,
        right: x + half,
        bottom: y + rise,
    };
    canvas.rectangle(paper, palette::WHITE.into());
}

/// Height of the strip at the bottom of a cell.
const TRACK: f64 = 9.0;

/// The share of failing runs between 0 and 1, and how well so few runs tell it: a white strip with
/// a bar and a mark.
fn draw_interval(canvas: &mut Canvas, cell: &PhaseCell, total: usize, area: &Area) {
    let track = Area {
        top: area.bottom - TRACK,
        ..*area
    };
    canvas.rectangle(track, palette::WHITE.into());
    let (from, to) = (track.left + 3.0, track.right - 3.0);
    let at = |share: f64| from + share.clamp(0.0, 1.0) * (to - from);
    let middle = track.top + TRACK / 2.0 + 0.5;
    canvas.line(vec![(from, middle), (to, middle)], palette::GRID, 1.0);
    canvas.line(
        vec![(at(cell.interval.0), middle), (at(cell.interval.1), middle)],
        palette::FAINT_INK,
        2.5,
    );
    let share = cell.failing as f64 / total as f64;
    canvas.line(
        vec![(at(share), middle - 4.0), (at(share), middle + 4.0)],
        palette::INK,
        2.5,
    );
}

/// The verdict's name in one or two lines, or its letter where the name does not fit.
fn name_lines(verdict: Verdict, area: &Area) -> Vec<String> {
    let parts: Vec<String> = verdict.name().split('_').map(str::to_owned).collect();
    let fits = |line: &String| font::width(line, SMALL_SIZE, false) <= area.width() - 6.0;
    let two_lines_fit = area.height() > 50.0;
    if fits(&verdict.name().to_owned()) {
        vec![verdict.name().to_owned()]
    } else if two_lines_fit && parts.iter().all(fits) {
        parts
    } else {
        vec![palette::verdict_letter(verdict).to_string()]
    }
}

/// Pixels per em of the number of runs.
const COUNT_SIZE: f64 = 14.0;

fn write_cell(canvas: &mut Canvas, area: &Area, count: &str, lines: &[String], color: RGBColor) {
    let (x, y) = area.center();
    let baseline = y + 5.0 - lines.len() as f64 * 7.0;
    canvas.text(
        Text::new(count, x, baseline, COUNT_SIZE)
            .bold()
            .color(color)
            .anchor(Anchor::Middle),
    );
    for (index, line) in lines.iter().enumerate() {
        let baseline = baseline + 14.0 + index as f64 * 13.0;
        canvas.text(
            Text::new(line, x, baseline, SMALL_SIZE)
                .color(color)
                .anchor(Anchor::Middle),
        );
    }
}

/// Every verdict that occurs, once: the most frequent first, equally frequent ones in the order
/// of the enum.
fn distinct_verdicts(cell: &PhaseCell) -> Vec<(Verdict, usize)> {
    let runs = |verdict| {
        cell.verdicts
            .iter()
            .filter(|(other, _)| *other == verdict)
            .map(|(_, runs)| runs)
            .sum()
    };
    let mut counts: Vec<(Verdict, usize)> = Verdict::ALL
        .into_iter()
        .map(|verdict| (verdict, runs(verdict)))
        .collect();
    counts.retain(|(_, runs)| *runs > 0);
    counts.sort_by_key(|(verdict, runs)| (std::cmp::Reverse(*runs), *verdict));
    counts
}
