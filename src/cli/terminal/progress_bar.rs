//! A progress bar on stderr, for one long loop.

use std::io::IsTerminal;

use indicatif::{ProgressBar, ProgressStyle};

/// A bar that counts `length` of `unit`, `steps` say, after the word `what`. It is hidden where
/// stderr is no terminal.
pub(crate) fn progress_bar(length: u64, what: &str, unit: &str) -> ProgressBar {
    if !std::io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let template = format!("{{msg}} {{bar:20}} {{pos}}/{{len}} {unit}  {{eta}} left");
    ProgressBar::new(length)
        .with_style(bar_style(&template))
        .with_message(what.to_string())
}

/// A style of indicatif from its template.
///
/// # Panics
/// If the template, which stands in the code, is invalid.
pub(crate) fn bar_style(template: &str) -> ProgressStyle {
    ProgressStyle::with_template(template).expect("a valid template")
}
