//! Matrix products on the caller's own layout: the left operand is read where it lies (rows of an image, windows of a
//! convolution), so nothing is unfolded and no step needs a buffer for it.
//!
//! Every output value is one chain of additions in a fixed order, whatever the number of rows, of threads and of
//! columns beside it; results are equal bit for bit for every `threads:`.

mod outer;
mod pack;
mod plain;
mod tile;
mod workers;

pub(super) use outer::{Operands, Pattern, ZEROS, add_outer};
pub(super) use pack::{Packed, pack_columns, pack_rows};
pub(super) use plain::{add_product_of_columns, product};
pub(super) use tile::{Left, Right, TILE_COLUMNS, Target, multiply_panel};
pub use workers::Workers;
