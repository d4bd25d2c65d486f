//! A table of values, as CSV and as JSON.

use serde_json::{Map, Value as Json};

use super::value::Value;

/// Values in rows and columns.
#[derive(Debug)]
pub(crate) struct TextTable {
    pub(super) headers: Vec<String>,
    pub(super) rows: Vec<Vec<Value>>,
    /// What stands above the columns for people, in words that may be broken into lines.
    pub(super) titles: Vec<String>,
    /// Columns that a narrow terminal can do without, in the order in which they are dropped; those of
    /// a group are dropped together.
    pub(super) optional: Vec<Vec<usize>>,
    /// Columns that people do not see: another one says the same.
    pub(super) for_programs: Vec<usize>,
    /// Columns that people see only where a row has something in them, other than nothing and 0.
    pub(super) shown_where_used: Vec<usize>,
    /// Whether the first column, of ids of runs, becomes the digits at their ends before it is dropped.
    pub(super) digits_first: bool,
    /// Columns of ids of runs, which may be broken into lines after a comma.
    pub(super) ids: Vec<usize>,
}

impl TextTable {
    /// A table without rows.
    pub(crate) fn new(headers: impl IntoIterator<Item = impl Into<String>>) -> Self {
        let headers: Vec<String> = headers.into_iter().map(Into::into).collect();
        Self {
            titles: headers.clone(),
            headers,
            rows: Vec::new(),
            optional: Vec::new(),
            for_programs: Vec::new(),
            shown_where_used: Vec::new(),
            digits_first: false,
            ids: Vec::new(),
        }
    }

    /// Marks the first column as one that a narrow terminal drops first: it repeats what other
    /// columns say.
    pub(crate) fn with_optional_first(self) -> Self {
        Self {
            optional: vec![vec![0]],
            ..self
        }
    }

    /// Marks the first column as one that a narrow terminal shortens first: other columns say all but the
    /// digits at the end of these ids of runs.
    pub(crate) fn with_digits_first(self) -> Self {
        Self {
            digits_first: true,
            ..self.with_optional_first()
        }
    }

    /// Marks further columns that a narrow terminal drops, in this order.
    pub(crate) fn with_optional(mut self, headers: &[&str]) -> Self {
        let indices = self.indices_of(headers).into_iter();
        self.optional.extend(indices.map(|index| vec![index]));
        self
    }

    /// Marks columns that say something only together, and that a narrow terminal drops after those
    /// marked before.
    pub(crate) fn with_optional_together(mut self, headers: &[&str]) -> Self {
        self.optional.push(self.indices_of(headers));
        self
    }

    fn indices_of(&self, headers: &[&str]) -> Vec<usize> {
        let index_of = |header: &&str| self.headers.iter().position(|name| name == header);
        headers.iter().filter_map(index_of).collect()
    }

    /// Marks columns that only CSV and JSON have.
    pub(crate) fn with_columns_for_programs(mut self, headers: &[&str]) -> Self {
        self.for_programs = self.indices_of(headers);
        self
    }

    /// Marks columns that people see only where a row has something in them, other than nothing and 0.
    pub(crate) fn with_columns_where_used(mut self, headers: &[&str]) -> Self {
        self.shown_where_used = self.indices_of(headers);
        self
    }

    /// Gives columns other titles for people: (header, title).
    pub(crate) fn with_titles<'a>(
        mut self,
        titles: impl IntoIterator<Item = (&'a str, &'a str)>,
    ) -> Self {
        for (header, title) in titles {
            if let Some(index) = self.headers.iter().position(|name| name == header) {
                self.titles[index] = title.to_string();
            }
        }
        self
    }

    /// Lets the first column, of ids of runs, be broken into lines between their values.
    pub(crate) fn with_ids_first(self) -> Self {
        Self {
            ids: vec![0],
            ..self
        }
    }

    /// The columns by their names for programs.
    #[cfg(test)]
    pub(crate) fn headers(&self) -> &[String] {
        &self.headers
    }

    /// Adds a row with one value for each header.
    pub(crate) fn push(&mut self, row: Vec<Value>) {
        self.rows.push(row);
    }

    /// Whether there are no rows.
    pub(crate) fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// One JSON object per row.
    pub(crate) fn json_rows(&self) -> Vec<Map<String, Json>> {
        let object = |row: &Vec<Value>| {
            let values = row.iter().map(Value::to_json);
            self.headers.iter().cloned().zip(values).collect()
        };
        self.rows.iter().map(object).collect()
    }

    /// An array of one object per row.
    #[cfg(test)]
    pub(super) fn json(&self) -> String {
        serde_json::to_string_pretty(&self.json_rows()).expect("values become JSON")
    }

    /// A line of headers and one line per row, without a line break at the end.
    pub(super) fn csv(&self) -> String {
        let headers = self.headers.iter().map(|header| quoted(header.clone()));
        let headers = headers.collect::<Vec<_>>().join(",");
        let line = |row: &Vec<Value>| {
            let values = row.iter().map(|value| quoted(value.to_csv()));
            values.collect::<Vec<_>>().join(",")
        };
        std::iter::once(headers)
            .chain(self.rows.iter().map(line))
            .collect::<Vec<_>>()
            .join("\n")
    }
}

/// A field of CSV, in quotes where it needs them.
fn quoted(text: String) -> String {
    if text.contains([',', '"', '\n']) {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::AxisValue;

    #[test]
    fn a_value_of_an_axis_is_spelled_for_people_alone() {
        let value = Value::Axis(AxisValue::Number(0.01), "1e-2".to_string());
        let mut table = TextTable::new(["lr_d"]);
        table.push(vec![value.clone()]);
        assert_eq!(value.to_string(), "1e-2");
        assert_eq!(table.csv(), "lr_d\n0.01");
        assert_eq!(table.json_rows()[0]["lr_d"], 0.01);
    }

    #[test]
    fn formats_keep_types() {
        let mut table = TextTable::new(["run", "seed", "value", "none"]);
        table.push(vec![
            Value::text("a,\"b\""),
            Value::Integer(u64::MAX),
            Value::Number(f64::NAN),
            Value::Missing,
        ]);
        table.push(vec![
            Value::text("1e3"),
            Value::Integer(0),
            Value::Number(0.0004),
            Value::Missing,
        ]);
        assert_eq!(
            table.csv(),
            "run,seed,value,none\n\"a,\"\"b\"\"\",18446744073709551615,NaN,\n1e3,0,0.0004,"
        );
        let json: serde_json::Value = serde_json::from_str(&table.json()).unwrap();
        assert_eq!(json[0]["seed"], u64::MAX);
        assert_eq!(
            (&json[0]["value"], &json[0]["none"]),
            (&"NaN".into(), &serde_json::Value::Null)
        );
        assert_eq!(
            (json[1]["run"].as_str(), json[1]["value"].as_f64()),
            (Some("1e3"), Some(0.0004))
        );
    }
}
