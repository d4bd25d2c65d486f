//! What is known of every data set before anything is read or drawn.

use crate::config::kind::Kind;

/// What a declared data set says of itself.
pub(crate) trait DataPolicy {
    /// What one row is.
    fn kind(&self) -> Kind;

    /// Whether the modes are known exactly, so that dropped ones can be counted.
    fn knows_modes(&self) -> bool {
        false
    }

    /// How many rows there are, where that is known without reading a file; none where rows are
    /// drawn afresh.
    fn count(&self) -> Option<usize> {
        None
    }
}
