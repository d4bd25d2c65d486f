//! A transfer that no study file describes: two pictures and settings.

use std::path::Path;

use serde_yaml::{Mapping, Value};

use super::document::Document;
use super::overrides::Override;
use super::transfer::Transfer;
use crate::schema::{ConfigError, Node, read_block};

impl Transfer {
    /// A transfer of two pictures, with these values in place of defaults; a path leads from the
    /// block.
    ///
    /// # Errors
    /// When a value does not fit.
    pub fn from_settings(
        content: &Path,
        style: &Path,
        settings: &[Override],
    ) -> Result<Self, ConfigError> {
        let path = |path: &Path| Value::String(path.to_string_lossy().into_owned());
        let pictures = [("content", path(content)), ("style", path(style))];
        let pictures = pictures.map(|(key, value)| (Value::from(key), value));
        let root = Mapping::from_iter([("transfer".into(), Mapping::from_iter(pictures).into())]);
        let text = serde_yaml::to_string(&root).expect("two paths are plain YAML");
        let mut document = Document::parse("the command line", &text)?;
        for setting in settings {
            document.apply(&setting.below("transfer"))?;
        }
        let written = document.root().get("transfer").unwrap_or(&Value::Null);
        let node = Node::new(vec!["transfer".to_string()], written);
        read_block(node).map_err(|problem| document.locate(problem))
    }
}
