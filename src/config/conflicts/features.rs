//! In which features samples can be compared.

use super::conflict::Conflict;
use crate::config::evaluate::SampleFeatures;
use crate::config::kind::Kind;
use crate::config::run::Run;

pub(super) fn images_to_look_at(run: &Run) -> Option<Conflict> {
    let is_image = matches!(run.data.kind(), Kind::Images { .. });
    if is_image || run.evaluate.features != SampleFeatures::ImageNet {
        return None;
    }
    let (data, kind) = (run.data.name(), run.data.kind());
    Conflict::new(
        "evaluate",
        format!("`features: imagenet` is for images, and data `{data}` has {kind}; leave it out"),
    )
}
