//! The runs of a study, counted by cell and grouped by setting.

use super::proportion::share_interval;
use super::trajectory::Trajectory;
use crate::config::{Axis, AxisValue};
use crate::diagnose::{Verdict, median};
use crate::metrics::{Direction, Metric, MetricValues};
use crate::train::EvalRow;

/// One finished run, as far as statistics need it.
#[derive(Clone, Debug, PartialEq)]
pub struct JudgedRun {
    /// Its value on each axis of the study.
    pub cell: Vec<AxisValue>,
    pub seed: u64,
    pub verdict: Verdict,
    /// First step at which the verdict holds.
    pub onset: Option<u64>,
    /// First step at which any failure holds that was found in it, the gravest or another.
    pub failed: Option<u64>,
    /// Metrics of the last evaluation.
    pub last: MetricValues,
    pub evals: Vec<EvalRow>,
    /// Its losses; empty where nobody has read the run's steps.
    pub trajectory: Trajectory,
}

impl JudgedRun {
    /// A run of which nothing was measured.
    pub fn new(cell: Vec<AxisValue>, seed: u64, verdict: Verdict) -> Self {
        let (last, trajectory) = (MetricValues::default(), Trajectory::default());
        Self {
            cell,
            seed,
            verdict,
            onset: None,
            failed: None,
            last,
            evals: Vec::new(),
            trajectory,
        }
    }
}

/// Runs that share their place in the plane of two axes, and in the facet of a third.
#[derive(Clone, Debug, PartialEq)]
pub struct PhaseCell {
    /// Index of the value on each of the axes asked for.
    pub place: Vec<usize>,
    /// How many runs had each verdict, the most frequent first.
    pub verdicts: Vec<(Verdict, usize)>,
    pub failing: usize,
    /// 95 % interval of the share of failing runs.
    pub interval: (f64, f64),
}

/// Runs that share a label, with the spread of one metric.
#[derive(Clone, Debug, PartialEq)]
pub struct Group {
    pub label: String,
    /// The metric and the verdict of each run.
    pub values: Vec<(Option<f64>, Verdict)>,
    /// Median, least and greatest value; `None` when no run has one.
    pub summary: Option<[f64; 3]>,
}

/// Metrics of the last evaluation, and the best ever of those with a better direction.
pub fn last_and_best(evals: &[EvalRow]) -> (MetricValues, MetricValues) {
    let last = evals.last().map(|row| row.measured).unwrap_or_default();
    let best = MetricValues::from_fn(|metric| {
        let description = metric.description();
        if description.direction == Direction::Neither {
            return None;
        }
        evals
            .iter()
            .filter_map(|row| row.measured.get(metric))
            .reduce(|left, right| description.better(left, right))
    });
    (last, best)
}

pub(super) fn count_verdicts(runs: &[&JudgedRun]) -> Vec<(Verdict, usize)> {
    let count = |verdict: Verdict| runs.iter().filter(|run| run.verdict == verdict).count();
    let mut counts: Vec<(Verdict, usize)> = Verdict::ALL
        .map(|verdict| (verdict, count(verdict)))
        .into_iter()
        .filter(|(_, count)| *count > 0)
        .collect();
    counts.sort_by_key(|(verdict, count)| (std::cmp::Reverse(*count), *verdict));
    counts
}

/// Counts of verdicts over the plane of the axes with these indices.
pub fn phase_cells(runs: &[JudgedRun], axes: &[Axis], chosen: &[usize]) -> Vec<PhaseCell> {
    let place = |run: &JudgedRun| -> Option<Vec<usize>> {
        chosen
            .iter()
            .map(|axis| {
                axes[*axis]
                    .values
                    .iter()
                    .position(|value| *value == run.cell[*axis])
            })
            .collect()
    };
    let mut places: Vec<Vec<usize>> = runs.iter().filter_map(place).collect();
    places.sort_unstable();
    places.dedup();
    let cell = |at: Vec<usize>| {
        let here: Vec<&JudgedRun> = runs
            .iter()
            .filter(|run| place(run).as_ref() == Some(&at))
            .collect();
        let failing = here.iter().filter(|run| run.verdict.is_failure()).count();
        let interval = share_interval(failing, here.len());
        PhaseCell {
            place: at,
            verdicts: count_verdicts(&here),
            failing,
            interval,
        }
    };
    places.into_iter().map(cell).collect()
}

