//! `seesaw compare`: runs, arms or whole studies side by side.

mod comparison;
mod difference_table;
mod figures;
mod select;
mod side;
mod spec_table;

use std::path::PathBuf;

use super::exit::{CliError, Exit};
use super::terminal::output::{print_json, print_line, print_message};
use super::terminal::table_printing::TableFormat;
use super::terminal::terminal_size::stdout_width;
use super::terminal::wrapping::wrap;
use comparison::Comparison;
use difference_table::difference_table;
use figures::{default_folder, draw};
use side::find_side;
use spec_table::spec_table;

/// Compare runs, arms or whole studies on common seeds: paired tests, what differs, figures, a
/// sentence to quote
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// Two or more: a study (its name or directory), an arm of it (STUDY:axis=value,axis=value), or
    /// a run's directory; the first is the baseline
    #[arg(required = true, num_args = 2.., value_name = "SIDE")]
    sides: Vec<String>,
    /// Folder that holds one directory per study
    #[arg(long, default_value = "results", value_name = "DIR")]
    results: PathBuf,
    /// Where the figures go [default: compared/<names> below the results folder]
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Draw no figures
    #[arg(long)]
    no_plots: bool,
    #[arg(long, value_enum, default_value_t)]
    format: TableFormat,
}

/// Compares the sides, draws the figures and prints the differences.
///
/// # Errors
/// If a side is not found, or the figures cannot be written.
pub(super) fn run(arguments: &Arguments) -> Result<Exit, CliError> {
    let sides = arguments.sides.iter();
    let sides = sides.map(|text| find_side(text, &arguments.results));
    let sides = sides.collect::<Result<Vec<_>, _>>()?;
    let exits = sides.iter().map(|side| side.exit);
    let exit = exits.fold(Exit::Ok, Exit::worse);
    let comparison = Comparison::of(sides);
    comparison.print_caveats();
    let figures = match arguments.no_plots {
        true => None,
        false => Some(draw_figures(arguments, &comparison)?),
    };
    print_comparison(&comparison, arguments.format, figures.as_ref())?;
    if let Some(folder) = figures {
        print_message(format_args!("figures: {}", folder.display()));
    }
    Ok(exit)
}

fn draw_figures(arguments: &Arguments, comparison: &Comparison) -> Result<PathBuf, CliError> {
    let folder = arguments.out.clone();
    let folder = folder.unwrap_or_else(|| default_folder(&arguments.results, comparison));
    draw(comparison, &folder)?;
    Ok(folder)
}

/// CSV has the differences alone; the other formats also have what differs between the specs, and
/// the sentences to quote.
fn print_comparison(
    comparison: &Comparison,
    format: TableFormat,
    figures: Option<&PathBuf>,
) -> Result<(), CliError> {
    let differences = difference_table(&comparison.differences);
    let specs = spec_table(&comparison.sides);
    let sentences = comparison.sentences();
    match format {
        TableFormat::Csv => differences.print(TableFormat::Csv)?,
        TableFormat::Json => {
            let all = serde_json::json!({
                "comparisons": differences.json_rows(), "differs": specs.json_rows(), "sentences": sentences,
                "figures": figures.map(|folder| folder.display().to_string()),
            });
            print_json(&all)?;
        }
        TableFormat::Table => {
            differences.print(TableFormat::Table)?;
            print_line("")?;
            specs.print(TableFormat::Table)?;
            print_line("")?;
            for sentence in &sentences {
                let columns = stdout_width().unwrap_or(usize::MAX);
                print_line(wrap(sentence, columns))?;
            }
        }
    }
    Ok(())
}
