//! `compare`: runs, arms or whole studies side by side.

use std::path::{Path, PathBuf};

use super::args::{CompareArguments, Format};
use super::exit::{Exit, Failure};
use super::out;
use super::sides::{Found, find};
use super::table::{Cell, Rows};
use crate::config::{Axis, Data};
use crate::metrics::{Direction, Metric, TABLE};
use crate::plot::StudyTables;
use crate::record::sha256;
use crate::report::{not_drawn, write_drawing};
use crate::statistics::{
    ArmDifference, Chosen, JudgedRun, Outcome, Side, differences, join, sentence,
};

/// `seesaw compare`.
pub fn compare(arguments: &CompareArguments) -> Result<Exit, Failure> {
    let found: Vec<Found> = arguments
        .sides
        .iter()
        .map(|text| find(text, &arguments.results))
        .collect::<Result<_, _>>()?;
    let sides = with_own_names(&found);
    let (axes, runs) = join(&sides);
    let outcomes = outcomes(&sides);
    say_what_limits(&found, &sides, &axes, &runs);
    let compared: Vec<(Outcome, ArmDifference)> = outcomes
        .iter()
        .flat_map(|outcome| {
            differences(&runs, &axes, 0, *outcome)
                .into_iter()
                .map(|found| (*outcome, found))
        })
        .collect();
    let table = table(&compared);
    let differing = differing(&found, &sides);
    let sentences = sentences(&compared, found[0].metrics);
    let figures = match arguments.no_plots {
        true => None,
        false => Some(draw(arguments, &found, &sides, &axes, &runs)?),
    };
    match arguments.format {
        Format::Csv => table.print(Format::Csv)?,
        Format::Json => {
            let whole = serde_json::json!({
                "comparisons": table.values(), "differs": differing.values(), "sentences": sentences,
                "figures": figures.as_ref().map(|folder| folder.display().to_string()),
            });
            out::result(serde_json::to_string_pretty(&whole).expect("plain data becomes JSON"))?;
        }
        Format::Table => {
            table.print(Format::Table)?;
            out::result("")?;
            differing.print(Format::Table)?;
            out::result("")?;
            sentences.iter().try_for_each(out::result)?;
        }
    }
    if let Some(folder) = figures {
        out::message(format_args!("figures: {}", folder.display()));
    }
    Ok(Exit::Ok)
}

/// Two sides of the same name - the same study of two results folders, say - get a number.
fn with_own_names(found: &[Found]) -> Vec<Side> {
    let mut sides: Vec<Side> = Vec::new();
    for Found { side, .. } in found {
        let same = sides.iter().filter(|other| {
            other.name == side.name || other.name.starts_with(&format!("{} #", side.name))
        });
        let number = same.count() + 1;
        let name = if number == 1 {
            side.name.clone()
        } else {
            format!("{} #{number}", side.name)
        };
        sides.push(Side {
            name,
            ..side.clone()
        });
    }
    sides
}

/// Says what a reader of the numbers has to know: sides of other data, and runs that count as one.
fn say_what_limits(found: &[Found], sides: &[Side], axes: &[Axis], runs: &[JudgedRun]) {
    let first: Vec<&Data> = found[0].specs.iter().map(|run| &run.data).collect();
    if found
        .iter()
        .flat_map(|other| &other.specs)
        .any(|run| !first.contains(&&run.data))
    {
        out::message(
            "note: the sides are trained on different data, so their metrics do not measure the same thing",
        );
    }
    for side in sides {
        let here: Vec<&JudgedRun> = runs
            .iter()
            .filter(|run| run.cell[0].to_string() == side.name)
            .collect();
        let doubled = here.iter().enumerate().any(|(at, run)| {
            here[..at]
                .iter()
                .any(|other| (other.seed, &other.cell) == (run.seed, &run.cell))
        });
        if doubled {
            let common = |name: &str| axes.iter().any(|axis| axis.name == name);
            let folded = side
                .axes
                .iter()
                .filter(|axis| axis.values.len() > 1 && !common(&axis.name));
            let names: Vec<&str> = folded.map(|axis| axis.name.as_str()).collect();
            out::message(format_args!(
                "note: {}: runs of one seed that differ in {} only count as one, by their median, for other sides do not have it",
                side.name,
                names.join(", ")
            ));
        }
    }
}

/// The share of healthy runs, and every metric with a better direction that all sides have
/// measured.
fn outcomes(sides: &[Side]) -> Vec<Outcome> {
    let measured = |metric: Metric| {
        sides
            .iter()
            .all(|side| side.runs.iter().any(|run| metric.of(&run.last).is_some()))
    };
    let directed = TABLE
        .iter()
        .filter(|row| row.direction != Direction::Neither)
        .map(|row| row.metric);
    std::iter::once(Outcome::Healthy)
        .chain(
            directed
                .filter(|metric| measured(*metric))
                .map(Outcome::Metric),
        )
        .collect()
}

