//! `science.md` and `science.csv`.

use std::fmt::Write;
use std::path::Path;

use seesaw::config::Study;

use super::comparison::{Compared, compare};
use super::drawing;
use super::packing::packing_test;
use super::published::{Comparable, Table};
use super::run_table::RunTable;
use super::settings::{self, Settings, rank_correlation, settings};

const ROWS_HEAD: &str = "table,setting,measure,published,published_error,mean,error,z,agrees,runs,steps,hours,commits\n";

const INTRODUCTION: &str = "# Published tables, trained again\n\n\
Written by `just science`. Each number of ours is the mean over runs - seeds, or starts of \
the Dirac-GAN - of the last evaluation, with its standard error. \
z is the difference from the published mean in standard errors of both, or of ours alone where none was published. A cell agrees \
within two of them, or where all runs came out as published. Steps: share of the published number of training steps.\n";

const SETTINGS_TITLE: &str = "Lucic et al. 2018, settings drawn at random, on digits";

/// Writes the page, the table and the figures of these runs. What an earlier page has of a study without any stays.
pub fn write(tables: &[Table], studies: &[(&str, Study)], runs: &RunTable, reference: &Path) {
    let [old_page, old_rows] = ["science.md", "science.csv"]
        .map(|name| std::fs::read_to_string(reference.join(name)).unwrap_or_default());
    let study_of = |name: &str| {
        &studies
            .iter()
            .find(|(own, _)| *own == name)
            .expect("it is one of them")
            .1
    };
    let all: Vec<(&Table, Vec<Compared>)> = tables
        .iter()
        .map(|table| (table, compare(table, study_of(table.study), runs)))
        .collect();
    let mut sections = String::new();
    let mut rows = ROWS_HEAD.to_string();
    let mut add = |study: &str, title: &str, written: Option<(String, String)>| {
        let (section, of_study) = written.unwrap_or_else(|| {
            let kept = crate::sections::section(&old_page, title)
                .unwrap_or("No run is complete.\n")
                .to_string();
            (kept, old_rows_of(&old_rows, study))
        });
        write!(sections, "\n## {title}\n\n{section}").expect("text");
        rows += &of_study;
    };
    for (table, compared) in &all {
        let written = (!compared.is_empty()).then(|| {
            let file = reference.join(format!("{}.svg", table.study));
            drawing::draw(&file, table.title, compared);
            let rows = compared.iter().map(|cell| row(table, cell));
            (section(table, compared), rows.collect())
        });
        add(table.study, table.title, written);
    }
    let settings = settings(study_of(settings::STUDY), runs);
    let written = (!settings.is_empty()).then(|| {
        let file = reference.join(format!("{}.svg", settings::STUDY));
        drawing::draw_settings(&file, &settings);
        let rows = settings.iter().map(rows_of_settings);
        (section_of_settings(&settings), rows.collect())
    });
    add(settings::STUDY, SETTINGS_TITLE, written);
    let page = format!("{INTRODUCTION}\n{}{sections}", agreement(&rows));
    println!("{page}");
    std::fs::write(reference.join("science.md"), page).expect("the page is written");
    std::fs::write(reference.join("science.csv"), rows).expect("the table is written");
}

/// How many cells can be compared, and agree, of the rows of `science.csv`.
fn agreement(rows: &str) -> String {
    let column = ROWS_HEAD
        .split(',')
        .position(|name| name == "agrees")
        .expect("it is there");
    let of = |value: &str| {
        rows.lines()
            .filter(|row| row.split(',').nth(column) == Some(value))
            .count()
    };
    let (agree, differ) = (of("true"), of("false"));
    format!(
        "{} cells have three runs or more and can be compared by number; {agree} of them agree.\n",
        agree + differ
    )
}

fn old_rows_of(rows: &str, study: &str) -> String {
    let of_study = |row: &&str| row.split(',').next() == Some(study);
    rows.split_inclusive('\n').filter(of_study).collect()
}

/// A mean with its error, as it stands in a table.
pub fn with_error(mean: Option<f64>, error: Option<f64>) -> String {
    match (mean, error) {
        (Some(mean), Some(error)) => format!("{mean:.3} ± {error:.3}"),
        (Some(mean), None) => format!("{mean:.3}"),
        (None, _) => "-".to_string(),
    }
}

