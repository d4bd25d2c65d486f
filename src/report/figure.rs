//! A drawing on a white card.

use super::page::{Figure, Image};
use base64::{Engine, engine::general_purpose::STANDARD};
use maud::{Markup, html};

/// The drawing as an image that carries its own data. The card is white in every colour scheme because the drawings are.
pub fn card(figure: &Figure) -> Markup {
    html! {
        figure.card tabindex="0" {
            img src=(data_address(&figure.image)) alt=(figure.alternative) loading="lazy" decoding="async";
        }
    }
}

fn data_address(image: &Image) -> String {
    match image {
        Image::Svg(document) => format!("data:image/svg+xml;base64,{}", STANDARD.encode(document)),
        Image::Png(bytes) => format!("data:image/png;base64,{}", STANDARD.encode(bytes)),
    }
}
