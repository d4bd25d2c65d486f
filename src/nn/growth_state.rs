//! How far a network has grown, which goes with a batch from layer to layer.

/// How far networks have grown.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Growth {
    /// The level of the finest layers that take part, counted from 0 for the coarsest image.
    pub level: usize,
    /// Their share, from 0 to 1; the rest is what the layers one level below make.
    pub share: f32,
}