fn table(compared: &[(Outcome, ArmDifference)]) -> Rows {
    let heads = [
        "outcome",
        "unit",
        "baseline",
        "other",
        "seeds",
        "pairs",
        "left_out",
        "baseline_median",
        "other_median",
        "difference",
        "low",
        "high",
        "higher",
        "lower",
        "wilcoxon_p",
        "sign_p",
        "effect",
    ];
    let mut table = Rows::new(heads);
    for (outcome, found) in compared {
        let test = found.test;
        let number = |value: fn(&crate::statistics::PairedTest) -> f64| {
            Cell::number(test.as_ref().map(value))
        };
        let count = |value: fn(&crate::statistics::PairedTest) -> usize| {
            Cell::whole(test.as_ref().map(|test| value(test) as u64))
        };
        // A yes or no has no size that an estimate could be of.
        let sized = *outcome != Outcome::Healthy;
        let interval = test.and_then(|test| test.interval).filter(|_| sized);
        let mut row = [
            outcome.name(),
            outcome.unit().text(),
            &found.baseline,
            &found.other,
        ]
        .map(Cell::text)
        .to_vec();
        row.push(count(|test| test.pairs));
        row.extend([
            Cell::Whole(found.pairs.len() as u64),
            Cell::Whole(found.left_out as u64),
        ]);
        let medians = if sized { found.medians } else { shares(found) };
        row.push(Cell::number(medians.map(|(baseline, _)| baseline)));
        row.push(Cell::number(medians.map(|(_, other)| other)));
        row.push(if sized {
            number(|test| test.estimate)
        } else {
            Cell::Nothing
        });
        row.extend([
            Cell::number(interval.map(|ends| ends.0)),
            Cell::number(interval.map(|ends| ends.1)),
        ]);
        row.extend([count(|test| test.positive), count(|test| test.negative)]);
        row.extend([
            number(|test| test.wilcoxon),
            number(|test| test.sign),
            number(|test| test.effect),
        ]);
        table.push(row);
    }
    table
}

/// The shares of healthy runs, which are means and not medians.
fn shares(found: &ArmDifference) -> Option<(f64, f64)> {
    let count = found.pairs.len() as f64;
    let mean = |value: fn(&crate::statistics::Pair) -> f64| {
        found.pairs.iter().map(value).sum::<f64>() / count
    };
    (count > 0.0).then(|| (mean(|pair| pair.baseline), mean(|pair| pair.other)))
}

/// Keys of the specs whose values are not the same on all sides.
fn differing(found: &[Found], sides: &[Side]) -> Rows {
    let mut table = Rows::new(
        std::iter::once("key".to_string()).chain(sides.iter().map(|side| side.name.clone())),
    );
    let listed: Vec<Vec<Vec<(String, String)>>> = found
        .iter()
        .map(|found| found.specs.iter().map(crate::config::Run::listed).collect())
        .collect();
    for (key, _) in &listed[0][0] {
        let values = |specs: &Vec<Vec<(String, String)>>| {
            let mut values: Vec<&str> = Vec::new();
            for (_, value) in specs.iter().flatten().filter(|(other, _)| other == key) {
                if !values.contains(&value.as_str()) {
                    values.push(value);
                }
            }
            values.join(" | ")
        };
        let values: Vec<String> = listed.iter().map(values).collect();
        if values.iter().any(|value| *value != values[0]) {
            table.push(
                std::iter::once(key.clone())
                    .chain(values)
                    .map(Cell::text)
                    .collect(),
            );
        }
    }
    if table.is_empty() {
        let same = std::iter::once("nothing differs but seeds".to_string());
        table.push(
            same.chain(sides.iter().map(|_| String::new()))
                .map(Cell::text)
                .collect(),
        );
    }
    table
}

/// What a person can quote: the share of healthy runs, and the metric that says most.
fn sentences(compared: &[(Outcome, ArmDifference)], metrics: &[Metric]) -> Vec<String> {
    let measured = |metric: &&Metric| {
        compared
            .iter()
            .any(|(outcome, _)| *outcome == Outcome::Metric(**metric))
    };
    let other = || {
        compared.iter().find_map(|(outcome, _)| {
            if let Outcome::Metric(metric) = outcome {
                Some(metric)
            } else {
                None
            }
        })
    };
    let metric = metrics.iter().find(measured).or_else(other);
    let quoted = |outcome: Outcome| {
        outcome == Outcome::Healthy
            || metric.is_some_and(|metric| outcome == Outcome::Metric(*metric))
    };
    compared
        .iter()
        .filter(|(outcome, _)| quoted(*outcome))
        .map(|(outcome, found)| sentence(found, *outcome))
        .collect()
}

/// The figures of a study, with the sides as its arms.
fn draw(
    arguments: &CompareArguments,
    found: &[Found],
    sides: &[Side],
    axes: &[Axis],
    runs: &[JudgedRun],
) -> Result<PathBuf, Failure> {
    let names: Vec<&str> = sides.iter().map(|side| side.name.as_str()).collect();
    let folder = arguments
        .out
        .clone()
        .unwrap_or_else(|| default_folder(&arguments.results, &names));
    let chosen = Chosen {
        by: Some(0),
        ..Chosen::new(runs, axes)
    };
    let title = names.join(" vs ");
    let tables = StudyTables {
        study: &title,
        axes,
        runs,
        metrics: found[0].metrics,
        chosen,
    };
    let drawings = tables.draw().map_err(|error| not_drawn(&folder, error))?;
    for (drawing, _) in drawings {
        write_drawing(&folder.join(&drawing.name), &drawing)?;
    }
    Ok(folder)
}

/// Letters of the name of a comparison's folder.
const LONGEST_NAME: usize = 120;

/// `results/compared/a-vs-b`, in letters that any file system takes.
fn default_folder(results: &Path, names: &[&str]) -> PathBuf {
    let plain = |letter: char| {
        if letter.is_ascii_alphanumeric() || "-_.=".contains(letter) {
            letter
        } else {
            '-'
        }
    };
    let whole = names.join("-vs-");
    let name: String = whole.chars().map(plain).take(LONGEST_NAME).collect();
    // What is cut off must not make two comparisons one.
    let name = if whole.chars().count() > LONGEST_NAME {
        format!("{name}-{}", &sha256(whole.as_bytes())[..8])
    } else {
        name
    };
    results.join("compared").join(name)
}
