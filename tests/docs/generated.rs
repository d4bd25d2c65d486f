//! Pages that the code writes. `SEESAW_BLESS=1` writes them again.

use super::markdown::root;
use super::{command_reference, file_formats};

/// Fails unless the page is this text.
fn assert_is(name: &str, text: &str) {
    let path = root().join(name);
    if std::env::var_os("SEESAW_BLESS").is_some() {
        std::fs::write(&path, text).unwrap();
    }
    let page = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(page == text, "{name} is out of date: `just docs`");
}

#[test]
fn the_command_reference_is_what_help_prints() {
    assert_is("docs/commands.md", &command_reference::page());
}

#[test]
fn the_file_formats_are_those_of_the_code() {
    assert_is("docs/files.md", &file_formats::page());
}
