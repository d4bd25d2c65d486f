//! The pictures and the network of a style transfer, opened.

use std::path::Path;

use super::error::TransferError;
use super::extractors::{OpenExtractor, open_extractor};
use crate::config::Transfer;
use crate::data::Picture;
use crate::record::sha256;
use crate::rng::Seed;
use crate::train::transfer::TransferInputs;

/// What a style transfer works on, and the digest of the bytes that it all came from.
pub struct OpenTransfer {
    /// Pictures and network.
    pub inputs: TransferInputs,
    /// SHA-256 of the pictures and of the weights that a study may change.
    pub sha256: String,
}

/// Opens the pictures and the network of a run. A classifier that it needs is kept in `classifiers`,
/// or trained, which `report` is told.
///
/// # Errors
/// If a file cannot be read, holds something else, or a picture is too small for a layer.
pub fn open_transfer(
    run: &Transfer,
    classifiers: Option<&Path>,
    report: &mut dyn FnMut(String),
) -> Result<OpenTransfer, TransferError> {
    let content = Picture::open(&run.content, run.side)?;
    let styles = run
        .style
        .iter()
        .map(|style| Picture::open(&style.path, run.side));
    let styles: Vec<Picture> = styles.collect::<Result<_, _>>()?;
    let OpenExtractor {
        extractor,
        sha256: of_weights,
    } = open_extractor(
        &run.features,
        Seed(run.seed),
        run.threads,
        classifiers,
        report,
    )?;
    let of_content = [(&run.content, &content, &run.content_layers)];
    let of_style = run.style.iter().zip(&styles);
    let of_style = of_style.map(|(style, picture)| (&style.path, picture, &run.style_layers));
    // The picture that learns has the content's size, and is compared at both.
    let learned = [(&run.content, &content, &run.style_layers)];
    for (path, picture, layers) in of_content.into_iter().chain(learned).chain(of_style) {
        let (height, width) = (picture.height, picture.width);
        let reaches = |layer: &String, side: usize| {
            let number = extractor.layer_named(layer).unwrap_or_default();
            extractor.side_at(number, side).is_some()
        };
        let shorter = height.min(width);
        if let Some(layer) = layers.iter().find(|layer| !reaches(layer, shorter)) {
            let least = (1..).find(|side| reaches(layer, *side)).unwrap_or(shorter);
            return Err(TransferError::TooSmall {
                path: path.clone(),
                width,
                height,
                side: run.side,
                layer: layer.clone(),
                network: run.features.table().network,
                least,
            });
        }
    }
    let inputs = TransferInputs {
        content,
        styles,
        extractor,
    };
    let mut bytes = inputs.bytes();
    bytes.extend(of_weights.into_iter().flat_map(String::into_bytes));
    Ok(OpenTransfer {
        inputs,
        sha256: sha256(&bytes),
    })
}
