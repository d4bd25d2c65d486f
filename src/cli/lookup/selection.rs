//! Which runs are meant: `--where`, `--sort` and `--top`, and what `--only` takes.

use super::super::exit::CliError;
use super::super::terminal::value::Value;
use super::short_names::is_meant;
use crate::config::{PlannedRun, Study};
use crate::metrics::{Metric, TABLE};
use crate::record::StudyPaths;
use crate::report::{
    Cell, Columns, Expression, RunOnDisk, SortKey, cell_of, columns_of, is_of_metric,
    read_runs_with, sort_key,
};

/// Which runs are listed, and in which order.
#[derive(Debug, Default, clap::Args)]
pub(crate) struct SelectionFlags {
    /// Only runs of which this holds, such as "verdict = healthy and lr_d > 1e-3"
    #[arg(long = "where", value_name = "EXPRESSION")]
    filter: Option<String>,
    /// Order by this column: the better value of a metric first, else the smaller one; `-COLUMN` turns it
    /// round
    #[arg(long, value_name = "COLUMN", allow_hyphen_values = true)]
    sort: Option<String>,
    /// Show only the first N runs
    #[arg(long, value_name = "N")]
    top: Option<usize>,
}

/// A run with its study.
pub(crate) type Found<'a> = (&'a Study, RunOnDisk<'a>);

/// The flags, checked against the columns that there are.
pub(crate) struct Selection {
    filter: Option<Expression>,
    sort: Option<SortKey>,
    top: Option<usize>,
}

impl SelectionFlags {
    /// Whether any is given.
    pub(crate) fn is_given(&self) -> bool {
        self.filter.is_some() || self.sort.is_some() || self.top.is_some()
    }

    /// Checks them against the runs of studies.
    ///
    /// # Errors
    /// What is wrong, with the columns that there are.
    pub(crate) fn read(&self, studies: &[&Study]) -> Result<Selection, CliError> {
        let columns = columns_of(studies);
        let filter = self
            .filter
            .as_deref()
            .map(|text| parse("--where", text, &columns));
        let sort = self.sort.as_deref().map(|text| {
            sort_key(text, &columns)
                .map_err(|message| CliError::Usage(format!("--sort: {message}")))
        });
        Ok(Selection {
            filter: filter.transpose()?,
            sort: sort.transpose()?,
            top: self.top,
        })
    }
}

fn parse(flag: &str, text: &str, columns: &Columns) -> Result<Expression, CliError> {
    Expression::parse(text, columns).map_err(|error| CliError::Usage(format!("{flag}: {error}")))
}

impl Selection {
    /// The runs that are meant, in their order.
    pub(crate) fn apply<'a>(&self, mut runs: Vec<Found<'a>>) -> Vec<Found<'a>> {
        if let Some(filter) = &self.filter {
            runs.retain(|(study, run)| filter.holds(&|column| cell_of(study, run, column)));
        }
        if let Some(key) = &self.sort {
            let cell = |(study, run): &Found| cell_of(study, run, &key.column);
            runs.sort_by(|one, other| key.order(&cell(one), &cell(other)));
        }
        runs.truncate(self.top.unwrap_or(usize::MAX));
        runs
    }

    /// The metrics whose best or last value is asked about.
    pub(crate) fn metrics(&self) -> Vec<Metric> {
        metrics_of(&self.columns())
    }

    /// The columns that are asked about, each once.
    pub(crate) fn columns(&self) -> Vec<String> {
        let mut columns: Vec<String> = self.sort.iter().map(|key| key.column.clone()).collect();
        for column in self.filter.iter().flat_map(Expression::columns) {
            if !columns.iter().any(|known| known == column) {
                columns.push(column.to_string());
            }
        }
        columns
    }
}

/// The metrics that columns hold the best or the last value of.
fn metrics_of(columns: &[impl AsRef<str>]) -> Vec<Metric> {
    let metrics = TABLE.iter().map(|description| description.metric);
    let is_asked = |metric: &Metric| {
        let mut columns = columns.iter();
        columns.any(|column| is_of_metric(column.as_ref(), *metric))
    };
    metrics.filter(is_asked).collect()
}

/// What a run has in a column, for a table.
pub(crate) fn value(study: &Study, run: &RunOnDisk, column: &str) -> Value {
    match cell_of(study, run, column) {
        Cell::Number(number) => Value::Number(number),
        Cell::Text(text) => Value::text(text),
        Cell::Words(words) => Value::text(words.join(" ")),
        Cell::Missing => Value::Missing,
    }
}

