//! The factors of a part, multiplied: every combination of their rows.

use super::axes::Axes;
use super::condition::Condition;
use super::swept::MOST_RUNS;
use crate::schema::{At, Problem};

/// What varies together: each row has a choice, or none, for each of its axes.
pub(super) struct Factor {
    /// Indices of its axes.
    pub axes: Vec<usize>,
    /// Where each axis exists; everywhere without a condition.
    pub conditions: Vec<Option<Condition>>,
    /// Index of the choice of each axis.
    pub rows: Vec<Vec<Option<usize>>>,
}

/// Every combination, each as pairs of an axis and its choice; the last factor varies fastest.
pub(super) fn multiply(
    factors: &[Factor],
    axes: &Axes,
    seeds: usize,
    path: &[String],
) -> Result<Vec<Vec<(usize, usize)>>, Problem> {
    let mut points: Vec<Vec<(usize, usize)>> = vec![Vec::new()];
    for factor in factors {
        let mut longer = Vec::new();
        for point in &points {
            for row in &factor.rows {
                let before = longer.len();
                longer.push(extended(point, factor, row, axes));
                // An axis that does not exist here has one row, and not one for each of its values.
                let is_absent = longer[before].len() == point.len();
                if is_absent && factor.axes.len() == 1 {
                    break;
                }
                if longer.len().saturating_mul(seeds) > MOST_RUNS {
                    return Err(too_many(path, at_most(factors, seeds)));
                }
            }
        }
        points = longer;
    }
    Ok(points)
}

/// A point with what a row adds.
fn extended(
    point: &[(usize, usize)],
    factor: &Factor,
    row: &[Option<usize>],
    axes: &Axes,
) -> Vec<(usize, usize)> {
    let mut picks = point.to_vec();
    for ((axis, condition), choice) in factor.axes.iter().zip(&factor.conditions).zip(row) {
        let exists = condition
            .as_ref()
            .is_none_or(|condition| condition.holds(&picks, axes));
        if let (true, Some(choice)) = (exists, choice) {
            picks.push((*axis, *choice));
        }
    }
    picks
}

/// How many runs the factors have if every axis exists everywhere.
fn at_most(factors: &[Factor], seeds: usize) -> Option<usize> {
    let mut sizes = factors.iter().map(|factor| factor.rows.len());
    sizes.try_fold(seeds, usize::checked_mul)
}

pub(super) fn too_many(path: &[String], count: Option<usize>) -> Problem {
    let many = count.map_or("more".to_string(), |count| count.to_string());
    let message = format!("the sweep has {many} runs; at most {MOST_RUNS} are planned");
    Problem::new(path, At::Key, message)
}
