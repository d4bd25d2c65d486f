//! What a run did over its steps, in few points, for the chart of the page.

use crate::metrics::{Metric, TABLE};
use crate::plot::{Envelope, envelope};
use crate::record::StoredTables;
use crate::train::{EvalRow, STEP_COLUMNS, StepRow};
use serde_json::{Map, Value, json};

/// Columns of the steps that can be compared: what both players lose, say and feel.
const STEP_QUANTITIES: [&str; 8] = [
    "d_loss",
    "g_loss",
    "d_acc",
    "d_real",
    "d_fake",
    "d_grad_norm",
    "g_grad_norm",
    "fake_grad_norm",
];

/// Points of one curve, at most and at least, and how many the runs of a study share.
const MOST_POINTS: usize = 160;
const LEAST_POINTS: usize = 50;
const SHARED_POINTS: usize = 10_000;

/// Points of one curve in a study of so many runs.
pub(super) fn points_per_curve(runs: usize) -> usize {
    (SHARED_POINTS / runs.max(1)).clamp(LEAST_POINTS, MOST_POINTS)
}

/// Every curve of a run by the name of its quantity, in at most so many points: no spike is lost,
/// for a point that stands for several values has their mean, least and most.
///
/// `at` holds lists of steps, which curves share. A curve is `[place in at, means, least, most, steps
/// with values that are not finite]`, without what follows the means where each point is one value.
/// Null is a gap.
pub(super) fn run_curves(tables: &StoredTables, points: usize) -> Value {
    let mut curves = Curves::default();
    let steps: &[StepRow] = tables.steps.as_deref().unwrap_or_default();
    let numbers: Vec<u64> = steps.iter().map(|row| row.step).collect();
    let compared = |name: &str| STEP_QUANTITIES.contains(&name);
    for column in STEP_COLUMNS.iter().filter(|column| compared(column.name)) {
        let values: Vec<Option<f64>> = steps.iter().map(column.get).collect();
        curves.add(column.name, &envelope(&numbers, &values, points));
    }
    let evals: &[EvalRow] = tables.evals.as_deref().unwrap_or_default();
    let numbers: Vec<u64> = evals.iter().map(|row| row.step).collect();
    for row in TABLE {
        let values: Vec<Option<f64>> = evals
            .iter()
            .map(|eval| eval.measured.get(row.metric))
            .collect();
        curves.add(row.name, &envelope(&numbers, &values, points));
    }
    json!({ "at": curves.at, "of": curves.of })
}

/// A quantity that the chart can show.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Quantity {
    /// Name of its column.
    pub name: &'static str,
    /// What it is measured in.
    pub unit: &'static str,
    /// Whether it is measured at evaluations, not at every step.
    pub is_metric: bool,
}

/// Everything that the chart can show, the losses first and then the metrics, these before others.
pub(super) fn quantities(key_metrics: &[Metric]) -> Vec<Quantity> {
    let column = |name: &str| STEP_COLUMNS.iter().find(|column| column.name == name);
    let steps = STEP_QUANTITIES.iter().filter_map(|name| column(name));
    let steps = steps.map(|column| Quantity {
        name: column.name,
        unit: column.unit.text(),
        is_metric: false,
    });
    let others = TABLE.iter().map(|row| row.metric);
    let others = others.filter(|metric| !key_metrics.contains(metric));
    let metrics = key_metrics.iter().copied().chain(others).map(|metric| {
        let row = metric.description();
        Quantity {
            name: row.name,
            unit: row.unit.text(),
            is_metric: true,
        }
    });
    steps.chain(metrics).collect()
}

#[derive(Default)]
struct Curves {
    at: Vec<Vec<Option<u64>>>,
    of: Map<String, Value>,
}

