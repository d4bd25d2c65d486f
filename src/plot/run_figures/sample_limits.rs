//! How many samples figures show.

/// Images shown of each snapshot.
pub(crate) const SNAPSHOT_IMAGES: usize = 64;
/// Dots of a scatter: more add ink and bytes but no insight.
pub(super) const MAX_DOTS: usize = 600;
