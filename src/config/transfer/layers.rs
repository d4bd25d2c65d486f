//! `content_layers` and `style_layers`: lists of layers of the network that the same block names.

use super::features::{Features, Network};
use crate::schema::{Allowed, Choice, Fields, Node, Problem};

/// Takes the names of layers, in the order of the network; the default depends on the network.
pub(super) struct LayersOf {
    default: fn(Network) -> &'static [&'static str],
}

impl LayersOf {
    pub const CONTENT: Self = Self {
        default: Network::content_layers,
    };
    pub const STYLE: Self = Self {
        default: Network::style_layers,
    };

    fn read_in(&self, node: &Node<'_>, network: Network) -> Result<Vec<String>, Problem> {
        let known = network.layers();
        let wanted = format!("a list of layers of {}", network.name());
        let items = node.items().ok_or_else(|| node.wrong(&wanted))?;
        let mut chosen = vec![false; known.len()];
        for item in &items {
            let written = item.value.as_str().unwrap_or_default();
            let name = without_keras(written);
            let place = known.iter().position(|layer| *layer == name);
            let place = place.ok_or_else(|| {
                let message = format!("{} has no layer `{written}`", network.name());
                item.problem(message)
                    .with_allowed(&name, known.iter().copied())
            })?;
            if std::mem::replace(&mut chosen[place], true) {
                return Err(item.problem(format!("layer `{written}` is named twice")));
            }
        }
        if items.is_empty() {
            let message = format!(
                "{} names no layer; to leave out a loss, write a weight of 0",
                node.shown()
            );
            return Err(node.problem(message));
        }
        let named = known.iter().zip(chosen).filter(|(_, chosen)| *chosen);
        Ok(named.map(|(layer, _)| layer.to_string()).collect())
    }
}

/// The name of a layer as it is here, where it is written as in Keras: `block4_conv2` is `conv4_2`.
fn without_keras(written: &str) -> String {
    let parts = written.strip_prefix("block");
    let parts = parts.and_then(|rest| rest.split_once("_conv"));
    parts.map_or_else(
        || written.to_string(),
        |(block, number)| format!("conv{block}_{number}"),
    )
}

impl Allowed for LayersOf {
    type Value = Vec<String>;

    fn read(&self, node: &Node<'_>) -> Result<Vec<String>, Problem> {
        self.read_in(node, Network::Squeezenet)
    }

    fn words(&self) -> String {
        let lists = Network::ALL.iter().map(|network| {
            let (layers, default) = (network.layers(), (self.default)(*network));
            format!(
                "{}: {} to {} (default: {})",
                network.name(),
                layers[0],
                layers[layers.len() - 1],
                default.join(", ")
            )
        });
        let lists: Vec<String> = lists.collect();
        format!("a list of layers; {}", lists.join("; "))
    }

    fn read_key(&self, key: &'static str, fields: &Fields<'_>) -> Result<Vec<String>, Problem> {
        let network = Features::read(&fields.get("features"))?.network();
        match fields.written(key) {
            Some(node) => self.read_in(&node, network),
            None => Ok((self.default)(network)
                .iter()
                .map(|layer| layer.to_string())
                .collect()),
        }
    }

    #[cfg(test)]
    fn any(&self) -> proptest::strategy::BoxedStrategy<Vec<String>> {
        use proptest::prelude::*;
        let default = (self.default)(Network::Squeezenet);
        Just(default.iter().map(|layer| layer.to_string()).collect()).boxed()
    }
}
