//! The values of axes as the author of the study spells them: `1e-2` where the YAML says so.

use super::axis::AxisValue;
use super::cells::Cell;
use std::collections::HashMap;

/// How people read the values of each axis.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Spellings(Vec<HashMap<Key, String>>);

/// What tells values apart.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Key {
    Number(u64),
    Text(String),
}

impl Key {
    fn of(value: &AxisValue) -> Self {
        match value {
            AxisValue::Number(number) => Key::Number(number.to_bits()),
            AxisValue::Text(text) => Key::Text(text.clone()),
        }
    }
}

impl Spellings {
    /// Of all values that cells have. `text` is the study as somebody wrote it, empty where nobody did.
    pub fn new<S>(axes: usize, cells: &[Cell<S>], text: &str) -> Self {
        let written = numbers(text);
        let of_axis = |axis: usize| {
            let mut spelled = HashMap::new();
            for cell in cells {
                let (value, words) = (&cell.values[axis], &cell.words[axis]);
                spelled.entry(Key::of(value)).or_insert_with(|| {
                    let written = match value {
                        AxisValue::Number(number) => written.get(&number.to_bits()).copied(),
                        AxisValue::Text(_) => None,
                    };
                    written.map_or_else(|| words.clone(), str::to_string)
                });
            }
            spelled
        };
        Self((0..axes).map(of_axis).collect())
    }

    /// A value of an axis in words.
    pub fn of(&self, axis: usize, value: &AxisValue) -> String {
        let found = self
            .0
            .get(axis)
            .and_then(|known| known.get(&Key::of(value)));
        found.map_or_else(|| value.to_string(), String::clone)
    }
}

/// The first spelling of every number of the sweep of a study in YAML.
fn numbers(text: &str) -> HashMap<u64, &str> {
    let mut spelled = HashMap::new();
    for word in words(text) {
        if let Ok(number) = word.parse::<f64>() {
            spelled.entry(number.to_bits()).or_insert(word);
        }
    }
    spelled
}

/// How the sweep of a study in YAML spells a number, where it does.
pub(crate) fn spelling(text: &str, number: f64) -> Option<&str> {
    words(text).find(|word| word.parse() == Ok(number))
}

/// What looks like a number in the sweep of a study in YAML.
fn words(text: &str) -> impl Iterator<Item = &str> {
    let sweep = text.split_once("sweep:").map_or("", |(_, sweep)| sweep);
    let lines = sweep
        .lines()
        .map(|line| line.split('#').next().unwrap_or_default());
    let words = lines.flat_map(|line| {
        line.split(|letter: char| !(letter.is_ascii_alphanumeric() || "+-._".contains(letter)))
    });
    words.filter(|word| {
        word.starts_with(|first: char| first.is_ascii_digit() || "-.".contains(first))
    })
}

#[cfg(test)]
mod tests {
    use super::spelling;
    use crate::config::{AxisValue, Override, Study, parse};

    fn planned(sweep: &str, set: &[Override]) -> Study {
        let text = format!("study: s\nquestion: q\nsweep: {sweep}\n");
        parse("s.yaml", &text, set).unwrap()
    }

    #[test]
    fn values_are_spelled_as_written_and_ids_stay() {
        let study = planned(
            "{grid: {lr_d: [1e-2, 0.10], optimizer.adam.betas: [[0, 0.9]], regularize: [[]]}}",
            &[],
        );
        let run = &study.runs[0];
        assert_eq!(study.spelled_cell(&run.cell), ["1e-2", "[0, 0.9]", "[]"]);
        assert_eq!(study.spelled_cell(&study.runs[1].cell)[0], "0.10");
        assert!(
            run.id
                .starts_with("lr_d=0.01,betas=0-0.9,regularize=empty,")
        );
        assert_eq!(
            study.spelled(0, &AxisValue::Number(7.0)),
            "7",
            "no value of the axis"
        );
    }

    #[test]
    fn nobody_has_spelled_what_was_set_on_the_command_line() {
        let set: Override = "sweep.grid.lr_d=[1e-3, 1e-2]".parse().unwrap();
        let study = planned("{grid: {lr_d: [5]}}", &[set]);
        assert_eq!(study.spelled_cell(&study.runs[0].cell), ["1e-3"]);
        let again = parse("study.yaml", &study.text, &[]).unwrap();
        assert_eq!(again.spelled_cell(&again.runs[1].cell), ["0.01"]);
    }

    #[test]
    fn numbers_are_spelled_as_in_the_sweep() {
        let text = "run: {lr_g: 0.01}\nsweep:\n  grid:\n    lr_d: [1e-2, 0.10] # not 0.001\n    batch: [64]\n";
        assert_eq!(spelling(text, 0.01), Some("1e-2"));
        assert_eq!(spelling(text, 0.1), Some("0.10"));
        assert_eq!(spelling(text, 64.0), Some("64"));
        assert_eq!(spelling(text, 0.001), None);
        assert_eq!(spelling("", 1.0), None);
    }
}
