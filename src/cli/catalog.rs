//! `catalog`: everything that YAML may name, from the code's own tables.

use super::args::{CatalogFormat, Format};
use super::exit::{Exit, Failure};
use super::out;
use super::table::{Cell, Rows};
use crate::config::{self, Entry, Parameter};
use crate::diagnose::{Rule, Symptom};
use crate::metrics::{Description, TABLE};

/// Width of a column in a table, which a terminal may narrow further.
const COLUMN: usize = 60;
/// Width of a formula on the page.
const PAGE: usize = 110;

/// `seesaw catalog`.
pub fn catalog(kind: Option<&str>, format: CatalogFormat) -> Result<Exit, Failure> {
    let entries = chosen(kind)?;
    let whole = |text: &str| text.to_string();
    match format {
        CatalogFormat::Markdown => out::result(markdown(kind, &entries))?,
        CatalogFormat::Table => {
            table(kind, &entries, |text| wrapped(text, COLUMN)).print(Format::Table)?
        }
        CatalogFormat::Json => table(kind, &entries, whole).print(Format::Json)?,
        CatalogFormat::Csv => table(kind, &entries, whole).print(Format::Csv)?,
    }
    Ok(Exit::Ok)
}

/// The entries of one kind, or all.
fn chosen(kind: Option<&str>) -> Result<Vec<&'static Entry>, Failure> {
    let all = config::catalog();
    let Some(kind) = kind else { return Ok(all) };
    let entries: Vec<&Entry> = all
        .iter()
        .copied()
        .filter(|entry| entry.kind == kind)
        .collect();
    if !entries.is_empty() || ["metric", "verdict", "sign"].contains(&kind) {
        return Ok(entries);
    }
    let mut kinds: Vec<&str> = all
        .iter()
        .map(|entry| entry.kind)
        .chain(["metric", "verdict", "sign"])
        .collect();
    kinds.dedup();
    Err(Failure::Usage(format!(
        "the catalog has no kind `{kind}`; it has {}",
        kinds.join(", ")
    )))
}

/// Rows of everything, with long texts in lines as `lines` makes them.
fn table(kind: Option<&str>, entries: &[&Entry], lines: impl Fn(&str) -> String) -> Rows {
    let cell = |text: &str| Cell::text(lines(text));
    let mut table = Rows::new(["kind", "name", "meaning", "parameters", "formula", "source"]);
    for entry in entries {
        let parameter =
            |(name, default, meaning): &Parameter| lines(&format!("{name} = {default}: {meaning}"));
        let parameters: Vec<String> = entry.parameters.iter().map(parameter).collect();
        let parameters = Cell::text(parameters.join("\n"));
        let [kind, name, summary, formula, source] = [
            entry.kind,
            entry.name,
            entry.summary,
            entry.formula,
            entry.source,
        ]
        .map(&cell);
        table.push(vec![kind, name, summary, parameters, formula, source]);
    }
    let wanted = |name: &str| kind.is_none_or(|kind| kind == name);
    for metric in TABLE.iter().filter(|_| wanted("metric")) {
        let cells = [
            "metric",
            metric.name,
            metric.meaning,
            metric.unit.text(),
            "",
            metric.source,
        ];
        table.push(cells.map(&cell).to_vec());
    }
    for symptom in Symptom::all().filter(|symptom| wanted(kind_of(*symptom))) {
        let condition = Rule::of(symptom).map_or(String::new(), |rule| {
            format!("needs {}; holds when {}", rule.needs, rule.condition)
        });
        table.push(
            [
                kind_of(symptom),
                symptom.name(),
                symptom.meaning(),
                &condition,
                "",
                "",
            ]
            .map(&cell)
            .to_vec(),
        );
    }
    table
}

/// A verdict, or a sign that decides none.
fn kind_of(symptom: Symptom) -> &'static str {
    if symptom.verdict().is_some() {
        "verdict"
    } else {
        "sign"
    }
}

fn row_of(symptom: Symptom) -> String {
    let (needs, condition) =
        Rule::of(symptom).map_or(("", ""), |rule| (rule.needs, rule.condition));
    format!(
        "| `{}` | {} | {needs} | {condition} |\n",
        symptom.name(),
        symptom.meaning()
    )
}

/// The same as a page: one section a kind, one paragraph an entry.
fn markdown(kind: Option<&str>, entries: &[&Entry]) -> String {
    let wanted = kind;
    let mut page = String::from(
        "# Catalog\n\nEverything that a study may name. This page is printed by `seesaw catalog --format markdown` from the \
         tables that the\nprogram reads its keys and defaults from; a test fails where they differ.\n",
    );
    let mut kind = "";
    for entry in entries {
        if entry.kind != kind {
            kind = entry.kind;
            page.push_str(&format!("\n## {kind}\n"));
        }
        page.push_str(&format!("\n### {}\n\n{}\n", entry.name, entry.summary));
        if !entry.parameters.is_empty() {
            page.push_str("\n| key | default | meaning |\n|--|--|--|\n");
        }
        for (name, default, meaning) in entry.parameters {
            page.push_str(&format!(
                "| `{name}` | `{default}` | {} |\n",
                meaning.replace('|', "\\|")
            ));
        }
        if !entry.formula.is_empty() {
            page.push_str(&format!(
                "\n```text\n{}\n```\n",
                wrapped(entry.formula, PAGE)
            ));
        }
        if !entry.source.is_empty() {
            page.push_str(&format!("\nSource: {}.\n", entry.source));
        }
    }
    if wanted.is_none_or(|kind| kind == "metric") {
        page.push_str("\n## metric\n\n| name | unit | meaning | source |\n|--|--|--|--|\n");
        let row = |metric: &Description| {
            format!(
                "| `{}` | {} | {} | {} |\n",
                metric.name, metric.unit, metric.meaning, metric.source
            )
        };
        page.extend(TABLE.iter().map(row));
    }
    for kind in ["verdict", "sign"] {
        if wanted.is_none_or(|wanted| wanted == kind) {
            page.push_str(&format!(
                "\n## {kind}\n\n| name | meaning | needs | holds when |\n|--|--|--|--|\n"
            ));
            page.extend(
                Symptom::all()
                    .filter(|symptom| kind_of(*symptom) == kind)
                    .map(row_of),
            );
        }
    }
    page.trim_end().to_string()
}

/// Lines of at most `width` characters, where words are no longer.
fn wrapped(text: &str, width: usize) -> String {
    let mut lines: Vec<String> = vec![String::new()];
    for word in text.split_whitespace() {
        let line = lines.last_mut().expect("there is a first line");
        match line.len() + word.len() < width || line.is_empty() {
            true => *line = format!("{line} {word}").trim_start().to_string(),
            false => lines.push(word.to_string()),
        }
    }
    lines.join("\n")
}
