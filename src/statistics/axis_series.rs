//! A metric at the end of runs, against one swept number.

use super::axis_values::axis_number;
use super::group_by::{AxisGroup, group_by_axis};
use super::judged_run::JudgedRun;
use super::median::median_range;
use super::scattered_axis::is_scattered;
use crate::config::Axis;
use crate::diagnose::Verdict;
use crate::metrics::Metric;

/// The runs of one value of the compared axis, along another axis.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct AxisSeries {
    /// The value on the compared axis.
    pub label: String,
    /// Index of the value on the compared axis.
    pub index: usize,
    /// The swept number, the metric at the end, and the verdict of each run that has both numbers.
    pub points: Vec<(f64, f64, Verdict)>,
    /// The median metric at each swept number, rising; where the runs lie scattered, of fifths of the
    /// runs, at their median number.
    pub medians: Vec<(f64, f64)>,
}

/// Every run at its number on the axis `along`, in series by the axis `compared` where that is
/// another one.
pub(crate) fn axis_series(
    runs: &[JudgedRun],
    axes: &[Axis],
    along: usize,
    compared: Option<usize>,
    metric: Metric,
) -> Vec<AxisSeries> {
    let all: Vec<&JudgedRun> = runs.iter().collect();
    let scattered = is_scattered(runs, axes, along);
    let series = |group: AxisGroup| {
        let point = |run: &&JudgedRun| {
            Some((
                axis_number(&run.setting[along])?,
                run.last.get(metric).filter(|value| value.is_finite())?,
                run.verdict,
            ))
        };
        let points: Vec<(f64, f64, Verdict)> = group.runs.iter().filter_map(point).collect();
        let medians = match scattered {
            true => medians_of_parts(&points),
            false => medians_of_values(&points),
        };
        AxisSeries {
            label: group.label,
            index: group.index,
            points,
            medians,
        }
    };
    group_by_axis(&all, axes, compared.filter(|compared| *compared != along))
        .into_iter()
        .map(series)
        .collect()
}

/// One run: its swept number, its metric, its verdict.
type Point = (f64, f64, Verdict);

fn medians_of_values(points: &[Point]) -> Vec<(f64, f64)> {
    let mut places: Vec<f64> = points.iter().map(|(place, ..)| *place).collect();
    places.sort_by(f64::total_cmp);
    places.dedup();
    let median = |place: &f64| {
        let here = points
            .iter()
            .filter(|(other, ..)| other == place)
            .map(|(_, value, _)| *value);
        Some((*place, median_range(here)?.median))
    };
    places.iter().filter_map(median).collect()
}

/// Parts that scattered runs are divided into, in the order of their number.
const PARTS: usize = 5;
/// Runs of a part, at least.
const LEAST: usize = 3;

fn medians_of_parts(points: &[Point]) -> Vec<(f64, f64)> {
    let mut sorted = points.to_vec();
    sorted.sort_by(|one, other| one.0.total_cmp(&other.0));
    let size = sorted.len().div_ceil(PARTS).max(LEAST);
    let parts = sorted.chunks(size).filter(|part| part.len() >= LEAST);
    let median = |part: &[Point]| {
        let place = median_range(part.iter().map(|(place, ..)| *place))?;
        let value = median_range(part.iter().map(|(_, value, _)| *value))?;
        Some((place.median, value.median))
    };
    parts.filter_map(median).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scattered_runs_have_medians_of_fifths() {
        let points: Vec<Point> = (0..20)
            .map(|place| (f64::from(19 - place), f64::from(place), Verdict::Healthy))
            .collect();
        let medians = medians_of_parts(&points);
        assert_eq!(medians.len(), 5);
        assert_eq!((medians[0], medians[4]), ((1.5, 17.5), (17.5, 1.5)));
        assert_eq!(medians_of_parts(&points[..4]).len(), 1);
        assert_eq!(medians_of_values(&points[..2]), [(18.0, 1.0), (19.0, 0.0)]);
    }
}
