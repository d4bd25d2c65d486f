//! Matrix products on the caller's own layout: the left operand of a product is read where it lies
//! (rows of features, windows of a map), the right one is packed. Sums of outer products pack both,
//! a few hundred rows at a time.
//!
//! Every output value is summed in an order that does not depend on the number of threads; results
//! are equal bit for bit for every `threads:`.

mod outer;
mod pack;
mod plain;
mod tile;
mod workers;

pub(super) use outer::{Operands, Pattern, ZEROS, add_outer};
pub(super) use pack::{Packed, pack_columns, pack_rows};
pub(super) use plain::{add_product_of_columns, product};
pub(super) use tile::{Left, Right, TILE_COLUMNS, TILE_ROWS, Target, multiply_panel};
pub use workers::Workers;
