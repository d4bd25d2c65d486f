//! A metric against one swept number.

use super::median::median_interval;
use super::split::parts;
use super::study::JudgedRun;
use crate::config::{Axis, AxisValue};
use crate::diagnose::Verdict;
use crate::metrics::Metric;

/// The runs of one value of the compared axis, along another axis.
#[derive(Clone, Debug, PartialEq)]
pub struct Series {
    pub label: String,
    /// Index of the value on the compared axis.
    pub index: usize,
    /// The swept number, the metric at the end, and the verdict of each run that has both numbers.
    pub points: Vec<(f64, f64, Verdict)>,
    /// The median metric at each swept number, rising.
    pub medians: Vec<(f64, f64)>,
}

/// Every run at its number on the axis `along`, in series by the axis `by` where that is another
/// one.
pub fn by_axis(
    runs: &[JudgedRun],
    axes: &[Axis],
    along: usize,
    by: Option<usize>,
    metric: Metric,
) -> Vec<Series> {
    let all: Vec<&JudgedRun> = runs.iter().collect();
    let series = |part: super::split::Part| {
        let point = |run: &&JudgedRun| {
            let AxisValue::Number(number) = run.cell[along] else {
                return None;
            };
            Some((
                number,
                run.last.get(metric).filter(|value| value.is_finite())?,
                run.verdict,
            ))
        };
        let points: Vec<(f64, f64, Verdict)> = part.runs.iter().filter_map(point).collect();
        let mut places: Vec<f64> = points.iter().map(|(place, ..)| *place).collect();
        places.sort_by(f64::total_cmp);
        places.dedup();
        let median = |place: &f64| {
            let here = points
                .iter()
                .filter(|(other, ..)| other == place)
                .map(|(_, value, _)| *value);
            Some((*place, median_interval(here)?.median))
        };
        let medians = places.iter().filter_map(median).collect();
        Series {
            label: part.label,
            index: part.index,
            points,
            medians,
        }
    };
    parts(&all, axes, by.filter(|by| *by != along))
        .into_iter()
        .map(series)
        .collect()
}
