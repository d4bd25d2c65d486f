//! Sizes that all figures share, in pixels.

/// Pixels per em of titles.
pub(crate) const TITLE_SIZE: f64 = 15.0;
/// Pixels per em of ordinary text.
pub(crate) const TEXT_SIZE: f64 = 12.0;
/// Pixels per em of tick labels.
pub(crate) const SMALL_SIZE: f64 = 11.0;
/// Width of a figure that does not choose another one.
pub(crate) const FIGURE_WIDTH: f64 = 900.0;
/// White space around a figure.
pub(crate) const MARGIN: f64 = 16.0;
/// Space at the left of a frame for tick labels and the title of the axis.
pub(crate) const LEFT: f64 = 86.0;
/// Space at the right of a frame.
pub(crate) const RIGHT: f64 = 24.0;
/// Space below a frame for tick labels and the title of the axis.
pub(crate) const BELOW: f64 = 48.0;
