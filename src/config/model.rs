//! Which pair of networks plays.

use super::catalog::Entry;
use super::data::Data;
use super::kind::Kind;
use super::problem::Problem;
use super::reader::{Node, choose};
use serde::{Deserialize, Serialize};

/// A typed pair of generator and discriminator.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Model {
    /// A pair for points in the plane.
    #[serde(rename = "mlp")]
    Mlp,
    /// The pair of unrolled GANs for points in the plane.
    #[serde(rename = "mlp-unrolled")]
    MlpUnrolled,
    /// The pair of PacGAN for points in the plane.
    #[serde(rename = "mlp-pacgan")]
    MlpPacgan,
    /// A fully connected pair for 8x8 images.
    #[serde(rename = "fc-8")]
    Fc8,
    /// A convolutional pair for 8x8 images.
    #[serde(rename = "dcgan-8")]
    Dcgan8,
    /// A convolutional pair for 8x8 RGB images.
    #[serde(rename = "dcgan-8-rgb")]
    Dcgan8Rgb,
    /// A convolutional pair for 16x16 RGB images.
    #[serde(rename = "dcgan-16")]
    Dcgan16,
    /// The lesson's fully connected pair for 28x28 images.
    #[serde(rename = "fc-28")]
    Fc28,
    /// The lesson's convolutional pair for 28x28 images.
    #[serde(rename = "dcgan-28")]
    Dcgan28,
    /// The same with pooling.
    #[serde(rename = "dcgan-28-pool")]
    Dcgan28Pool,
    /// The lesson's convolutional pair for 28x28 RGB images.
    #[serde(rename = "dcgan-28-rgb")]
    Dcgan28Rgb,
    /// A convolutional pair for 32x32 RGB images.
    #[serde(rename = "dcgan-32")]
    Dcgan32,
    /// DCGAN for 64x64 RGB images.
    #[serde(rename = "dcgan-64")]
    Dcgan64,
}

const fn entry(name: &'static str, summary: &'static str, source: &'static str) -> Entry {
    Entry {
        kind: "model",
        name,
        summary,
        parameters: &[],
        formula: "",
        source,
    }
}

const UNROLLED: &str = "Metz et al. 2017, Unrolled GANs; Srivastava et al. 2017, VEEGAN";
const PACGAN: &str = "Lin et al. 2018, PacGAN";
const DCGAN: &str = "Radford et al. 2016, DCGAN";
const SMALLER: &str = "after Radford et al. 2016, DCGAN, with fewer stages";
const LESSON: &str = "AI for Beginners (Microsoft), lesson 10-GANs, notebook GANPyTorch";

/// In the order of [`Model::ALL`].
pub(super) static TABLE: [Entry; 13] = [
    entry(
        "mlp",
        "A pair of small perceptrons for points in the plane; default for ring and grid.",
        "",
    ),
    entry(
        "mlp-unrolled",
        "The pair on which unrolled GANs were shown, for points in the plane: tanh throughout.",
        UNROLLED,
    ),
    entry(
        "mlp-pacgan",
        "The pair on which PacGAN was shown, without packing, for points in the plane: maxout in D.",
        PACGAN,
    ),
    entry(
        "fc-8",
        "A fully connected pair for 8x8 images; default for digits.",
        "",
    ),
    entry("dcgan-8", "A convolutional pair for 8x8 images.", SMALLER),
    entry(
        "dcgan-8-rgb",
        "A convolutional pair for 8x8 RGB images; default for them.",
        SMALLER,
    ),
    entry(
        "dcgan-16",
        "A convolutional pair for 16x16 RGB images; default for them.",
        SMALLER,
    ),
    entry(
        "fc-28",
        "The lesson's fully connected pair for 28x28 images.",
        LESSON,
    ),
    entry(
        "dcgan-28",
        "The lesson's convolutional pair for 28x28 images; default for them.",
        LESSON,
    ),
    entry(
        "dcgan-28-pool",
        "A convolutional pair for 28x28 images as the lesson's text describes it, with pooling.",
        LESSON,
    ),
    entry(
        "dcgan-28-rgb",
        "The lesson's convolutional pair with three channels, for 28x28 RGB images; default for them.",
        LESSON,
    ),
    entry(
        "dcgan-32",
        "A convolutional pair for 32x32 RGB images, with half of DCGAN's channels; default for them.",
        SMALLER,
    ),
    entry(
        "dcgan-64",
        "DCGAN for 64x64 RGB images, with a quarter of the paper's channels; default for them.",
        DCGAN,
    ),
];

