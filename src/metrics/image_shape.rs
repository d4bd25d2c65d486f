//! How pixels lie in a row.

use crate::config::Kind;

/// How pixels lie in a row: channels last.
#[derive(Clone, Copy, Debug)]
pub struct ImageShape {
    /// Pixels along one side.
    pub side: usize,
    /// Values a pixel.
    pub channels: usize,
}

impl ImageShape {
    /// How pixels lie in a row of data of this kind, where it has images.
    pub fn of(kind: Kind) -> Option<Self> {
        match kind {
            Kind::Numbers | Kind::Points => None,
            Kind::Images { side, channels } => Some(Self { side, channels }),
        }
    }
}
