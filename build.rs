//! What the program says of itself: which source it was built from, by which compiler, with which
//! flags.

use std::path::{Path, PathBuf};
use std::process::Command;

use sha2::{Digest, Sha256};

#[path = "src/hex.rs"]
mod hex;

use hex::hex;

/// The source that decides the bits of a run: all but what draws and talks.
const DECIDES: [&str; 18] = [
    "src/hex.rs",
    "src/guard.rs",
    "src/parallel.rs",
    "src/files",
    "src/schema",
    "src/strategies",
    "src/config",
    "src/rng",
    "src/state_dict.rs",
    "src/distances",
    "src/data",
    "src/metrics",
    "src/nn",
    "src/models",
    "src/train",
    "src/record",
    "src/diagnose",
    "src/launch",
];

fn main() {
    for path in [
        "src",
        "experiments/quickstart.yaml",
        "Cargo.toml",
        "Cargo.lock",
        "build.rs",
    ] {
        println!("cargo::rerun-if-changed={path}");
    }
    let lock = std::fs::read("Cargo.lock").unwrap_or_default();
    say("LOCK_SHA256", &hex(Sha256::digest(lock)));
    say("SOURCE_SHA256", &hex(source()));
    let compiler = std::env::var("RUSTC").expect("cargo names the compiler");
    say(
        "RUSTC",
        &output(Command::new(compiler).arg("--version")).unwrap_or_default(),
    );
    say("TARGET", &variable("TARGET"));
    let flags = variable("CARGO_ENCODED_RUSTFLAGS").replace('\x1f', " ");
    say(
        "FLAGS",
        format!("opt-level={} {flags}", variable("OPT_LEVEL")).trim_end(),
    );
    // Of the moment of the build; a package without a repository has neither.
    let git = |arguments: &[&str]| output(Command::new("git").args(arguments));
    say(
        "GIT_COMMIT",
        &git(&["rev-parse", "HEAD"]).unwrap_or_default(),
    );
    let built = [
        "status",
        "--porcelain",
        "--",
        "src",
        "experiments/quickstart.yaml",
        "Cargo.toml",
        "Cargo.lock",
        "build.rs",
    ];
    say(
        "GIT_DIRTY",
        if git(&built).is_some_and(|changes| !changes.is_empty()) {
            "true"
        } else {
            "false"
        },
    );
}

fn say(name: &str, value: &str) {
    println!("cargo::rustc-env=SEESAW_{name}={value}");
}

fn variable(name: &str) -> String {
    std::env::var(name).unwrap_or_default()
}

fn output(command: &mut Command) -> Option<String> {
    let output = command
        .output()
        .ok()
        .filter(|output| output.status.success())?;
    Some(String::from_utf8_lossy(&output.stdout).trim().to_string())
}

/// Every file that decides, with its place, in the order of places; tests compute nothing.
fn source() -> impl AsRef<[u8]> {
    let mut files = Vec::new();
    DECIDES
        .iter()
        .for_each(|path| collect(Path::new(path), &mut files));
    files.sort();
    let mut hash = Sha256::new();
    for file in files {
        hash.update(file.to_string_lossy().replace('\\', "/"));
        hash.update(std::fs::read(&file).expect("the source is readable"));
    }
    hash.finalize()
}

fn collect(path: &Path, files: &mut Vec<PathBuf>) {
    let name = path.file_name().unwrap_or_default();
    if name == "tests" || name == "tests.rs" {
        return;
    }
    match std::fs::read_dir(path) {
        Ok(entries) => entries
            .flatten()
            .for_each(|entry| collect(&entry.path(), files)),
        Err(_) => files.push(path.to_path_buf()),
    }
}
