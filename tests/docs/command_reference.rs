//! `docs/commands.md`, from what `--help` prints.

/// Columns of the terminal for which help is printed.
const WIDTH: usize = 80;

const INTRODUCTION: &str = "\
# Command reference

Every command with its arguments and options, as `seesaw --help` and `seesaw sweep --help` (or another command) print them.
`seesaw` stands for `cargo run --release --` in a clone, or for the installed program (`cargo install --locked --path .`).
Results go to stdout (`--format table`, `json` or `csv`), progress and messages to stderr.

This page is generated: `just docs` writes it again, and a test fails where it differs from the program.
";

/// What `seesaw ARGUMENTS` prints where they ask for help.
fn help(arguments: &[&str]) -> String {
    let all = std::iter::once(&"seesaw").chain(arguments);
    let command = seesaw::cli::command_line().term_width(WIDTH);
    let help = command.try_get_matches_from(all).unwrap_err();
    let lines = help.render().to_string();
    let lines: Vec<&str> = lines.trim_end().lines().map(str::trim_end).collect();
    lines.join("\n")
}

fn section(title: &str, help: &str) -> String {
    format!("\n## {title}\n\n```text\n{help}\n```\n")
}

/// The whole page.
pub(super) fn page() -> String {
    let command = seesaw::cli::command_line();
    let names = command.get_subcommands().map(clap::Command::get_name);
    let verbs = names.map(|name| section(&format!("seesaw {name}"), &help(&[name, "--help"])));
    let verbs: String = verbs.collect();
    let overview = section("All commands, and exit codes", &help(&["--help"]));
    format!("{INTRODUCTION}{overview}{verbs}")
}
