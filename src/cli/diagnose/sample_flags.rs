//! The flags of samples from anywhere.

use std::path::PathBuf;
use std::str::FromStr;

use clap::ValueEnum;

use crate::config::Data;
use crate::diagnose::SampleSpace;
use crate::launch::samples::SampleRequest;
use crate::parallel::cores;
use crate::record::samples::{SampleOptions, Tiles, ValueScale};

/// Rows of each side, where the user says nothing.
const USUAL_LIMIT: u32 = 10_000;

/// The heading of their flags.
pub(super) const SAMPLES: &str = "Samples of other programs";

/// Samples that another program has made, and what they are judged beside.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = SAMPLES)]
pub(in crate::cli) struct SampleArguments {
    /// Samples to judge: a folder of pictures, .npy, .npz, safetensors, or a sheet with --tile. Several
    /// sets where files or folders have a step in their names. A * in the last part of the path stands
    /// for any characters, such as 'run/fakes*.png'
    #[arg(long, value_name = "PATH")]
    pub fakes: Option<PathBuf>,
    /// Real rows to judge them beside, in the same formats; classes are its subfolders, or an array
    /// `labels` in an .npz
    #[arg(long, value_name = "PATH", requires = "fakes")]
    reals: Option<PathBuf>,
    /// Data whose modes are known exactly, such as ring:8, ring:8,std=0.01,radius=2 or grid:5; real rows
    /// are then drawn, unless --reals gives them
    #[arg(long, value_name = "DATA", requires = "fakes", value_parser = Data::with_known_modes)]
    modes: Option<Data>,
    /// In which features samples are compared [default: the first of these that the data allow; imagenet
    /// for picture files, and arrays in colour, of 32 pixels or more]
    #[arg(long, value_enum, value_name = "SPACE", requires = "fakes")]
    features: Option<Features>,
    /// Pictures are sheets of samples: rows by columns
    #[arg(long, value_name = "ROWSxCOLUMNS", requires = "fakes")]
    tile: Option<Tiles>,
    /// The array that holds the samples, where a file has several
    #[arg(long, value_name = "NAME", requires = "fakes")]
    array: Option<String>,
    /// Pixels a side at which pictures are compared [default: those of the smaller ones, at most 64]
    #[arg(long, value_name = "N", requires = "fakes", value_parser = clap::value_parser!(u16).range(4..=256))]
    side: Option<u16>,
    /// Rows of each side, at most: evenly spaced ones where there are more [default: 10000]
    #[arg(long, value_name = "N", requires = "fakes", value_parser = clap::value_parser!(u32).range(1..=10_000_000))]
    limit: Option<u32>,
    /// Black and white in arrays of samples, such as 0..1 or -1..1 [default: what the values show]
    #[arg(
        long,
        value_name = "LOW..HIGH",
        requires = "fakes",
        allow_hyphen_values = true
    )]
    fakes_range: Option<Range>,
    /// Black and white in arrays of real pictures
    #[arg(
        long,
        value_name = "LOW..HIGH",
        requires = "fakes",
        allow_hyphen_values = true
    )]
    reals_range: Option<Range>,
}

/// In what samples are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Features {
    /// Modes that are known exactly
    Modes,
    /// Classes that a classifier of the real pictures tells, and its features
    Classes,
    /// Features of SqueezeNet, trained on ImageNet
    Imagenet,
    /// Pixels, or values as they are
    Pixels,
}

impl From<Features> for SampleSpace {
    fn from(features: Features) -> Self {
        match features {
            Features::Modes => SampleSpace::Modes,
            Features::Classes => SampleSpace::Classes,
            Features::Imagenet => SampleSpace::ImageNet,
            Features::Pixels => SampleSpace::Values,
        }
    }
}

/// Two ends of a range.
#[derive(Clone, Copy, Debug)]
struct Range(ValueScale);

impl FromStr for Range {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let ends = text.split_once("..");
        let ends = ends.and_then(|(low, high)| Some((low.parse().ok()?, high.parse().ok()?)));
        let is_range = |(low, high): &(f32, f32)| low < high && (high - low).is_finite();
        let (low, high) = ends
            .filter(is_range)
            .ok_or("expected the values of black and white, such as 0..1 or -1..1")?;
        Ok(Self(ValueScale { low, high }))
    }
}

impl SampleArguments {
    /// What is to be judged, if samples are given. What takes long is kept below `cache`.
    pub fn request(&self, cache: PathBuf) -> Option<SampleRequest> {
        let fakes = self.fakes.as_ref()?;
        let scale = |range: Option<Range>| range.map(|Range(scale)| scale);
        Some(SampleRequest {
            modes: self.modes.clone(),
            space: self.features.map(Into::into),
            options: SampleOptions {
                tiles: self.tile,
                array: self.array.clone(),
                ..SampleOptions::default()
            },
            scales: [scale(self.fakes_range), scale(self.reals_range)],
            side: self.side.map(usize::from),
            limit: self.limit.unwrap_or(USUAL_LIMIT) as usize,
            cache: Some(cache),
            threads: cores(),
            ..SampleRequest::new(fakes, self.reals.as_deref())
        })
    }
}
