//! Drawings on white cards.

use super::page::Figure;
use base64::{Engine, engine::general_purpose::STANDARD};
use maud::{Markup, html};

/// The drawing as an image that carries its own data. The card is white in every colour scheme
/// because the drawings are.
pub fn card(figure: &Figure) -> Markup {
    html! {
        figure.card tabindex="0" {
            img src=(svg_address(&figure.svg)) alt=(figure.alternative) decoding="async";
        }
    }
}

/// Embedded as an image, so that the identifiers inside two drawings never meet.
pub fn svg_address(document: &str) -> String {
    format!("data:image/svg+xml;base64,{}", STANDARD.encode(document))
}

pub fn png_address(bytes: &[u8]) -> String {
    format!("data:image/png;base64,{}", STANDARD.encode(bytes))
}
