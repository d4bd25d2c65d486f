//! Shapes of batches. The number of rows N is known at run time, the size of a row at compile time.

use dfdx::prelude::{Const, Shape};

/// Shape of a batch of feature rows: (N, F).
pub type Features<const F: usize> = (usize, Const<F>);

/// Shape of a batch of square feature maps or images, channels last: (N, S, S, C).
pub type FeatureMaps<const S: usize, const C: usize> = (usize, Const<S>, Const<S>, Const<C>);

/// The shape of a batch: N rows of a size that the type knows.
pub trait BatchShape: Shape {
    /// Number of values in a row: F, or S * S * C.
    const ROW_SIZE: usize;
    /// Size of the last dimension: F features, or C channels.
    const LAST_DIM: usize;
    /// The shape with `n` rows.
    fn with_rows(n: usize) -> Self;
}

impl<const F: usize> BatchShape for Features<F> {
    const ROW_SIZE: usize = F;
    const LAST_DIM: usize = F;
    fn with_rows(n: usize) -> Self {
        (n, Const)
    }
}

impl<const S: usize, const C: usize> BatchShape for FeatureMaps<S, C> {
    const ROW_SIZE: usize = S * S * C;
    const LAST_DIM: usize = C;
    fn with_rows(n: usize) -> Self {
        (n, Const, Const, Const)
    }
}
