//! The columns that an expression may name, and what a run has in them.

use std::cmp::Ordering;
use std::collections::HashMap;

use crate::config::{nearest, short_axis_names};

/// What a run has in a column.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Cell {
    Number(f64),
    Text(String),
    /// Several words, such as tags: one of them is compared.
    Words(Vec<String>),
    Missing,
}

impl Cell {
    /// Whether the comparison holds. What is missing equals nothing.
    pub fn compares(&self, operator: &str, value: &str) -> bool {
        match operator {
            "=" => self.equals(value),
            "!=" => !self.equals(value),
            "~" => self.contains(value),
            _ => {
                let (Cell::Number(here), Ok(there)) = (self, value.trim().parse::<f64>()) else {
                    return false;
                };
                match operator {
                    "<" => *here < there,
                    "<=" => *here <= there,
                    ">" => *here > there,
                    _ => *here >= there,
                }
            }
        }
    }

    fn equals(&self, value: &str) -> bool {
        match self {
            Cell::Number(here) => value.trim().parse() == Ok(*here),
            Cell::Text(here) => here == value,
            Cell::Words(words) => words.iter().any(|word| word == value),
            Cell::Missing => false,
        }
    }

    fn contains(&self, value: &str) -> bool {
        match self {
            Cell::Number(here) => here.to_string().contains(value),
            Cell::Text(here) => here.contains(value),
            Cell::Words(words) => words.iter().any(|word| word.contains(value)),
            Cell::Missing => false,
        }
    }
}

/// What runs are sorted by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct SortKey {
    /// The column.
    pub column: String,
    /// Whether the largest comes first.
    pub descending: bool,
}

impl SortKey {
    /// The order of two runs by their cells; one without a value comes last either way.
    pub fn order(&self, one: &Cell, other: &Cell) -> Ordering {
        let order = match (one, other) {
            (Cell::Missing, Cell::Missing) => Ordering::Equal,
            (Cell::Missing, _) => return Ordering::Greater,
            (_, Cell::Missing) => return Ordering::Less,
            (Cell::Number(one), Cell::Number(other)) => {
                // A value that is no number is as good as none.
                match (one.is_nan(), other.is_nan()) {
                    (false, false) => one.total_cmp(other),
                    (one, other) => return one.cmp(&other),
                }
            }
            (Cell::Number(_), _) => Ordering::Less,
            (_, Cell::Number(_)) => Ordering::Greater,
            (one, other) => words(one).cmp(&words(other)),
        };
        match self.descending {
            true => order.reverse(),
            false => order,
        }
    }
}

fn words(cell: &Cell) -> String {
    match cell {
        Cell::Words(words) => words.join(" "),
        Cell::Text(text) => text.clone(),
        Cell::Number(_) | Cell::Missing => String::new(),
    }
}

/// The names that an expression may use.
#[derive(Clone, Debug, Default)]
pub struct Columns {
    /// In the order in which they are listed, each with whether it holds numbers; `None`: it may hold
    /// numbers or words.
    names: Vec<(String, Option<bool>)>,
    /// All words that a column may hold, where these are known.
    words: HashMap<String, Vec<String>>,
}

/// Names that an error lists.
const MOST_LISTED: usize = 40;

impl Columns {
    /// Columns of any values, columns of words, and the words that some of these may hold.
    pub fn new(any: &[&str], words: &[&str], known: &[(&str, &[&str])]) -> Self {
        let mut columns = Self::default();
        columns.add(any, None);
        columns.add(words, Some(false));
        for (column, words) in known {
            let words = words.iter().map(|word| (*word).to_string()).collect();
            columns.words.insert((*column).to_string(), words);
        }
        columns
    }

    /// Adds columns that are not there yet; `numbers` says whether they hold numbers, if that is known.
    pub fn add(&mut self, names: &[&str], numbers: Option<bool>) {
        for name in names {
            if !self.names.iter().any(|(known, _)| known == name) {
                self.names.push(((*name).to_string(), numbers));
            }
        }
    }

    /// The column of a name, or of the last part of its name where that tells it apart.
    ///
    /// # Errors
    /// A message with what there is, and what was probably meant.
    pub fn find(&self, written: &str) -> Result<String, String> {
        let known = self.names.iter().map(|(name, _)| name.as_str());
        if known.clone().any(|name| name == written) {
            return Ok(written.to_string());
        }
        let short = short_axis_names(known.clone());
        if let Some((_, name)) = short
            .iter()
            .zip(known.clone())
            .find(|(short, _)| *short == written)
        {
            return Ok(name.to_string());
        }
        let listed: Vec<&str> = known.clone().take(MOST_LISTED).collect();
        let more = if self.names.len() > MOST_LISTED {
            ", .."
        } else {
            ""
        };
        let hint = nearest(written, known.chain(short.iter().map(String::as_str)))
            .map_or(String::new(), |name| format!("\n  did you mean `{name}`?"));
        Err(format!(
            "unknown column `{written}`\n  there are {}{more}{hint}",
            listed.join(", ")
        ))
    }

    /// Refuses a comparison that never holds.
    ///
    /// # Errors
    /// A message that says why.
    pub fn check(&self, column: &str, operator: &str, value: &str) -> Result<(), String> {
        let found = self.names.iter().find(|(name, _)| name == column);
        let numbers = found.and_then(|(_, numbers)| *numbers);
        let is_order = !["=", "!=", "~"].contains(&operator);
        let is_number = value.trim().parse::<f64>().is_ok();
        if is_order && numbers == Some(false) {
            return Err(format!(
                "`{column}` is a word, which is compared with =, != or ~ (contains)"
            ));
        }
        if (is_order || numbers == Some(true)) && operator != "~" && !is_number {
            return Err(format!(
                "`{column}` is compared with a number, and `{value}` is none"
            ));
        }
        let Some(words) = self.words.get(column).filter(|_| operator != "~") else {
            return Ok(());
        };
        if words.iter().any(|word| word == value) {
            return Ok(());
        }
        let hint = nearest(value, words.iter().map(String::as_str))
            .map_or(String::new(), |name| format!("\n  did you mean `{name}`?"));
        Err(format!(
            "no {column} is called `{value}`\n  there are {}{hint}",
            words.join(", ")
        ))
    }
}
