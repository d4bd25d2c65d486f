//! Ranges of numbers: `{from: 1e-4, to: 1e-2, points: 5, log: true}` or `{from: 0, to: 1, step: 0.1}`.

use serde_yaml::Value;

use super::choices::{read_path, written_value};
use super::rounding::{logarithmic, significant, within};
use super::swept::AxisChoice;
use crate::schema::{
    ABSENT, At, Node, NumberRange, Optional, Problem, REQUIRED, TrueOrFalse, WholeRange,
    parameters, read_block, whole,
};

/// Ends of a range.
const ANY: NumberRange = NumberRange::from(-1e9).up_to(1e9);
const POINTS: WholeRange = whole(2, 10_000);

parameters! {
    /// An axis of numbers at equal distances, both ends included.
    pub struct Range: "block" / "range" {
        /// the first number
        from: f64 = REQUIRED in ANY,
        /// the last number; with `step` it is reached where a whole number of steps leads to it
        to: f64 = REQUIRED in ANY,
        /// how many numbers; or else `step`
        points: Option<usize> = ABSENT in Optional(POINTS),
        /// the distance between neighbours; or else `points`
        step: Option<f64> = ABSENT in Optional(NumberRange::above(0.0).up_to(1e9)),
        /// whether the distances are equal on a logarithmic scale; with `points`
        log: bool = "false" in TrueOrFalse,
        /// whether the numbers are rounded to whole ones
        whole: bool = "false" in TrueOrFalse,
    }
    fits: |range: &Range| {
        let is_low = range.from <= 0.0;
        match (range.points, range.step) {
            _ if range.from >= range.to => Some(("to", "must be above `from`")),
            (None, None) => Some(("from", "says where the range begins, and either `points` or `step` what is in it")),
            (Some(_), Some(_)) => Some(("step", "does not go together with `points`: the one follows from the other")),
            (None, Some(_)) if range.log => Some(("log", "needs `points` in place of `step`")),
            _ if range.log && is_low => Some(("from", "must be above 0 for a logarithmic scale")),
            _ => None,
        }
    },
}

/// Whether an axis is written as a range: arms are mappings, and its keys hold none.
pub(super) fn is_range(node: &Node<'_>) -> bool {
    let mut keys = ["from", "to", "points", "step", "log"].into_iter();
    keys.any(|key| node.value.get(key).is_some_and(|value| !value.is_mapping()))
}

/// The numbers of a range as values of a path.
pub(super) fn read_range(name: &str, node: &Node<'_>) -> Result<Vec<AxisChoice>, Problem> {
    let path = read_path(name, &node.path)?;
    let range: Range = read_block(node.clone())?;
    let numbers = range.numbers();
    if numbers.len() > POINTS_AT_MOST {
        let message = format!("the range has more than {POINTS_AT_MOST} numbers");
        return Err(Problem::new(&node.path, At::Key, message));
    }
    let choice = |number: f64| written_value(&path, &node.path, &node.path, number_value(number));
    Ok(numbers.into_iter().map(choice).collect())
}

/// Numbers of a range, at most.
const POINTS_AT_MOST: usize = 10_000;

/// A number as YAML writes it: whole ones without a point.
pub(super) fn number_value(number: f64) -> Value {
    const EXACT: f64 = 9_007_199_254_740_992.0;
    match number.fract() == 0.0 && number.abs() < EXACT {
        true => Value::Number((number as i64).into()),
        false => Value::Number(number.into()),
    }
}

impl Range {
    /// Its numbers, rising, no two alike.
    fn numbers(&self) -> Vec<f64> {
        let mut numbers: Vec<f64> = match (self.points, self.step) {
            (Some(points), _) => (0..points).map(|place| self.point(place, points)).collect(),
            (None, step) => {
                let step = step.unwrap_or(1.0);
                // A range that ends on a whole number of steps shall not miss its end by an error of the
                // last digit.
                let last = ((self.to - self.from) / step + 1e-9).floor() as usize;
                let places = 0..=last.min(POINTS_AT_MOST);
                places
                    .map(|place| significant(self.from + place as f64 * step, 12) + 0.0)
                    .collect()
            }
        };
        if self.whole {
            numbers
                .iter_mut()
                .for_each(|number| *number = number.round());
        }
        numbers.dedup();
        numbers
    }

    fn point(&self, place: usize, points: usize) -> f64 {
        let Self { from, to, .. } = *self;
        let share = place as f64 / (points - 1) as f64;
        match place {
            0 => from,
            last if last == points - 1 => to,
            _ if self.log => {
                let step = (to / from).powf(1.0 / (points - 1) as f64);
                let number = from * (to / from).powf(share);
                logarithmic(number, from, from * step)
            }
            _ => within(
                from + share * (to - from),
                (to - from) / (points - 1) as f64,
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbers(text: &str) -> Vec<f64> {
        let value = serde_yaml::from_str(text).unwrap();
        let range: Result<Range, Problem> = read_block(Node::new(Vec::new(), &value));
        range
            .unwrap_or_else(|problem| panic!("{}", problem.message))
            .numbers()
    }

    #[test]
    fn ranges_are_decimals() {
        assert_eq!(
            numbers("{from: 1e-4, to: 1e-2, points: 5, log: true}"),
            [1e-4, 3.16e-4, 1e-3, 3.16e-3, 1e-2]
        );
        assert_eq!(
            numbers("{from: 0, to: 0.3, step: 0.1}"),
            [0.0, 0.1, 0.2, 0.3]
        );
        assert_eq!(numbers("{from: -1, to: 1, step: 0.9}"), [-1.0, -0.1, 0.8]);
        assert_eq!(
            numbers("{from: 0.1, to: 0.2, points: 4}"),
            [0.1, 0.13333, 0.16667, 0.2]
        );
        assert_eq!(
            numbers("{from: 16, to: 256, points: 5, log: true, whole: true}"),
            [16.0, 32.0, 64.0, 128.0, 256.0]
        );
        assert_eq!(
            numbers("{from: 1, to: 3, points: 9, whole: true}"),
            [1.0, 2.0, 3.0]
        );
    }
}
