//! One metric at the end of every run, by setting.

use super::group_by::setting_label;
use super::judged_run::JudgedRun;
use super::median::{MedianRange, median_range};
use crate::config::Axis;
use crate::diagnose::Verdict;
use crate::metrics::Metric;

/// A metric of the runs of one setting, which differ in their seed only.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct SettingSummary {
    /// `lr_d=1e-3, strategy=alternate`, or `all runs`.
    pub label: String,
    /// The metric and the verdict of each run; `None`: not measured.
    pub values: Vec<(Option<f64>, Verdict)>,
    /// Of the finite values; `None` when no run has one.
    pub summary: Option<MedianRange>,
}

/// Every setting, in the order in which the runs first name it.
pub(crate) fn summarize_settings(
    runs: &[JudgedRun],
    axes: &[Axis],
    metric: Metric,
) -> Vec<SettingSummary> {
    let mut settings: Vec<SettingSummary> = Vec::new();
    for run in runs {
        let label = setting_label(axes, &run.setting);
        let value = (run.last.get(metric), run.verdict);
        match settings.iter_mut().find(|setting| setting.label == label) {
            Some(setting) => setting.values.push(value),
            None => settings.push(SettingSummary {
                label,
                values: vec![value],
                summary: None,
            }),
        }
    }
    for setting in &mut settings {
        setting.summary = median_range(setting.values.iter().filter_map(|(value, _)| *value));
    }
    settings
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::statistics::tests::five_runs;

    #[test]
    fn settings_have_their_median_and_range_without_what_is_not_finite() {
        let range = |median, min, max| Some(MedianRange { median, min, max });
        let (runs, axes) = five_runs();
        let settings = summarize_settings(&runs, &axes, Metric::Modes);
        assert_eq!(settings[0].label, "lr_d=0.1, arm=a");
        assert_eq!(settings[0].summary, range(7.5, 7.0, 8.0));
        assert_eq!(
            (settings[1].values.len(), settings[1].summary),
            (2, range(1.0, 1.0, 1.0))
        );
    }
}
