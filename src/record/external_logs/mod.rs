//! Logs of GANs that were trained by other programs: tables, JSON, printed lines and TensorBoard's
//! event files, read into the rows that the rules look at.
//!
//! ```text
//! csv | json | lines | pattern | parquet | event_files -> LogTable (their columns)
//!      -> games -> ChosenColumns, Timeline -> ExternalLog (StepRow, EvalRow) -> diagnose
//!                  ^ --column, column_aliases   ^ LossScale: --convention, --ideal, `convention`
//! ```
//!
//! Nothing here knows more than what a file says. Which loss it is, is the user's word; in which
//! scale, too, unless the log shows it. Each format makes a `LogTable` of every column that holds numbers. A column that
//! does not hold numbers keeps the reason, which becomes an error only when the column is wanted.
//! D's loss is converted when it is read, so everything after that sees the mean of the real and
//! the fake term.
//!
//! A log that still grows is read by `growing`: line by line into rows that are thinned, and from
//! the table on as any other.
//!
//! CSV is read by `csv-core`: the crate around it enables other features of serde, and polars would
//! be built again.
//!
//! To add a format, write a file that makes a `LogTable` of a file's bytes, and say in
//! `reading.rs` how it is told from the others; one that is written line by line is also a
//! `RowReader`, which `growing.rs` names. Another spelling of a column's name belongs in
//! `alias_table.rs`.

mod alias_table;
mod aliases;
mod assemble;
mod cell;
mod chosen_columns;
mod column_aliases;
mod column_choice;
mod convention;
mod csv;
mod error;
mod event_files;
mod external_log;
mod format;
mod games;
mod growing;
mod json;
mod lines;
mod log_table;
mod loss_scale;
mod no_loss;
mod normalized;
mod parquet;
mod pattern;
mod plausible;
mod reading;
mod row_reader;
mod sparse_table;
#[cfg(test)]
mod tests;
mod text;
mod thinned_table;
mod timeline;

pub use column_choice::ColumnChoice;
pub use error::ExternalLogError;
pub use external_log::{ExternalLog, LogOptions, ScaleOrigin};
pub use growing::{GrowingLog, Growth};
pub use loss_scale::{LossConvention, LossScale};
pub use pattern::LogPattern;
pub(crate) use reading::parse_external_log;
pub use reading::{is_external_log, logs_below, read_external_log};
