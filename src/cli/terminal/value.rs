//! One value of a table: exact for programs, short for people.

use std::fmt;

use super::sparkline::sparkline;
use crate::config::{AxisValue, Study};
use crate::diagnose::{Diagnosis, Verdict, VerdictForm};
use crate::statistics::format_number;

/// Widest sparkline in a table, in characters.
const SPARKLINE_WIDTH: usize = 16;

/// One value. Numbers stay numbers in JSON and CSV, and are rounded for people.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Value {
    Text(String),
    Number(f64),
    Integer(u64),
    /// A run's value on an axis: itself for programs, as the study spells it for people.
    Axis(AxisValue, String),
    /// A verdict: its name for programs, all that is said with it for people.
    Judged {
        verdict: Verdict,
        label: String,
        /// Whether modes are held unevenly.
        imbalanced: bool,
    },
    /// How many runs have this verdict.
    VerdictCount(Verdict, usize),
    /// Values over time between 0 and `top`: a sparkline for people, the values in JSON, the values
    /// with blanks between them in CSV.
    Series {
        values: Vec<Option<f64>>,
        top: f64,
    },
    /// What has parts of its own: these in JSON, a text in CSV, and one for people.
    Structured {
        json: serde_json::Value,
        csv: String,
        shown: String,
    },
    /// Not measured, or not there.
    Missing,
}

impl Value {
    /// A text.
    pub(crate) fn text(text: impl Into<String>) -> Self {
        Value::Text(text.into())
    }

    /// The verdict of a run, or [`Value::Missing`].
    pub(crate) fn judged(diagnosis: Option<&Diagnosis>) -> Self {
        diagnosis.map_or(Value::Missing, |diagnosis| Value::Judged {
            verdict: diagnosis.verdict,
            label: diagnosis.label(),
            imbalanced: diagnosis.is_imbalanced(),
        })
    }

    /// The form of a run's verdict, or [`Value::Missing`].
    pub(crate) fn form(diagnosis: Option<&Diagnosis>) -> Self {
        let form = diagnosis.and_then(Diagnosis::form);
        Self::optional_text(form.map(VerdictForm::name))
    }

    /// The values of a run on the axes of its study.
    pub(crate) fn axes<S>(study: &Study<S>, cell: &[AxisValue]) -> impl Iterator<Item = Self> {
        let spelled = study.spelled_cell(cell).into_iter();
        let values: Vec<AxisValue> = cell.to_vec();
        values
            .into_iter()
            .zip(spelled)
            .map(|(value, spelled)| Value::Axis(value, spelled))
    }

    /// What has parts of its own in JSON, and is one text elsewhere.
    pub(crate) fn structured(value: &impl serde::Serialize, text: String) -> Self {
        Value::Structured {
            json: serde_json::to_value(value).expect("what verdict.json holds becomes JSON"),
            csv: text.clone(),
            shown: text,
        }
    }

    /// A text, or [`Value::Missing`].
    pub(crate) fn optional_text(text: Option<impl Into<String>>) -> Self {
        text.map_or(Value::Missing, Value::text)
    }

    /// A number, or [`Value::Missing`].
    pub(crate) fn optional_number(value: Option<f64>) -> Self {
        value.map_or(Value::Missing, Value::Number)
    }

    /// An integer, or [`Value::Missing`].
    pub(crate) fn optional_integer(value: Option<u64>) -> Self {
        value.map_or(Value::Missing, Value::Integer)
    }

    /// The value as CSV has it, before quoting.
    pub(super) fn to_csv(&self) -> String {
        match self {
            Value::Text(text) => text.clone(),
            Value::Number(value) => value.to_string(),
            Value::Integer(value) => value.to_string(),
            Value::Axis(value, _) => value.to_string(),
            Value::Judged { verdict, .. } => verdict.name().to_string(),
            Value::VerdictCount(_, count) => count.to_string(),
            Value::Series { values, .. } => {
                let text =
                    |value: &Option<f64>| value.map_or("-".to_string(), |value| value.to_string());
                values.iter().map(text).collect::<Vec<_>>().join(" ")
            }
            Value::Structured { csv, .. } => csv.clone(),
            Value::Missing => String::new(),
        }
    }

    /// The value as JSON has it.
    pub(super) fn to_json(&self) -> serde_json::Value {
        match self {
            Value::Text(text) => text.as_str().into(),
            // JSON has no NaN and no infinity; as text they are not lost.
            Value::Number(value) => serde_json::Number::from_f64(*value)
                .map_or_else(|| value.to_string().into(), Into::into),
            Value::Integer(value) => (*value).into(),
            Value::Axis(AxisValue::Number(value), _) => (*value).into(),
            Value::Axis(AxisValue::Text(text), _) => text.as_str().into(),
            Value::Judged { verdict, .. } => verdict.name().into(),
            Value::VerdictCount(_, count) => (*count).into(),
            Value::Series { values, .. } => values
                .iter()
                .map(|value| Value::optional_number(*value).to_json())
                .collect(),
            Value::Structured { json, .. } => json.clone(),
            Value::Missing => serde_json::Value::Null,
        }
    }
}

/// As people read it.
impl fmt::Display for Value {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Value::Text(text) => formatter.write_str(text),
            Value::Number(value) => formatter.write_str(&format_number(*value)),
            Value::Integer(value) => write!(formatter, "{value}"),
            Value::Axis(_, spelled) => formatter.write_str(spelled),
            Value::Judged { label, .. } => formatter.write_str(label),
            Value::VerdictCount(_, count) => write!(formatter, "{count}"),
            Value::Series { values, top } => {
                formatter.write_str(&sparkline(values, Some((0.0, *top)), SPARKLINE_WIDTH))
            }
            Value::Structured { shown, .. } => formatter.write_str(shown),
            Value::Missing => formatter.write_str("-"),
        }
    }
}
