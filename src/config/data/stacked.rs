//! Which sets can be stacked.

use super::Data;
use crate::config::kind::Kind;
use crate::config::problem::{At, Problem};
use crate::config::reader::{Fields, extended};

const ALLOWED: &str = "`of` takes digits, idx with `labels`, or folder with subfolders as classes, all with `channels: 1`";

/// Reads `of` and refuses what has no classes, or more than one channel.
pub(super) fn read(fields: &Fields<'_>) -> Result<Data, Problem> {
    let node = fields.get("of");
    let of = Data::read(&node)?;
    match reason(&of) {
        None => Ok(Data::Stacked { of: Box::new(of) }),
        Some(reason) => {
            let at = if fields.written("of").is_some() {
                node.path.clone()
            } else {
                extended(&node.path, of.name())
            };
            Err(Problem::new(
                &at,
                At::Value,
                format!(
                    "data `{}` cannot be stacked: {reason}; {ALLOWED}",
                    of.name()
                ),
            ))
        }
    }
}

fn reason(of: &Data) -> Option<&'static str> {
    match (of, of.kind()) {
        (Data::Stacked { .. }, _) => Some("its images are stacked already"),
        (_, Kind::Points) => Some("it has no images"),
        (_, Kind::Images { channels: 3, .. }) => {
            Some("its images have three channels, and become one of three")
        }
        (Data::Idx { labels: None, .. }, _) => Some("without `labels` its modes are not known"),
        _ => None,
    }
}
