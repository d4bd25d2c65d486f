//! The documentation is true: generated pages are what the code says, links lead somewhere, and
//! commands, studies and logs are read by the program's own readers.

mod command_reference;
mod commands;
mod file_formats;
mod generated;
mod links;
mod log_examples;
pub mod markdown;
mod readme;
mod reference;
mod rust_docs;
mod studies;
mod tutorial;
