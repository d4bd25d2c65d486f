//! Drawings as text that a page can hold.

use base64::{Engine, engine::general_purpose::STANDARD};
use flate2::{Compression, write::ZlibEncoder};
use std::io::Write;

/// An SVG document as the address of an image: embedded as one, so that the identifiers inside two drawings never meet.
pub(in crate::report) fn svg_data_uri(document: &str) -> String {
    format!("data:image/svg+xml;base64,{}", STANDARD.encode(document))
}

/// The bytes of a PNG file as the address of an image.
pub(super) fn png_data_uri(bytes: &[u8]) -> String {
    format!("data:image/png;base64,{}", STANDARD.encode(bytes))
}

/// A document, deflated (zlib), in base64. A browser turns it back.
pub(crate) fn deflated(document: &str) -> String {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::best());
    encoder
        .write_all(document.as_bytes())
        .expect("memory takes every byte");
    STANDARD.encode(encoder.finish().expect("memory takes every byte"))
}
