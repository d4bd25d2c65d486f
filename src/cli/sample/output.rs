//! What samples are written as, and where.

use std::path::{Path, PathBuf};

use super::super::exit::CliError;
use super::arguments::{Arguments, SampleFormat};
use crate::launch::sampling::{
    ArrayFormat, Sampling, SamplingError, write_animation, write_arrays, write_pictures,
    write_sheet,
};

/// What is written.
#[derive(Clone, Debug)]
pub(super) enum Output {
    Pictures(PathBuf),
    Sheet { path: PathBuf, nearest: bool },
    Animation { path: PathBuf, sheet: PathBuf },
    Arrays(PathBuf, ArrayFormat),
}

impl Output {
    /// What the arguments ask for.
    ///
    /// # Errors
    /// If they do not fit each other.
    pub(super) fn new(arguments: &Arguments) -> Result<Self, CliError> {
        let path = &arguments.out;
        let ending = ending(path);
        let format = match (arguments.to, ending.as_str()) {
            (None, "png") => SampleFormat::Sheet,
            (None, "npz") => SampleFormat::Npz,
            (None, "safetensors") => SampleFormat::Safetensors,
            (None, "") => SampleFormat::Png,
            (None, other) => {
                return Err(usage(format!(
                    "nothing is known that ends in `.{other}`: `{}` may end in .png, .npz or \
                     .safetensors, or be a folder; or say it by `--to`",
                    path.display()
                )));
            }
            (Some(format), _) => format,
        };
        check_ending(format, path, &ending)?;
        if format != SampleFormat::Png && path.is_dir() {
            return Err(usage(format!(
                "`{}` is a folder: name a file in it",
                path.display()
            )));
        }
        let output = match (format, arguments.interpolate, arguments.to) {
            (SampleFormat::Sheet, Some(_), None) => Output::Animation {
                path: path.clone(),
                sheet: beside(path),
            },
            (SampleFormat::Sheet, ..) => Output::Sheet {
                path: path.clone(),
                nearest: arguments.nearest,
            },
            (SampleFormat::Png, ..) => Output::Pictures(path.clone()),
            (SampleFormat::Npz, ..) => Output::Arrays(path.clone(), ArrayFormat::Npz),
            (SampleFormat::Safetensors, ..) => {
                Output::Arrays(path.clone(), ArrayFormat::Safetensors)
            }
        };
        match output {
            Output::Sheet { .. } => Ok(output),
            _ if arguments.nearest => Err(usage(
                "`--nearest` is for a sheet: name a file that ends in .png, with `--to sheet`"
                    .to_string(),
            )),
            _ => Ok(output),
        }
    }

    /// Draws and writes the samples. Returns whether it came to the end, and what a reader should know.
    ///
    /// # Errors
    /// If the samples are none that can be written so, or the disk refuses.
    pub(super) fn write(
        &self,
        sampling: &mut Sampling,
    ) -> Result<(bool, Option<String>), SamplingError> {
        let is_whole = match self {
            Output::Sheet { path, nearest } => return write_sheet(sampling, path, *nearest),
            Output::Pictures(folder) => write_pictures(sampling, folder)?,
            Output::Animation { path, sheet } => write_animation(sampling, path, sheet)?,
            Output::Arrays(path, format) => write_arrays(sampling, *format, path)?,
        };
        Ok((is_whole, None))
    }

    /// What is written.
    pub(super) fn paths(&self) -> Vec<&Path> {
        match self {
            Output::Sheet { path, .. } | Output::Pictures(path) | Output::Arrays(path, _) => {
                vec![path]
            }
            Output::Animation { path, sheet } => vec![path, sheet],
        }
    }
}

/// `walk_sheet.png` for `walk.png`.
fn beside(path: &Path) -> PathBuf {
    let name = path.file_stem().unwrap_or_default().to_string_lossy();
    path.with_file_name(format!("{name}_sheet.png"))
}

fn ending(path: &Path) -> String {
    let ending = path.extension().unwrap_or_default();
    ending.to_string_lossy().to_ascii_lowercase()
}

/// A file whose name promises another format would be opened as that one.
fn check_ending(format: SampleFormat, path: &Path, ending: &str) -> Result<(), CliError> {
    let own = match format {
        SampleFormat::Png => "",
        SampleFormat::Sheet => "png",
        SampleFormat::Npz => "npz",
        SampleFormat::Safetensors => "safetensors",
    };
    let is_known = ["png", "npz", "safetensors"].contains(&ending);
    match (own, is_known) {
        ("", true) => Err(usage(format!(
            "`--to png` writes a folder: `{}` should not end in .{ending}; \
             one picture of all samples is `--to sheet`",
            path.display()
        ))),
        (own, true) if own != ending => {
            Err(usage(format!("`{}` should end in .{own}", path.display())))
        }
        _ => Ok(()),
    }
}

fn usage(problem: String) -> CliError {
    CliError::Usage(problem)
}
