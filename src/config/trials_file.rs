//! Tables of trials: the file that `sweep.csv` names, read into the place of its path.

use std::path::{Path, PathBuf};

use csv_core::{ReadRecordResult, Reader, ReaderBuilder};
use serde_yaml::{Mapping, Value};

use crate::files;
use crate::schema::ConfigError;

/// A table as it was read.
#[derive(Debug)]
pub(super) struct TrialsFile {
    /// The path in the document that named it.
    pub path: Vec<String>,
    /// The file's name, for messages.
    pub file: String,
    pub text: String,
    /// The line of each row, from 1; the first one is that of the header.
    lines: Vec<usize>,
    /// One mapping per row; a cell without text is no key.
    pub rows: Vec<Value>,
}

impl TrialsFile {
    /// Reads a table; a relative path leads from the working directory, or else from the study's folder.
    ///
    /// # Errors
    /// Why it cannot be read, or its first mistake.
    pub fn read(written: &str, study: &Path, path: Vec<String>) -> Result<TrialsFile, ConfigError> {
        let place = place_of(written, study);
        let file = place.display().to_string();
        let refuse = |reason: String| ConfigError::whole(&file, reason);
        let bytes = files::read(&place, files::limits::YAML)
            .map_err(|error| refuse(format!("the table of trials cannot be read: {error}")))?;
        let text = String::from_utf8(bytes)
            .map_err(|_| refuse("the table of trials is no text (UTF-8)".to_string()))?;
        let text = text.trim_start_matches('\u{feff}').to_string();
        let (header, records) = records(&text).ok_or_else(|| {
            refuse("a table of trials has a line of names, and a line for each trial".to_string())
        })?;
        let names = &header.fields;
        let again = |(at, name): (usize, &String)| names[..at].contains(name).then(|| name.clone());
        if let Some(name) = names.iter().enumerate().find_map(again) {
            return Err(refuse(format!("two columns are called `{name}`")).at(
                &text,
                header.line,
                1,
            ));
        }
        let mut table = TrialsFile {
            path,
            file: file.clone(),
            lines: vec![header.line],
            rows: Vec::new(),
            text,
        };
        for record in records {
            if record.fields.len() != header.fields.len() {
                let message = format!(
                    "this line has {} values, and the first one {} names",
                    record.fields.len(),
                    header.fields.len()
                );
                return Err(refuse(message).at(&table.text, record.line, 1));
            }
            table.lines.push(record.line);
            table.rows.push(row(&header.fields, &record.fields));
        }
        Ok(table)
    }

    /// The line of a mistake below the table's path: that of its row, or of the names.
    pub fn line(&self, below: &[String], at_name: bool) -> usize {
        let row = below.first().and_then(|row| row.parse::<usize>().ok());
        let place = match (row, at_name) {
            (Some(row), false) => row + 1,
            _ => 0,
        };
        self.lines.get(place).copied().unwrap_or(1)
    }
}

fn place_of(written: &str, study: &Path) -> PathBuf {
    let here = PathBuf::from(written);
    let beside = study.parent().map(|folder| folder.join(written));
    match beside {
        Some(beside) if !here.is_file() && beside.is_file() => beside,
        _ => here,
    }
}

/// The cells of a row, each read as YAML: `1e-3` is a number, `[r1]` a list.
fn row(names: &[String], fields: &[String]) -> Value {
    let mut row = Mapping::new();
    for (name, field) in names
        .iter()
        .zip(fields)
        .filter(|(_, field)| !field.is_empty())
    {
        let value = serde_yaml::from_str(field).unwrap_or_else(|_| Value::String(field.clone()));
        row.insert(name.as_str().into(), value);
    }
    row.into()
}

/// A line of the table.
struct Record {
    line: usize,
    fields: Vec<String>,
}

/// The names, and the rows below them, of which there is one at least.
fn records(text: &str) -> Option<(Record, Vec<Record>)> {
    let is_skipped = |line: &&str| line.trim().is_empty() || line.starts_with('#');
    let first = text.lines().find(|line| !is_skipped(line))?;
    let count = |separator: char| first.matches(separator).count();
    let separator = [',', ';', '\t']
        .into_iter()
        .max_by_key(|it| (count(*it), *it == ','))?;
    let mut reader = ReaderBuilder::new()
        .delimiter(separator as u8)
        .comment(Some(b'#'))
        .build();
    let mut rest = text.as_bytes();
    let (mut all, mut line) = (Vec::new(), 1);
    while let Some(record) = next(&mut reader, &mut rest, &mut line) {
        all.push(record);
    }
    (all.len() > 1).then(|| (all.remove(0), all))
}

/// The next record; `line` is the one at which `rest` begins.
fn next(reader: &mut Reader, rest: &mut &[u8], line: &mut usize) -> Option<Record> {
    let begun = *rest;
    let (mut output, mut ends) = (vec![0; 1024], vec![0; 64]);
    let (mut written, mut ended) = (0, 0);
    loop {
        let (result, read, out, end) =
            reader.read_record(rest, &mut output[written..], &mut ends[ended..]);
        *rest = &rest[read..];
        (written, ended) = (written + out, ended + end);
        match result {
            ReadRecordResult::End => return None,
            ReadRecordResult::OutputFull => output.resize(2 * output.len(), 0),
            ReadRecordResult::OutputEndsFull => ends.resize(2 * ends.len(), 0),
            ReadRecordResult::InputEmpty => {}
            ReadRecordResult::Record => break,
        }
    }
    let starts = std::iter::once(0).chain(ends[..ended].iter().copied());
    let field = |(start, end): (usize, &usize)| {
        String::from_utf8_lossy(&output[start..*end])
            .trim()
            .to_string()
    };
    let consumed = String::from_utf8_lossy(&begun[..begun.len() - rest.len()]);
    let is_skipped = |text: &&str| text.trim().is_empty() || text.starts_with('#');
    let first = *line + consumed.lines().take_while(is_skipped).count();
    *line += consumed.matches('\n').count();
    Some(Record {
        line: first,
        fields: starts.zip(&ends[..ended]).map(field).collect(),
    })
}
