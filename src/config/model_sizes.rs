//! Families of models: pairs whose sizes a study may choose.

use super::data::{Channels, Data};
use super::kind::Kind;
use crate::schema::{ABSENT, Allowed, Node, Optional, Problem, WholeRange, parameters, whole};

const DCGAN: &str = "Radford et al. 2016, DCGAN";
const LESSON: &str = "AI for Beginners (Microsoft), lesson 10-GANs, notebook GANPyTorch";

/// Features or channels of the layers that a family counts in.
const WIDTHS: WholeRange = whole(4, 1024);
/// Values of a latent row.
const LATENTS: WholeRange = whole(1, 1024);
/// Sides of what fully connected layers may make.
const DENSE_SIDES: WholeRange = whole(2, 64);

parameters! {
    /// Small perceptrons for points in the plane; default for ring and grid.
    #[derive(Copy, Eq, PartialOrd, Ord, Hash)]
    pub struct MlpSizes: "model" / "mlp" {
        /// units of each hidden layer
        width: usize = "128" in WIDTHS,
        /// values of a latent row
        latent: usize = "64" in LATENTS,
    }
}

parameters! {
    /// A fully connected pair for images, shaped as the lesson's: G has layers of one, two and four times the width.
    #[derive(Copy, Eq, PartialOrd, Ord, Hash)]
    pub struct FcSizes: "model" / "fc" {
        /// pixels along one side; without it, those of the data
        #[serde(skip_serializing_if = "Option::is_none")]
        side: Option<usize> = ABSENT in Optional(DENSE_SIDES),
        /// values per pixel, 1 or 3; without it, those of the data
        #[serde(skip_serializing_if = "Option::is_none")]
        channels: Option<usize> = ABSENT in Optional(Channels),
        /// units of G's first hidden layer and of D's last one
        width: usize = "256" in WIDTHS,
        /// values of a latent row
        latent: usize = "100" in LATENTS,
    }
    source: LESSON,
}

parameters! {
    /// DCGAN for images of 8 to 128 pixels, grey or RGB; default where no other model has the data's size.
    #[derive(Copy, Eq, PartialOrd, Ord, Hash)]
    pub struct DcganSizes: "model" / "dcgan" {
        /// pixels along one side: 4, 5, 6 or 7, doubled; without it, those of the data
        #[serde(skip_serializing_if = "Option::is_none")]
        side: Option<usize> = ABSENT in Optional(DoubledSides),
        /// values per pixel, 1 or 3; without it, those of the data
        #[serde(skip_serializing_if = "Option::is_none")]
        channels: Option<usize> = ABSENT in Optional(Channels),
        /// channels of the finest maps; they double as the side halves
        width: usize = "64" in WIDTHS,
        /// values of a latent row
        latent: usize = "100" in LATENTS,
    }
    source: DCGAN,
}

/// The sides of [`DcganSizes`].
const DOUBLED_SIDES: [usize; 17] = [
    8, 10, 12, 14, 16, 20, 24, 28, 32, 40, 48, 56, 64, 80, 96, 112, 128,
];

/// Sides that come of doubling 4, 5, 6 or 7.
struct DoubledSides;

impl Allowed for DoubledSides {
    type Value = usize;

    fn read(&self, node: &Node<'_>) -> Result<usize, Problem> {
        let written = node.value.as_u64().and_then(|side| side.try_into().ok());
        written
            .filter(|side| DOUBLED_SIDES.contains(side))
            .ok_or_else(|| node.wrong(&self.words()))
    }

    fn words(&self) -> String {
        format!("one of {}", dcgan_sides())
    }

    fn json_schema(&self) -> serde_json::Value {
        serde_json::json!({ "enum": DOUBLED_SIDES })
    }

    #[cfg(test)]
    fn any(&self) -> proptest::strategy::BoxedStrategy<usize> {
        use proptest::strategy::Strategy;
        proptest::sample::select(&DOUBLED_SIDES[..]).boxed()
    }
}

/// The sides that [`DcganSizes`] may have, in words.
pub(super) fn dcgan_sides() -> String {
    let sides: Vec<String> = DOUBLED_SIDES.iter().map(usize::to_string).collect();
    sides.join(", ")
}

/// What the samples of a member are, where sizes that are not written are those of a DCGAN.
fn images(side: Option<usize>, channels: Option<usize>) -> Kind {
    Kind::Images {
        side: side.unwrap_or(32),
        channels: channels.unwrap_or(3),
    }
}

/// Takes sizes that are not written from the data.
fn fill(sizes: [&mut Option<usize>; 2], data: &Data) {
    if let Kind::Images { side, channels } = data.kind() {
        let [own_side, own_channels] = sizes;
        own_side.get_or_insert(side);
        own_channels.get_or_insert(channels);
    }
}

impl FcSizes {
    /// What the generator makes.
    pub fn kind(&self) -> Kind {
        images(self.side, self.channels)
    }

    /// The same with sizes that are not written from the data.
    pub(super) fn for_data(mut self, data: &Data) -> Self {
        fill([&mut self.side, &mut self.channels], data);
        self
    }
}

impl DcganSizes {
    /// What the generator makes.
    pub fn kind(&self) -> Kind {
        images(self.side, self.channels)
    }

    /// The same with sizes that are not written from the data, where there is such a member.
    pub(super) fn for_data(mut self, data: &Data) -> Self {
        if DcganSizes::has_side_of(data) {
            fill([&mut self.side, &mut self.channels], data);
        }
        self
    }

    /// Channels of the maps of 4 to 7 pixels.
    pub(super) fn coarsest_channels(&self) -> usize {
        let Kind::Images { side, .. } = self.kind() else {
            return self.width;
        };
        let (mut side, mut channels) = (side / 2, self.width);
        while side > 7 {
            (side, channels) = (side / 2, 2 * channels);
        }
        channels
    }

    /// Whether there is a member for images of the data's side.
    pub(super) fn has_side_of(data: &Data) -> bool {
        matches!(data.kind(), Kind::Images { side, channels } if DOUBLED_SIDES.contains(&side) && [1, 3].contains(&channels))
    }
}
