//! Panels of the figure of metrics.

/// A panel of the figure of a run's metrics; its curves share an axis.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum MetricPanel {
    /// Shares of modes and of good samples.
    Modes,
    /// Divergences in nats.
    Divergences,
    /// Shares by nearest neighbours.
    Neighbours,
    /// Shares of what differs.
    Differences,
    /// Spread and density over those of the data.
    Spread,
    /// Numbers of different samples over those of the data.
    Diversity,
    /// Frechet distances.
    Frechet,
    /// Kernel distances.
    KernelDistance,
    /// Structural similarities of pairs.
    Similarity,
    /// Change from one evaluation to the next.
    Change,
    /// Distance from an equilibrium.
    Equilibrium,
    /// Shares of a conditional G, by the labels that it was told.
    Labels,
    /// Spread within classes over that of the data.
    ClassDiversity,
}

impl MetricPanel {
    /// Every panel, from top to bottom.
    pub(crate) const ALL: [MetricPanel; 13] = [
        MetricPanel::Modes,
        MetricPanel::Divergences,
        MetricPanel::Neighbours,
        MetricPanel::Differences,
        MetricPanel::Spread,
        MetricPanel::Diversity,
        MetricPanel::Frechet,
        MetricPanel::KernelDistance,
        MetricPanel::Similarity,
        MetricPanel::Change,
        MetricPanel::Equilibrium,
        MetricPanel::Labels,
        MetricPanel::ClassDiversity,
    ];
}