impl Curves {
    /// Adds a curve, unless nothing was measured.
    fn add(&mut self, name: &str, envelope: &Envelope) {
        let mut columns = Vec::new();
        for segment in &envelope.segments {
            if !columns.is_empty() {
                columns.push(None);
            }
            columns.extend(segment.iter().map(Some));
        }
        let lost = lost_steps(envelope);
        if columns.is_empty() && lost.is_empty() {
            return;
        }
        let at: Vec<Option<u64>> = columns
            .iter()
            .map(|column| column.map(|column| column.step.round() as u64))
            .collect();
        let place = self.at.iter().position(|steps| *steps == at);
        let place = place.unwrap_or_else(|| {
            self.at.push(at);
            self.at.len() - 1
        });
        let values = |value: fn(&crate::plot::Column) -> f64| -> Vec<Option<f64>> {
            let short = |column: &Option<&_>| column.map(|column| three_digits(value(column)));
            columns.iter().map(short).collect()
        };
        let mut curve = vec![json!(place), json!(values(|column| column.middle))];
        let is_reduced = columns
            .iter()
            .flatten()
            .any(|column| column.low < column.high);
        if is_reduced || !lost.is_empty() {
            curve.push(json!(values(|column| column.low)));
            curve.push(json!(values(|column| column.high)));
        }
        if !lost.is_empty() {
            curve.push(json!(lost));
        }
        self.of.insert(name.to_string(), Value::Array(curve));
    }
}

/// Steps at which something is not finite.
fn lost_steps(envelope: &Envelope) -> Vec<u64> {
    let all = [
        &envelope.not_numbers,
        &envelope.infinite,
        &envelope.negative_infinite,
    ];
    let mut lost: Vec<u64> = all.into_iter().flatten().map(|step| *step as u64).collect();
    lost.sort_unstable();
    lost.dedup();
    lost
}

/// A number in three significant digits.
fn three_digits(value: f64) -> f64 {
    format!("{value:.2e}").parse().unwrap_or(value)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metrics::MetricValues;

    fn tables(steps: Vec<StepRow>, evals: Vec<EvalRow>) -> StoredTables {
        StoredTables {
            steps: Ok(steps),
            evals: Ok(evals),
            samples: Ok(Vec::new()),
        }
    }

    fn row(step: u64, d_loss: f64) -> StepRow {
        StepRow {
            step,
            d_loss: Some(d_loss),
            g_loss: Some(1.0),
            ..StepRow::default()
        }
    }

    #[test]
    fn a_spike_survives_and_gaps_are_marked() {
        let mut steps: Vec<StepRow> = (1..=1000).map(|step| row(step, 0.5)).collect();
        steps[300].d_loss = Some(9.0);
        steps[700].d_loss = Some(f64::NAN);
        let curves = run_curves(&tables(steps, Vec::new()), 100);
        let curve = &curves["of"]["d_loss"];
        let most: Vec<f64> = curve[3]
            .as_array()
            .unwrap()
            .iter()
            .filter_map(Value::as_f64)
            .collect();
        assert_eq!(most.iter().copied().fold(0.0, f64::max), 9.0);
        assert_eq!((most.len(), &curve[4]), (100, &json!([701])));
        assert!(
            curves["of"]["d_acc"].is_null(),
            "what was not measured is left out"
        );
    }

    #[test]
    fn short_curves_are_kept_as_they_are_and_share_their_steps() {
        let steps = vec![row(1, 0.123456), row(2, 2.0)];
        let mut measured = MetricValues::default();
        measured.set(Metric::Modes, 3.0);
        let eval = EvalRow { step: 2, measured };
        let curves = run_curves(&tables(steps, vec![eval]), 100);
        assert_eq!(curves["at"], json!([[1, 2], [2]]));
        assert_eq!(curves["of"]["d_loss"], json!([0, [0.123, 2.0]]));
        assert_eq!(curves["of"]["g_loss"], json!([0, [1.0, 1.0]]));
        assert_eq!(curves["of"]["modes"], json!([1, [3.0]]));
    }

    #[test]
    fn many_runs_share_the_points() {
        assert_eq!(
            [1, 12, 100, 1000].map(points_per_curve),
            [160, 160, 100, 50]
        );
    }

    #[test]
    fn every_quantity_is_listed_once_and_key_metrics_come_first() {
        let all = quantities(&[Metric::Coverage]);
        assert_eq!(all.len(), STEP_QUANTITIES.len() + TABLE.len());
        assert_eq!((all[0].name, all[8].name), ("d_loss", "coverage"));
    }
}
