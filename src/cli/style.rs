//! `seesaw style`: one picture in the style of another.

use std::path::{Path, PathBuf};
use std::time::Instant;

use super::exit::{CliError, Exit};
use super::signals::StopRequest;
use super::terminal::duration::format_duration;
use super::terminal::output::{print_line, print_message};
use super::terminal::progress_bar::progress_bar;
use crate::config::{Override, Transfer};
use crate::diagnose::{TransferVerdict, diagnose_transfer};
use crate::launch::open_transfer;
use crate::parallel::cores;
use crate::record::write_atomic;
use crate::statistics::{format_number, plural};
use crate::train::transfer::{LossValues, StyleTransfer, TransferRow};

/// Paint one picture in the style of another
///
/// A picture that begins as CONTENT learns to have its content and the style of STYLE, as the layers
/// of a network trained on photographs see them. Both are PNG, JPEG, WebP, BMP or GIF files of
/// any shape.
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// The picture whose content is kept
    content: PathBuf,
    /// The picture whose style is taken
    style: PathBuf,
    /// PNG file to write
    #[arg(short, long, value_name = "OUT.png")]
    out: PathBuf,
    /// Training steps [default: 300]
    #[arg(long, value_name = "N")]
    steps: Option<u64>,
    /// Pixels of the longer side [default: 256]
    #[arg(long, value_name = "N")]
    side: Option<u64>,
    /// Root of every random draw [default: 0]
    #[arg(long, value_name = "N")]
    seed: Option<u64>,
    /// Cores to compute on; they change no bit of the result [default: all]
    #[arg(long, value_name = "N")]
    threads: Option<u64>,
    /// Set any key of `transfer`, such as weights.style=500
    #[arg(long = "set", value_name = "PATH=VALUE")]
    settings: Vec<String>,
}

impl Arguments {
    /// The transfer that the arguments ask for.
    fn transfer(&self) -> Result<Transfer, CliError> {
        let threads = Some(self.threads.unwrap_or(cores() as u64));
        let named = [
            ("steps", self.steps),
            ("side", self.side),
            ("seed", self.seed),
            ("threads", threads),
        ];
        let named = named
            .into_iter()
            .filter_map(|(key, value)| Some(format!("{key}={}", value?)));
        let settings = named.chain(self.settings.iter().cloned());
        let settings: Vec<Override> = settings
            .map(|text| text.parse())
            .collect::<Result<_, _>>()?;
        Ok(Transfer::from_settings(
            &self.content,
            &self.style,
            &settings,
        )?)
    }
}

/// Runs the transfer and writes the picture. Interrupted, it writes what there is.
///
/// # Errors
/// If an argument does not fit, a picture cannot be used, or the result cannot be written.
pub(super) fn run(arguments: &Arguments) -> Result<Exit, CliError> {
    refuse_other_formats(&arguments.out)?;
    let run = arguments.transfer()?;
    refuse_unusable_place(arguments)?;
    let stop = StopRequest::listen()?;
    let started = Instant::now();
    let opened = open_transfer(&run, None, &mut |text| print_message(text))?;
    let mut transfer = StyleTransfer::new(&run, opened.inputs);
    let bar = progress_bar(run.steps as u64, "style", "steps");
    let mut rows: Vec<TransferRow> = Vec::new();
    while transfer.steps() < run.steps as u64 && !stop.has_come() {
        let row = transfer.step();
        bar.inc(1);
        rows.push(row);
        if !row.is_finite() {
            break;
        }
    }
    bar.finish_and_clear();
    let picture = transfer.picture();
    write_atomic(&arguments.out, &picture.to_png())?;
    print_line(arguments.out.display())?;
    let seconds = started.elapsed().as_secs_f64();
    print_message(format_args!(
        "{} x {} pixels after {} in {}; losses before the first and the last: {}",
        picture.width,
        picture.height,
        plural(rows.len(), "step"),
        format_duration(seconds),
        losses_in_words(&rows)
    ));
    let judged = diagnose_transfer(&rows);
    if judged.verdict == TransferVerdict::Diverged {
        let remedy = judged.remedy.unwrap_or_default();
        print_message(format_args!("diverged: {}; {remedy}", judged.evidence));
    }
    if stop.has_come() {
        print_message(format_args!(
            "interrupted: {} of {} were done",
            rows.len(),
            plural(run.steps, "step")
        ));
    }
    Ok(stop.exit().unwrap_or(Exit::Ok))
}

/// Each loss before the first step and before the last: `content 120,000 to 34,000`.
fn losses_in_words(rows: &[TransferRow]) -> String {
    let (Some(first), Some(last)) = (rows.first(), rows.last()) else {
        return "no step was done".to_string();
    };
    let parts = |losses: &LossValues| [losses.content, losses.style, losses.variation];
    let names = ["content", "style", "variation"];
    let both = parts(&first.losses).into_iter().zip(parts(&last.losses));
    let words = names
        .into_iter()
        .zip(both)
        .filter_map(|(name, (first, last))| {
            let (first, last) = (format_number(first?), format_number(last?));
            Some(format!("{name} {first} to {last}"))
        });
    words.collect::<Vec<_>>().join(", ")
}

/// Finds out before the training whether the result can be written, and that it replaces no source.
fn refuse_unusable_place(arguments: &Arguments) -> Result<(), CliError> {
    let out = &arguments.out;
    let refused = |why: String| Err(CliError::Usage(format!("`{}` {why}", out.display())));
    if out.is_dir() {
        return refused("is a folder: name a file in it".to_string());
    }
    let place = |path: &Path| path.canonicalize().ok();
    for source in [&arguments.content, &arguments.style] {
        if place(out).is_some_and(|out| place(source) == Some(out)) {
            return refused(
                "is one of the two pictures: the result needs another name".to_string(),
            );
        }
    }
    let parent = out.parent().filter(|parent| !parent.as_os_str().is_empty());
    let parent = parent.unwrap_or(Path::new("."));
    let tried = std::fs::create_dir_all(parent).and_then(|()| tempfile::tempfile_in(parent));
    match tried {
        Ok(_) => Ok(()),
        Err(error) => refused(format!("cannot be written: {error}")),
    }
}

fn refuse_other_formats(out: &Path) -> Result<(), CliError> {
    let is_png = out
        .extension()
        .is_some_and(|extension| extension.eq_ignore_ascii_case("png"));
    match is_png {
        true => Ok(()),
        false => Err(CliError::Usage(format!(
            "the result is a PNG file: `{}` should end in .png",
            out.display()
        ))),
    }
}
