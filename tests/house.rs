//! The rules of the house, read from the source.

mod circles;
mod imports;
mod tokens;

use std::path::{Path, PathBuf};

use tokens::Source;

/// The modules in the order of the flow: a module uses only modules before it.
const MODULES: [&str; 26] = [
    "hex",
    "text",
    "guard",
    "parallel",
    "files",
    "rng",
    "state_dict",
    "distances",
    "schema",
    "strategies",
    "config",
    "dirac",
    "data",
    "metrics",
    "nn",
    "models",
    "train",
    "record",
    "diagnose",
    "statistics",
    "search",
    "plot",
    "report",
    "launch",
    "fuzzing",
    "cli",
];

/// The longest file, in lines.
const MAX_LINES: usize = 400;
/// The longest file in the middle of all sources, ordered by length.
const MAX_MEDIAN_LINES: usize = 120;

/// A source file.
struct File {
    /// The module at the top of the crate that it is in.
    module: String,
    path: PathBuf,
    /// The text before its tests.
    code: String,
}

/// All Rust files in a folder and the folders in it.
fn sources(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path());
    let (folders, files): (Vec<PathBuf>, Vec<PathBuf>) = entries.partition(|path| path.is_dir());
    let rust = files
        .into_iter()
        .filter(|path| path.extension().is_some_and(|extension| extension == "rs"));
    rust.chain(folders.iter().flat_map(|folder| sources(folder)))
        .collect()
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Every file in `src` that is not a test.
fn files() -> Vec<File> {
    let src = root().join("src");
    let file = |path: PathBuf| {
        let first = path.strip_prefix(&src).unwrap().iter().next().unwrap();
        let module = first.to_string_lossy().trim_end_matches(".rs").to_string();
        let text = std::fs::read_to_string(&path).unwrap();
        let code = text.split("#[cfg(test)]\nmod tests {").next().unwrap();
        File {
            module,
            code: code.to_string(),
            path,
        }
    };
    let paths = sources(&src).into_iter().filter(|path| !is_test(path));
    paths.map(file).collect()
}

fn is_test(path: &Path) -> bool {
    let text = path.display().to_string();
    text.contains("/tests") || text.ends_with("golden.rs")
}

#[test]
fn a_module_uses_only_modules_before_it() {
    let place = |module: &str| MODULES.iter().position(|name| *name == module);
    let mut seen = 0;
    for File { module, path, code } in files() {
        let path = path.display();
        let Some(here) = place(&module) else {
            let is_known = ["lib", "main", "compute"].contains(&module.as_str());
            assert!(is_known, "{module} is not in the list of modules");
            continue;
        };
        let source = Source::parse(&code);
        let imported = source.imports.iter().map(|import| &import.path);
        let used = imported.chain(&source.paths);
        for used in used.filter(|used| used[0] == "crate") {
            let used = &used[1];
            let there = place(used)
                .unwrap_or_else(|| panic!("{path} uses crate::{used}, which is no module"));
            assert!(
                there <= here,
                "{path} is in `{module}` and uses the later module `{used}`"
            );
            seen += 1;
        }
    }
    assert!(seen > 500, "the test has read the sources: {seen}");
}

/// Fails if a file outside the allowed modules contains one of these texts.
fn only_in(allowed: &[&str], needles: &[&str]) {
    for File { module, path, code } in files() {
        let found = needles.iter().find(|needle| code.contains(**needle));
        assert!(
            found.is_none() || allowed.contains(&module.as_str()),
            "{} contains {found:?}",
            path.display()
        );
    }
}

#[test]
fn what_is_never_there_is_not_there() {
    only_in(
        &["cli"],
        &["println!", "eprintln!", "print!(", "process::exit"],
    );
    only_in(&["rng"], &["rand::", "rand_chacha", "rand_distr"]);
    only_in(&["nn"], &["unsafe {", "dfdx::", "rayon::"]);
    only_in(&["plot"], &["plotters::"]);
    only_in(
        &["record"],
        &["polars::", "polars_parquet_format::", "safetensors::"],
    );
    only_in(
        &["files", "config", "data", "record", "launch", "cli"],
        &["std::fs"],
    );
    only_in(&["files"], &["fs::read(", "File::open("]);
    only_in(&["schema", "config"], &["serde_yaml::"]);
    only_in(&[], &["todo!", "unimplemented!", "TODO", "FIXME", "dbg!"]);
}

#[test]
fn files_are_small() {
    let lengths = |folder: &str| {
        let lines = |path: &PathBuf| std::fs::read_to_string(path).unwrap().lines().count();
        let files = sources(&root().join(folder)).into_iter();
        let mut all: Vec<(usize, PathBuf)> = files.map(|path| (lines(&path), path)).collect();
        all.sort();
        all
    };
    let (src, tests) = (lengths("src"), lengths("tests"));
    let is_long = |file: &&(usize, PathBuf)| file.0 > MAX_LINES;
    let long: Vec<_> = src.iter().chain(&tests).filter(is_long).collect();
    assert!(long.is_empty(), "longer than {MAX_LINES} lines: {long:?}");
    let median = src[src.len() / 2].0;
    assert!(
        median <= MAX_MEDIAN_LINES,
        "the median file has {median} lines"
    );
}

#[test]
fn every_unsafe_block_says_why_it_is_safe() {
    for File { path, code, .. } in files() {
        for (at, _) in code.match_indices("unsafe {") {
            let before: Vec<&str> = code[..at].lines().rev().take(6).collect();
            assert!(
                before.iter().any(|line| line.contains("SAFETY:")),
                "{} lacks a SAFETY comment",
                path.display()
            );
        }
    }
}