/// Runs grouped by everything that varies but the seed, in the order of their first appearance.
pub fn groups(runs: &[JudgedRun], axes: &[Axis], metric: Metric) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    for run in runs {
        let label = label(axes, &run.cell);
        let value = (run.last.get(metric), run.verdict);
        match groups.iter_mut().find(|group| group.label == label) {
            Some(group) => group.values.push(value),
            None => groups.push(Group {
                label,
                values: vec![value],
                summary: None,
            }),
        }
    }
    for group in &mut groups {
        let finite = || {
            group
                .values
                .iter()
                .filter_map(|(value, _)| *value)
                .filter(|value| value.is_finite())
        };
        let least = finite().fold(f64::INFINITY, f64::min);
        let greatest = finite().fold(f64::NEG_INFINITY, f64::max);
        group.summary = median(finite()).map(|median| [median, least, greatest]);
    }
    groups
}

pub(super) fn label(axes: &[Axis], cell: &[AxisValue]) -> String {
    let parts: Vec<String> = axes
        .iter()
        .zip(cell)
        .map(|(axis, value)| format!("{}={value}", axis.name))
        .collect();
    if parts.is_empty() {
        "all runs".to_string()
    } else {
        parts.join(", ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::AxisKind;

    fn run(rate: f64, arm: &str, seed: u64, verdict: Verdict, modes: f64) -> JudgedRun {
        let mut run = JudgedRun::new(
            vec![AxisValue::Number(rate), AxisValue::Text(arm.to_string())],
            seed,
            verdict,
        );
        run.last.set(Metric::Modes, modes);
        run
    }

    fn study() -> (Vec<JudgedRun>, Vec<Axis>) {
        let runs = vec![
            run(0.1, "a", 0, Verdict::Healthy, 8.0),
            run(0.2, "a", 0, Verdict::ModeCollapse, 1.0),
            run(0.1, "a", 1, Verdict::Healthy, 7.0),
            run(0.2, "a", 1, Verdict::Divergence, f64::NAN),
            run(0.1, "b", 0, Verdict::Undecided, 4.0),
        ];
        let numbers = vec![AxisValue::Number(0.1), AxisValue::Number(0.2)];
        let names = vec![
            AxisValue::Text("a".to_string()),
            AxisValue::Text("b".to_string()),
        ];
        let axis = |name: &str, kind, values| Axis {
            name: name.to_string(),
            kind,
            values,
        };
        (
            runs,
            vec![
                axis("lr_d", AxisKind::Path, numbers),
                axis("arm", AxisKind::Arms, names),
            ],
        )
    }

    #[test]
    fn cells_count_their_verdicts() {
        let (runs, axes) = study();
        let cells = phase_cells(&runs, &axes, &[0, 1]);
        let places: Vec<&[usize]> = cells.iter().map(|cell| cell.place.as_slice()).collect();
        assert_eq!(places, [&[0, 0][..], &[0, 1], &[1, 0]]);
        assert_eq!(
            (cells[0].verdicts.clone(), cells[0].failing),
            (vec![(Verdict::Healthy, 2)], 0)
        );
        assert_eq!(cells[2].failing, 2);
        assert_eq!(
            phase_cells(&runs, &axes, &[]).len(),
            1,
            "without axes there is one cell"
        );
    }

    #[test]
    fn groups_have_their_median_and_range_without_what_is_not_finite() {
        let (runs, axes) = study();
        let groups = groups(&runs, &axes, Metric::Modes);
        assert_eq!(groups[0].label, "lr_d=0.1, arm=a");
        assert_eq!(groups[0].summary, Some([7.5, 7.0, 8.0]));
        assert_eq!(
            (groups[1].values.len(), groups[1].summary),
            (2, Some([1.0, 1.0, 1.0]))
        );
    }

    #[test]
    fn the_best_value_is_the_best_in_its_direction() {
        let row = |step, modes, reverse_kl| {
            let mut measured = MetricValues::default();
            measured.set(Metric::Modes, modes);
            measured.set(Metric::ReverseKl, reverse_kl);
            EvalRow { step, measured }
        };
        let modes_and_reverse_kl =
            |values: MetricValues| (values.get(Metric::Modes), values.get(Metric::ReverseKl));
        let (last, best) =
            last_and_best(&[row(0, 1.0, f64::NAN), row(1, 8.0, 0.1), row(2, 5.0, 0.4)]);
        assert_eq!(modes_and_reverse_kl(last), (Some(5.0), Some(0.4)));
        assert_eq!(modes_and_reverse_kl(best), (Some(8.0), Some(0.1)));
        assert_eq!(last_and_best(&[]).0, MetricValues::default());
    }
}
