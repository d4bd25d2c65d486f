//! `model`: which pair of networks is trained.

use std::fmt;

use serde::Serialize;

use super::data::Data;
use super::fixed_model::{FixedModel, ModelFacts, images, points};
use super::kind::Kind;
use super::model_sizes::{DcganSizes, FcSizes, MlpSizes};
use crate::schema::{Allowed, Choice, Declared, Entry, Fields, Node, Problem, defaults, named};

/// A pair of generator and discriminator, or an autoencoder.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Model {
    /// `mlp` with its sizes.
    Mlp(MlpSizes),
    /// A model of one size.
    Fixed(FixedModel),
    /// `fc` with its sizes.
    Fc(FcSizes),
    /// `dcgan` with its sizes.
    Dcgan(DcganSizes),
}

/// How many models have one size.
const FIXED: usize = FixedModel::TABLE.len();

impl Choice for Model {
    const TABLE: &'static [&'static Entry] = &{
        let mut table = [MlpSizes::ENTRY; FIXED + 3];
        let mut place = 0;
        while place < FIXED {
            table[1 + place] = FixedModel::TABLE[place];
            place += 1;
        }
        table[FIXED + 1] = FcSizes::ENTRY;
        table[FIXED + 2] = DcganSizes::ENTRY;
        table
    };

    fn read_row(place: usize, fields: &Fields<'_>) -> Result<Self, Problem> {
        Ok(match place {
            0 => Model::Mlp(MlpSizes::read(fields)?),
            place if place <= FIXED => Model::Fixed(FixedModel::ALL[place - 1]),
            place if place == FIXED + 1 => Model::Fc(FcSizes::read(fields)?),
            _ => Model::Dcgan(DcganSizes::read(fields)?),
        })
    }

    #[cfg(test)]
    fn any() -> proptest::strategy::BoxedStrategy<Self> {
        use proptest::strategy::Strategy;
        proptest::prop_oneof![
            MlpSizes::any().prop_map(Model::Mlp),
            FixedModel::any().prop_map(Model::Fixed),
            FcSizes::any().prop_map(Model::Fc),
            DcganSizes::any().prop_map(Model::Dcgan),
        ]
        .boxed()
    }
}

impl Serialize for Model {
    /// A model is its bare name where its sizes are the default ones: such names are parts of stored specs.
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let name = self.name();
        match self {
            Model::Fixed(model) => model.serialize(serializer),
            Model::Mlp(sizes) if *sizes == defaults() => serializer.serialize_str(name),
            Model::Mlp(sizes) => serializer.serialize_newtype_variant("Model", 0, name, sizes),
            Model::Fc(sizes) => serializer.serialize_newtype_variant("Model", 0, name, sizes),
            Model::Dcgan(sizes) => serializer.serialize_newtype_variant("Model", 0, name, sizes),
        }
    }
}

impl From<FixedModel> for Model {
    fn from(model: FixedModel) -> Self {
        Model::Fixed(model)
    }
}

impl fmt::Display for Model {
    /// The name, with sizes that are not the default ones.
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = self.name();
        let images = |kind: Kind, width: usize, latent: usize| match kind {
            Kind::Images { side, channels } => {
                let colour = if channels == 1 { "grey" } else { "rgb" };
                format!("{name} {side}x{side} {colour}, width {width}, latent {latent}")
            }
            Kind::Numbers | Kind::Points => name.to_string(),
        };
        match self {
            Model::Mlp(sizes) if *sizes != defaults() => {
                write!(
                    out,
                    "{name}, width {}, latent {}",
                    sizes.width, sizes.latent
                )
            }
            Model::Mlp(_) | Model::Fixed(_) => out.write_str(name),
            Model::Fc(sizes) => out.write_str(&images(sizes.kind(), sizes.width, sizes.latent)),
            Model::Dcgan(sizes) => out.write_str(&images(sizes.kind(), sizes.width, sizes.latent)),
        }
    }
}

