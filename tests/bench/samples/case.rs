//! A way of making samples, and what should be said of them.

use std::path::Path;

use seesaw::diagnose::{SampleSpace, Verdict};
use seesaw::launch::samples::SampleRequest;
use seesaw::rng::{Draws, Seed, Stream};

/// A way of making samples.
pub struct Case {
    pub name: String,
    pub space: SampleSpace,
    pub expected: Expected,
    pub make: Make,
}

/// Writes the samples of a seed to a folder.
type Make = Box<dyn Fn(&Path, u64) -> SampleRequest>;

/// What should be said.
#[derive(Clone, Copy)]
pub enum Expected {
    Verdict(Verdict),
    Sign(&'static str),
    /// All of the data are shown, not quite as they are: anything but a collapse.
    Whole,
}

impl Expected {
    pub fn words(self) -> &'static str {
        match self {
            Expected::Verdict(verdict) => verdict.name(),
            Expected::Sign(sign) => sign,
            Expected::Whole => "no mode_collapse",
        }
    }
}

pub const HEALTHY: Expected = Expected::Verdict(Verdict::Healthy);
pub const COLLAPSE: Expected = Expected::Verdict(Verdict::ModeCollapse);
pub const UNDECIDED: Expected = Expected::Verdict(Verdict::Undecided);

pub fn case(
    name: impl Into<String>,
    space: SampleSpace,
    expected: Expected,
    make: impl Fn(&Path, u64) -> SampleRequest + 'static,
) -> Case {
    Case {
        name: name.into(),
        space,
        expected,
        make: Box::new(make),
    }
}

pub fn draws(seed: u64) -> Draws {
    Seed(seed).at(Stream::Replay, 1, 0)
}
