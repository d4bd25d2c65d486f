//! Which range of values an axis shows: all of them, those near most of them, or decades.

use super::scale::{Scale, ScaleKind};

/// An axis must be able to compute with the distance of any two values.
const LARGEST: f64 = 1e300;
/// What is smaller is zero to a logarithmic axis, which must be able to compute with its inverse.
const SMALLEST: f64 = 1e-290;
/// Most values lie within this many times the distance of the outermost ones of the middle nine
/// tenths; what lies further out would flatten them.
const FAR: f64 = 4.0;
const CLIPPED: f64 = 3.0;
/// A logarithmic axis is no narrower than this ratio, so that it has several ticks.
const NARROWEST: f64 = 12.0;

/// What is finite of these columns.
pub(crate) fn finite<'a>(columns: impl Iterator<Item = &'a [Option<f64>]>) -> Vec<f64> {
    let values = columns
        .flatten()
        .flatten()
        .filter(|value| value.is_finite());
    values.map(|value| value.clamp(-LARGEST, LARGEST)).collect()
}

/// From zero, or the smallest value if that is lower, to the largest.
pub(crate) fn from_zero(values: &[f64]) -> (f64, f64) {
    let low = values.iter().copied().fold(0.0, f64::min);
    let high = values.iter().copied().fold(0.0, f64::max);
    if low < high {
        (low, high + 0.05 * (high - low))
    } else {
        (low, low + 1.0)
    }
}

/// The range in which most values lie, so that a few far out do not flatten them. Where all are
/// near each other it is all of them. Zero and the values of `also` are in it, if these are no
/// further out.
pub(crate) fn robust(values: &[f64], also: &[f64]) -> (f64, f64) {
    let mut values = values.to_vec();
    if values.is_empty() {
        return (0.0, 1.0);
    }
    values.sort_unstable_by(f64::total_cmp);
    let at = |share: f64| values[((values.len() - 1) as f64 * share).round() as usize];
    let (lowest, middle, highest) = (at(0.0), at(0.5), at(1.0));
    let reach = (at(0.95) - middle)
        .max(middle - at(0.05))
        .max(0.1 * middle.abs());
    let far = |value: f64| reach > 0.0 && (value - middle).abs() > FAR * reach;
    let mut low = if far(lowest) {
        middle - CLIPPED * reach
    } else {
        lowest
    };
    let mut high = if far(highest) {
        middle + CLIPPED * reach
    } else {
        highest
    };
    for value in also.iter().copied().chain([0.0]) {
        (low, high) = (low.min(value), high.max(value));
    }
    let margin = 0.04 * (high - low);
    // Losses and norms that are never negative need no room below zero.
    (
        if low < 0.0 { low - margin } else { low },
        high + margin.max(1e-9),
    )
}

/// A logarithmic axis over these values and those of `also`; symmetric where there are negative
/// ones, linear without any size at all.
pub(crate) fn logarithmic(values: &[f64], also: &[f64], pixels: (f64, f64)) -> Scale {
    let all = || values.iter().chain(also).copied();
    let (lowest, highest) = all().fold((0.0, 0.0), |(low, high): (f64, f64), value| {
        (low.min(value), high.max(value))
    });
    let typical = typical_size(values);
    if highest.max(-lowest) <= SMALLEST {
        return Scale::linear((0.0, 1.0), pixels);
    }
    let (low_pixel, high_pixel) = pixels;
    if lowest < 0.0 {
        let linear_within = typical.max((highest - lowest) * 1e-9).max(SMALLEST);
        let kind = ScaleKind::SymmetricLogarithmic { linear_within };
        return Scale {
            low: lowest * 1.3,
            high: highest * 1.3,
            low_pixel,
            high_pixel,
            kind,
        };
    }
    let mut positive: Vec<f64> = all().filter(|value| *value > SMALLEST).collect();
    positive.sort_unstable_by(f64::total_cmp);
    // A few values near zero must not stretch the axis over empty decades.
    let usual = positive[positive.len() / 50];
    let smallest = positive[0]
        .max(usual * 0.1)
        .max(highest * 1e-20)
        .min(highest);
    let widen = (NARROWEST / (highest / smallest)).max(1.0).sqrt().max(1.3);
    Scale {
        low: smallest / widen,
        high: highest * widen,
        low_pixel,
        high_pixel,
        kind: ScaleKind::Logarithmic,
    }
}

