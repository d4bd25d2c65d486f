//! Which numbers a key takes.

/// A set of numbers, as a test and as words that fit "must be ..".
pub(super) struct NumberRule {
    pub accepts: fn(f64) -> bool,
    pub words: &'static str,
}

/// Sizes and thresholds. The upper end keeps them well inside 32-bit floats.
pub(super) static POSITIVE: NumberRule = NumberRule {
    accepts: |x| fits_f32(x) && x <= 1e6,
    words: "a number above 0 and at most 1e6",
};
/// A learning rate; no GAN trains above 10.
pub(super) static LEARNING_RATE: NumberRule = NumberRule {
    accepts: |x| fits_f32(x) && x <= 10.0,
    words: "a number above 0 and at most 10",
};
/// A decay rate of a running mean; at 1 the mean never moves.
pub(super) static BELOW_ONE: NumberRule = NumberRule {
    accepts: |x| (0.0..1.0).contains(&x),
    words: "a number from 0 up to, but not including, 1",
};
/// A strength that may be switched off.
pub(super) static NOT_NEGATIVE: NumberRule = NumberRule {
    accepts: |x| (0.0..=1e6).contains(&x),
    words: "a number from 0 to 1e6",
};
/// A factor that makes something smaller.
pub(super) static SHRINKING: NumberRule = NumberRule {
    accepts: |x| fits_f32(x) && x < 1.0,
    words: "a number above 0 and below 1",
};
/// A factor that makes something larger, or leaves it.
pub(super) static GROWING: NumberRule = NumberRule {
    accepts: |x| (1.0..=1e6).contains(&x),
    words: "a number from 1 to 1e6",
};
/// A share of a whole, of which there must be some.
pub(super) static SHARE: NumberRule = NumberRule {
    accepts: |x| fits_f32(x) && x <= 1.0,
    words: "a number above 0 and at most 1",
};
/// A share that may be nothing or everything.
pub(super) static UNIT: NumberRule = NumberRule {
    accepts: |x| (0.0..=1.0).contains(&x),
    words: "a number from 0 to 1",
};
/// A mean of signs, at whose ends it says nothing.
pub(super) static BETWEEN_SIGNS: NumberRule = NumberRule {
    accepts: |x| -1.0 < x && x < 1.0,
    words: "a number above -1 and below 1",
};
/// A target that still lies nearer to 1 than to 0.
pub(super) static ABOVE_HALF: NumberRule = NumberRule {
    accepts: |x| 0.5 < x && x < 1.0,
    words: "a number above 0.5 and below 1",
};
/// A chance of being wrong; beyond one half, wrong is right.
pub(super) static TO_HALF: NumberRule = NumberRule {
    accepts: |x| fits_f32(x) && x <= 0.5,
    words: "a number above 0 and at most 0.5",
};

/// Positive, and not so small that it is nothing among 32-bit floats, in which training computes.
fn fits_f32(x: f64) -> bool {
    x >= f64::from(f32::MIN_POSITIVE)
}
