//! Published tables beside our own runs: `just science --budget 2h`.
//!
//! `RESULTS` names the results folder (results), `REFERENCE` where the tables are written
//! (results/reference).

mod comparison;
mod drawing;
mod published;
mod training;

use std::fmt::Write;
use std::path::{Path, PathBuf};

use comparison::{Compared, compare};
use published::Table;

const INTRODUCTION: &str = "# Published tables, trained again\n\n\
Written by `just science`. Each number is the mean over seeds of the last evaluation of a run, with its standard error; z is the \
difference from the published mean in standard errors of both, where one was published. Steps: share of the \
published number of training steps.\n";

fn folder(variable: &str, default: &str) -> PathBuf {
    std::env::var_os(variable).map_or(PathBuf::from(default), PathBuf::from)
}

/// Trains for a time such as `2h`, and writes what there is then.
pub fn run(budget: &str) {
    let (tables, results) = (published::tables(), folder("RESULTS", "results"));
    training::train(&tables, &results, training::budget_of(budget));
    write(&tables, &results, &folder("REFERENCE", "results/reference"));
}

fn write(tables: &[Table], results: &Path, reference: &Path) {
    std::fs::create_dir_all(reference).expect("a folder for the reference results");
    let mut page = INTRODUCTION.to_string();
    let mut rows =
        "table,setting,metric,published,published_error,mean,error,z,seeds,steps,hours,commits\n"
            .to_string();
    for table in tables {
        let compared = compare(table, results);
        write!(page, "\n## {}\n\n{}", table.title, section(&compared)).expect("text");
        compared.iter().for_each(|cell| rows += &row(table, cell));
        if !compared.is_empty() {
            let file = reference.join(format!("{}.svg", table.study));
            drawing::draw(&file, table.title, &compared);
        }
    }
    println!("{page}");
    std::fs::write(reference.join("science.md"), page).expect("the page is written");
    std::fs::write(reference.join("science.csv"), rows).expect("the table is written");
}

fn number(value: f64) -> String {
    format!("{value:.3}")
}

fn with_error(mean: f64, error: Option<f64>) -> String {
    match error {
        Some(error) => format!("{} ± {}", number(mean), number(error)),
        None => number(mean),
    }
}

fn section(compared: &[Compared]) -> String {
    if compared.is_empty() {
        return "No run is complete.\n".to_string();
    }
    let judged: Vec<f64> = compared.iter().filter_map(Compared::z).collect();
    let within = judged.iter().filter(|z| z.abs() <= 2.0).count();
    let mut text = format!(
        "{within} of {} numbers are within two standard errors.\n\n\
         | setting | metric | published | ours | z | seeds | steps | hours |\n|--|--|--|--|--|--|--|--|\n",
        judged.len()
    );
    for cell in compared {
        let z = cell.z().map_or("-".to_string(), |z| format!("{z:+.1}"));
        writeln!(
            text,
            "| {} | {} | {} | {} | {z} | {} | {:.2} | {:.1} |",
            cell.cell.setting.join(", "),
            cell.cell.metric.description().name,
            with_error(cell.cell.mean, cell.cell.standard_error),
            with_error(cell.mean(), cell.standard_error()),
            cell.values.len(),
            cell.share,
            cell.hours,
        )
        .expect("text");
    }
    let mut commits: Vec<&str> = compared
        .iter()
        .flat_map(|cell| &cell.commits)
        .map(String::as_str)
        .collect();
    commits.sort_unstable();
    commits.dedup();
    writeln!(text, "\nTrained by {}.", commits.join(", ")).expect("text");
    text
}

fn row(table: &Table, cell: &Compared) -> String {
    let optional = |value: Option<f64>| value.map_or(String::new(), |value| value.to_string());
    format!(
        "{},{},{},{},{},{},{},{},{},{},{:.3},{}\n",
        table.study,
        cell.cell.setting.join("/"),
        cell.cell.metric.description().name,
        cell.cell.mean,
        optional(cell.cell.standard_error),
        cell.mean(),
        optional(cell.standard_error()),
        optional(cell.z()),
        cell.values.len(),
        cell.share,
        cell.hours,
        cell.commits.join(" "),
    )
}
