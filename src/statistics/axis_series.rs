//! A metric at the end of runs, against one swept number.

use super::group_by::{AxisGroup, group_by_axis};
use super::judged_run::JudgedRun;
use super::median::median_range;
use super::shown_axes::axis_number;
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
    /// The median metric at each swept number, rising.
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
    let series = |group: AxisGroup| {
        let point = |run: &&JudgedRun| {
            Some((
                axis_number(&run.setting[along])?,
                run.last.get(metric).filter(|value| value.is_finite())?,
                run.verdict,
            ))
        };
        let points: Vec<(f64, f64, Verdict)> = group.runs.iter().filter_map(point).collect();
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
        let medians = places.iter().filter_map(median).collect();
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
