//! Oscillation: the players go round in circles.

use super::finding::Comparison::AtLeast;
use super::rule::Rule;
use super::run_history::block_median;
use super::words::{number, part};
use super::{
    Evidence, Finding, RunHistory, Severity, Sign, Symptom, Thresholds, equilibrium, remedy,
};
use crate::strategies::Loss;

/// Periods that the second half of a run must hold.
const LEAST_PERIODS: usize = 3;
/// Blocks that a period must last: medians of blocks do not show shorter ones.
const SHORTEST: usize = 4;

pub(super) const RULE: Rule = Rule {
    symptom: Symptom::Sign(Sign::Oscillation),
    needs: || "D's loss".to_string(),
    condition,
    find,
};

fn condition(thresholds: &Thresholds) -> String {
    format!(
        "in the second half D's loss repeats itself: autocorrelation of at least {} at a period of at most a {} of it, \
         and a standard deviation of at least a {} of the ideal; {}",
        number(thresholds.cycle),
        part(1.0 / LEAST_PERIODS as f64),
        part(thresholds.cycle_size),
        equilibrium::condition(thresholds),
    )
}

/// Looks at D's loss in medians of blocks of steps.
fn find(history: &RunHistory) -> Option<Finding> {
    let medians: Vec<f64> = history
        .blocks()
        .map(|rows| block_median(rows, |row| row.d_loss))
        .collect();
    let half = &medians[medians.len() / 2..];
    if half.iter().any(|loss| !loss.is_finite()) {
        return None;
    }
    let values = without_trend(half);
    let (lag, correlation) = period(&values)?;
    let unit = if history.loss == Loss::Wasserstein {
        mean_size(half)
    } else {
        history.ideal()
    };
    let size = deviation(&values) / unit;
    if correlation < history.thresholds.cycle
        || size < history.thresholds.cycle_size
        || size.is_nan()
    {
        return None;
    }
    let rows = (lag * history.block_size()) as f64;
    let (period, name) = match history.run {
        Some(_) => (rows * history.steps_per_row(), "period in steps"),
        None => (rows, "period in rows of the log"),
    };
    let evidence = vec![
        Evidence::compared(
            "autocorrelation of d_loss at its period",
            correlation,
            AtLeast,
            history.thresholds.cycle,
        ),
        Evidence::compared(
            "standard deviation of d_loss over its ideal",
            size,
            AtLeast,
            history.thresholds.cycle_size,
        ),
        Evidence::informative(name, period),
    ];
    Some(Finding {
        severity: Severity::Note,
        evidence,
        ..Finding::of(Sign::Oscillation, remedy::averaged_generator(history))
    })
}

/// The values without their straight line of least squares.
fn without_trend(values: &[f64]) -> Vec<f64> {
    let n = values.len() as f64;
    let (mean_x, mean_y) = ((n - 1.0) / 2.0, values.iter().sum::<f64>() / n);
    let centred = || {
        values
            .iter()
            .enumerate()
            .map(|(x, y)| (x as f64 - mean_x, y - mean_y))
    };
    let (products, squares) =
        centred().fold((0.0, 0.0), |(xy, xx), (x, y)| (xy + x * y, xx + x * x));
    let slope = if squares > 0.0 {
        products / squares
    } else {
        0.0
    };
    centred().map(|(x, y)| y - slope * x).collect()
}

fn deviation(values: &[f64]) -> f64 {
    (values.iter().map(|value| value * value).sum::<f64>() / values.len() as f64).sqrt()
}

fn mean_size(values: &[f64]) -> f64 {
    values.iter().map(|value| value.abs()).sum::<f64>() / values.len() as f64
}

/// The lag of the highest autocorrelation after its first fall below zero, with it. `None` where
/// too few periods fit.
fn period(values: &[f64]) -> Option<(usize, f64)> {
    let squares: f64 = values.iter().map(|value| value * value).sum();
    // Not divided by the number of pairs: few pairs agree by chance.
    let at = |lag: usize| {
        values
            .iter()
            .zip(&values[lag..])
            .map(|(one, other)| one * other)
            .sum::<f64>()
            / squares
    };
    let longest = values.len() / LEAST_PERIODS;
    let fallen = (1..longest).find(|lag| at(*lag) < 0.0)?;
    let lags = fallen.max(SHORTEST)..=longest;
    lags.map(|lag| (lag, at(lag)))
        .max_by(|one, other| one.1.total_cmp(&other.1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wave_has_its_period_and_noise_has_none() {
        let wave: Vec<f64> = (0..50)
            .map(|x| 3.0 + 0.1 * f64::from(x) + (f64::from(x) * 0.6283).sin())
            .collect();
        let (lag, correlation) = period(&without_trend(&wave)).unwrap();
        assert_eq!(lag, 10);
        assert!(correlation > 0.75, "{correlation}: 40 of 50 pairs agree");
        let mut state = 1u64;
        let mut noise = || {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            (state >> 33) as f64
        };
        for _ in 0..200 {
            let values: Vec<f64> = (0..50).map(|_| noise()).collect();
            assert!(
                period(&without_trend(&values)).is_none_or(|(_, correlation)| correlation < 0.5)
            );
        }
        assert_eq!(period(&[1.0, 2.0]), None);
    }
}
