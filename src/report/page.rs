//! What the page is made of.

use crate::diagnose::{Finding, Verdict};

/// Everything the page says. All texts are plain; the page escapes them.
#[derive(Debug, Clone, Default)]
pub struct Page {
    /// Name of the study.
    pub study: String,
    /// The question that the study asks.
    pub question: String,
    /// What the study found, in about two sentences.
    pub answer: String,
    /// Figures of the whole study, in order.
    pub figures: Vec<Figure>,
    /// Names of what was varied: columns of the run table.
    pub axes: Vec<String>,
    /// Names of the key metrics: columns of the run table.
    pub metrics: Vec<String>,
    /// All runs, in the order of the table.
    pub runs: Vec<Run>,
    /// Shell commands that make the study again, one a line.
    pub reproduce: Vec<String>,
    /// Where the numbers come from: version, target, CPU features, as key and value.
    pub provenance: Vec<(String, String)>,
    /// Verdicts and metrics explained.
    pub glossary: Vec<Term>,
}

/// A drawing with the words for those who cannot see it.
#[derive(Debug, Clone)]
pub struct Figure {
    /// The drawing.
    pub image: Image,
    /// What it shows, in one sentence.
    pub alternative: String,
}

/// An image to be embedded.
#[derive(Debug, Clone)]
pub enum Image {
    /// A complete SVG document.
    Svg(String),
    /// The bytes of a PNG file.
    Png(Vec<u8>),
}

/// One run.
#[derive(Debug, Clone)]
pub struct Run {
    /// Identifier, unique on the page; also the anchor of its section.
    pub id: String,
    /// Its value on each axis of the page.
    pub axes: Vec<String>,
    /// Seed of the run.
    pub seed: u64,
    /// What it is judged to be.
    pub verdict: Verdict,
    /// First step at which the verdict holds.
    pub onset: Option<u64>,
    /// Its value of each metric of the page; `None`: not measured.
    pub metrics: Vec<Option<f64>>,
    /// Its figures, in order.
    pub figures: Vec<Figure>,
    /// Everything that was found, gravest first.
    pub findings: Vec<Finding>,
    /// The command that repeats exactly this run.
    pub command: String,
}

/// One entry of the glossary.
#[derive(Debug, Clone)]
pub struct Term {
    /// The word.
    pub name: String,
    /// What it means, with units and source.
    pub meaning: String,
    /// The verdict that the word stands for, to show its colour.
    pub verdict: Option<Verdict>,
}
