//! One name of the catalog as a page of a manual.

use super::super::terminal::color::TextStyle;
use super::super::terminal::styled_text::{StyledLine, StyledText};
use super::super::terminal::wrapping::{Breaks, wrap_lines};
use super::contents::{Contents, kind_of};
use crate::config::{Entry, Parameter, example};
use crate::diagnose::{Rule, Symptom};
use crate::metrics::{Direction, MetricDescription};

/// Blanks before the text of a section, and before what is said of a parameter.
const INDENT: usize = 4;
const DEEPER: usize = 2 * INDENT;

/// A page for each name, for a terminal of this width.
pub(super) fn pages(contents: &Contents, columns: usize) -> Vec<StyledLine> {
    let entries = contents
        .entries
        .iter()
        .map(|entry| entry_page(entry, columns));
    let metrics = contents.metrics.iter();
    let metrics = metrics.map(|metric| metric_page(metric, columns));
    let symptoms = contents.symptoms.iter();
    let symptoms = symptoms.map(|symptom| symptom_page(*symptom, columns));
    let pages: Vec<Vec<StyledLine>> = entries.chain(metrics).chain(symptoms).collect();
    pages.join(&vec![StyledLine::new(), StyledLine::new()][..])
}

/// A page for each name or block that has the key, about the key alone.
pub(super) fn key_pages(key: &str, contents: &Contents, columns: usize) -> Vec<StyledLine> {
    let mut pages = Vec::new();
    for entry in &contents.entries {
        let mut parameters = entry.parameters.iter();
        if let Some(parameter) = parameters.find(|parameter| parameter.key == key) {
            pages.push(key_page(entry, parameter, columns));
        }
    }
    pages.join(&vec![StyledLine::new(), StyledLine::new()][..])
}

fn key_page(entry: &Entry, parameter: &Parameter, columns: usize) -> Vec<StyledLine> {
    let kind = match entry.kind {
        "block" => format!("key of {}", entry.name),
        kind => format!("key of {kind} {}", entry.name),
    };
    let mut page = Page::new(parameter.key, &kind, parameter.meaning, columns);
    page.section("DEFAULT", &default_words(parameter));
    page.section("TAKES", &parameter.allowed());
    page.section("SEE", &format!("seesaw catalog {}", entry.name));
    page.lines
}

/// The default of a key, or that it has none.
fn default_words(parameter: &Parameter) -> String {
    match parameter.default {
        "required" => "none; the key is required".to_string(),
        "absent" => "none; the key may be left out".to_string(),
        default => default.to_string(),
    }
}

/// A page under way: sections below each other.
struct Page {
    columns: usize,
    lines: Vec<StyledLine>,
}

impl Page {
    /// A page that begins with the name, its kind, and what it is.
    fn new(name: &str, kind: &str, summary: &str, columns: usize) -> Self {
        let mut page = Self {
            columns,
            lines: Vec::new(),
        };
        page.section("NAME", &format!("{name} ({kind}) - {summary}"));
        page
    }

    fn title(&mut self, title: &str) {
        if !self.lines.is_empty() {
            self.lines.push(StyledLine::new());
        }
        let title = StyledText::with_style(title, TextStyle::Bold);
        self.lines.push(vec![title]);
    }

    /// A title and a text, unless the text is empty.
    fn section(&mut self, title: &str, text: &str) {
        if !text.is_empty() {
            self.title(title);
            self.text(text, INDENT);
        }
    }

    fn text(&mut self, text: &str, indent: usize) {
        let columns = self.columns.saturating_sub(indent);
        let lines = wrap_lines(text, columns, Breaks::Blanks).into_iter();
        self.lines
            .extend(lines.map(|line| vec![StyledText::plain(" ".repeat(indent) + &line)]));
    }

    /// Lines that stay as they are.
    fn code(&mut self, title: &str, code: &str) {
        self.title(title);
        let lines = code.lines();
        self.lines
            .extend(lines.map(|line| vec![StyledText::plain(" ".repeat(INDENT) + line)]));
    }

    fn parameter(&mut self, parameter: &Parameter) {
        let Parameter {
            key,
            default,
            meaning,
            ..
        } = parameter;
        let default = match *default {
            "required" => "required".to_string(),
            "absent" => "may be left out".to_string(),
            default => format!("default: {default}"),
        };
        self.text(&format!("{key} ({default})"), INDENT);
        self.text(&format!("{meaning}; {}", parameter.allowed()), DEEPER);
    }
}

fn entry_page(entry: &Entry, columns: usize) -> Vec<StyledLine> {
    let mut page = Page::new(entry.name, entry.kind, entry.summary, columns);
    page.section("FORMULA", entry.formula);
    if !entry.parameters.is_empty() {
        page.title("PARAMETERS");
    }
    entry
        .parameters
        .iter()
        .for_each(|parameter| page.parameter(parameter));
    page.section("SOURCE", entry.source);
    page.code("EXAMPLE", &example(entry));
    page.lines
}

fn metric_page(metric: &MetricDescription, columns: usize) -> Vec<StyledLine> {
    let mut page = Page::new(metric.name, "metric", metric.meaning, columns);
    page.section("UNIT", metric.unit.text());
    page.section(
        "DIRECTION",
        match metric.direction {
            Direction::Up => "Larger values are better.",
            Direction::Down => "Smaller values are better.",
            Direction::Neither => "",
        },
    );
    page.section("SOURCE", metric.source);
    page.section(
        "WHERE",
        "A column of evals.parquet of every run; its last value is a column of runs.parquet.",
    );
    page.lines
}

fn symptom_page(symptom: Symptom, columns: usize) -> Vec<StyledLine> {
    let (name, kind) = (symptom.name(), kind_of(symptom));
    let mut page = Page::new(name, kind, symptom.meaning(), columns);
    if let Some(rule) = Rule::of(symptom) {
        page.section("NEEDS", &rule.needs());
        page.section("HOLDS WHEN", &rule.condition());
    }
    page.lines
}
