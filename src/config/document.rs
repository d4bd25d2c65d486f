//! A parsed YAML text that can say where each of its values came from.

use super::aliases;
use super::indentation;
use super::nesting;
use super::overrides::Override;
use super::places::{Place, Places, Refusal};
use super::syntax;
use super::trials_file::TrialsFile;
use crate::schema::{At, ConfigError, Problem, extended};
use serde_yaml::Value;
use std::borrow::Cow;
use std::path::Path;

/// A text, its value after overrides, and the places of both.
#[derive(Debug)]
pub(super) struct Document {
    name: String,
    text: String,
    root: Value,
    places: Places,
    overrides: Vec<Override>,
    /// The tables that stand in the place of their paths.
    tables: Vec<TrialsFile>,
}

/// A study is a page or two; more than this is some other file.
const LONGEST_TEXT: usize = 1 << 20;

impl Document {
    pub fn parse(name: &str, text: &str) -> Result<Document, ConfigError> {
        // A byte order mark is no part of the text, and would shift the columns of line 1.
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        if text.len() > LONGEST_TEXT {
            return Err(ConfigError::whole(
                name,
                "longer than 1 MiB, which is no study",
            ));
        }
        refuse_hostile(name, text)?;
        let places = Places::scan(text).map_err(|refusal| refused(name, text, refusal))?;
        let root = serde_yaml::from_str(text).map_err(|error| not_yaml(name, text, &error))?;
        if root == Value::Null {
            return Err(ConfigError::whole(name, "the file is empty").at(text, 1, 1));
        }
        Ok(Document {
            name: name.to_string(),
            text: text.to_string(),
            root,
            places,
            overrides: Vec::new(),
            tables: Vec::new(),
        })
    }

    /// The text with another plain value at a path, where one is written there.
    pub fn edited(&self, path: &[String], value: &str) -> Option<String> {
        let place = self.places.exact(path)?;
        let mut lines: Vec<String> = self.text.split('\n').map(str::to_string).collect();
        let line = lines.get_mut(place.line - 1)?;
        let start = line.char_indices().nth(place.column - 1)?.0;
        let is_value = |c: char| c.is_ascii_alphanumeric() || "+-._".contains(c);
        let length = line[start..]
            .find(|c| !is_value(c))
            .unwrap_or(line.len() - start);
        line.replace_range(start..start + length, value);
        (length > 0).then(|| lines.join("\n"))
    }

    pub fn root(&self) -> &Value {
        &self.root
    }

    pub fn overrides(&self) -> &[Override] {
        &self.overrides
    }

    /// Replaces one value, and remembers who did it.
    pub fn apply(&mut self, change: &Override) -> Result<(), ConfigError> {
        self.overrides.push(change.clone());
        let mut root = self.root.clone();
        change
            .apply(&mut root)
            .map_err(|problem| self.locate(problem))?;
        self.root = root;
        Ok(())
    }

    /// Reads the tables of trials that the sweep names into the places of their paths.
    pub fn read_tables(&mut self) -> Result<(), ConfigError> {
        let Some(sweep) = self.root.get("sweep") else {
            return Ok(());
        };
        let parts: Vec<Vec<String>> = match sweep.as_sequence() {
            Some(parts) => (0..parts.len())
                .map(|part| vec!["sweep".to_string(), part.to_string()])
                .collect(),
            None => vec![vec!["sweep".to_string()]],
        };
        for part in parts {
            let path = extended(&part, "csv");
            let Some(Value::String(written)) = walk(&mut self.root, &path).cloned() else {
                continue;
            };
            let table = TrialsFile::read(&written, Path::new(&self.name), path.clone())
                .map_err(|error| self.blame_missing(error, &path))?;
            if let Some(place) = walk(&mut self.root, &path) {
                *place = Value::Sequence(table.rows.clone());
            }
            self.tables.push(table);
        }
        Ok(())
    }

    /// The error of a table without a line of its own, at the place that names the table.
    fn blame_missing(&self, error: ConfigError, path: &[String]) -> ConfigError {
        if error.line().is_some() {
            return error;
        }
        let message = format!("{}: {}", error.file, error.message);
        self.locate(Problem::new(path, At::Value, message))
    }

