//! The metrics of one evaluation.

use super::table::{Metric, TABLE};

/// A value for each metric that was measured.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct MetricValues([Option<f64>; TABLE.len()]);

impl MetricValues {
    /// Asks for every metric.
    pub fn from_fn(mut value: impl FnMut(Metric) -> Option<f64>) -> Self {
        Self(std::array::from_fn(|index| value(TABLE[index].metric)))
    }

    /// The value of a metric; `None` if it was not measured.
    pub fn get(&self, metric: Metric) -> Option<f64> {
        self.0[metric as usize]
    }

    /// Notes the value of a metric.
    pub fn set(&mut self, metric: Metric, value: f64) {
        self.0[metric as usize] = Some(value);
    }

    /// Every metric with its value, in the order of [`TABLE`].
    pub fn iter(&self) -> impl Iterator<Item = (Metric, Option<f64>)> {
        TABLE.iter().map(|row| (row.metric, self.get(row.metric)))
    }
}
