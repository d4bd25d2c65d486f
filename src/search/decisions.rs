//! `search.json`: what was decided at each rung, with the evidence. It is made again from the runs whenever they are swept,
//! so that nothing depends on it.

use serde::{Deserialize, Serialize};

use super::median_evidence::{AgainstMedian, Medians};
use crate::record::{RecordError, StudyPaths, read_text, write_json};
use crate::statistics::{format_p_value, plural};

/// The whole file.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Decisions {
    /// `racing` or `median`.
    pub search: String,
    /// The metric that decides.
    pub metric: String,
    /// The seeds, in the order of the values.
    pub seeds: Vec<u64>,
    /// The rungs that are decided, in the order of steps.
    pub rungs: Vec<RungDecision>,
}

/// One rung.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RungDecision {
    /// Its step.
    pub step: u64,
    /// Whether it is the end of the runs, where settings are only ranked.
    pub is_last: bool,
    /// The setting with the best ranks.
    pub compared_with: Option<String>,
    /// Of Friedman's test that no setting differs, where it was made.
    pub friedman_p: Option<f64>,
    /// What the median stopping rule compares with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub medians: Option<Medians>,
    /// Every setting that has come to the rung, in the order of the study.
    pub settings: Vec<SettingAtRung>,
}

/// A setting at a rung.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SettingAtRung {
    /// Its values on the axes of the study, in words.
    pub setting: String,
    /// The metric, by seed.
    pub values: Vec<Option<f64>>,
    /// The failure verdict of each run that has one, by seed, or what else has ended its training before the rung: it
    /// counts as worse than any value.
    pub failures: Vec<Option<String>>,
    /// By how much it is better than the setting with the best ranks, by seed, whichever direction is better.
    pub differences: Vec<Option<f64>>,
    /// The sum of its ranks within seeds, 1 the best.
    pub rank_sum: f64,
    /// One-sided p-value that it is no worse than the best, of a paired test.
    pub p: Option<f64>,
    /// What the median stopping rule has compared; under that rule ranks decide nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub against_median: Option<AgainstMedian>,
    /// Whether it goes on.
    pub is_kept: bool,
}

impl RungDecision {
    /// How many settings go on from here.
    pub fn kept(&self) -> usize {
        self.settings
            .iter()
            .filter(|setting| setting.is_kept)
            .count()
    }

    /// What was decided, in a sentence.
    pub fn words(&self) -> String {
        let best = self
            .compared_with
            .as_deref()
            .filter(|best| !best.is_empty());
        let best = best.map_or(String::new(), |best| format!("; the best is {best}"));
        match self.is_last {
            true => format!(
                "step {}, the end: {} {} come there{best}",
                self.step,
                plural(self.settings.len(), "setting"),
                if self.settings.len() == 1 {
                    "has"
                } else {
                    "have"
                }
            ),
            false => format!(
                "rung at step {}: {} of {} {} on{best}",
                self.step,
                self.kept(),
                plural(self.settings.len(), "setting"),
                if self.kept() == 1 { "goes" } else { "go" }
            ),
        }
    }
}

impl SettingAtRung {
    /// The values that decide, by seed: those at the rung, or under the median stopping rule the best ones so far.
    pub fn deciding_values(&self) -> &[Option<f64>] {
        self.against_median
            .as_ref()
            .map_or(&self.values, |own| &own.best)
    }

    /// Its place among the settings of the rung, from 1; ties share the better one.
    pub fn place(&self, rung: &RungDecision) -> usize {
        let others = rung.settings.iter();
        others
            .filter(|other| other.rank_sum < self.rank_sum)
            .count()
            + 1
    }

    /// Why it was dropped at a rung, in words that follow the name of a run; `metric` is what has decided.
    pub fn reason(&self, rung: &RungDecision, metric: &str) -> String {
        let decided = match (&self.against_median, &rung.medians) {
            (Some(own), Some(medians)) => own.reason(metric, medians, &self.failures),
            _ => {
                let (place, settings) = (self.place(rung), rung.settings.len());
                let p = self.p.map(|p| format!(", {}", format_p_value(p)));
                let p = p.unwrap_or_default();
                format!("place {place} of {settings} settings{p}")
            }
        };
        format!("dropped at step {}: {decided}", rung.step)
    }
}

impl Decisions {
    /// Reads the file of a study; `None` where there is none.
    ///
    /// # Errors
    /// If it cannot be read or is damaged.
    pub fn read(study: &StudyPaths) -> Result<Option<Self>, RecordError> {
        let path = study.search();
        let Some(text) = read_text(&path)? else {
            return Ok(None);
        };
        let decisions = serde_json::from_str(&text);
        decisions
            .map_err(|error| RecordError::damaged(&path, error))
            .map(Some)
    }

    /// Writes the file.
    ///
    /// # Errors
    /// If the disk refuses.
    pub fn write(&self, study: &StudyPaths) -> Result<(), RecordError> {
        write_json(&study.search(), self)
    }
}
