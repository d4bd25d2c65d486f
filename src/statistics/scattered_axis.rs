//! Axes whose values hardly repeat, as in a random search: their runs are compared by halves, for a group
//! of each value would be a run or two.

use std::collections::HashSet;

use super::axis_values::{axis_number, varied_axes};
use super::judged_run::{JudgedRun, count_healthy};

use crate::config::Axis;

/// Values of a scattered axis, at least: fewer are groups that a figure can show.
const MANY: usize = 7;

/// Whether the runs lie scattered along an axis: it has many numbers, most of which one setting alone has,
/// and the study is no grid.
pub(crate) fn is_scattered(runs: &[JudgedRun], axes: &[Axis], axis: usize) -> bool {
    let values = &axes[axis].values;
    if values.len() < MANY || values.iter().any(|value| axis_number(value).is_none()) {
        return false;
    }
    let settings: HashSet<String> = runs
        .iter()
        .map(|run| {
            let words: Vec<String> = run.setting.iter().map(ToString::to_string).collect();
            words.join("\n")
        })
        .collect();
    let mut sizes = varied_axes(axes).map(|axis| axes[axis].values.len());
    let grid = sizes.try_fold(1_usize, usize::checked_mul);
    // A part of a grid that is not finished has fewer settings than the grid, and repeats its values.
    grid != Some(settings.len()) && 2 * values.len() > settings.len()
}

/// The axes whose values are groups of runs.
pub(super) fn grouping_axes<'a>(
    runs: &'a [JudgedRun],
    axes: &'a [Axis],
) -> impl Iterator<Item = usize> + 'a {
    varied_axes(axes).filter(|axis| !is_scattered(runs, axes, *axis))
}

/// The runs on both sides of the middle of a scattered axis.
pub(super) struct Halves {
    /// The largest number of the lower half.
    pub up_to: f64,
    /// Healthy runs and all runs of the lower half.
    pub low: (usize, usize),
    /// The same of the upper half.
    pub high: (usize, usize),
}

impl Halves {
    /// Splits the runs at the middle one; `None` where all have the same number.
    pub fn of(runs: &[JudgedRun], axis: usize) -> Option<Self> {
        let number = |run: &JudgedRun| axis_number(&run.setting[axis]);
        let mut numbers: Vec<f64> = runs.iter().filter_map(number).collect();
        numbers.sort_by(f64::total_cmp);
        let up_to = *numbers.get((numbers.len() / 2).checked_sub(1)?)?;
        let (low, high): (Vec<&JudgedRun>, Vec<&JudgedRun>) = runs
            .iter()
            .partition(|run| number(run).is_some_and(|number| number <= up_to));
        let count = |runs: &[&JudgedRun]| (count_healthy(runs), runs.len());
        (!high.is_empty()).then(|| Self {
            up_to,
            low: count(&low),
            high: count(&high),
        })
    }

    /// The difference between the shares of healthy runs.
    pub fn range(&self) -> f64 {
        let share = |(healthy, runs): (usize, usize)| healthy as f64 / runs as f64;
        (share(self.low) - share(self.high)).abs()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{AxisKind, AxisValue};
    use crate::diagnose::Verdict;
    use crate::metrics::Metric;
    use crate::statistics::{ShownAxes, answer};

    /// Trials with numbers of their own, of which the lower half is healthy, each of one of two arms.
    fn trials(count: usize) -> (Vec<JudgedRun>, Vec<Axis>) {
        let arm = |place: usize| AxisValue::Text(["a", "b"][place % 2].to_string());
        let runs = (0..count).map(|place| {
            let verdict = match place < count / 2 {
                true => Verdict::Healthy,
                false => Verdict::ModeCollapse,
            };
            JudgedRun::new(
                vec![AxisValue::Number(place as f64), arm(place)],
                0,
                verdict,
            )
        });
        let axis = |name: &str, kind, values| Axis {
            name: name.to_string(),
            kind,
            values,
        };
        let numbers = (0..count)
            .map(|place| AxisValue::Number(place as f64))
            .collect();
        let axes = vec![
            axis("lr_d", AxisKind::Path, numbers),
            axis("arm", AxisKind::Arms, vec![arm(0), arm(1)]),
        ];
        (runs.collect(), axes)
    }

    #[test]
    fn trials_are_scattered_and_grids_are_not() {
        let (runs, axes) = trials(20);
        assert!(is_scattered(&runs, &axes, 0) && !is_scattered(&runs, &axes, 1));
        let shown = ShownAxes::usual(&runs, &axes);
        assert_eq!((shown.plane, shown.compared), (vec![1], Some(1)));
        let (few, axes) = trials(6);
        assert!(!is_scattered(&few, &axes, 0));
        let (runs, mut axes) = trials(20);
        axes.truncate(1);
        assert!(!is_scattered(&runs, &axes, 0), "a single axis is a grid");
    }

    #[test]
    fn the_answer_compares_halves_of_a_scattered_axis() {
        let (runs, axes) = trials(20);
        let said = answer(&runs, &axes, Metric::Modes, Metric::Modes);
        let wanted = "What matters most is lr_d (healthy: 10 of 10 up to 9, none of 10 above)";
        assert!(said.contains(wanted), "{said}");
    }
}