impl Model {
    /// The name as it is written in YAML.
    pub fn name(&self) -> &'static str {
        match self {
            Model::Mlp(_) => MlpSizes::ENTRY.name,
            Model::Fixed(model) => model.name(),
            Model::Fc(_) => FcSizes::ENTRY.name,
            Model::Dcgan(_) => DcganSizes::ENTRY.name,
        }
    }

    /// The models of one size for which a fact holds, by name.
    pub(crate) fn names_where(holds: impl Fn(&ModelFacts) -> bool) -> Vec<&'static str> {
        let models = FixedModel::ALL.iter();
        let models = models.filter(|model| holds(model.facts()));
        models.map(FixedModel::name).collect()
    }

    fn facts(&self) -> ModelFacts {
        let sized = |kind| ModelFacts {
            kind,
            ..images(0, 0, false)
        };
        match self {
            Model::Mlp(_) => points(true),
            Model::Fixed(model) => *model.facts(),
            Model::Fc(sizes) => sized(sizes.kind()),
            Model::Dcgan(sizes) => sized(sizes.kind()),
        }
    }

    /// The same with sizes that are not written from the data.
    fn for_data(self, data: &Data) -> Self {
        match self {
            Model::Fc(sizes) => Model::Fc(sizes.for_data(data)),
            Model::Dcgan(sizes) => Model::Dcgan(sizes.for_data(data)),
            model => model,
        }
    }

    /// What the generator makes and the discriminator classifies.
    pub fn kind(&self) -> Kind {
        self.facts().kind
    }

    /// Whether it grows as `grow` says.
    pub fn grows(&self) -> bool {
        self.facts().grows
    }

    /// Whether its generator has styles.
    pub fn has_styles(&self) -> bool {
        self.facts().has_styles
    }

    /// Whether it is an autoencoder, which has no D.
    pub fn is_autoencoder(&self) -> bool {
        self.facts().is_autoencoder
    }

    /// Whether it has forms whose players are told classes.
    pub(super) fn has_conditional(&self) -> bool {
        self.facts().has_conditional
    }

    /// Whether its layers multiply their weights by a constant.
    pub(super) fn is_equalised(&self) -> bool {
        self.facts().is_equalised
    }

    /// Whether D has minibatch standard deviation built in.
    pub(super) fn has_minibatch_stddev(&self) -> bool {
        self.facts().has_minibatch_stddev
    }

    /// The model that is taken when a study names none. Where none has the data's size it is `mlp`,
    /// which fits points alone: the check of the whole run says which sizes there are.
    pub fn default_for(data: &Data) -> Model {
        let fits =
            |model: &&FixedModel| model.facts().is_default && model.facts().kind == data.kind();
        match FixedModel::ALL.iter().find(fits) {
            Some(model) => Model::Fixed(*model),
            None if DcganSizes::has_side_of(data) => {
                Model::Dcgan(defaults::<DcganSizes>().for_data(data))
            }
            None => Model::Mlp(defaults()),
        }
    }

    /// What the model's samples are, in words.
    pub fn wants(&self) -> String {
        self.kind().to_string()
    }

    /// Whether the model's samples have the shape of the data's.
    pub fn fits(&self, data: &Data) -> bool {
        self.kind() == data.kind()
    }
}

/// Takes a model's name; the default depends on the data.
pub(super) struct ModelForData;

impl Allowed for ModelForData {
    type Value = Model;

    fn read(&self, node: &Node<'_>) -> Result<Model, Problem> {
        Model::read(node)
    }

    fn words(&self) -> String {
        named::<Model>().words()
    }

    fn json_schema(&self) -> serde_json::Value {
        named::<Model>().json_schema()
    }

    fn read_key(&self, key: &'static str, fields: &Fields<'_>) -> Result<Model, Problem> {
        let data = Data::read(&fields.get("data"))?;
        Ok(match fields.written(key) {
            Some(node) => self.read(&node)?.for_data(&data),
            None => Model::default_for(&data),
        })
    }

    #[cfg(test)]
    fn any(&self) -> proptest::strategy::BoxedStrategy<Model> {
        Model::any()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_those_that_are_stored() {
        for model in FixedModel::ALL {
            let stored = serde_yaml::to_string(&model).unwrap();
            assert_eq!(stored.trim(), model.name());
        }
    }

    #[test]
    fn the_default_fits_where_any_model_does() {
        let shapes = |side| {
            Data::from(crate::config::Shapes {
                side,
                shapes: 1,
                colours: 1,
                places: 1,
            })
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
        let of_48 = Model::default_for(&shapes(48));
        assert!(of_48.fits(&shapes(48)) && of_48.name() == "dcgan");
        assert!(!Model::default_for(&shapes(44)).fits(&shapes(44)));
    }
}
