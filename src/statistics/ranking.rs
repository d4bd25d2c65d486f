//! The settings of a study in order of merit.

use super::proportion::share_interval;
use super::study::{JudgedRun, count_verdicts, label};
use crate::config::{Axis, AxisValue};
use crate::diagnose::{Verdict, median};
use crate::metrics::{Direction, Metric};

/// Runs that differ in their seed only.
#[derive(Clone, Debug, PartialEq)]
pub struct Rank {
    /// `lr_d=1e-3, strategy=alternate`, or `all runs`.
    pub label: String,
    /// Its value on each axis of the study.
    pub cell: Vec<AxisValue>,
    /// Finished runs.
    pub runs: usize,
    /// Healthy ones among them.
    pub healthy: usize,
    /// 95 % interval of the share of healthy runs.
    pub interval: (f64, f64),
    /// How many runs had each verdict, the most frequent first.
    pub verdicts: Vec<(Verdict, usize)>,
    /// Median, least and greatest finite value of the metric at the end; `None` when no run has
    /// one.
    pub metric: Option<[f64; 3]>,
    /// Median of the onsets of those that failed.
    pub onset: Option<f64>,
}

/// Every setting: most healthy runs first, then fewest failed ones, then the better median of
/// `metric`; what is equal keeps the study's order.
pub fn ranking(runs: &[JudgedRun], axes: &[Axis], metric: Metric) -> Vec<Rank> {
    let mut cells: Vec<&Vec<AxisValue>> = Vec::new();
    for run in runs {
        if !cells.contains(&&run.cell) {
            cells.push(&run.cell);
        }
    }
    let mut ranks: Vec<Rank> = cells
        .into_iter()
        .map(|cell| rank(runs, axes, cell, metric))
        .collect();
    ranks.sort_by(|one, other| {
        let share = |count: usize, rank: &Rank| count as f64 / rank.runs as f64;
        let failing = |rank: &Rank| -> usize {
            rank.verdicts
                .iter()
                .filter(|(verdict, _)| verdict.is_failure())
                .map(|(_, count)| count)
                .sum()
        };
        share(other.healthy, other)
            .total_cmp(&share(one.healthy, one))
            .then(share(failing(one), one).total_cmp(&share(failing(other), other)))
            .then(worth(other, metric).total_cmp(&worth(one, metric)))
    });
    ranks
}

fn rank(runs: &[JudgedRun], axes: &[Axis], cell: &[AxisValue], metric: Metric) -> Rank {
    let here: Vec<&JudgedRun> = runs.iter().filter(|run| run.cell == cell).collect();
    let healthy = here
        .iter()
        .filter(|run| run.verdict == Verdict::Healthy)
        .count();
    let finite = || {
        here.iter()
            .filter_map(|run| run.last.get(metric))
            .filter(|value| value.is_finite())
    };
    let (least, greatest) = (
        finite().fold(f64::INFINITY, f64::min),
        finite().fold(f64::NEG_INFINITY, f64::max),
    );
    let failed = here.iter().filter(|run| run.verdict.is_failure());
    Rank {
        label: label(axes, cell),
        cell: cell.to_vec(),
        runs: here.len(),
        healthy,
        interval: share_interval(healthy, here.len()),
        verdicts: count_verdicts(&here),
        metric: median(finite()).map(|median| [median, least, greatest]),
        onset: median(failed.filter_map(|run| run.onset).map(|step| step as f64)),
    }
}

/// The metric's median so that more is better; what was not measured is worst.
fn worth(rank: &Rank, metric: Metric) -> f64 {
    let value = rank.metric.map_or(f64::NEG_INFINITY, |[median, ..]| median);
    if metric.description().direction == Direction::Down && value.is_finite() {
        -value
    } else {
        value
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::AxisKind;

    #[test]
    fn healthy_settings_come_first_and_the_metric_decides_between_equals() {
        let axes = [Axis {
            name: "lr_d".to_string(),
            kind: AxisKind::Path,
            values: [0.1, 0.2, 0.3].map(AxisValue::Number).to_vec(),
        }];
        let run = |rate: f64, seed: u64, verdict: Verdict, quality: f64| {
            let mut run = JudgedRun::new(vec![AxisValue::Number(rate)], seed, verdict);
            run.last.set(Metric::HighQuality, quality);
            run.onset = verdict.is_failure().then_some(100 * (seed + 1));
            run
        };
        let runs = [
            run(0.1, 0, Verdict::ModeCollapse, 0.9),
            run(0.2, 0, Verdict::Healthy, 0.3),
            run(0.3, 0, Verdict::Healthy, 0.5),
            run(0.1, 1, Verdict::ModeCollapse, f64::NAN),
            run(0.2, 1, Verdict::Healthy, 0.4),
            run(0.3, 1, Verdict::Healthy, 0.6),
        ];
        let ranks = ranking(&runs, &axes, Metric::HighQuality);
        let labels: Vec<&str> = ranks.iter().map(|rank| rank.label.as_str()).collect();
        assert_eq!(labels, ["lr_d=0.3", "lr_d=0.2", "lr_d=0.1"]);
        assert_eq!(
            (ranks[2].runs, ranks[2].healthy, ranks[2].onset),
            (2, 0, Some(150.0))
        );
        assert_eq!(ranks[2].metric, Some([0.9, 0.9, 0.9]));
        assert_eq!(ranks[0].metric, Some([0.55, 0.5, 0.6]));
    }
}
