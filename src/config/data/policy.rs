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

    /// Why its rows have no labels, as the end of a sentence about the data; none where they have, or
    /// where only the files say it.
    fn why_no_labels(&self) -> Option<&'static str> {
        self.knows_modes().then_some("is drawn without labels")
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
