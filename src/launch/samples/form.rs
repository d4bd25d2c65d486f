//! The form in which fakes and reals are compared.

use super::error::JudgeError;
use crate::record::samples::{Reading, SetFacts, SetForm, ValueScale};

/// Pixels a side at which pictures are compared, at most, where nobody asks for more.
const USUAL_SIDE: usize = 64;
/// Sides that have a classifier, grey and in colour.
const CLASSIFIED_GREY: [usize; 2] = [28, 8];
const CLASSIFIED_COLOUR: [usize; 5] = [64, 32, 28, 16, 8];

/// How both sides are read.
#[derive(Clone, Copy, Debug)]
pub(super) struct CommonForm {
    pub fakes: Reading,
    pub reals: Reading,
}

/// The form for fakes and reals like these.
///
/// # Errors
/// If pictures stand beside what is none, or vectors of different lengths.
pub(super) fn common_form(
    fakes: &SetFacts,
    reals: &SetFacts,
    asked: &Asked,
) -> Result<CommonForm, JudgeError> {
    let refused = || {
        let problem =
            format!("the samples are {fakes}, the real ones {reals}: they cannot be compared");
        Err(JudgeError::Asked(problem))
    };
    let reading = |target, scale| Reading {
        target,
        scale,
        limit: asked.limit,
    };
    match (&fakes.form, &reals.form) {
        (SetForm::Vectors { width }, SetForm::Vectors { width: other }) if width == other => {
            let vectors = reading((1, 1), ValueScale::SIGNED);
            Ok(CommonForm {
                fakes: vectors,
                reals: vectors,
            })
        }
        (SetForm::Pictures(fake), SetForm::Pictures(real)) => {
            let channels = if real.has_colour { 3 } else { 1 };
            let native = fake.side.min(real.side);
            let side = asked.side.unwrap_or(match asked.has_classes {
                true => classified_side(native, channels),
                false => native.min(USUAL_SIDE),
            });
            let target = (side, channels);
            Ok(CommonForm {
                fakes: reading(target, asked.scales[0].unwrap_or(fake.scale)),
                reals: reading(target, asked.scales[1].unwrap_or(real.scale)),
            })
        }
        _ => refused(),
    }
}

/// What else decides the form.
pub(super) struct Asked {
    pub side: Option<usize>,
    pub limit: usize,
    /// Whether the classes of real pictures are to be learned.
    pub has_classes: bool,
    pub scales: [Option<ValueScale>; 2],
}

/// The largest side with a classifier that is not above `native`.
fn classified_side(native: usize, channels: usize) -> usize {
    let sides: &[usize] = match channels {
        1 => &CLASSIFIED_GREY,
        _ => &CLASSIFIED_COLOUR,
    };
    let fits = sides.iter().find(|side| **side <= native);
    fits.copied().unwrap_or(native)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_side_is_one_that_a_classifier_takes() {
        assert_eq!(classified_side(28, 1), 28);
        assert_eq!(classified_side(64, 1), 28);
        assert_eq!(classified_side(12, 1), 8);
        assert_eq!(classified_side(256, 3), 64);
        assert_eq!(classified_side(48, 3), 32);
        assert_eq!(classified_side(5, 3), 5);
    }
}
