//! From values to pixels, and the round values worth a tick.

use crate::statistics::format_number;

/// How an axis maps values to lengths.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum ScaleKind {
    /// Equal differences have equal lengths.
    Linear,
    /// Equal ratios have equal lengths; all values are positive.
    Logarithmic,
    /// Linear near zero, logarithmic beyond `linear_within`, for values of both signs.
    SymmetricLogarithmic {
        /// The size up to which it is linear.
        linear_within: f64,
    },
}

/// One axis: the values at its two ends and the pixels that these fall on.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Scale {
    /// The value at one end.
    pub low: f64,
    /// The value at the other end, larger than `low`.
    pub high: f64,
    /// Where `low` is on the canvas.
    pub low_pixel: f64,
    /// Where `high` is on the canvas.
    pub high_pixel: f64,
    /// How values between the ends are mapped.
    pub kind: ScaleKind,
}

impl Scale {
    /// A linear axis. A range that is empty, or no wider than what rounding leaves of zero, is widened
    /// so that something can be drawn.
    pub fn linear((low, high): (f64, f64), (low_pixel, high_pixel): (f64, f64)) -> Self {
        const ROUNDING: f64 = 1e-15;
        // Half of a large number's last digit would not widen anything.
        let reach = 0.5_f64.max(low.abs() * 1e-6);
        let (low, high) = if high - low > ROUNDING {
            (low, high)
        } else {
            (low - reach, low + reach)
        };
        Self {
            low,
            high,
            low_pixel,
            high_pixel,
            kind: ScaleKind::Linear,
        }
    }

    /// The pixel of a value; values beyond an end are drawn at that end.
    pub fn pixel(&self, value: f64) -> f64 {
        let (low, high) = (self.transform(self.low), self.transform(self.high));
        let share = (self.transform(value.clamp(self.low, self.high)) - low) / (high - low);
        self.low_pixel + share * (self.high_pixel - self.low_pixel)
    }

    fn transform(&self, value: f64) -> f64 {
        match self.kind {
            ScaleKind::Linear => value,
            ScaleKind::Logarithmic => value.ln(),
            ScaleKind::SymmetricLogarithmic { linear_within } => (value / linear_within).asinh(),
        }
    }

    /// Round values inside the range with their labels, about `count` of them.
    pub fn ticks(&self, count: usize) -> Vec<(f64, String)> {
        // The value that stays where there are too many.
        let mut kept = 0;
        let values = match self.kind {
            ScaleKind::Linear => return self.linear_ticks(count),
            ScaleKind::Logarithmic => {
                let all = self.decades(self.low, self.high);
                let powers = all
                    .iter()
                    .copied()
                    .filter(|value| (value.log10() - value.log10().round()).abs() < 1e-9);
                let powers: Vec<f64> = powers.collect();
                if all.len() > count && powers.len() > 1 {
                    powers
                } else {
                    all
                }
            }
            ScaleKind::SymmetricLogarithmic { linear_within } => {
                let above = self.decades(linear_within, self.high);
                let below = self.decades(linear_within, -self.low);
                kept = below.len();
                below
                    .iter()
                    .rev()
                    .map(|value| -value)
                    .chain([0.0])
                    .chain(above)
                    .collect()
            }
        };
        // More decades than fit: keep every n-th.
        let every = values.len().div_ceil(count.max(1)).max(1);
        let inside = |value: &f64| (self.low..=self.high).contains(value);
        values
            .into_iter()
            .skip(kept % every)
            .step_by(every)
            .filter(inside)
            .map(|value| (value, format_number(value)))
            .collect()
    }

    fn linear_ticks(&self, count: usize) -> Vec<(f64, String)> {
        let rough = (self.high - self.low) / count.max(1) as f64;
        let power = 10_f64.powf(rough.log10().floor());
        let step = [1.0, 2.0, 5.0, 10.0]
            .map(|unit| unit * power)
            .into_iter()
            .find(|step| *step >= rough * 0.999)
            .unwrap_or(rough);
        let decimals = (-step.log10().floor()).clamp(0.0, 12.0) as usize;
        let first = (self.low / step - 1e-9).ceil() as i64;
        let last = (self.high / step + 1e-9).floor() as i64;
        (first..=last)
            .map(|index| index as f64 * step)
            .map(|value| {
                (
                    value,
                    if decimals == 0 {
                        format_number(value)
                    } else {
                        format!("{value:.decimals$}")
                    },
                )
            })
            .collect()
    }

    /// Powers of ten between two positive values, with 2 and 5 times as many where there are few.
    fn decades(&self, low: f64, high: f64) -> Vec<f64> {
        let powers =
            (low.max(1e-300).log10().floor() as i32)..=(high.max(1e-300).log10().floor() as i32);
        let units: &[f64] = if powers.clone().count() <= 3 {
            &[1.0, 2.0, 5.0]
        } else {
            &[1.0]
        };
        powers
            .flat_map(|power| units.iter().map(move |unit| unit * 10_f64.powi(power)))
            .filter(|value| (low..=high).contains(value))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labels(scale: &Scale, count: usize) -> Vec<String> {
        scale
            .ticks(count)
            .into_iter()
            .map(|(_, label)| label)
            .collect()
    }

    #[test]
    fn linear_ticks_are_round_and_inside() {
        let scale = Scale::linear((0.0, 1.0), (100.0, 0.0));
        assert_eq!(
            labels(&scale, 5),
            ["0.0", "0.2", "0.4", "0.6", "0.8", "1.0"]
        );
        assert_eq!(
            labels(&Scale::linear((0.0, 4000.0), (0.0, 1.0)), 4),
            ["0", "1,000", "2,000", "3,000", "4,000"]
        );
        assert!((scale.pixel(0.25) - 75.0).abs() < 1e-9);
        assert!((scale.pixel(9.0) - 0.0).abs() < 1e-9);
    }

    #[test]
    fn what_rounding_leaves_of_zero_makes_no_axis() {
        let scale = Scale::linear((0.0, 2.78e-17), (0.0, 1.0));
        assert_eq!(labels(&scale, 2), ["-0.5", "0.0", "0.5"]);
        let scale = Scale::linear((-2.78e-17, 1.0), (0.0, 1.0));
        assert_eq!(labels(&scale, 2), ["0.0", "0.5", "1.0"]);
    }

    #[test]
    fn logarithmic_ticks_are_powers_of_ten() {
        let scale = Scale {
            low: 0.1,
            high: 1e5,
            low_pixel: 0.0,
            high_pixel: 60.0,
            kind: ScaleKind::Logarithmic,
        };
        assert_eq!(
            labels(&scale, 7),
            ["0.1", "1", "10", "100", "1,000", "10,000", "100,000"]
        );
        assert!((scale.pixel(1.0) - 10.0).abs() < 1e-9);
    }

    #[test]
    fn symmetric_ticks_hold_zero_and_both_signs() {
        let kind = ScaleKind::SymmetricLogarithmic { linear_within: 1.0 };
        let scale = Scale {
            low: -1000.0,
            high: 1000.0,
            low_pixel: 0.0,
            high_pixel: 1.0,
            kind,
        };
        let labels = labels(&scale, 9);
        assert!(labels.contains(&"0".to_owned()) && labels.contains(&"-100".to_owned()));
        // Where there are too many, those stay that are evenly spaced from 0.
        for low in [-1e3, -1e4, -1e5] {
            let labels = self::labels(&Scale { low, ..scale }, 4);
            assert!(labels.contains(&"0".to_owned()), "{low}: {labels:?}");
        }
        assert!((scale.pixel(0.0) - 0.5).abs() < 1e-9);
    }
}
