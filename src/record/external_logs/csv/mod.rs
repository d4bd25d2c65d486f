//! Tables as text: one line per step, separated by commas, semicolons or tabs.

mod cell;
mod records;

use std::path::Path;

use self::records::{Record, Records};
use super::ExternalLogError;
use super::log_table::{LogColumn, LogTable};

const SEPARATORS: [u8; 3] = *b",;\t";
const NOTHING: &str = "there is nothing in it; a header and rows are needed";
const BOM: &[u8] = b"\xef\xbb\xbf";

/// Reads a table. Lines that begin with `#` are comments, quoted fields may hold separators, and
/// the first line names the columns.
///
/// # Errors
/// If there is no header, or a line has another number of fields than it.
pub(super) fn read(path: &Path, bytes: &[u8]) -> Result<LogTable, ExternalLogError> {
    let text = |line, reason: &str| ExternalLogError::Text {
        path: path.to_path_buf(),
        line,
        reason: reason.to_string(),
    };
    let bytes = bytes.strip_prefix(BOM).unwrap_or(bytes);
    if let Some(reason) = no_table(bytes) {
        return Err(text(None, reason));
    }
    let mut records = Records::new(bytes, separator(bytes));
    let Some(header) = records.next() else {
        return Err(text(None, NOTHING));
    };
    if header
        .fields
        .iter()
        .all(|name| matches!(cell::parse(name), Ok(Some(_))))
    {
        let reason =
            "the first line holds numbers; a header is needed, such as `step,d_loss,g_loss`";
        return Err(text(Some(header.line), reason));
    }
    let mut lines = Lines::new(header.fields);
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
        } else if fields.len() == lines.columns.len() {
            lines.push(line, &fields);
        } else {
            return Err(text(
                Some(line),
                &ragged(fields.len(), lines.columns.len(), spans_lines),
            ));
        }
    }
    Ok(lines.finish())
}

fn ragged(found: usize, expected: usize, spans_lines: bool) -> String {
    let guess = match found > expected {
        _ if spans_lines => "; a quote is not closed",
        true if expected > 1 => "; a decimal comma makes two fields of a number",
        true => {
            "; printed lines are no table: write a CSV with columns such as `step,d_loss,g_loss`"
        }
        false => "",
    };
    format!("{found} fields, where the header has {expected}{guess}")
}

/// Why these bytes are no table, where that is plain, and what to do.
fn no_table(bytes: &[u8]) -> Option<&'static str> {
    let is_utf16 = bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff");
    match bytes.trim_ascii_start().first() {
        None => Some(NOTHING),
        Some(b'{' | b'[') if is_json(bytes) => Some(
            "this is JSON; write it as CSV, such as with `pandas.read_json(FILE, lines=True).to_csv(NEW)`",
        ),
        Some(_) if is_utf16 => Some("this is UTF-16; save it as UTF-8"),
        Some(_) if bytes.starts_with(b"PK") => {
            Some("this is a spreadsheet or an archive; save it as CSV")
        }
        Some(_) if bytes.contains(&0) => Some(
            "this is no text; CSV, Parquet and TensorBoard's event files (named *tfevents*) can be read",
        ),
        Some(_) => None,
    }
}

/// Whether the first line of a text, or all of it, is JSON: logs also print `[12/100] ..`.
fn is_json(bytes: &[u8]) -> bool {
    let is_valid = |text: &[u8]| serde_json::from_slice::<serde::de::IgnoredAny>(text).is_ok();
    let first = bytes.trim_ascii_start().split(|byte| *byte == b'\n').next();
    let opens = first.is_some_and(|line| matches!(line.trim_ascii(), b"{" | b"["));
    opens || first.is_some_and(is_valid) || is_valid(bytes)
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

    fn finish(self) -> LogTable {
        LogTable {
            columns: self.columns,
            places: self.places,
            notes: self.notes,
            step: None,
            place: "line",
        }
    }
}
