//! What was measured of every run that was ever trained for the tables: `science_runs.csv`, which is committed, so that
//! machines and days add up.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use seesaw::config::{PlannedRun, Study};
use seesaw::record::StudyPaths;

use super::measure::Measure;
use super::training::complete_runs;

const HEAD: &str = "study,run,setting,seed,steps,hours,commit,measure,value\n";

/// A complete run, trained here or before.
#[derive(Clone, Debug, PartialEq)]
pub struct MeasuredRun {
    pub hours: f64,
    /// The commit that trained it.
    pub commit: String,
    /// By the name of the measure; `None` where the run has no such value.
    values: BTreeMap<String, Option<f64>>,
}

impl MeasuredRun {
    pub fn value(&self, measure: Measure) -> Option<f64> {
        self.values.get(measure.name()).copied().flatten()
    }
}

/// The runs of the table, by study and by the part of their id that tells specs apart.
pub struct RunTable(BTreeMap<(String, String), MeasuredRun>);

fn file_in(reference: &Path) -> PathBuf {
    reference.join("science_runs.csv")
}

/// What tells the spec of a run from all others.
fn digest(run: &PlannedRun) -> &str {
    run.id
        .rsplit_once('-')
        .map_or(&run.id, |(_, digest)| digest)
}

/// Its place on the study's axes, in words without a comma.
fn setting(run: &PlannedRun) -> String {
    let values: Vec<String> = run.cell.iter().map(ToString::to_string).collect();
    values.join("/").replace(',', ";")
}

impl RunTable {
    /// The committed table; empty where there is none yet.
    pub fn read(reference: &Path) -> Self {
        let text = std::fs::read_to_string(file_in(reference)).unwrap_or_default();
        let mut table = Self(BTreeMap::new());
        for (number, line) in text.lines().enumerate().skip(1) {
            table
                .add(line)
                .unwrap_or_else(|| panic!("science_runs.csv, line {}: {line:?}", number + 1));
        }
        table
    }

    fn add(&mut self, line: &str) -> Option<()> {
        let [study, run, _, _, _, hours, commit, measure, value] =
            line.split(',').collect::<Vec<&str>>().try_into().ok()?;
        let (hours, commit) = (hours.parse().ok()?, commit.to_string());
        let value = match value {
            "" => None,
            _ => Some(value.parse().ok()?),
        };
        let key = (study.to_string(), run.to_string());
        let entry = self.0.entry(key).or_insert_with(|| MeasuredRun {
            hours,
            commit,
            values: BTreeMap::new(),
        });
        entry.values.insert(measure.to_string(), value);
        Some(())
    }

    /// Whether all these values of a run of this study are in it.
    pub fn has(&self, study: &str, run: &PlannedRun, measures: &[Measure]) -> bool {
        let known = self.of(study, run);
        known.is_some_and(|run| measures.iter().all(|it| run.values.contains_key(it.name())))
    }

    fn of(&self, study: &str, run: &PlannedRun) -> Option<&MeasuredRun> {
        self.0.get(&(study.to_string(), digest(run).to_string()))
    }

    /// Adds the complete runs of a study in `results`.
    pub fn measure(&mut self, name: &str, study: &Study, results: &Path, measures: &[Measure]) {
        let paths = StudyPaths::new(results, &study.name);
        for (run, file) in complete_runs(study, &paths) {
            let value = |measure: &Measure| {
                let value = measure.of(&paths.run(&run.id));
                (measure.name().to_string(), value)
            };
            let measured = MeasuredRun {
                hours: file.seconds.unwrap_or(0.0) / 3600.0,
                commit: file.provenance.git_commit.chars().take(7).collect(),
                values: measures.iter().map(value).collect(),
            };
            let key = (name.to_string(), digest(run).to_string());
            self.0.insert(key, measured);
        }
    }

    /// The runs that a study plans and the table has.
    pub fn runs<'a>(&self, name: &str, study: &'a Study) -> Vec<(&'a PlannedRun, &MeasuredRun)> {
        let known = |run: &'a PlannedRun| Some((run, self.of(name, run)?));
        study.runs.iter().filter_map(known).collect()
    }

    /// Writes the runs that these studies plan; what a changed spec has left behind is dropped.
    pub fn write(&self, studies: &[(&str, Study)], reference: &Path) {
        let mut text = HEAD.to_string();
        for (name, study) in studies {
            for (run, measured) in self.runs(name, study) {
                for (measure, value) in &measured.values {
                    let value = value.map_or(String::new(), |value| value.to_string());
                    let (digest, setting, seed) = (digest(run), setting(run), run.seed);
                    let (steps, hours, commit) = (run.run.steps, measured.hours, &measured.commit);
                    text += &format!(
                        "{name},{digest},{setting},{seed},{steps},{hours:.4},{commit},{measure},{value}\n"
                    );
                }
            }
        }
        std::fs::write(file_in(reference), text).expect("the table is written");
    }
}

/// Hours that runs took together.
pub fn hours<'a>(runs: impl Iterator<Item = &'a MeasuredRun>) -> f64 {
    runs.map(|run| run.hours).sum()
}

/// The commits that trained them, each once.
pub fn commits<'a>(runs: impl Iterator<Item = &'a MeasuredRun>) -> Vec<String> {
    let mut commits: Vec<String> = runs.map(|run| run.commit.clone()).collect();
    commits.sort_unstable();
    commits.dedup();
    commits
}
