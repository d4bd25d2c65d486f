//! What the page is made of.

use super::super::run_curves::Quantity;
use crate::config::Axis;
use crate::diagnose::{Finding, Verdict};
use crate::record::RunStatus;
use crate::search::Decisions;
use crate::statistics::{PhaseCell, RankedSetting};

/// Everything the page says. All texts are plain; the page escapes them.
#[derive(Debug, Clone, Default)]
pub(crate) struct Page {
    /// Name of the study.
    pub study: String,
    /// The question that the study asks.
    pub question: String,
    /// What the study found, in about two sentences.
    pub answer: String,
    /// How large the study is, in a few short phrases.
    pub facts: Vec<String>,
    /// What became of the settings.
    pub phase: PhaseGrid,
    /// What the chart can show of runs.
    pub quantities: Vec<Quantity>,
    /// Figures of the whole study; the phase diagram comes first.
    pub figures: Vec<PageFigure>,
    /// The settings in order of merit.
    pub ranking: Ranking,
    /// What the search of the study has decided, if it has one.
    pub race: Option<Decisions>,
    /// What was varied: columns of the tables. Values are as the study spells them.
    pub axes: Vec<Axis>,
    /// Names of the key metrics: columns of the run table.
    pub metrics: Vec<String>,
    /// What each figure of a run shows: its name, and a sentence.
    pub run_figures: Vec<(String, String)>,
    /// All planned runs, in the order of the table.
    pub runs: Vec<PageRun>,
    /// Shell commands that make the study again, one per line.
    pub reproduce: Vec<String>,
    /// Where the numbers come from: version, target, CPU features, as key and value.
    pub provenance: Vec<(String, String)>,
    /// Verdicts and metrics explained.
    pub glossary: Vec<GlossaryEntry>,
}

/// The verdicts over at most three axes.
#[derive(Debug, Clone, Default)]
pub(crate) struct PhaseGrid {
    /// Places of the axes of columns, rows and panels among those of the page.
    pub plane: Vec<usize>,
    /// Names of the other axes that vary.
    pub pooled: Vec<String>,
    /// Those of them along which runs lie scattered, so that they span no grid.
    pub scattered: Vec<String>,
    /// The cells in which runs are finished.
    pub cells: Vec<PhaseCell>,
}

/// The settings of the study, the best first.
#[derive(Debug, Clone, Default)]
pub(crate) struct Ranking {
    /// The metric that decides between settings with equally many healthy runs.
    pub metric: String,
    /// From best to worst.
    pub settings: Vec<RankedSetting>,
}

/// A drawing with the words for those who cannot see it.
#[derive(Debug, Clone)]
pub(crate) struct PageFigure {
    /// A complete SVG document.
    pub svg: String,
    /// What it shows, in one sentence.
    pub alternative: String,
}

/// One planned run.
#[derive(Debug, Clone)]
pub(crate) struct PageRun {
    /// Identifier, unique on the page.
    pub id: String,
    /// What differs from the other runs, in few words.
    pub name: String,
    /// What people have noted of it.
    pub noted: Option<String>,
    /// Its value on each axis of the page.
    pub axes: Vec<String>,
    /// Seed of the run.
    pub seed: u64,
    /// Complete, or why there is no verdict.
    pub status: RunStatus,
    /// What is wrong with it or its files, if anything is.
    pub problem: Option<String>,
    /// What it is judged to be, once it is complete.
    pub verdict: Option<Verdict>,
    /// Which way a failure took, or what the verdict rests on.
    pub form: Option<&'static str>,
    /// Whether all modes are held, some by far too few samples.
    pub imbalanced: bool,
    /// How often such verdicts are right, in words.
    pub confidence: Option<String>,
    /// First step at which the verdict holds.
    pub onset: Option<u64>,
    /// The number that decided, unless the run is healthy.
    pub decided_by: Option<String>,
    /// Its value of each metric of the page; `None`: not measured.
    pub metrics: Vec<Option<f64>>,
    /// Everything that was found, the most severe first.
    pub findings: Vec<Finding>,
    /// How the run went back and what it tried, a sentence each.
    pub healings: Vec<String>,
    /// What could not be judged, a sentence each.
    pub limits: Vec<String>,
    /// Its curves as deflated JSON.
    pub curves: Option<String>,
    /// Losses, D and the key metric in one small drawing, as deflated text.
    pub overview: Option<String>,
    /// The last samples as a small PNG.
    pub thumbnail: Option<Vec<u8>>,
    /// Its directory, as a path from the page.
    pub folder: String,
    /// Its figures, the most telling first.
    pub figures: Vec<PageRunFigure>,
    /// Its other files, by name.
    pub files: Vec<String>,
    /// What for, and the shell command.
    pub commands: Vec<(String, String)>,
}

/// A full figure of a run, which lies in its directory as `plots/<name>.svg`.
#[derive(Debug, Clone)]
pub(crate) struct PageRunFigure {
    /// Name of its file, without the extension.
    pub name: String,
    /// The drawing as deflated text; `None`: the page shows the file.
    pub deflated: Option<String>,
}

/// One entry of the glossary.
#[derive(Debug, Clone)]
pub(crate) struct GlossaryEntry {
    /// The word.
    pub name: String,
    /// What it means, with units and source.
    pub meaning: String,
    /// The verdict that the word stands for, to show its colour.
    pub verdict: Option<Verdict>,
}
