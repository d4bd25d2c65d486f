//! `seesaw export --to pytorch`: the generator of a run as a Python module.

use std::path::Path;

use super::super::exit::{CliError, Exit};
use super::super::lookup::one_run::one_run;
use super::super::lookup::runs::{read_spec, run_name};
use super::super::sample::From;
use super::super::terminal::output::{print_line, print_message};
use crate::launch::sampling::{GeneratorRequest, TrainedGenerator};

/// Writes the generator of the run at a path, or of this name, into `out` and prints the folder.
///
/// # Errors
/// If the run has no generator that can be used, PyTorch has not all of its layers, or the files cannot
/// be written.
pub(super) fn run(
    (path, results): (&Path, &Path),
    from: Option<From>,
    out: Option<&Path>,
) -> Result<Exit, CliError> {
    let paths = one_run(path, results)?;
    let request = GeneratorRequest {
        weights: from.map(From::weights),
        truncation: None,
        threads: 1,
    };
    let mut generator = TrainedGenerator::open(&paths, &read_spec(&paths)?, request)?;
    let folder = match out {
        Some(folder) => folder.to_path_buf(),
        None => paths.root().join("pytorch"),
    };
    generator.export_pytorch(&run_name(&paths), &folder)?;
    print_line(folder.display())?;
    print_message(format_args!(
        "exported {}: {}; {} shows how to load it",
        run_name(&paths),
        generator.words(),
        folder.join("README.md").display()
    ));
    Ok(Exit::Ok)
}
