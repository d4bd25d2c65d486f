//! `seesaw catalog`: everything that YAML may name, from the code's own tables.

mod contents;
mod manual;
mod markdown;
mod table;

use std::io::IsTerminal;

use clap::ValueEnum;

use super::exit::{CliError, Exit};
use super::terminal::color::ColorSupport;
use super::terminal::output::{print_line, print_message, print_styled_line};
use super::terminal::styled_text::{StyledLine, to_terminal};
use super::terminal::table_printing::TableFormat;
use super::terminal::terminal_size::terminal_size;
use contents::{Contents, Found};

/// A page is no wider than this: longer lines are hard to read.
const MAX_PAGE_WIDTH: usize = 80;

const EXAMPLES: &str = "\
Examples:
  seesaw catalog                every name, with what it means
  seesaw catalog balance        the names of one kind
  seesaw catalog hinge          one name: formula, parameters, source, example
  seesaw catalog lr_d           a key: its default, and what it takes
  seesaw catalog mode_collapse  what a verdict needs, and when it holds
  seesaw catalog coverage       what a metric measures";

/// Explain every name that a study may use, and every metric and verdict
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Arguments {
    /// A kind (data, model, loss, optimizer, schedule, balance, regularize, metric, verdict, ..) or
    /// a name
    #[arg(value_name = "KIND|NAME")]
    wanted: Option<String>,
    #[arg(long, value_enum, default_value_t)]
    format: CatalogFormat,
}

/// How the catalog is printed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
enum CatalogFormat {
    /// For people: names and meanings, or a page about one name
    #[default]
    Table,
    Json,
    Csv,
    /// A page; docs/catalog.md is this
    Markdown,
}

/// Prints the catalog, one kind of it, or what it says about a name.
///
/// # Errors
/// If there is neither a kind nor a name like this.
pub(super) fn run(arguments: &Arguments) -> Result<Exit, CliError> {
    let found = Contents::find(arguments.wanted.as_deref())?;
    let (Found::Listing(contents) | Found::Named(contents) | Found::Key(_, contents)) = &found;
    match (arguments.format, &found) {
        (CatalogFormat::Table, Found::Listing(contents)) => {
            table::overview(contents).print(TableFormat::Table)?;
            if std::io::stdout().is_terminal() {
                print_message(
                    "`seesaw catalog NAME` says more: formula, parameters, source, an example",
                );
            }
        }
        (CatalogFormat::Table, Found::Named(contents)) => {
            print_pages(|columns| manual::pages(contents, columns))?
        }
        (CatalogFormat::Table, Found::Key(key, contents)) => {
            print_pages(|columns| manual::key_pages(key, contents, columns))?
        }
        (CatalogFormat::Json, _) => table::table(contents).print(TableFormat::Json)?,
        (CatalogFormat::Csv, _) => table::table(contents).print(TableFormat::Csv)?,
        (CatalogFormat::Markdown, _) => print_line(markdown::page(contents))?,
    }
    Ok(Exit::Ok)
}

fn print_pages(pages: impl Fn(usize) -> Vec<StyledLine>) -> Result<(), CliError> {
    let colors = ColorSupport::of_stdout();
    let pages = pages(terminal_size().width.min(MAX_PAGE_WIDTH));
    let lines = pages.iter().map(|line| to_terminal(line, colors, None));
    Ok(print_styled_line(lines.collect::<Vec<_>>().join("\n"))?)
}
