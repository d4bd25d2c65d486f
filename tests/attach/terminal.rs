//! What `attach` shows on a terminal.

use std::process::{Command, Stdio};

use super::{append, lines};
use crate::program::{skip, stdout};

#[test]
fn a_terminal_shows_losses_and_verdict_in_place() {
    let is_there = |program: &str| {
        let output = Command::new(program).arg("--version").output();
        output.is_ok_and(|output| output.status.success())
    };
    if !is_there("script") {
        return skip("`script` of util-linux");
    }
    let text = shown(80);
    let views: Vec<&str> = text.split("\x1b[J").collect();
    assert!(views.len() > 2, "{text:?}");
    let view = views[views.len() - 2];
    assert!(
        view.contains("\x1b[K") && view.contains('A'),
        "it is drawn over the last: {view:?}"
    );
    for part in [
        "train.log",
        "step 70",
        "d_loss",
        "▁",
        "×",
        "divergence",
        " since step 61",
        "(1 of 10 judgements)",
    ] {
        assert!(view.contains(part), "{part}: {view:?}");
    }
    let is_wide = |line: &str| console::measure_text_width(line) > 80;
    assert!(!views[1].split("\r\n").any(is_wide), "{:?}", views[1]);
    let narrow = shown(40);
    assert!(
        narrow.contains("(1 of 10 judgements)"),
        "it is not cut: {narrow:?}"
    );
}

/// What is sent to a terminal with this number of columns.
fn shown(columns: u32) -> String {
    let folder = tempfile::tempdir().unwrap();
    append(&folder.path().join("train.log"), &lines(1..=60, false));
    append(&folder.path().join("train.log"), &lines(61..=70, true));
    let line = format!(
        "stty rows 24 cols {columns}; exec {} attach train.log --loss bce --convention mean --idle 3s",
        env!("CARGO_BIN_EXE_seesaw")
    );
    let mut script = Command::new("script");
    script
        .args(["-qec", &line, "/dev/null"])
        .current_dir(folder.path())
        .stdin(Stdio::null())
        .env_remove("NO_COLOR")
        .env("TERM", "xterm");
    stdout(&script.output().unwrap())
}
