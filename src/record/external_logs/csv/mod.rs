//! Tables as text: one line per step, separated by commas, semicolons or tabs.

mod blanks;
mod growing;
mod left_out;
mod records;

use std::path::Path;

pub(super) use self::blanks::with_tabs;
pub(super) use self::growing::GrowingCsv;
use self::left_out::LeftOut;
use self::records::{Record, Records};
use super::log_table::{LogColumn, LogTable};
use super::normalized::normalized;
use super::{ExternalLogError, cell};

const SEPARATORS: [u8; 3] = *b",;\t";

/// Reads a table. Lines that begin with `#` are comments, quoted fields may hold separators, and
/// the first line names the columns. If it holds numbers, the columns are numbered from 1.
///
/// # Errors
/// If there is no header, or a line has another number of fields than it.
pub(super) fn read(path: &Path, text: &str) -> Result<LogTable, ExternalLogError> {
    let refused = |line, reason: &str| ExternalLogError::Text {
        path: path.to_path_buf(),
        line,
        reason: reason.to_string(),
    };
    let bytes = text.as_bytes();
    let mut records = Records::new(bytes, separator(bytes));
    let Some(header) = records.next() else {
        let reason = "there is nothing in it but comments";
        return Err(refused(None, reason));
    };
    let is_headless = is_numbers(&header.fields);
    let written = header.fields.clone();
    let mut lines = if is_headless {
        let names = (1..=header.fields.len()).map(|number| number.to_string());
        let mut lines = Lines::new(names.collect());
        lines.push(header.line, &header.fields);
        lines
    } else {
        Lines::new(named(path, header.fields))
    };
    for record in records {
        let Record {
            fields,
            line,
            is_open,
        } = record;
        let spans_lines = fields.iter().any(|field| field.contains('\n'));
        // A program that is killed while it writes, or is still writing, leaves a part of a line.
        if is_open && !spans_lines && fields.len() < lines.columns.len() {
            lines.notes.push(format!(
                "line {line} is cut off at the end of the file, and left out"
            ));
        } else if !is_headless && fields == written {
            lines.headers.add(line);
        } else if fields.len() == lines.columns.len() {
            lines.push(line, &fields);
        } else {
            return Err(refused(
                Some(line),
                &ragged(fields.len(), lines.columns.len(), spans_lines),
            ));
        }
    }
    Ok(LogTable {
        is_headless,
        ..lines.finish()
    })
}

/// Whether fields are all numbers, which names are not.
fn is_numbers(fields: &[String]) -> bool {
    fields
        .iter()
        .all(|name| matches!(cell::parse(name), Ok(Some(_))))
}

/// The names of a header. TensorBoard exports one curve per file, whose tag is in the file's name:
/// `run-dcgan-tag-Loss_D.csv`.
fn named(path: &Path, mut header: Vec<String>) -> Vec<String> {
    let normal: Vec<String> = header.iter().map(|name| normalized(name)).collect();
    if normal == ["walltime", "step", "value"]
        && let Some(stem) = path.file_stem().and_then(|stem| stem.to_str())
    {
        header[2] = stem.rsplit("tag-").next().unwrap_or(stem).to_string();
    }
    header
}

/// Lines that have as many fields as the first, and a number in one of them.
pub(super) fn count_table_rows(text: &str) -> usize {
    let bytes = text.as_bytes();
    let mut records = Records::new(bytes, separator(bytes));
    let Some(header) = records.next() else {
        return 0;
    };
    let has_number = |fields: &[String]| {
        fields
            .iter()
            .any(|field| matches!(cell::parse(field), Ok(Some(_))))
    };
    let rows = records
        .filter(|record| record.fields.len() == header.fields.len() && has_number(&record.fields));
    rows.count() + usize::from(is_numbers(&header.fields))
}

fn ragged(found: usize, expected: usize, spans_lines: bool) -> String {
    let guess = match found > expected {
        _ if spans_lines => "; a quote is not closed",
        true if expected > 1 => "; a decimal comma makes two fields of a number",
        true => "; say with `--pattern` which part of a line is what",
        false => "",
    };
    format!("{found} fields, where the header has {expected}{guess}")
}

/// The separator that the header has most of, outside quotes.
fn separator(bytes: &[u8]) -> u8 {
    let lines = bytes.split(|byte| *byte == b'\n' || *byte == b'\r');
    let mut lines = lines.filter(|line| !line.trim_ascii().is_empty() && !line.starts_with(b"#"));
    let header = lines.next().unwrap_or_default();
    let mut is_quoted = false;
    let mut counts = [0_usize; SEPARATORS.len()];
    for byte in header {
        is_quoted ^= *byte == b'"';
        if let Some(index) = SEPARATORS
            .iter()
            .position(|separator| separator == byte)
            .filter(|_| !is_quoted)
        {
            counts[index] += 1;
        }
    }
    let most = (0..SEPARATORS.len())
        .rev()
        .max_by_key(|index| counts[*index])
        .unwrap_or(0);
    SEPARATORS[most]
}

/// The lines that have been read so far.
struct Lines {
    columns: Vec<LogColumn>,
    places: Vec<u64>,
    notes: Vec<String>,
    headers: LeftOut,
}

impl Lines {
    fn new(names: Vec<String>) -> Self {
        let columns = names
            .into_iter()
            .map(|name| LogColumn {
                name,
                values: Ok(Vec::new()),
            })
            .collect();
        Self {
            columns,
            places: Vec::new(),
            notes: Vec::new(),
            headers: LeftOut::default(),
        }
    }

    /// Adds a line. A column that is no column of numbers remembers where that is first so.
    fn push(&mut self, line: u64, fields: &[String]) {
        self.places.push(line);
        for (column, field) in self.columns.iter_mut().zip(fields) {
            if let Ok(values) = &mut column.values {
                match cell::parse(field) {
                    Ok(value) => values.push(value),
                    Err(reason) => column.values = Err(format!("on line {line} {reason}")),
                }
            }
        }
    }

    fn finish(mut self) -> LogTable {
        self.notes.extend(self.headers.header_note());
        LogTable {
            columns: self.columns,
            places: self.places,
            notes: self.notes,
            place: "line",
            ..LogTable::default()
        }
    }
}
