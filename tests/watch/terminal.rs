//! What `watch` and `list` print on a terminal.

use std::path::Path;
use std::process::{Command, Output, Stdio};

use seesaw::record::RunPaths;
use seesaw::report::read_diagnosis;

use super::{start_sweep, wait_for_heartbeats};
use crate::program::{code, runs, skip, stdout, toy};

/// What a command prints on a terminal of `script` (util-linux), with its exit code.
fn on_terminal(folder: &Path, arguments: &str, variables: &[(&str, &str)]) -> Output {
    let line = format!(
        "stty rows 24 cols 80; exec {} {arguments}",
        env!("CARGO_BIN_EXE_seesaw")
    );
    let mut script = Command::new("script");
    script
        .args(["-qec", &line, "/dev/null"])
        .current_dir(folder)
        .stdin(Stdio::null());
    script
        .env_remove("NO_COLOR")
        .env_remove("COLORTERM")
        .env("TERM", "xterm")
        .envs(variables.iter().copied());
    script.output().unwrap()
}

#[test]
fn a_terminal_is_redrawn_in_colors_unless_there_shall_be_none() {
    let folder = toy();
    if !Command::new("script")
        .arg("--version")
        .output()
        .is_ok_and(|output| output.status.success())
    {
        return skip("`script` of util-linux");
    }
    let mut child = start_sweep(folder.path());
    wait_for_heartbeats(folder.path(), 2);
    let colored = on_terminal(folder.path(), "watch toy", &[]);
    child.wait().unwrap();
    let text = stdout(&colored);
    assert_eq!(code(&colored), 0, "{text}");
    assert!(
        text.contains("\x1b[K") && text.contains("\x1b[J") && text.contains("A"),
        "{text:?}"
    );
    assert!(
        text.contains("\x1b[9") && text.contains("2 of 2 runs complete"),
        "{text:?}"
    );
    let views: Vec<&str> = text.split("\x1b[J").collect();
    assert!(views.len() > 2, "{text:?}");

    let verdict = read_diagnosis(&RunPaths::at(&runs(&folder.path().join("results"))[0]))
        .unwrap()
        .verdict;
    let full = stdout(&on_terminal(
        folder.path(),
        "watch toy --once",
        &[("COLORTERM", "truecolor")],
    ));
    let (red, green, blue) = seesaw::plot::verdict_rgb(verdict);
    assert!(
        full.contains(&format!(
            "\x1b[38;2;{red};{green};{blue}m{}",
            verdict.name()
        )),
        "{full:?}"
    );
    let list = stdout(&on_terminal(
        folder.path(),
        "list",
        &[("COLORTERM", "truecolor")],
    ));
    assert!(
        list.contains(&format!("\x1b[38;2;{red};{green};{blue}m")),
        "{list:?}"
    );

    let plain = stdout(&on_terminal(
        folder.path(),
        "watch toy",
        &[("NO_COLOR", "1")],
    ));
    let codes: Vec<&str> = plain.split("\x1b[").skip(1).collect();
    assert!(!codes.is_empty(), "it is drawn as a terminal: {plain:?}");
    let end = |code: &&str| {
        code.find(|letter: char| letter.is_ascii_alphabetic())
            .map(|at| code.as_bytes()[at])
    };
    assert!(
        codes.iter().all(|code| end(code) != Some(b'm')),
        "{plain:?}"
    );
}
