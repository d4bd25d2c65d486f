//! The functions of one logit that losses are means of, with their derivatives.

/// A function of one logit: its value and its derivative there.
pub(super) type Term = fn(f64) -> (f64, f64);

/// A function of one logit and its target: its value and its derivative by the logit.
pub(super) type LabelledTerm = fn(f64, f64) -> (f64, f64);

/// 1 / (1 + e^-t) without overflow.
pub(crate) fn sigmoid(t: f64) -> f64 {
    if t >= 0.0 {
        1.0 / (1.0 + (-t).exp())
    } else {
        t.exp() / (1.0 + t.exp())
    }
}

/// ln(1 + e^t) without overflow, and its slope 1 / (1 + e^-t).
pub(super) fn softplus(t: f64) -> (f64, f64) {
    // One exponential for both: losses are a noticeable part of a small network's step.
    let e = (-t.abs()).exp();
    let slope = if t >= 0.0 { 1.0 } else { e } / (1.0 + e);
    (t.max(0.0) + e.ln_1p(), slope)
}

pub(super) fn softplus_of_minus(t: f64) -> (f64, f64) {
    let (value, slope) = softplus(-t);
    (value, -slope)
}

pub(super) fn minus_softplus(t: f64) -> (f64, f64) {
    let (value, slope) = softplus(t);
    (-value, -slope)
}

pub(super) fn square(t: f64) -> (f64, f64) {
    (t * t, 2.0 * t)
}

pub(super) fn square_to_one(t: f64) -> (f64, f64) {
    square(t - 1.0)
}

/// Cross entropy of a logit with a target in [0, 1]: softplus(logit) - target logit.
pub(super) fn cross_entropy_to(logit: f64, target: f64) -> (f64, f64) {
    let (value, slope) = softplus(logit);
    (value - target * logit, slope - target)
}

/// The square of a logit's distance from its target.
pub(super) fn square_to(logit: f64, target: f64) -> (f64, f64) {
    square(logit - target)
}

pub(super) fn plain(t: f64) -> (f64, f64) {
    (t, 1.0)
}

pub(super) fn minus(t: f64) -> (f64, f64) {
    (-t, -1.0)
}

/// max(0, 1 + t); at the kink the derivative is 0, as in PyTorch. A NaN stays one.
pub(super) fn hinge(t: f64) -> (f64, f64) {
    let value = 1.0 + t;
    if value <= 0.0 {
        (0.0, 0.0)
    } else {
        (value, 1.0)
    }
}

pub(super) fn hinge_of_minus(t: f64) -> (f64, f64) {
    let (value, slope) = hinge(-t);
    (value, -slope)
}

/// Mean of `term` over `logits` - `shift`, and its derivative with respect to each logit, times
/// `scale`.
pub(super) fn mean(logits: &[f32], shift: f64, scale: f64, term: Term) -> (f64, Vec<f64>) {
    mean_of(
        logits.iter().map(|logit| f64::from(*logit) - shift),
        scale,
        term,
    )
}

/// Mean of `term` over `values`, and its derivative with respect to each, times `scale`.
pub(super) fn mean_of(
    values: impl ExactSizeIterator<Item = f64>,
    scale: f64,
    term: Term,
) -> (f64, Vec<f64>) {
    let share = scale / values.len() as f64;
    let mut sum = 0.0;
    let slopes = values.map(|value| {
        let (value, slope) = term(value);
        sum += value;
        slope * share
    });
    let slopes = slopes.collect();
    (sum * share, slopes)
}

/// Mean of the logits themselves.
pub(crate) fn average(logits: &[f32]) -> f64 {
    logits.iter().map(|logit| f64::from(*logit)).sum::<f64>() / logits.len() as f64
}
