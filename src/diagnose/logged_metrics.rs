//! Metrics of samples that a log has, but not those by which samples are judged: precision without
//! coverage, a Frechet distance.

use super::finding::Comparison::Below;
use super::sample_criteria::SampleCriteria;
use super::{Evidence, RunHistory};
use crate::metrics::{Metric, TABLE};

/// A share of good samples, or of the data that they cover, below which they are of no use whatever
/// the rest is like. Published GANs that are called good have a recall of 0.2 and more.
const NEARLY_NOTHING: f64 = 0.05;

const SHARES: [Metric; 4] = [
    Metric::HighQuality,
    Metric::Precision,
    Metric::Recall,
    Metric::Coverage,
];

/// The metrics of a history whose samples are not judged, by name.
pub(super) fn names(history: &RunHistory) -> Vec<&'static str> {
    if SampleCriteria::of(history).is_some() {
        return Vec::new();
    }
    let rows = TABLE.iter().filter(|row| history.measures(row.metric));
    rows.map(|row| row.name).collect()
}

/// Their values at the end.
pub(super) fn evidence(history: &RunHistory) -> Vec<Evidence> {
    let logged = names(history);
    let rows = TABLE.iter().filter(|row| logged.contains(&row.name));
    rows.filter_map(|row| {
        let name = history.median_name(row.name);
        Some(Evidence::informative(
            &name,
            history.final_metric(row.metric)?,
        ))
    })
    .collect()
}

/// One of them that by itself shows that samples are of no use.
pub(super) fn nearly_nothing(history: &RunHistory) -> Option<Evidence> {
    let description = |metric: Metric| metric.description().name;
    let logged = names(history);
    SHARES
        .into_iter()
        .filter(|metric| logged.contains(&description(*metric)))
        .find_map(|metric| {
            let share = history.final_metric(metric)?;
            let name = history.median_name(description(metric));
            (share < NEARLY_NOTHING)
                .then(|| Evidence::compared(&name, share, Below, NEARLY_NOTHING))
        })
}
