//! Which player was updated in which steps, how fast, and what the strategies that decide it
//! remember. Only what a run has gets a panel.

use super::run_figure::{RunFigure, Source};
use super::run_tables::RunTables;
use crate::plot::canvas::{Canvas, PlotError, palette};
use crate::plot::chart::{AxisRange, Curve, CurveStyle, LineStyle, Panel};
use crate::train::StepRow;
use plotters::style::RGBColor;

/// Its row in the table of figures.
pub(super) const FIGURE: RunFigure = RunFigure {
    name: "balance",
    title: "Who moved, and how fast",
    alternative: "Share of steps in which discriminator and generator were updated, their learning rates, and what \
                  the balance rule, the penalties and the adaptation did over the steps.",
    source: Source::Steps,
    applies: |tables| !tables.run.model.is_autoencoder(),
    draw,
};

fn draw(tables: &RunTables, title: &str) -> Result<Canvas, PlotError> {
    let mut panels = vec![
        update_share(
            "D",
            tables.column(|row| Some(f64::from(row.d_stepped.min(1)))),
            palette::DISCRIMINATOR,
        ),
        update_share(
            "G",
            tables.column(|row| Some(f64::from(row.g_stepped.min(1)))),
            palette::GENERATOR,
        ),
    ];
    let several = |row: &StepRow| row.d_stepped > 1 || row.g_stepped > 1;
    if tables.steps().iter().any(several) {
        panels.push(update_counts(tables));
    }
    panels.push(learning_rates(tables));
    panels.extend(strategy_panels(tables));
    Ok(tables.draw_panels(title, &tables.step_numbers(), panels))
}

/// The share of steps in which a player was updated.
fn update_share(player: &str, values: Vec<Option<f64>>, color: RGBColor) -> Panel {
    let curve = Curve {
        name: format!("steps with an update of {player}"),
        values,
        style: CurveStyle::Share(color),
    };
    Panel::new(
        "share of steps",
        70.0,
        AxisRange::Fixed(0.0, 1.0),
        vec![curve],
    )
}

/// How many updates a step had, where it can be more than one.
fn update_counts(tables: &RunTables) -> Panel {
    let mean = LineStyle {
        band: false,
        ..LineStyle::new(palette::DISCRIMINATOR)
    };
    let curves = vec![
        Curve::line(
            "of D",
            tables.column(|row| Some(f64::from(row.d_stepped))),
            mean,
        ),
        Curve::line(
            "of G",
            tables.column(|row| Some(f64::from(row.g_stepped))),
            LineStyle::wide(palette::GENERATOR),
        ),
    ];
    Panel::new("updates a step (mean)", 130.0, AxisRange::FromZero, curves)
}

/// Learning rates after schedule and balance rule. Both players may have the same one.
fn learning_rates(tables: &RunTables) -> Panel {
    let curves = vec![
        Curve::line(
            "lr_d",
            tables.column(|row| Some(row.lr_d)),
            LineStyle::new(palette::DISCRIMINATOR),
        ),
        Curve::line(
            "lr_g",
            tables.column(|row| Some(row.lr_g)),
            LineStyle::wide(palette::GENERATOR),
        ),
    ];
    Panel::new("learning rate", 150.0, AxisRange::Logarithmic, curves)
}

/// The numbers of the balance rule, the penalties and the adaptation that the run has.
fn strategy_panels(tables: &RunTables) -> impl Iterator<Item = Panel> {
    let panel = |label: String, name, range, value: fn(&StepRow) -> Option<f64>| {
        let values = tables.column(value);
        let is_measured = values.iter().any(Option::is_some);
        let curve = Curve::line(name, values, LineStyle::new(palette::BLUISH_GREEN));
        is_measured.then(|| Panel::new(label, 130.0, range, vec![curve]))
    };
    let (meaning, levels) = balance_state(tables);
    let balance = panel(meaning, "balance_state", AxisRange::Robust, |row| {
        row.balance_state
    })
    .map(|panel| panel.with_levels(levels));
    let label = format!("penalty ({})", tables.run.loss.unit());
    let penalty = panel(label, "penalty", AxisRange::Robust, |row| row.penalty);
    let label = "strength (0 to 1)".to_owned();
    let range = AxisRange::Fixed(0.0, 1.0);
    let strength = panel(label, "adapted_strength", range, |row| row.adapted_strength);
    [balance, penalty, strength].into_iter().flatten()
}

/// What the rule's own number is, and the values at which the rule acts.
fn balance_state(tables: &RunTables) -> (String, Vec<(f64, String)>) {
    match tables.run.balance.logged_value() {
        Some(logged) => (
            logged.meaning.to_owned(),
            logged.threshold.into_iter().collect(),
        ),
        None => ("balance_state".to_owned(), Vec::new()),
    }
}
