//! The settings of a study, the best first.

use super::group_by::setting_label;
use super::judged_run::{JudgedRun, count_healthy, count_verdicts};
use super::median::{MedianRange, median_range};
use super::number_format::format_two_decimals;
use super::wilson::wilson_interval;
use crate::config::{Axis, AxisValue};
use crate::diagnose::{Verdict, median};
use crate::metrics::{Direction, Metric};

/// The runs of one setting, which differ in their seed only.
#[derive(Clone, Debug, PartialEq)]
pub struct RankedSetting {
    /// Its place, from 1. Settings between which nothing decides share one.
    pub rank: usize,
    /// Whether another setting has the same rank.
    pub tied: bool,
    /// `lr_d=1e-3, strategy=alternate`, or `all runs`.
    pub label: String,
    /// Its value on each axis of the study.
    pub setting: Vec<AxisValue>,
    /// Finished runs.
    pub runs: usize,
    /// Healthy ones among them.
    pub healthy: usize,
    /// 95 % interval of the share of healthy runs.
    pub interval: (f64, f64),
    /// How many runs had each verdict, the most frequent first.
    pub verdicts: Vec<(Verdict, usize)>,
    /// The metric at the end, over the runs where it is finite; `None` when there are none.
    pub metric: Option<MedianRange>,
    /// Median of the onsets of those that failed.
    pub onset: Option<f64>,
}

/// Every setting: most healthy runs first, then fewest failed ones, then the better median of
/// `metric`; what is equal keeps the study's order. Settings share a rank where all three are the
/// same in a table, which shows the median with two decimals.
pub fn rank_settings(runs: &[JudgedRun], axes: &[Axis], metric: Metric) -> Vec<RankedSetting> {
    let mut settings: Vec<&Vec<AxisValue>> = Vec::new();
    for run in runs {
        if !settings.contains(&&run.setting) {
            settings.push(&run.setting);
        }
    }
    let mut ranked: Vec<RankedSetting> = settings
        .into_iter()
        .map(|setting| summarize(runs, axes, setting, metric))
        .collect();
    ranked.sort_by(|one, other| {
        other
            .healthy_share()
            .total_cmp(&one.healthy_share())
            .then(one.failing_share().total_cmp(&other.failing_share()))
            .then(higher_is_better(other, metric).total_cmp(&higher_is_better(one, metric)))
    });
    number(&mut ranked);
    ranked
}

/// Gives sorted settings their ranks.
fn number(ranked: &mut [RankedSetting]) {
    let shown = |setting: &RankedSetting| setting.metric.map(|it| format_two_decimals(it.median));
    let merit = |setting: &RankedSetting| {
        let shares = (setting.healthy_share(), setting.failing_share());
        (shares, shown(setting))
    };
    for at in 1..ranked.len() {
        ranked[at].rank = at + 1;
        if merit(&ranked[at]) == merit(&ranked[at - 1]) {
            ranked[at].rank = ranked[at - 1].rank;
            ranked[at].tied = true;
            ranked[at - 1].tied = true;
        }
    }
}

impl RankedSetting {
    fn healthy_share(&self) -> f64 {
        self.healthy as f64 / self.runs as f64
    }

    fn failing_share(&self) -> f64 {
        self.failing() as f64 / self.runs as f64
    }

    /// How many runs failed.
    fn failing(&self) -> usize {
        let failures = self
            .verdicts
            .iter()
            .filter(|(verdict, _)| verdict.is_failure());
        failures.map(|(_, count)| count).sum()
    }
}

fn summarize(
    runs: &[JudgedRun],
    axes: &[Axis],
    setting: &[AxisValue],
    metric: Metric,
) -> RankedSetting {
    let here: Vec<&JudgedRun> = runs.iter().filter(|run| run.setting == setting).collect();
    let healthy = count_healthy(&here);
    let failed = here.iter().filter(|run| run.verdict.is_failure());
    RankedSetting {
        rank: 1,
        tied: false,
        label: setting_label(axes, setting),
        setting: setting.to_vec(),
        runs: here.len(),
        healthy,
        interval: wilson_interval(healthy, here.len()),
        verdicts: count_verdicts(&here),
        metric: median_range(here.iter().filter_map(|run| run.last.get(metric))),
        onset: median(failed.filter_map(|run| run.onset).map(|step| step as f64)),
    }
}

/// The metric's median with the sign that makes more better; what was not measured is worst.
fn higher_is_better(setting: &RankedSetting, metric: Metric) -> f64 {
    let value = setting
        .metric
        .map_or(f64::NEG_INFINITY, |range| range.median);
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
        let range = |median, min, max| Some(MedianRange { median, min, max });
        let ranks = rank_settings(&runs, &axes, Metric::HighQuality);
        let labels: Vec<&str> = ranks.iter().map(|rank| rank.label.as_str()).collect();
        assert_eq!(labels, ["lr_d=0.3", "lr_d=0.2", "lr_d=0.1"]);
        assert_eq!(
            (ranks[2].runs, ranks[2].healthy, ranks[2].onset),
            (2, 0, Some(150.0))
        );
        assert_eq!(ranks[2].metric, range(0.9, 0.9, 0.9));
        assert_eq!(ranks[0].metric, range(0.55, 0.5, 0.6));
        let places: Vec<_> = ranks.iter().map(|rank| (rank.rank, rank.tied)).collect();
        assert_eq!(places, [(1, false), (2, false), (3, false)]);
    }

    #[test]
    fn settings_between_which_nothing_decides_share_a_rank() {
        let axes = [Axis {
            name: "lr_d".to_string(),
            kind: AxisKind::Path,
            values: [0.1, 0.2, 0.3, 0.4, 0.5].map(AxisValue::Number).to_vec(),
        }];
        let run = |rate: f64, verdict: Verdict, quality: f64| {
            let mut run = JudgedRun::new(vec![AxisValue::Number(rate)], 0, verdict);
            run.last.set(Metric::HighQuality, quality);
            run
        };
        let runs = [
            run(0.1, Verdict::Healthy, 0.912),
            run(0.2, Verdict::Healthy, 0.914),
            run(0.3, Verdict::Healthy, 0.95),
            run(0.4, Verdict::Undecided, 0.914),
            run(0.5, Verdict::Healthy, 0.8),
        ];
        let ranks = rank_settings(&runs, &axes, Metric::HighQuality);
        let places: Vec<_> = ranks
            .iter()
            .map(|rank| (rank.label.as_str(), rank.rank, rank.tied))
            .collect();
        assert_eq!(
            places,
            [
                ("lr_d=0.3", 1, false),
                ("lr_d=0.2", 2, true),
                ("lr_d=0.1", 2, true),
                ("lr_d=0.5", 4, false),
                ("lr_d=0.4", 5, false),
            ]
        );
    }
}