impl Model {
    /// Every model.
    pub const ALL: [Model; 13] = [
        Model::Mlp,
        Model::MlpUnrolled,
        Model::MlpPacgan,
        Model::Fc8,
        Model::Dcgan8,
        Model::Dcgan8Rgb,
        Model::Dcgan16,
        Model::Fc28,
        Model::Dcgan28,
        Model::Dcgan28Pool,
        Model::Dcgan28Rgb,
        Model::Dcgan32,
        Model::Dcgan64,
    ];

    /// The name as it is written in YAML.
    pub fn name(&self) -> &'static str {
        TABLE[*self as usize].name
    }

    /// What the generator makes and the discriminator judges.
    pub fn kind(&self) -> Kind {
        let images = |side, channels| Kind::Images { side, channels };
        match self {
            Model::Mlp | Model::MlpUnrolled | Model::MlpPacgan => Kind::Points,
            Model::Fc8 | Model::Dcgan8 => images(8, 1),
            Model::Dcgan8Rgb => images(8, 3),
            Model::Dcgan16 => images(16, 3),
            Model::Fc28 | Model::Dcgan28 | Model::Dcgan28Pool => images(28, 1),
            Model::Dcgan28Rgb => images(28, 3),
            Model::Dcgan32 => images(32, 3),
            Model::Dcgan64 => images(64, 3),
        }
    }

    /// The model that is taken when a study names none. Where none has the data's size it is `mlp`:
    /// that does not fit, and the check of the whole run says which sizes there are.
    pub fn default_for(data: &Data) -> Model {
        const DEFAULTS: [Model; 8] = [
            Model::Mlp,
            Model::Fc8,
            Model::Dcgan8Rgb,
            Model::Dcgan16,
            Model::Dcgan28,
            Model::Dcgan28Rgb,
            Model::Dcgan32,
            Model::Dcgan64,
        ];
        DEFAULTS
            .into_iter()
            .find(|model| model.fits(data))
            .unwrap_or(Model::Mlp)
    }

    /// What the model's samples are, in words.
    pub fn wants(&self) -> String {
        self.kind().to_string()
    }

    /// Whether the model's samples have the shape of the data's.
    pub fn fits(&self, data: &Data) -> bool {
        self.kind() == data.kind()
    }

    /// Every size that some model makes, each once, in words.
    pub(super) fn kinds() -> Vec<String> {
        let mut kinds: Vec<String> = Model::ALL.iter().map(Model::wants).collect();
        kinds.dedup();
        kinds
    }

    pub(super) fn read(node: &Node<'_>) -> Result<Model, Problem> {
        let name = choose(node, &TABLE)?.name();
        let named = Model::ALL.into_iter().find(|model| model.name() == name);
        Ok(named.unwrap_or_else(|| unreachable!("model `{name}` is in the table but is not read")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_in_the_order_of_the_enum_and_names_what_is_stored() {
        for (index, model) in Model::ALL.into_iter().enumerate() {
            assert_eq!(model as usize, index);
            assert_eq!(serde_yaml::to_string(&model).unwrap().trim(), model.name());
        }
    }

    #[test]
    fn the_default_fits_where_any_model_does() {
        let shapes = |side| Data::Shapes {
            side,
            shapes: 1,
            colours: 1,
            places: 1,
        };
        for (side, name) in [
            (8, "dcgan-8-rgb"),
            (16, "dcgan-16"),
            (28, "dcgan-28-rgb"),
            (32, "dcgan-32"),
            (64, "dcgan-64"),
        ] {
            assert_eq!(Model::default_for(&shapes(side)).name(), name);
        }
        assert!(!Model::default_for(&shapes(20)).fits(&shapes(20)));
        assert_eq!(Model::kinds().len(), 8, "{:?}", Model::kinds());
    }
}
