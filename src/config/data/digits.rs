//! The handwritten digits that the program carries.

use super::policy::DataPolicy;
use crate::config::kind::Kind;
use crate::schema::parameters;

/// How many images the digits collection holds.
pub const DIGITS_COUNT: usize = 1797;

parameters! {
    /// 1,797 handwritten digits of 8x8 grey values.
    pub struct Digits: "data" / "digits" {}
    source: "UCI Optical Recognition of Handwritten Digits (Alpaydin, Kaynak), CC BY 4.0",
}

impl DataPolicy for Digits {
    fn kind(&self) -> Kind {
        Kind::Images {
            side: 8,
            channels: 1,
        }
    }

    fn count(&self) -> Option<usize> {
        Some(DIGITS_COUNT)
    }
}
