//! What is known of every data set before anything is read or drawn.

use std::path::Path;

use crate::config::kind::Kind;

/// What a declared data set says of itself.
pub(crate) trait DataPolicy {
    /// What one row is.
    fn kind(&self) -> Kind;

    /// Whether the modes are known exactly, so that dropped ones can be counted.
    fn knows_modes(&self) -> bool {
        false
    }

    /// Where the rows are read from; none where they are drawn or embedded.
    fn path(&self) -> Option<&Path> {
        None
    }

    /// How many rows there are, where that is known without reading a file; none where rows are
    /// drawn afresh.
    fn count(&self) -> Option<usize> {
        None
    }
}
