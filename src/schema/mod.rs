//! How the names and keys of a study are declared and read.
//!
//! ```text
//! parameters! | choice! | names! -> Entry (catalog), reader, Allowed (ranges and their words)
//!                       YAML value -> Node -> Fields -> a declared struct, or a Problem at a path
//! ```
//! A name is declared once, where what it does is written; everything else that knows it comes
//! from that declaration. Nothing here knows a GAN.

mod allowed;
mod declare;
mod declared;
mod entry;
mod error;
mod fields;
mod node;
mod problem;
mod range;
mod values;

pub(crate) use allowed::Allowed;
pub(crate) use declare::{choice, names, parameters, text_or_empty};
#[cfg(test)]
pub(crate) use declare::{nested_pattern, nested_strategies};
pub(crate) use declared::{
    Choice, Declared, Reader, block, defaults, named, one_of, read_block, read_defaults,
};
pub(crate) use entry::{ABSENT, REQUIRED};
pub use entry::{Entry, Parameter};
pub use error::{ConfigError, Excerpt};
pub(crate) use fields::Fields;
pub(crate) use node::{Node, describe, extended};
pub(crate) use problem::{At, KEY, Problem, Unknown, nearest};
pub(crate) use range::{
    BELOW_ONE, GROWING, NOT_NEGATIVE, NumberRange, POSITIVE, SHARE, SHRINKING, UNIT_INTERVAL,
    WholeRange, WholeU64, whole,
};
pub(crate) use values::{FilePath, ListOf, Optional, PairOf, TrueOrFalse};
