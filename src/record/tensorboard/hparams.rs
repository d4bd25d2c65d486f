//! What TensorBoard's HParams plugin reads: which hyperparameters and metrics there are, and what
//! each run has of them.

use super::event_file::for_plugin;
use crate::config::{Axis, AxisValue, Run, Study};
use crate::metrics::{Metric, MetricDescription};
use crate::record::protobuf::Message;
use crate::record::sha256;

/// The variants of `google.protobuf.Value` that we write, by field, and the type that the plugin
/// gives them.
const NUMBER: u64 = 2;
const TEXT: u64 = 3;
const TYPE_OF_TEXT: u64 = 1;
const TYPE_OF_NUMBER: u64 = 3;

/// A study: its axes, and the metrics that its table of runs shows. `created` is in seconds since
/// 1970.
pub(super) fn experiment(study: &Study, metrics: &[Metric], created: f64) -> Message {
    let named = Message::new().bytes(1, &study.question).double(3, created);
    let with_axes = study.axes.iter().fold(named, |message, axis| {
        message.message(4, &hyperparameter(axis))
    });
    let evals = metrics.iter().map(|metric| metric.description());
    let evals = evals.map(|metric| {
        measured(
            &format!("evals/{}", metric.name),
            metric.name,
            &described(metric),
        )
    });
    let loss = measured("steps/d_loss", "d_loss", "D's loss in the last step");
    let all = evals
        .chain([loss])
        .fold(with_axes, |message, metric| message.message(5, &metric));
    for_plugin(
        "_hparams_/experiment",
        "hparams",
        &Message::new().message(2, &all.bytes(6, &study.name)),
    )
}

fn hyperparameter(axis: &Axis) -> Message {
    let values = axis.values.iter().fold(Message::new(), |list, value| {
        list.message(1, &on_axis(axis, value))
    });
    let kind = if is_numeric(axis) {
        TYPE_OF_NUMBER
    } else {
        TYPE_OF_TEXT
    };
    let differs = axis.values.len() > 1;
    Message::new()
        .bytes(1, &axis.name)
        .whole(4, kind)
        .message(5, &values)
        .whole(7, differs.into())
}

fn measured(tag: &str, name: &str, meaning: &str) -> Message {
    Message::new()
        .message(1, &Message::new().bytes(2, tag))
        .bytes(3, name)
        .bytes(4, meaning)
}

/// A run begins: its values on the axes. The seed is none of them: the plugin shows those of a
/// group's first run for the whole group.
pub(super) fn session_start(axes: &[Axis], cell: &[AxisValue], run: &Run, started: f64) -> Message {
    let entry = |(axis, value): (&Axis, &AxisValue)| {
        Message::new()
            .bytes(1, &axis.name)
            .message(2, &on_axis(axis, value))
    };
    let values = axes.iter().zip(cell).map(entry);
    let start = values.fold(Message::new(), |message, entry| message.message(1, &entry));
    let start = start.bytes(4, group(axes, cell, run)).double(5, started);
    for_plugin(
        "_hparams_/session_start_info",
        "hparams",
        &Message::new().message(3, &start),
    )
}

/// A run has come to its end. That is a success for the harness, whatever became of the GAN.
pub(super) fn session_end(ended: f64) -> Message {
    const SUCCESS: u64 = 1;
    let end = Message::new().whole(1, SUCCESS).double(2, ended);
    for_plugin(
        "_hparams_/session_end_info",
        "hparams",
        &Message::new().message(4, &end),
    )
}

/// The name that runs share which differ only in their seed: their values on the axes, and the hash
/// of their spec without the seed.
fn group(axes: &[Axis], cell: &[AxisValue], run: &Run) -> String {
    let without_seed = Run {
        seed: 0,
        ..run.clone()
    };
    let values: String = axes
        .iter()
        .zip(cell)
        .map(|(axis, value)| format!("{}={value}, ", axis.name))
        .collect();
    values + &sha256(without_seed.to_yaml().as_bytes())[..8]
}

/// Numbers where the whole axis is numeric, text otherwise, as in `runs.parquet`.
fn on_axis(axis: &Axis, value: &AxisValue) -> Message {
    match value {
        AxisValue::Number(number) if is_numeric(axis) => Message::new().double(NUMBER, *number),
        other => Message::new().bytes(TEXT, other.to_string()),
    }
}

fn is_numeric(axis: &Axis) -> bool {
    axis.values
        .iter()
        .all(|value| matches!(value, AxisValue::Number(_)))
}

/// A metric's meaning and unit.
pub(super) fn described(metric: &MetricDescription) -> String {
    format!("{} ({})", metric.meaning, metric.unit)
}
