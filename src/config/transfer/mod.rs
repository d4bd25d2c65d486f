//! `transfer`: one style transfer with every default filled in.

mod feature_layers;
mod features;
mod layers;
mod optimizer;
mod start;
mod styles;
mod weights;

use std::path::{Path, PathBuf};

pub use features::{Features, Input, Network, OwnClassifier, Random, Squeezenet, Vgg16, Vgg19};
pub use optimizer::{Lbfgs, PictureAdam, PictureOptimizer};
pub use start::{Content, ContentWithNoise, Noise, Start};
pub use styles::Style;
pub use weights::LossWeights;

use super::checkpoint::Checkpoint;
use super::seeds::SEEDS;
use crate::schema::{FilePath, REQUIRED, WholeU64, block, named, names, one_of, parameters, whole};
use layers::LayersOf;
use styles::Styles;

names! {
    /// Where values are kept between black and white.
    pub enum Clip: "clip" {
        /// In the picture that is shown; the one that learns may pass the ends on its way.
        Shown = "shown",
        /// In the picture that learns, after every step.
        Picture = "picture",
    }
}

names! {
    /// Whose colours the picture that is shown has.
    pub enum Colours: "colours" {
        /// Those that it has learned: the style's.
        Style = "style",
        /// The content's: only the brightness is taken from what was learned (Gatys et al. 2017).
        Content = "content",
    }
}

parameters! {
    /// One style transfer: a picture learns to have the content of one picture and the style of others.
    pub struct Transfer: "block" / "transfer" {
        /// file of the picture whose content is kept
        content: PathBuf = REQUIRED in FilePath,
        /// file of the picture whose style is taken, or a mapping of several files to their weights
        style: Vec<Style> = REQUIRED in Styles,
        /// the network whose layers see both
        features: Features = "squeezenet" in named::<Features>(),
        /// layers at which content is compared
        content_layers: Vec<String> = "those that suit the network" in LayersOf::CONTENT,
        /// layers at which style is compared
        style_layers: Vec<String> = "those that suit the network" in LayersOf::STYLE,
        /// what each loss counts
        weights: LossWeights = "{}" in block::<LossWeights>(),
        /// what the picture is before the first step
        start: Start = "content" in named::<Start>(),
        /// how gradients change the picture
        optimizer: PictureOptimizer = "adam" in named::<PictureOptimizer>(),
        /// where values are kept between black and white
        clip: Clip = "shown" in one_of::<Clip>(),
        /// whose colours the picture that is shown has
        colours: Colours = "style" in one_of::<Colours>(),
        /// pixels of the longer side; smaller pictures keep their size
        side: usize = "256" in whole(16, 512),
        /// pixels by which the picture is continued beyond each edge, mirrored, and which are cut off when it
        /// is shown: layers see less of what is at an edge
        margin: usize = "8" in whole(0, 64),
        /// training steps
        steps: usize = "300" in whole(1, 100_000),
        /// cores that one run may use; they change no bit of the results
        #[serde(skip)]
        threads: usize = "1" in whole(1, 256),
        /// how often the state is saved, so that an interrupted run can resume; it changes no bit of the results
        #[serde(skip)]
        checkpoint: Checkpoint = "{}" in block::<Checkpoint>(),
        /// pictures kept over the whole run, the last one among them
        snapshots: usize = "6" in whole(1, 100),
        /// root of every random stream; sweep.seeds counts from it
        seed: u64 = "0" in WholeU64(SEEDS),
    }
}

impl Transfer {
    /// The files that it needs.
    pub fn files(&self) -> Vec<&Path> {
        let styles = self.style.iter().map(|style| style.path.as_path());
        let pictures = [self.content.as_path()].into_iter().chain(styles);
        pictures.chain(self.features.file()).collect()
    }
}
