//! Matrix products on the caller's own layout.
//!
//! The left operand of a product is read where it lies: rows of features, or windows of a feature
//! map. The right one is packed in panels of sixteen columns. A tile of six rows by sixteen columns
//! stays in registers, with AVX2 and fused multiply-add where the CPU has them, and in plain Rust
//! elsewhere. Weight gradients are sums of outer products over rows; these pack both operands, a few
//! hundred rows at a time.
//!
//! Every output value is summed in an order that does not depend on the number of threads: results
//! are equal bit for bit for every `threads:`.

mod dense;
mod finish;
mod outer_products;
mod pack;
mod tile;

pub(super) use dense::{add_transposed_matmul, matmul};
pub(super) use finish::Finish;
pub(super) use outer_products::{Operands, RowPairs, ZEROS, add_outer_products};
pub(super) use pack::{PackedMatrix, pack_columns, pack_rows};
pub(super) use tile::{LeftRows, OutputRows, ROW_GRAIN, multiply_rows};
