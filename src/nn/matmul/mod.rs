//! Matrix products on the caller's own layout.
//!
//! The left operand of a product is read where it lies: rows of features, windows of a feature map,
//! or planes of transformed tiles. The right one is packed in panels of sixteen columns: beforehand
//! where it is used many times, else block by block on the way. The sums of a tile stay in registers:
//! twelve rows by 32 columns with AVX-512, six by sixteen with AVX2 and fused multiply-add, and the
//! same in plain Rust elsewhere. A bias and leaky ReLU are applied to them on their way to memory.
//! Weight gradients are sums of outer products over rows; large ones pack both operands, a few
//! hundred rows at a time, small ones read rows where they lie. Products that pack on the way and have
//! at most two columns or terms, and weight gradients with at most two columns, would fill tiles badly
//! and have loops of their own.
//!
//! Threads share rows of a result; its columns, or the work of packing, where each of them would
//! otherwise pack the whole of a fully connected layer's operand.
//!
//! Every output value is summed in an order that does not depend on the number of threads: results
//! are equal bit for bit for every `threads:`.

mod dense;
mod finish;
mod narrow;
mod outer_products;
mod pack;
mod packing;
mod panel;
mod peak;
mod tile;
mod work;

pub(super) use dense::{add_transposed_matmul, matmul, transposed_matmul};
pub(super) use finish::Finish;
pub(super) use outer_products::{Operands, RowPairs, ZEROS, add_outer_products};
pub(super) use pack::{Matrix, PackedMatrix, pack_columns, pack_rows};
pub(super) use packing::matmul_packing;
pub use peak::tile_gigaflops;
pub(super) use tile::{LeftRows, OutputRows, ROW_GRAIN, multiply_rows};
pub use work::multiply_adds;
