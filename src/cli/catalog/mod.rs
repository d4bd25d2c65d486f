//! `seesaw catalog`: everything that YAML may name, from the code's own tables.

mod contents;
mod markdown;
mod table;

use clap::ValueEnum;

use super::exit::{CliError, Exit};
use super::terminal::output::print_line;
use super::terminal::styled_text::wrap;
use super::terminal::table_printing::TableFormat;
use contents::Contents;

/// Width of a column in a table for people, which a terminal may narrow further.
const COLUMN_WIDTH: usize = 60;

/// Everything that a study may name, with formula, parameters, defaults and source
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// Only this kind: data, model, loss, optimizer, schedule, balance, regularize, fakes,
    /// select, adapt, average, ..
    kind: Option<String>,
    #[arg(long, value_enum, default_value_t)]
    format: CatalogFormat,
}

/// How the catalog is printed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
enum CatalogFormat {
    #[default]
    Table,
    Json,
    Csv,
    /// A page; docs/catalog.md is this
    Markdown,
}

/// Prints the catalog, or one kind of it.
///
/// # Errors
/// If there is no such kind.
pub(super) fn run(arguments: &Arguments) -> Result<Exit, CliError> {
    let contents = Contents::of(arguments.kind.as_deref())?;
    let whole = |text: &str| text.to_string();
    let wrapped = |text: &str| wrap(text, COLUMN_WIDTH);
    match arguments.format {
        CatalogFormat::Table => table::table(&contents, wrapped).print(TableFormat::Table)?,
        CatalogFormat::Json => table::table(&contents, whole).print(TableFormat::Json)?,
        CatalogFormat::Csv => table::table(&contents, whole).print(TableFormat::Csv)?,
        CatalogFormat::Markdown => print_line(markdown::page(&contents))?,
    }
    Ok(Exit::Ok)
}