fn section(table: &Table, compared: &[Compared]) -> String {
    let mut text = match table.comparable {
        Comparable::Numbers => {
            let verdicts: Vec<bool> = compared.iter().filter_map(Compared::agrees).collect();
            let agree = verdicts.iter().filter(|agrees| **agrees).count();
            format!(
                "{agree} of {} cells of three runs or more agree.\n\n",
                verdicts.len()
            )
        }
        Comparable::Order => {
            "Data and networks differ: only the order can be compared.\n\n".to_string()
        }
    };
    text += "| setting | measure | published | ours | z | runs | steps | hours |\n|--|--|--|--|--|--|--|--|\n";
    for cell in compared {
        let z = match (cell.z(), cell.agrees()) {
            (Some(z), _) => format!("{z:+.1}"),
            (None, Some(true)) => "equal".to_string(),
            (None, Some(false)) => "differs".to_string(),
            (None, None) => "-".to_string(),
        };
        writeln!(
            text,
            "| {} | {} | {} | {} | {z} | {} | {} | {:.1} |",
            cell.cell.setting.join(", "),
            cell.cell.measure.name(),
            with_error(cell.cell.mean, cell.cell.standard_error),
            with_error(Some(cell.mean()), cell.standard_error()),
            cell.values.len(),
            cell.share
                .map_or("-".to_string(), |share| format!("{share:.2}")),
            cell.hours,
        )
        .expect("text");
    }
    if let Some(test) = packing_test(compared).filter(|_| table.study == "pacgan_table") {
        writeln!(
            text,
            "\nPacking raises modes in {} of {} pairs of one data set and seed and lowers them in {}: by {:.2} \
             (Hodges-Lehmann), p = {:.3} (Wilcoxon, two-sided, exact).",
            test.positive, test.count, test.negative, test.estimate, test.wilcoxon_p
        )
        .expect("text");
    }
    text + &trained_by(compared.iter().flat_map(|cell| &cell.commits))
}

fn trained_by<'a>(commits: impl Iterator<Item = &'a String>) -> String {
    let mut commits: Vec<&str> = commits.map(String::as_str).collect();
    commits.sort_unstable();
    commits.dedup();
    format!("\nTrained by {}.\n", commits.join(", "))
}

fn section_of_settings(settings: &[Settings]) -> String {
    let bests: Vec<f64> = settings.iter().map(|loss| loss.quantile(0.0)).collect();
    let best = bests.iter().copied().fold(f64::INFINITY, f64::min);
    if !best.is_finite() {
        return "No run is complete.\n".to_string();
    }
    let mut text = "MNIST, Fashion: the published best FID. Ours, in features of a classifier: the best setting, the first \
                    quartile, the median; settings within twice the overall best; those without a distance.\n\n\
                    | loss | MNIST, Fashion | best | quartile | median | within 2x | no distance | settings | hours |\n\
                    |--|--|--|--|--|--|--|--|--|\n"
        .to_string();
    for (loss, own) in settings.iter().zip(&bests) {
        writeln!(
            text,
            "| {} | {}, {} | {own:.1} | {:.1} | {:.1} | {} | {} | {} | {:.1} |",
            loss.loss.name,
            loss.loss.mnist,
            loss.loss.fashion,
            loss.quantile(0.25),
            loss.quantile(0.5),
            loss.near(best, 2.0),
            loss.without,
            loss.distances.len() + loss.without,
            loss.hours,
        )
        .expect("text");
    }
    let worst = bests.iter().copied().fold(0.0, f64::max);
    let medians: Vec<f64> = settings.iter().map(|loss| loss.quantile(0.5)).collect();
    let [lowest, highest] = [f64::min, f64::max].map(|of| medians.iter().copied().reduce(of));
    writeln!(
        text,
        "\nThe best settings of the losses differ by a factor of {:.2}, their medians by {:.1}.",
        worst / best,
        highest.unwrap_or(best) / lowest.unwrap_or(best),
    )
    .expect("text");
    for (data, published) in [
        (
            "MNIST",
            settings
                .iter()
                .map(|loss| loss.loss.mnist)
                .collect::<Vec<f64>>(),
        ),
        (
            "Fashion-MNIST",
            settings.iter().map(|loss| loss.loss.fashion).collect(),
        ),
    ] {
        let (correlation, p) = rank_correlation(&published, &bests);
        writeln!(
            text,
            "Rank correlation of the best with those published for {data}: {correlation:+.2} (Spearman; {p:.2} of all \
             orders reach that)."
        )
        .expect("text");
    }
    text + &trained_by(settings.iter().flat_map(|loss| &loss.commits))
}

fn row(table: &Table, cell: &Compared) -> String {
    let optional = |value: Option<f64>| value.map_or(String::new(), |value| value.to_string());
    format!(
        "{},{},{},{},{},{},{},{},{},{},{},{:.3},{}\n",
        table.study,
        cell.cell.setting.join("/"),
        cell.cell.measure.name(),
        optional(cell.cell.mean),
        optional(cell.cell.standard_error),
        cell.mean(),
        optional(cell.standard_error()),
        optional(cell.z()),
        cell.agrees()
            .map_or(String::new(), |agrees| agrees.to_string()),
        cell.values.len(),
        optional(cell.share),
        cell.hours,
        cell.commits.join(" "),
    )
}

/// Three rows of a loss; beside the best setting stands the published best on MNIST, of which only the order
/// can be compared.
fn rows_of_settings(settings: &Settings) -> String {
    let count = settings.distances.len() + settings.without;
    let of = [
        ("best", 0.0, Some(settings.loss.mnist)),
        ("quartile", 0.25, None),
        ("median", 0.5, None),
    ];
    let row = |(name, share, published): (&str, f64, Option<f64>)| {
        let published = published.map_or(String::new(), |value| value.to_string());
        format!(
            "{},{},frechet_{name},{published},,{},,,,{count},,{:.3},{}\n",
            settings::STUDY,
            settings.loss.name,
            settings.quantile(share),
            settings.hours,
            settings.commits.join(" "),
        )
    };
    of.map(row).concat()
}
