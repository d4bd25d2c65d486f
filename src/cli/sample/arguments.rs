//! The arguments of `seesaw sample`.

use std::path::PathBuf;

use clap::ValueEnum;

use crate::launch::sampling::Weights;

const EXAMPLES: &str = "\
Examples:
  seesaw sample results/faces/runs/RUN -o sheet.png    64 samples side by side
  seesaw sample RUN -o more.png --seed 7               64 others
  seesaw sample RUN --count 10000 -o fakes/            a PNG file each
  seesaw sample RUN --count 50000 -o fakes.npz         bytes for NumPy
  seesaw sample RUN --interpolate 3..8 -o walk.png     an animation, and a sheet
  seesaw sample RUN --class 3 -o threes.png            of a conditional generator
  seesaw sample RUN --nearest -o memorised.png         beside the nearest real image";

/// Draw samples of a trained generator
///
/// The same seed gives the same samples, and more of them begin with the same ones.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(in crate::cli) struct Arguments {
    /// A run's directory or name, or a study that has one run
    pub(super) run: PathBuf,
    /// File or folder to write
    #[arg(short, long, value_name = "PATH")]
    pub(super) out: PathBuf,
    /// What to write [default: what the ending of PATH says; a folder of PNG files where it has none]
    #[arg(long, value_enum, value_name = "FORMAT")]
    pub(super) to: Option<SampleFormat>,
    /// Number of samples, or of frames on the way between two seeds
    #[arg(long, default_value_t = 64, value_name = "N", value_parser = clap::value_parser!(u64).range(1..=1_000_000_000))]
    pub(super) count: u64,
    /// Root of the latents
    #[arg(long, default_value_t = 0, value_name = "N")]
    pub(super) seed: u64,
    /// Class that a conditional generator is told, from 0 [default: each class in turn; with
    /// --interpolate, 0]
    #[arg(long, value_name = "N")]
    pub(super) class: Option<usize>,
    /// Weights that make the samples [default: as the run's own samples, of its last state if that
    /// was kept, else of its best one]
    #[arg(long, value_enum, value_name = "WEIGHTS")]
    pub(super) from: Option<From>,
    /// Pull styles towards their mean, from 1 (not at all) to 0 (all the same); for generators with
    /// styles
    #[arg(long, value_name = "PSI")]
    pub(super) truncation: Option<f64>,
    /// Lead from the first sample of seed A to that of seed B, in N frames: an animated PNG and a
    /// sheet beside it, unless --to says otherwise
    #[arg(long, value_name = "A..B", value_parser = seeds, conflicts_with = "seed")]
    pub(super) interpolate: Option<(u64, u64)>,
    /// Show each sample of a sheet beside the real image that it is nearest to
    #[arg(long)]
    pub(super) nearest: bool,
    /// Samples that are made at once; they change no sample
    #[arg(long, default_value_t = 64, value_name = "N", value_parser = clap::value_parser!(u64).range(1..=65_536))]
    pub(super) batch: u64,
    /// Cores to compute on; they change no bit of the samples [default: all]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..=256))]
    pub(super) threads: Option<u64>,
    /// Folder that holds one directory per study
    #[arg(long, default_value = "results", value_name = "DIR")]
    pub(super) results: PathBuf,
}

/// Weights that make samples.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum From {
    /// G's own weights after the last step that was saved
    Last,
    /// The running mean of G's weights then, for runs with `average`
    Average,
    /// Those of the best healthy evaluation
    Best,
}

impl From {
    /// As the library calls them.
    pub(in crate::cli) fn weights(self) -> Weights {
        match self {
            From::Last => Weights::Last,
            From::Average => Weights::Average,
            From::Best => Weights::Best,
        }
    }
}

/// Reads `A..B`.
fn seeds(text: &str) -> Result<(u64, u64), String> {
    let ends = text
        .split_once("..")
        .map(|(from, to)| (from.parse(), to.parse()));
    match ends {
        Some((Ok(from), Ok(to))) if from == to => {
            Err("both ends are the same sample; name two seeds, such as 3..8".to_string())
        }
        Some((Ok(from), Ok(to))) => Ok((from, to)),
        _ => Err(
            "two seeds are whole numbers with two points between them, such as 3..8".to_string(),
        ),
    }
}

/// What samples are written as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum SampleFormat {
    /// A folder with a PNG file for each sample
    Png,
    /// One PNG file with all samples side by side
    Sheet,
    /// Arrays for NumPy: `samples`, images as bytes (N, S, S, C), and `latents`
    Npz,
    /// The same as numbers for PyTorch: images are (N, C, S, S) from -1 to 1
    Safetensors,
}
