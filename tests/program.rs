//! Running the program as a user does.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output};

/// A study whose runs train in a second: two learning rates of D, two strategies, two seeds.
pub const TOY: &str = "\
study: toy
question: Does the harness work from end to end?
run: {data: {ring: {modes: 4}}, checkpoint: {keep: all}, batch: 32, steps: 60, evaluate: {every: 20, samples: 200, snapshots: 2}}
sweep:
  grid:
    lr_d: [1e-3, 1e-2]
    strategy:
      alternate: {}
      more_d: {balance: {ratio: {d: 2, g: 1}}}
  seeds: 2
";

/// The program with these arguments, to be started in a folder.
pub fn command(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_seesaw"));
    command
        .current_dir(folder)
        .args(arguments)
        .env("NO_COLOR", "1")
        // Whoever runs the tests may have a file of options for their own cluster.
        .env("XDG_CONFIG_HOME", folder);
    command
}

/// Runs the program to its end.
pub fn seesaw(folder: &Path, arguments: &[&str]) -> Output {
    command(folder, arguments)
        .output()
        .expect("the program starts")
}

/// The exit code.
pub fn code(output: &Output) -> i32 {
    output.status.code().expect("an exit code")
}

/// The messages.
pub fn stderr(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// The results.
pub fn stdout(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// A temporary folder with the toy study in `toy.yaml`.
pub fn toy() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("toy.yaml"), TOY).unwrap();
    folder
}

/// Sweeps the toy study with further arguments, and expects success.
pub fn sweep(folder: &Path, more: &[&str]) -> Output {
    let output = seesaw(folder, &[&["sweep", "toy.yaml"], more].concat());
    assert_eq!(code(&output), 0, "{}", stderr(&output));
    output
}

/// The run directories of the toy study, sorted.
pub fn runs(results: &Path) -> Vec<PathBuf> {
    let mut runs: Vec<PathBuf> = std::fs::read_dir(results.join("toy/runs"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    runs.sort();
    runs
}

/// The content of a file.
pub fn bytes(path: PathBuf) -> Vec<u8> {
    std::fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// Sends a signal, such as `-INT`, to a process.
pub fn signal(child: &Child, name: &str) {
    let status = Command::new("kill")
        .args([name, &child.id().to_string()])
        .status()
        .unwrap();
    assert!(status.success());
}

/// Runs a Python program in a folder; `false` where a module that it needs is not installed.
pub fn python(folder: &Path, modules: &str, program: &str) -> bool {
    let run = |program: &str| {
        Command::new("python3")
            .args(["-c", program])
            .current_dir(folder)
            .output()
    };
    if !run(&format!("import {modules}")).is_ok_and(|output| output.status.success()) {
        return false;
    }
    let output = run(program).expect("Python starts");
    assert!(
        output.status.success(),
        "{}{}",
        stdout(&output),
        stderr(&output)
    );
    true
}

/// Says that a test is skipped because `what` is missing, or fails where no test may be skipped.
///
/// # Panics
/// If `SEESAW_REQUIRE` is set.
pub fn skip(what: &str) {
    assert!(
        std::env::var_os("SEESAW_REQUIRE").is_none(),
        "{what} is not here, and SEESAW_REQUIRE is set"
    );
    eprintln!("skipped: {what} is not here");
}

/// Says that a test is skipped because `what` is missing, which cannot be asked of every machine: it is
/// not to be had for everybody, or takes gigabytes.
pub fn skip_outside(what: &str) {
    eprintln!("skipped: {what} is not here");
}