/// Whether these values need a logarithmic axis to be told apart: the largest is more than ten times
/// one of the small ones. The smallest twentieth may be chance; where values cross zero some are small
/// in any case, and the largest is compared with the median size.
pub(crate) fn span_decades(values: &[f64]) -> bool {
    const DECADE: f64 = 10.0;
    let mut sizes: Vec<f64> = values.iter().map(|value| value.abs()).collect();
    sizes.sort_unstable_by(f64::total_cmp);
    let Some(largest) = sizes.last() else {
        return false;
    };
    let crosses_zero = values.iter().any(|value| *value < 0.0);
    let small = sizes[sizes.len() / if crosses_zero { 2 } else { 20 }];
    *largest > DECADE * small
}

/// The median size of the values; 0 without values.
pub(crate) fn typical_size(values: &[f64]) -> f64 {
    let mut sizes: Vec<f64> = values.iter().map(|value| value.abs()).collect();
    let middle = sizes.len() / 2;
    if sizes.is_empty() {
        return 0.0;
    }
    *sizes.select_nth_unstable_by(middle, f64::total_cmp).1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_spike_does_not_flatten_the_rest() {
        let mut values: Vec<f64> = (0..1000)
            .map(|index| 0.7 + 0.01 * f64::from(index % 7))
            .collect();
        values[500] = 50.0;
        let (low, high) = robust(&values, &[0.693]);
        assert_eq!(low, 0.0);
        assert!((0.75..1.5).contains(&high), "{high}");
        values[500] = 0.9;
        assert!(
            robust(&values, &[]).1 > 0.9,
            "a value that is not far is shown"
        );
    }

    #[test]
    fn both_ends_are_clipped_by_themselves() {
        let mut values: Vec<f64> = (0..1000)
            .map(|index| f64::from(index % 100) - 50.0)
            .collect();
        values[3] = -1e9;
        let (low, high) = robust(&values, &[]);
        assert!(
            (-200.0..-50.0).contains(&low) && (49.0..60.0).contains(&high),
            "{low} {high}"
        );
    }

    #[test]
    fn a_range_is_never_empty() {
        for values in [
            &[][..],
            &[0.0],
            &[-3.0],
            &[5e-324],
            &[1e300, -1e300],
            &[2.0, 2.0],
        ] {
            for (low, high) in [robust(values, &[]), from_zero(values)] {
                assert!(
                    low < high && (high - low).is_finite(),
                    "{values:?}: {low} {high}"
                );
            }
            let scale = logarithmic(values, &[], (0.0, 100.0));
            assert!(scale.low < scale.high, "{values:?}");
            for value in values {
                assert!((0.0..=100.0).contains(&scale.pixel(*value)), "{values:?}");
            }
        }
    }

    #[test]
    fn only_decades_ask_for_a_logarithmic_axis() {
        let rising = |top: f64| -> Vec<f64> {
            (0..100)
                .map(|at| 0.5 + top * f64::from(at) / 99.0)
                .collect()
        };
        assert!(!span_decades(&rising(3.0)) && span_decades(&rising(30.0)));
        let mut dips = rising(3.0);
        dips[50] = 1e-6;
        assert!(!span_decades(&dips), "one small value is no decade");
        let crossing: Vec<f64> = (-50..50).map(f64::from).collect();
        assert!(!span_decades(&crossing) && !span_decades(&[]));
    }

    #[test]
    fn a_narrow_logarithmic_axis_has_ticks() {
        assert!(logarithmic(&[0.69, 0.7], &[], (0.0, 100.0)).ticks(5).len() >= 3);
    }
}