    /// The YAML that says what this document says: the text itself unless it was overridden, or
    /// names a table, whose rows it then holds.
    pub fn effective_text(&self) -> Cow<'_, str> {
        match self.overrides.is_empty() && self.tables.is_empty() {
            true => Cow::Borrowed(&self.text),
            false => Cow::Owned(serde_yaml::to_string(&self.root).expect("it was read from YAML")),
        }
    }

    /// Turns a mistake at a path into one at a line, or at the override that brought it in.
    pub fn locate(&self, problem: Problem) -> ConfigError {
        let problem = aliases::explain(problem);
        let owner = |change: &&Override| problem.path.starts_with(&change.path);
        let by_override = self.overrides.iter().rev().find(owner);
        let file = by_override.map_or(self.name.clone(), |change| format!("--set {}", change.text));
        let error = ConfigError {
            allowed: problem.allowed,
            suggestion: problem.suggestion,
            ..ConfigError::whole(&file, problem.message)
        };
        if by_override.is_some() {
            return error;
        }
        let of_table = |table: &&TrialsFile| {
            problem.path.len() > table.path.len() && problem.path.starts_with(&table.path)
        };
        if let Some(table) = self.tables.iter().find(of_table) {
            let below = &problem.path[table.path.len()..];
            let line = table.line(below, problem.at == At::Key && below.len() > 1);
            let file = table.file.clone();
            return ConfigError { file, ..error }.at(&table.text, line, 1);
        }
        // The two parsers differ on a few odd texts; such a text has no places, but a first line.
        let start = Place { line: 1, column: 1 };
        let Place { line, column } = self.places.find(&problem.path, problem.at).unwrap_or(start);
        error.at(&self.text, line, column)
    }
}

/// The value at a path of keys and places in lists.
fn walk<'a>(root: &'a mut Value, path: &[String]) -> Option<&'a mut Value> {
    path.iter().try_fold(root, |value, key| match value {
        Value::Sequence(items) => items.get_mut(key.parse::<usize>().ok()?),
        value => value.get_mut(key.as_str()),
    })
}

/// Refuses what the parsers would handle badly: control characters, for which `serde_yaml` gives no
/// line, and hundreds of open brackets, for which both parsers take quadratic time.
fn refuse_hostile(name: &str, text: &str) -> Result<(), ConfigError> {
    const MOST_OPEN: usize = 64;
    let mut open = 0_usize;
    for (number, line) in text.split('\n').enumerate() {
        for (column, c) in line.chars().enumerate() {
            open = match c {
                '[' | '{' => open + 1,
                ']' | '}' => open.saturating_sub(1),
                _ => open,
            };
            let message = match c.is_ascii_control() && c != '\t' && c != '\r' {
                true => "not valid YAML: control characters are not allowed",
                false if open > MOST_OPEN => "too many brackets are open",
                false => continue,
            };
            return Err(ConfigError::whole(name, message).at(text, number + 1, column + 1));
        }
    }
    Ok(())
}

fn refused(name: &str, text: &str, refusal: Refusal) -> ConfigError {
    let (place, message) = match refusal {
        Refusal::Duplicate { key, first, second } => (
            second,
            format!(
                "duplicate key `{key}`, first written on line {}",
                first.line
            ),
        ),
        Refusal::SecondDocument(place) => (
            place,
            "a second document starts here; a file holds one".to_string(),
        ),
        Refusal::Tag(place) => (
            place,
            "tags such as `!name` have no meaning here; remove it".to_string(),
        ),
        Refusal::TooDeep(place) => (place, "nested deeper than any study".to_string()),
    };
    ConfigError::whole(name, message).at(text, place.line, place.column)
}

/// The whole number that the parser has refused: it takes more than 64 bits.
fn too_large_number(said: &str) -> Option<&str> {
    let (_, number) = said.split_once("invalid type: integer `")?;
    let (number, rest) = number.split_once('`')?;
    rest.starts_with(" as ").then_some(number)
}

fn not_yaml(name: &str, text: &str, error: &serde_yaml::Error) -> ConfigError {
    let said = error.to_string();
    // The place is printed with the source line; the sentence need not repeat it.
    let said = said.split(" at line ").next().unwrap_or(&said);
    let (line, column) = error
        .location()
        .map_or((1, 1), |place| (place.line(), place.column()));
    if let Some(number) = too_large_number(said) {
        let message = format!("the whole number {number} is too large: it takes more than 64 bits");
        return ConfigError::whole(name, message).at(text, line, column);
    }
    let is_nested = said.starts_with("mapping values are not allowed");
    let early = nesting::bare_word(text, line)
        .or_else(|| nesting::two_keys(text, line).filter(|_| is_nested));
    if let Some(found) = early.or_else(|| indentation::explain(text, line + 1)) {
        return ConfigError::whole(name, found.message).at(text, found.line, found.column);
    }
    if let Some(found) = syntax::explain(text, line, said) {
        return ConfigError::whole(name, found.message).at(text, found.line, found.column);
    }
    if is_nested {
        let message = "a value that holds a colon and a space must stand in quotes";
        return ConfigError::whole(name, message).at(text, line, column);
    }
    ConfigError::whole(name, format!("not valid YAML: {said}")).at(text, line, column)
}
