//! The sides as one study, whose first axis is the side.

use super::super::terminal::output::print_message;
use super::side::ComparedSide;
use crate::config::{Axis, Data};
use crate::metrics::{Direction, Metric, TABLE};
use crate::statistics::{
    ArmComparison, JudgedRun, Outcome, Side, compare_arms, comparison_sentence, join_sides,
};

/// The sides, joined, and how they differ from the baseline.
pub(super) struct Comparison {
    /// The first is the baseline. No two have the same name.
    pub(super) sides: Vec<ComparedSide>,
    /// The side, and the axes that all sides have.
    pub(super) axes: Vec<Axis>,
    pub(super) runs: Vec<JudgedRun>,
    pub(super) differences: Vec<(Outcome, ArmComparison)>,
}

impl Comparison {
    /// Joins and compares the sides.
    pub(super) fn of(mut sides: Vec<ComparedSide>) -> Self {
        make_names_unique(&mut sides);
        let joined: Vec<Side> = sides.iter().map(|found| found.side.clone()).collect();
        let (axes, runs) = join_sides(&joined);
        let of_outcome = |outcome: Outcome| {
            let differences = compare_arms(&runs, &axes, 0, outcome);
            differences.into_iter().map(move |found| (outcome, found))
        };
        let differences = outcomes(&joined).into_iter().flat_map(of_outcome).collect();
        Self {
            sides,
            axes,
            runs,
            differences,
        }
    }

    /// The names of the sides.
    pub(super) fn names(&self) -> Vec<&str> {
        let names = self.sides.iter().map(|found| found.side.name.as_str());
        names.collect()
    }

    /// The metrics of the baseline's data, the most telling first.
    pub(super) fn key_metrics(&self) -> &'static [Metric] {
        self.sides[0].key_metrics
    }

    /// What a person can quote: the share of healthy runs, and the most telling metric that is
    /// measured.
    pub(super) fn sentences(&self) -> Vec<String> {
        let outcomes = || self.differences.iter().map(|(outcome, _)| *outcome);
        let is_measured = |outcome: &Outcome| outcomes().any(|measured| measured == *outcome);
        let metric = self
            .key_metrics()
            .iter()
            .map(|metric| Outcome::Metric(*metric))
            .find(is_measured)
            .or_else(|| outcomes().find(|outcome| *outcome != Outcome::Healthy));
        self.differences
            .iter()
            .filter(|(outcome, _)| *outcome == Outcome::Healthy || Some(*outcome) == metric)
            .map(|(outcome, found)| comparison_sentence(found, *outcome))
            .collect()
    }

    /// Prints what a reader of the numbers has to know: sides with different data, and runs that
    /// count as one.
    pub(super) fn print_caveats(&self) {
        let baseline: Vec<&Data> = data(&self.sides[0]).collect();
        let mut all = self.sides.iter().flat_map(data);
        if all.any(|data| !baseline.contains(&data)) {
            print_message(
                "note: the sides are trained on different data, so their metrics do not measure the same thing",
            );
        }
        for ComparedSide { side, .. } in &self.sides {
            if self.has_runs_alike(side) {
                print_message(format_args!(
                    "note: {}: runs of one seed that differ only in {} count as one, by their median, because other sides lack that axis",
                    side.name,
                    self.dropped_axes(side).join(", ")
                ));
            }
        }
    }

    /// Whether two runs of a side have the same seed and the same values on all axes that are left.
    fn has_runs_alike(&self, side: &Side) -> bool {
        let runs = self.runs.iter();
        let of_side: Vec<&JudgedRun> = runs
            .filter(|run| run.setting[0].to_string() == side.name)
            .collect();
        of_side.iter().enumerate().any(|(index, run)| {
            of_side[..index]
                .iter()
                .any(|other| (other.seed, &other.setting) == (run.seed, &run.setting))
        })
    }

    /// The axes on which the runs of a side differ, and which other sides lack.
    fn dropped_axes<'a>(&self, side: &'a Side) -> Vec<&'a str> {
        let is_kept = |name: &str| self.axes.iter().any(|axis| axis.name == name);
        side.axes
            .iter()
            .filter(|axis| axis.values.len() > 1 && !is_kept(&axis.name))
            .map(|axis| axis.name.as_str())
            .collect()
    }
}

/// What the runs of a side are trained on.
fn data(side: &ComparedSide) -> impl Iterator<Item = &Data> {
    side.specs.iter().map(|run| &run.data)
}

/// Two sides of the same name - the same study in two results folders, say - get a number.
fn make_names_unique(sides: &mut [ComparedSide]) {
    for index in 1..sides.len() {
        let (before, rest) = sides.split_at_mut(index);
        let name = &mut rest[0].side.name;
        let numbered = format!("{name} #");
        let same = before.iter().filter(|other| {
            let other = &other.side.name;
            other == name || other.starts_with(&numbered)
        });
        match same.count() {
            0 => {}
            same => name.push_str(&format!(" #{}", same + 1)),
        }
    }
}

/// The share of healthy runs, and every metric with a better direction that all sides have
/// measured.
fn outcomes(sides: &[Side]) -> Vec<Outcome> {
    let is_measured =
        |side: &Side, metric: Metric| side.runs.iter().any(|run| run.last.get(metric).is_some());
    let metrics = TABLE
        .iter()
        .filter(|row| row.direction != Direction::Neither)
        .map(|row| row.metric)
        .filter(|metric| sides.iter().all(|side| is_measured(side, *metric)));
    std::iter::once(Outcome::Healthy)
        .chain(metrics.map(Outcome::Metric))
        .collect()
}
