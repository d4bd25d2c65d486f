//! The first place where two histories of one run differ.

use super::History;
use crate::metrics::{MetricValues, TABLE};
use crate::train::{EvalRow, STEP_COLUMNS, StepRow};

/// The first place where two histories differ.
#[derive(Clone, Debug, PartialEq)]
pub struct Difference {
    /// The file's name.
    pub table: &'static str,
    /// The row, by its step.
    pub step: u64,
    /// The column's name.
    pub column: &'static str,
    /// The recorded value; `None` is not measured.
    pub recorded: Option<f64>,
    /// The value of the history that is compared with it.
    pub here: Option<f64>,
}

/// The first difference in the order of steps: in a step's row before the evaluation after it.
/// `same` compares two values.
///
/// Only rows that both have are compared.
pub fn first_difference(
    recorded: &History,
    here: &History,
    same: impl Fn(Option<f64>, Option<f64>) -> bool + Copy,
) -> Option<Difference> {
    let steps = recorded
        .steps
        .iter()
        .zip(&here.steps)
        .find_map(|(recorded, here)| in_step(recorded, here, same));
    let evals = recorded
        .evals
        .iter()
        .zip(&here.evals)
        .find_map(|(recorded, here)| in_eval(recorded, here, same));
    match (steps, evals) {
        (Some(step), Some(eval)) => Some(if eval.step < step.step { eval } else { step }),
        (step, eval) => step.or(eval),
    }
}

/// The history without the metrics that came after this format version, to compare it with one that
/// lacks them.
pub fn as_of_version(mut history: History, version: u32) -> History {
    for row in &mut history.evals {
        let measured = row.measured;
        row.measured = MetricValues::from_fn(|metric| {
            let is_known = metric.description().since <= version;
            measured.get(metric).filter(|_| is_known)
        });
    }
    history
}

fn in_step(
    a: &StepRow,
    b: &StepRow,
    same: impl Fn(Option<f64>, Option<f64>) -> bool,
) -> Option<Difference> {
    let values = STEP_COLUMNS
        .iter()
        .map(|column| (column.name, (column.get)(a), (column.get)(b)));
    let mut differing = values.filter(|(_, a, b)| !same(*a, *b));
    let (column, recorded, here) = differing.next()?;
    Some(Difference {
        table: "steps.parquet",
        step: a.step,
        column,
        recorded,
        here,
    })
}

fn in_eval(
    a: &EvalRow,
    b: &EvalRow,
    same: impl Fn(Option<f64>, Option<f64>) -> bool,
) -> Option<Difference> {
    let values = TABLE.iter().map(|row| {
        let value = |evaluated: &EvalRow| evaluated.measured.get(row.metric);
        (row.name, value(a), value(b))
    });
    let number = |step: u64| Some(step as f64);
    let mut all = std::iter::once(("step", number(a.step), number(b.step))).chain(values);
    let (column, recorded, here) = all.find(|(_, a, b)| !same(*a, *b))?;
    Some(Difference {
        table: "evals.parquet",
        step: a.step,
        column,
        recorded,
        here,
    })
}

/// Whether two values are the same bits; any NaN is any other.
pub fn same_bits(a: Option<f64>, b: Option<f64>) -> bool {
    let bits = |value: f64| {
        if value.is_nan() {
            f64::NAN.to_bits()
        } else {
            value.to_bits()
        }
    };
    a.map(bits) == b.map(bits)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metrics::Metric;

    fn history() -> History {
        let step = |step| StepRow {
            step,
            d_loss: Some(0.5),
            g_loss: Some(f64::NAN),
            ..StepRow::default()
        };
        let eval = |step| EvalRow {
            step,
            measured: MetricValues::default(),
        };
        History {
            steps: (1..=4).map(step).collect(),
            evals: [0, 2, 4].map(eval).to_vec(),
        }
    }

    #[test]
    fn the_first_difference_is_found_in_the_order_of_steps() {
        let one = history();
        assert_eq!(first_difference(&one, &history(), same_bits), None);
        let mut other = history();
        other.steps[2].lr_g = f64::from_bits(1);
        let found = first_difference(&one, &other, same_bits).unwrap();
        assert_eq!(
            (found.table, found.step, found.column),
            ("steps.parquet", 3, "lr_g")
        );
        assert_eq!(
            (found.recorded, found.here),
            (Some(0.0), Some(f64::from_bits(1)))
        );
        other.evals[1].measured.set(Metric::Modes, 8.0);
        let found = first_difference(&one, &other, same_bits).unwrap();
        assert_eq!(
            (found.table, found.step, found.column),
            ("evals.parquet", 2, TABLE[0].name)
        );
        assert_eq!(first_difference(&one, &other, |_, _| true), None);
    }

    #[test]
    fn rows_that_only_one_has_are_not_compared() {
        let mut shorter = history();
        shorter.steps.truncate(1);
        shorter.evals.truncate(1);
        assert_eq!(first_difference(&history(), &shorter, same_bits), None);
    }

    #[test]
    fn what_a_version_did_not_measure_is_no_difference() {
        let mut newer = history();
        newer.evals[1].measured.set(Metric::ModesHeld, 8.0);
        newer.evals[1].measured.set(Metric::Modes, 7.0);
        let first = |version| {
            let here = as_of_version(newer.clone(), version);
            first_difference(&history(), &here, same_bits).map(|it| it.column)
        };
        assert_eq!((first(6), first(5)), (Some("modes"), Some("modes")));
        newer.evals[1].measured = MetricValues::default();
        newer.evals[1].measured.set(Metric::ModesHeld, 8.0);
        let here = |version| as_of_version(newer.clone(), version);
        let difference = |version| first_difference(&history(), &here(version), same_bits);
        assert_eq!(difference(5), None);
        assert_eq!(difference(6).map(|it| it.column), Some("modes_held"));
    }
}