/// The runs of a study that `--only` names: by an id, a part of one that no other run has, or an expression
/// as `--where` takes it. All of them where nothing is named.
///
/// # Errors
/// If a run is unknown, a part is that of several, or an expression is wrong; `plan` is the command that
/// lists the runs.
pub(crate) fn only<'a>(
    study: &'a Study,
    named: &[String],
    paths: &StudyPaths,
    plan: &str,
) -> Result<Vec<&'a PlannedRun>, CliError> {
    if named.is_empty() {
        return Ok(study.runs.iter().collect());
    }
    let mut meant: Vec<bool> = vec![false; study.runs.len()];
    for text in named {
        let places: Vec<usize> = match study.runs.iter().position(|run| run.id == *text) {
            Some(place) => vec![place],
            None if is_expression(text) => by_expression(study, text, paths)?,
            None => vec![by_part(study, text, plan)?],
        };
        places.into_iter().for_each(|place| meant[place] = true);
    }
    let runs = study.runs.iter().zip(meant);
    Ok(runs
        .filter(|(_, meant)| *meant)
        .map(|(run, _)| run)
        .collect())
}

/// Whether the text compares: an id holds `=` as well, and neither blanks nor other signs.
fn is_expression(text: &str) -> bool {
    text.contains([' ', '<', '>', '~', '!', '(', '"', '\''])
        || (text.contains('=') && !text.contains(',') && !text.contains('-'))
}

fn by_expression(study: &Study, text: &str, paths: &StudyPaths) -> Result<Vec<usize>, CliError> {
    let expression = parse("--only", text, &columns_of(&[study]))?;
    let metrics = metrics_of(&expression.columns());
    let runs = read_runs_with(study, paths, &|metric| metrics.contains(&metric));
    let holds = |run: &RunOnDisk| expression.holds(&|column| cell_of(study, run, column));
    let found: Vec<usize> = (0..runs.len())
        .filter(|place| holds(&runs[*place]))
        .collect();
    match found.is_empty() {
        true => Err(CliError::Usage(format!(
            "--only: no run of the study is meant by `{text}`"
        ))),
        false => Ok(found),
    }
}

fn by_part(study: &Study, text: &str, plan: &str) -> Result<usize, CliError> {
    let meant = |place: &usize| is_meant(&study.runs[*place].id, text);
    let found: Vec<usize> = (0..study.runs.len()).filter(meant).collect();
    match found[..] {
        [one] => Ok(one),
        [] => {
            let ids = study.runs.iter().map(|planned| planned.id.as_str());
            let hint = super::studies::did_you_mean(text, ids);
            Err(CliError::Usage(format!(
                "the study has no run `{text}`; `{plan} --format csv` lists them{hint}"
            )))
        }
        _ => Err(CliError::Usage(format!(
            "`{text}` is the beginning of {} runs of the study; `{plan} --format csv` lists them",
            found.len()
        ))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::parse;

    #[test]
    fn runs_are_named_by_id_part_or_expression() {
        let text = "study: s\nquestion: q\nsweep: {grid: {lr_d: [1e-3, 1e-2], batch: [64, 128]}, seeds: 2}\n";
        let study = parse("s.yaml", text, &[]).unwrap();
        let folder = tempfile::tempdir().unwrap();
        let paths = StudyPaths::at(folder.path());
        let chosen = |named: &[&str]| {
            let named: Vec<String> = named.iter().map(|text| (*text).to_string()).collect();
            only(&study, &named, &paths, "seesaw plan").map(|runs| runs.len())
        };
        let id = study.runs[3].id.clone();
        let digits = &study.runs[5].hash[..8];
        assert_eq!(chosen(&[]).unwrap(), 8);
        assert_eq!(chosen(&[&id]).unwrap(), 1);
        assert_eq!(chosen(&[digits, &id]).unwrap(), 2);
        assert_eq!(chosen(&["lr_d > 1e-3"]).unwrap(), 4);
        assert_eq!(chosen(&["batch=64"]).unwrap(), 4);
        assert_eq!(chosen(&["batch = 64 and seed = 1", digits]).unwrap(), 3);
        assert_eq!(chosen(&["status = queued"]).unwrap(), 8);
        for (named, said) in [
            ("lr_d=1e-3,", "is the beginning of 4 runs"),
            ("lr_d=1e-4,batch=64", "the study has no run"),
            ("lr_dd > 1", "did you mean `lr_d`?"),
            ("lr_d > 1", "no run of the study is meant"),
        ] {
            let error = chosen(&[named]).unwrap_err().to_string();
            assert!(error.contains(said), "{named}: {error}");
        }
    }
}
