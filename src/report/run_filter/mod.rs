//! `--where "verdict = healthy and lr_d > 1e-3"`: which runs are meant, as an expression over what is known
//! of them.
//!
//! ```text
//! text -> tokens (lexer.rs) -> Expression (expression.rs) -> checked against Columns -> true or false for a run
//! ```

mod columns;
mod expression;
mod filter_error;
mod lexer;
mod run_cells;

pub use columns::Columns;
pub(crate) use columns::{Cell, SortKey};
pub use expression::Expression;
pub use filter_error::FilterError;
pub(crate) use run_cells::{cell_of, columns_of, is_of_metric, sort_key};
