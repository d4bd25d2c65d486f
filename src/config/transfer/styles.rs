//! `style`: one picture, or several with weights.

use std::path::PathBuf;

use crate::schema::{Allowed, FilePath, Node, POSITIVE, Problem};

/// A picture whose style is taken.
#[derive(Clone, Debug, PartialEq)]
pub struct Style {
    /// Its file.
    pub path: PathBuf,
    /// What its loss counts among those of several.
    pub weight: f64,
}

impl serde::Serialize for Style {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        use serde::ser::SerializeMap;
        let mut map = serializer.serialize_map(Some(1))?;
        map.serialize_entry(&self.path.to_string_lossy(), &self.weight)?;
        map.end()
    }
}

/// The most styles of one transfer.
const MOST: usize = 8;

/// Takes a path, a mapping of paths to weights, or a list of such mappings.
pub(super) struct Styles;

impl Allowed for Styles {
    type Value = Vec<Style>;

    fn read(&self, node: &Node<'_>) -> Result<Vec<Style>, Problem> {
        if node.value.is_string() {
            let path = FilePath.read(node)?;
            return Ok(vec![Style { path, weight: 1.0 }]);
        }
        let mut styles = Vec::new();
        let nodes = match node.items() {
            Some(items) => items,
            None => vec![node.clone()],
        };
        for node in &nodes {
            for (path, weight) in node.pairs(&self.words())? {
                let weight = POSITIVE.read(&weight)?;
                let path = PathBuf::from(path);
                styles.push(Style { path, weight });
            }
        }
        match styles.len() {
            1..=MOST => Ok(styles),
            _ => Err(node.wrong(&self.words())),
        }
    }

    fn words(&self) -> String {
        format!(
            "a path, or a mapping of at most {MOST} paths to weights, such as {{waves.png: 2, dots.png: 1}}"
        )
    }

    #[cfg(test)]
    fn any(&self) -> proptest::strategy::BoxedStrategy<Vec<Style>> {
        use proptest::prelude::*;
        let style = (FilePath.any(), POSITIVE.any());
        let style = style.prop_map(|(path, weight)| Style { path, weight });
        proptest::collection::vec(style, 1..4).boxed()
    }
}
