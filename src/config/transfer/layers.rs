//! `content_layers` and `style_layers`: lists of layers of the network that the same block names.

use super::feature_layers::{LayerTable, SQUEEZENET, tables};
use super::features::Features;
use crate::schema::{Allowed, Choice, Fields, Node, Problem};

/// Takes the names of layers, in the order of the network; the default depends on the network.
pub(super) struct LayersOf {
    default: fn(&'static LayerTable) -> &'static [&'static str],
}

impl LayersOf {
    pub const CONTENT: Self = Self {
        default: |table| table.content,
    };
    pub const STYLE: Self = Self {
        default: |table| table.style,
    };

    fn read_in(&self, node: &Node<'_>, table: &LayerTable) -> Result<Vec<String>, Problem> {
        let (known, network) = (table.layers, table.network);
        let wanted = format!("a list of layers of {network}");
        let items = node.items().ok_or_else(|| node.wrong(&wanted))?;
        let mut chosen = vec![false; known.len()];
        for item in &items {
            let written = item.value.as_str().unwrap_or_default();
            let name = without_keras(written);
            let place = known.iter().position(|layer| *layer == name);
            let place = place.ok_or_else(|| {
                let message = format!("{network} has no layer `{written}`");
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
        self.read_in(node, &SQUEEZENET)
    }

    fn words(&self) -> String {
        let lists = tables().map(|table| {
            let (layers, default) = (table.layers, (self.default)(table));
            format!(
                "{}: {} to {} (default: {})",
                table.network,
                layers[0],
                layers[layers.len() - 1],
                default.join(", ")
            )
        });
        let lists: Vec<String> = lists.collect();
        format!("a list of layers; {}", lists.join("; "))
    }

    fn read_key(&self, key: &'static str, fields: &Fields<'_>) -> Result<Vec<String>, Problem> {
        let table = Features::read(&fields.get("features"))?.table();
        match fields.written(key) {
            Some(node) => self.read_in(&node, table),
            None => Ok((self.default)(table)
                .iter()
                .map(|layer| layer.to_string())
                .collect()),
        }
    }

    #[cfg(test)]
    fn any(&self) -> proptest::strategy::BoxedStrategy<Vec<String>> {
        use proptest::prelude::*;
        let default = (self.default)(&SQUEEZENET);
        Just(default.iter().map(|layer| layer.to_string()).collect()).boxed()
    }
}
