//! A run at a glance: losses, what D says, and the key metrics in three small panels, for pages
//! with hundreds of runs.

use super::run_tables::RunTables;
use super::small_panel::{SmallPanel, WIDTH};
use crate::config::Kind;
use crate::metrics::Metric;
use crate::plot::canvas::{Anchor, Area, Canvas, Text, font, palette};
use crate::plot::chart::{FindingSpans, HealingMarks, SMALL_SIZE, Scale, ranges};
use crate::record::RecordError;
use crate::statistics::format_number;

const HEIGHT: f64 = 200.0;
/// Space for tick labels at the left, in pixels.
const LEFT: f64 = 44.0;
/// Space for the names of the curves at the right, in pixels.
const RIGHT: f64 = 106.0;
const BELOW: f64 = 18.0;
const BETWEEN: f64 = 7.0;
/// A largest loss this many times the typical one asks for a logarithmic axis.
const FAR_LARGER: f64 = 25.0;

/// Losses, what D says, and the key metrics, with the findings.
pub(in crate::plot) fn draw_overview(tables: &RunTables) -> Canvas {
    let title = format!("Overview: {}", tables.title);
    let mut canvas = Canvas::new(&title, WIDTH, HEIGHT);
    let spans = FindingSpans::new(tables.findings);
    let panels = [losses(tables), discriminator(tables), metrics(tables)];
    let last = panels
        .iter()
        .filter_map(|panel| panel.steps.last())
        .max()
        .copied()
        .unwrap_or(1);
    let words = font::shorten(&spans.summary(), SMALL_SIZE, true, WIDTH - LEFT - 4.0);
    canvas.text(Text::new(words, LEFT, 12.0, SMALL_SIZE).bold());
    let first = 16.0 + spans.narrow_height();
    let height = (HEIGHT - BELOW - first - 2.0 * BETWEEN) / 3.0;
    for (index, panel) in panels.iter().enumerate() {
        let top = first + index as f64 * (height + BETWEEN);
        let area = Area {
            left: LEFT,
            top,
            right: WIDTH - RIGHT,
            bottom: top + height,
        };
        let frame = panel.frame(area, last);
        spans.draw_bands(&mut canvas, &frame);
        panel.draw(&mut canvas, &frame);
        HealingMarks(tables.healings).draw_lines(&mut canvas, &frame);
        if index == 0 {
            spans.draw_narrow_lanes(&mut canvas, &frame);
        }
    }
    draw_steps(&mut canvas, last);
    canvas
}

/// First and last step below the panels.
fn draw_steps(canvas: &mut Canvas, last: u64) {
    let baseline = HEIGHT - 4.0;
    canvas.text(Text::new("0", LEFT, baseline, SMALL_SIZE).anchor(Anchor::Middle));
    canvas.text(
        Text::new(
            "step",
            f64::midpoint(LEFT, WIDTH - RIGHT),
            baseline,
            SMALL_SIZE,
        )
        .anchor(Anchor::Middle),
    );
    canvas.text(
        Text::new(
            format_number(last as f64),
            WIDTH - RIGHT,
            baseline,
            SMALL_SIZE,
        )
        .anchor(Anchor::Middle),
    );
}

/// Why a panel has nothing to draw.
fn why_empty<T>(table: &Result<Vec<T>, RecordError>, empty: &str) -> String {
    match table {
        Ok(rows) if rows.is_empty() => empty.to_owned(),
        Ok(_) => "nothing finite was measured".to_owned(),
        Err(error) => error.brief(),
    }
}

fn losses(tables: &RunTables) -> SmallPanel {
    let (names, values) = match tables.run.model.is_autoencoder() {
        true => (
            ["KL", "reconstruction"],
            [
                tables.column(|row| row.kl_loss),
                tables.column(|row| row.reconstruction_loss),
            ],
        ),
        false => (
            ["loss of D", "loss of G"],
            [
                tables.column(|row| row.d_loss),
                tables.column(|row| row.g_loss),
            ],
        ),
    };
    let [first, second] = values;
    SmallPanel {
        heading: tables.run.loss.unit(),
        steps: tables.step_numbers(),
        curves: vec![
            (names[0], palette::DISCRIMINATOR, first),
            (names[1], palette::GENERATOR, second),
        ],
        band: true,
        scale: |values, pixels| {
            let largest = values
                .iter()
                .fold(0.0_f64, |largest, value| largest.max(value.abs()));
            if largest > FAR_LARGER * ranges::typical_size(values) {
                return ranges::logarithmic(values, &[], pixels);
            }
            Scale::linear(ranges::robust(values, &[]), pixels)
        },
        reason: why_empty(&tables.tables.steps, "no step was recorded"),
    }
}

/// The outputs as probabilities, or the accuracy, where scores have no common size.
fn discriminator(tables: &RunTables) -> SmallPanel {
    let (heading, curves) = match tables.run.loss.gives_probabilities() {
        _ if tables.run.model.is_autoencoder() => {
            let active = tables.column(|row| row.active_latents);
            ("share", vec![("active latents", palette::BLACK, active)])
        }
        true => (
            "probability",
            vec![
                (
                    "D(real)",
                    palette::DISCRIMINATOR,
                    tables.column(|row| row.d_real),
                ),
                (
                    "D(fake)",
                    palette::GENERATOR,
                    tables.column(|row| row.d_fake),
                ),
            ],
        ),
        false => {
            let accuracy = tables.column(|row| row.d_acc);
            ("share", vec![("accuracy of D", palette::BLACK, accuracy)])
        }
    };
    SmallPanel {
        heading,
        steps: tables.step_numbers(),
        curves,
        band: false,
        scale: |_, pixels| Scale::linear((0.0, 1.0), pixels),
        reason: why_empty(&tables.tables.steps, "no step was recorded"),
    }
}

/// The distance from an equilibrium that is known, over the largest one.
fn equilibrium(tables: &RunTables) -> SmallPanel {
    let distances = tables.metric(Metric::EquilibriumDistance);
    let finite = distances.iter().flatten().filter(|value| value.is_finite());
    let largest = finite.fold(f64::MIN_POSITIVE, |most, value| most.max(*value));
    let shares = distances
        .iter()
        .map(|value| value.map(|value| value / largest));
    SmallPanel {
        heading: "distance from equilibrium over its largest",
        steps: tables.eval_steps(),
        curves: vec![("distance", palette::BLUISH_GREEN, shares.collect())],
        band: false,
        scale: |_, pixels| Scale::linear((0.0, 1.0), pixels),
        reason: why_empty(&tables.tables.evals, "no evaluation was recorded"),
    }
}

fn metrics(tables: &RunTables) -> SmallPanel {
    if tables.run.data.kind() == Kind::Numbers {
        return equilibrium(tables);
    }
    let (first, second) = match tables.run.data.knows_modes() {
        true => (
            (
                "modes held",
                tables.metric_ratio(Metric::Modes, Metric::ModesTotal),
            ),
            ("high quality", tables.metric(Metric::HighQuality)),
        ),
        false => (
            ("coverage", tables.metric(Metric::Coverage)),
            ("precision", tables.metric(Metric::Precision)),
        ),
    };
    SmallPanel {
        heading: "share",
        steps: tables.eval_steps(),
        curves: vec![
            (first.0, palette::BLUISH_GREEN, first.1),
            (second.0, palette::VERMILION, second.1),
        ],
        band: false,
        scale: |_, pixels| Scale::linear((0.0, 1.0), pixels),
        reason: why_empty(&tables.tables.evals, "no evaluation was recorded"),
    }
}
