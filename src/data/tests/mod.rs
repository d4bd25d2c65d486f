//! The module seen from outside: specs in, rows or refusals out.

mod cifar10_files;
mod folders;
mod idx_files;
mod ranges;
mod shapes;
mod stacked;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::{DataSet, open};
use crate::config::Data;

/// The data that this YAML names, `DIR` standing for a folder.
fn spec(data: &str, folder: &Path) -> Data {
    let data = data.replace("DIR", &folder.display().to_string());
    let text = format!("study: s\nquestion: q\nrun: {{data: {data}}}\n");
    let study =
        crate::config::parse("s.yaml", &text, &[]).unwrap_or_else(|error| panic!("{error}"));
    study.runs[0].run.data.clone()
}

fn opened(data: &Data) -> Arc<dyn DataSet> {
    open(data).unwrap_or_else(|error| panic!("{error}"))
}

/// Refusals, each with fragments of its message.
fn assert_refused(folder: &Path, table: &[(&str, &[&str])]) {
    for (data, fragments) in table {
        let shown = match open(&spec(data, folder)) {
            Ok(_) => panic!("{data} was opened"),
            Err(error) => error.to_string(),
        };
        for fragment in *fragments {
            assert!(shown.contains(fragment), "no `{fragment}` in\n{shown}");
        }
        assert!(!shown.starts_with(char::is_uppercase), "{shown}");
    }
}

/// A file of the shared data beside the checkout; none, with a printed word, where there is no such
/// folder.
fn shared(path: &str) -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../shared/data")
        .join(path);
    if !path.exists() {
        println!("skipped: no {}", path.display());
        return None;
    }
    Some(path)
}
