//! The panels of a packed right operand.

/// Columns of one packed panel: a vector of AVX-512, two of AVX2.
pub(in crate::nn) const PANEL_COLUMNS: usize = 16;
