//! Which metrics say most about a study's data.

use crate::config::{Data, Run, Study};
use crate::metrics::Metric;

/// Metrics shown in tables, of which the first says most about a run: of data whose modes are
/// known, of data whose modes are combinations of classes, of other images, and of a game whose equilibrium is
/// known.
const KEY_METRICS: [&[Metric]; 4] = [
    &[Metric::Modes, Metric::HighQuality, Metric::ReverseKl],
    &[
        Metric::Modes,
        Metric::ReverseKl,
        Metric::Coverage,
        Metric::Precision,
    ],
    &[
        Metric::Coverage,
        Metric::Precision,
        Metric::Recall,
        Metric::Spread,
    ],
    &[Metric::EquilibriumDistance],
];

/// Index into [`KEY_METRICS`].
fn kind_of_data(data: &Data) -> usize {
    match data {
        Data::Stacked(_) => 1,
        Data::Dirac(_) => 3,
        data if data.knows_modes() => 0,
        _ => 2,
    }
}

/// The metric that says most about a run's data.
pub(crate) fn key_metric(run: &Run) -> Metric {
    KEY_METRICS[kind_of_data(&run.data)][0]
}

/// The metrics that say most about a study's data.
pub(crate) fn key_metrics(study: &Study) -> &'static [Metric] {
    let kinds = study
        .runs
        .iter()
        .map(|planned| kind_of_data(&planned.run.data));
    KEY_METRICS[kinds.min().unwrap_or(0)]
}

/// What decides between settings with equally many healthy and failed runs: the quality of samples,
/// or on images how much of the data they cover.
pub(super) fn deciding_metric(study: &Study) -> Metric {
    let metrics = key_metrics(study);
    if metrics.contains(&Metric::HighQuality) {
        Metric::HighQuality
    } else {
        metrics[0]
    }
}
