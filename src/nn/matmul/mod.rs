//! Matrix products on the caller's own layout: the left operand of a product is read where it lies
//! (rows of features, windows of a map), the right one is packed. Sums of outer products pack both,
//! a few hundred rows at a time.
//!
//! Every output value is summed in an order that does not depend on the number of threads; results
//! are equal bit for bit for every `threads:`.

mod dense;
mod outer_products;
mod pack;
mod tile;

pub(super) use dense::{add_transposed_matmul, matmul};
pub(super) use outer_products::{Operands, RowPairs, ZEROS, add_outer_products};
pub(super) use pack::{PackedMatrix, pack_columns, pack_rows};
pub(super) use tile::{Left, Right, TILE_COLUMNS, TILE_ROWS, Target, multiply_panel};
