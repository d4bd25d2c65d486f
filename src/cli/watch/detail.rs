//! How much of a running run is shown, by the width that there is.

/// What is shown of a running run. Widths are in columns of the terminal, 0 for nothing.
#[derive(Clone, Copy)]
pub(super) struct Detail {
    /// Whether a run is called `lr_d=1e-3,seed=0`, or has its values alone below a header with the
    /// names.
    pub(super) names: bool,
    pub(super) bar_width: usize,
    pub(super) sparkline_width: usize,
    pub(super) g_loss: bool,
}

impl Detail {
    /// From the most detailed to the least; the first that fits is taken.
    pub(super) const LEVELS: [Detail; 9] = [
        Detail::new(true, 20, 24, true),
        Detail::new(true, 10, 16, true),
        Detail::new(true, 8, 10, true),
        Detail::new(false, 8, 10, true),
        Detail::new(false, 6, 6, true),
        Detail::new(false, 0, 8, true),
        Detail::new(false, 0, 6, true),
        Detail::new(false, 0, 6, false),
        Detail::LEAST,
    ];
    /// For a terminal that is too narrow for anything.
    pub(super) const LEAST: Detail = Detail::new(false, 0, 0, false);
    /// For a file or a pipe, which have no width.
    pub(super) const UNBOUNDED: Detail = Detail::new(true, 0, 16, true);

    const fn new(names: bool, bar_width: usize, sparkline_width: usize, g_loss: bool) -> Self {
        Self {
            names,
            bar_width,
            sparkline_width,
            g_loss,
        }
    }
}
