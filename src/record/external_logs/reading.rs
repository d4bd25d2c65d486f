//! Finding logs and reading them, whatever their format.

use std::path::{Path, PathBuf};

use super::assemble::assemble;
use super::log_table::LogTable;
use super::{
    ExternalLog, ExternalLogError, LogOptions, LogPattern, csv, event_files, format, json, lines,
    parquet, pattern, text,
};
use crate::files::{self, limits};
use crate::record::RecordError;

/// Whether a path is the log of another program: a file or a pipe, or a folder with event files
/// that is neither a run nor a study.
pub fn is_external_log(path: &Path) -> bool {
    let is_ours = ["run.yaml", "study.yaml"]
        .iter()
        .any(|name| path.join(name).is_file());
    let is_folder = path.is_dir();
    (path.exists() && !is_folder)
        || (is_folder && !is_ours && event_files::files(path).is_ok_and(|files| !files.is_empty()))
}

/// The folders in a folder that are logs, sorted: those of the single runs, or of curves that
/// TensorBoard keeps apart.
pub fn logs_below(path: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(path)
        .into_iter()
        .flatten()
        .flatten()
        .map(|entry| entry.path());
    let mut logs: Vec<PathBuf> = entries
        .filter(|path| path.is_dir() && is_external_log(path))
        .collect();
    logs.sort();
    logs
}

/// Reads a log: one game, or several where several discriminators are trained. Its format is told
/// by its content, event files by their name.
///
/// # Errors
/// If it cannot be read, is damaged, or has no loss that is recognised or chosen.
pub fn read_external_log(
    path: &Path,
    options: &LogOptions,
) -> Result<Vec<ExternalLog>, ExternalLogError> {
    assemble(path, &read_table(path, options.pattern.as_ref())?, options)
}

fn read_table(path: &Path, pattern: Option<&LogPattern>) -> Result<LogTable, ExternalLogError> {
    if path.is_dir() || event_files::has_event_name(path) {
        return event_files::read(path);
    }
    let bytes = files::read_log(path, limits::LOG).map_err(RecordError::io("read", path))?;
    table_of(path, bytes, pattern)
}

/// The table of a file's bytes.
///
/// # Errors
/// If they are damaged, or nothing that can be read.
pub(super) fn table_of(
    path: &Path,
    bytes: Vec<u8>,
    pattern: Option<&LogPattern>,
) -> Result<LogTable, ExternalLogError> {
    if event_files::has_event_name(path) {
        return event_files::read_bytes(path, &bytes);
    }
    if bytes.starts_with(parquet::MAGIC) {
        return parquet::read(path, &bytes);
    }
    let text = text::decode(path, bytes)?;
    if let Some(pattern) = pattern {
        return pattern::read(path, &text, pattern);
    }
    match json::read(path, &text) {
        Some(read) => read,
        None if let Some(table) = csv::with_tabs(&text) => csv::read(path, &table),
        None if format::is_printed_lines(&text) => Ok(lines::read(text)),
        None => csv::read(path, &text),
    }
}

/// As [`read_external_log`], of the bytes of a file of this name.
///
/// # Errors
/// As [`read_external_log`].
pub(crate) fn parse_external_log(
    path: &Path,
    bytes: &[u8],
    options: &LogOptions,
) -> Result<Vec<ExternalLog>, ExternalLogError> {
    let table = table_of(path, bytes.to_vec(), options.pattern.as_ref())?;
    assemble(path, &table, options)
}
