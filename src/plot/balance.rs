//! Who moved in which steps, how fast, and what the strategies that decide it remember. Only what a
//! run has gets a panel.

use super::curve::Pen;
use super::of_run::RunTables;
use super::panels::{Curve, Look, Panel, Panels, Range};
use super::{Canvas, Figure, PlotError, palette};
use crate::train::StepRow;
use plotters::style::RGBColor;

pub fn draw(tables: &RunTables, title: &str) -> Result<Canvas, PlotError> {
    let mut panels = vec![
        moved(
            "D",
            tables.column(|row| Some(f64::from(row.d_stepped.min(1)))),
            palette::DISCRIMINATOR,
        ),
        moved(
            "G",
            tables.column(|row| Some(f64::from(row.g_stepped.min(1)))),
            palette::GENERATOR,
        ),
    ];
    if tables
        .steps()
        .iter()
        .any(|row| row.d_stepped > 1 || row.g_stepped > 1)
    {
        panels.push(updates(tables));
    }
    panels.push(rates(tables));
    let (meaning, levels) = balance_state(tables);
    for (label, name, range, value, levels) in [
        (
            meaning.as_str(),
            "balance_state",
            Range::Robust,
            (|row| row.balance_state) as fn(&StepRow) -> _,
            levels,
        ),
        (
            &penalty_label(tables),
            "penalty",
            Range::Robust,
            |row| row.penalty,
            vec![],
        ),
        (
            "strength (0 to 1)",
            "adapted_strength",
            Range::Fixed(0.0, 1.0),
            |row| row.adapted_strength,
            vec![],
        ),
    ] {
        let values = tables.column(value);
        if values.iter().any(Option::is_some) {
            let curve = Curve {
                name: name.to_owned(),
                values,
                look: Look::Line(Pen::new(palette::BLUISH_GREEN)),
            };
            panels.push(Panel {
                label: label.to_owned(),
                height: 130.0,
                range,
                curves: vec![curve],
                levels,
            });
        }
    }
    Ok(Panels {
        title,
        steps: &tables.step_numbers(),
        panels,
        findings: tables.findings,
    }
    .draw())
}

/// The share of steps in which a player was updated.
fn moved(player: &str, values: Vec<Option<f64>>, color: RGBColor) -> Panel {
    let curve = Curve {
        name: format!("steps with an update of {player}"),
        values,
        look: Look::Share(color),
    };
    let range = Range::Fixed(0.0, 1.0);
    Panel {
        label: "share of steps".to_owned(),
        height: 70.0,
        range,
        curves: vec![curve],
        levels: vec![],
    }
}

/// How many updates a step had, where it can be more than one.
fn updates(tables: &RunTables) -> Panel {
    let mean = Pen {
        band: false,
        ..Pen::new(palette::DISCRIMINATOR)
    };
    let curve = |name: &str, values, pen| Curve {
        name: name.to_owned(),
        values,
        look: Look::Line(pen),
    };
    Panel {
        label: "updates a step (mean)".to_owned(),
        height: 130.0,
        range: Range::FromZero,
        curves: vec![
            curve(
                "of D",
                tables.column(|row| Some(f64::from(row.d_stepped))),
                mean,
            ),
            curve(
                "of G",
                tables.column(|row| Some(f64::from(row.g_stepped))),
                Pen::wide(palette::GENERATOR),
            ),
        ],
        levels: vec![],
    }
}

/// Learning rates after schedule and balance rule. Both players may have the same one.
fn rates(tables: &RunTables) -> Panel {
    let curve = |name: &str, values, pen| Curve {
        name: name.to_owned(),
        values,
        look: Look::Line(pen),
    };
    Panel {
        label: "learning rate".to_owned(),
        height: 150.0,
        range: Range::Logarithmic,
        curves: vec![
            curve(
                "lr_d",
                tables.column(|row| Some(row.lr_d)),
                Pen::new(palette::DISCRIMINATOR),
            ),
            curve(
                "lr_g",
                tables.column(|row| Some(row.lr_g)),
                Pen::wide(palette::GENERATOR),
            ),
        ],
        levels: vec![],
    }
}

/// What the rule's own number is, and the values at which the rule acts.
fn balance_state(tables: &RunTables) -> (String, Vec<(f64, String)>) {
    let Some(logged) = tables.run.balance.logged_value() else {
        return ("balance_state".to_owned(), vec![]);
    };
    (
        logged.meaning.to_owned(),
        logged.threshold.into_iter().collect(),
    )
}

fn penalty_label(tables: &RunTables) -> String {
    format!("penalty ({})", tables.run.loss.unit())
}
