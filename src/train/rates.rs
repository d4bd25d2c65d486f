//! Learning rate schedules: a factor on a player's rate, a pure function of the step.

use crate::config::Schedule;

/// The factor on the learning rate in step `step` of `steps`, where steps count from 1.
///
/// With i = step - 1 updates done and t = i / steps the share of the run that is done:
///
/// | schedule | factor |
/// |--|--|
/// | constant | 1 |
/// | linear | 1 while t < from, then 1 - (1 - end) (t - from) / (1 - from) |
/// | step | factor^floor(i / every) |
/// | cosine | end + (1 - end) (1 + cos(pi t)) / 2, Loshchilov and Hutter 2017 without restarts |
///
/// all times min(1, step / warm_up). These are PyTorch's `LinearLR`, `StepLR` and
/// `CosineAnnealingLR` after i steps.
pub fn factor(schedule: &Schedule, step: u64, steps: u64) -> f64 {
    let done = step - 1;
    let share = done as f64 / steps as f64;
    let (factor, warm_up) = match *schedule {
        Schedule::Constant { warm_up } => (1.0, warm_up),
        Schedule::Linear { from, end, warm_up } => {
            let fallen = ((share - from) / (1.0 - from)).max(0.0);
            (1.0 - (1.0 - end) * fallen, warm_up)
        }
        Schedule::Step {
            every,
            factor,
            warm_up,
        } => (factor.powf((done / every as u64) as f64), warm_up),
        Schedule::Cosine { end, warm_up } => (
            end + (1.0 - end) * (1.0 + (std::f64::consts::PI * share).cos()) / 2.0,
            warm_up,
        ),
    };
    if warm_up == 0 {
        factor
    } else {
        factor * (step as f64 / warm_up as f64).min(1.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Asserts the factor at each of some steps.
    fn check(schedule: Schedule, steps: u64, table: &[(u64, f64)]) {
        for &(step, wanted) in table {
            let got = factor(&schedule, step, steps);
            assert!(
                (got - wanted).abs() < 1e-12,
                "{schedule:?}, step {step}: {got}, not {wanted}"
            );
        }
    }

    #[test]
    fn constant() {
        check(
            Schedule::Constant { warm_up: 0 },
            10,
            &[(1, 1.0), (5, 1.0), (10, 1.0)],
        );
    }

    /// As `LinearLR(start_factor=1, end_factor=end, total_iters=10)`.
    #[test]
    fn linear_from_the_start() {
        check(
            Schedule::Linear {
                from: 0.0,
                end: 0.0,
                warm_up: 0,
            },
            10,
            &[(1, 1.0), (2, 0.9), (6, 0.5), (10, 0.1)],
        );
        check(
            Schedule::Linear {
                from: 0.0,
                end: 0.25,
                warm_up: 0,
            },
            10,
            &[(1, 1.0), (3, 0.85), (10, 0.325)],
        );
    }

    #[test]
    fn linear_from_a_share_of_the_run() {
        let table = [
            (1, 1.0),
            (5, 1.0),
            (6, 1.0),
            (7, 0.84),
            (8, 0.68),
            (10, 0.36),
        ];
        check(
            Schedule::Linear {
                from: 0.5,
                end: 0.2,
                warm_up: 0,
            },
            10,
            &table,
        );
    }

    /// As `StepLR(step_size=30, gamma=0.1)`.
    #[test]
    fn step() {
        let table = [
            (1, 1.0),
            (30, 1.0),
            (31, 0.1),
            (60, 0.1),
            (61, 0.01),
            (91, 0.001),
        ];
        check(
            Schedule::Step {
                every: 30,
                factor: 0.1,
                warm_up: 0,
            },
            100,
            &table,
        );
        check(
            Schedule::Step {
                every: 1,
                factor: 0.5,
                warm_up: 0,
            },
            100,
            &[(1, 1.0), (2, 0.5), (4, 0.125)],
        );
    }

    /// As `CosineAnnealingLR(T_max=steps, eta_min=end)` at a rate of 1.
    #[test]
    fn cosine() {
        let table = [
            (1, 1.0),
            (2, 0.8535533905932737),
            (3, 0.5),
            (4, 0.1464466094067262),
        ];
        check(
            Schedule::Cosine {
                end: 0.0,
                warm_up: 0,
            },
            4,
            &table,
        );
        let table = [
            (1, 1.0),
            (2, 0.9397114317029974),
            (3, 0.775),
            (4, 0.55),
            (5, 0.325),
            (6, 0.16028856829700265),
        ];
        check(
            Schedule::Cosine {
                end: 0.1,
                warm_up: 0,
            },
            6,
            &table,
        );
    }

    #[test]
    fn warm_up_multiplies() {
        check(
            Schedule::Constant { warm_up: 4 },
            10,
            &[(1, 0.25), (2, 0.5), (4, 1.0), (5, 1.0)],
        );
        check(
            Schedule::Linear {
                from: 0.0,
                end: 0.0,
                warm_up: 2,
            },
            10,
            &[(1, 0.5), (2, 0.9), (3, 0.8)],
        );
        check(
            Schedule::Step {
                every: 1,
                factor: 0.5,
                warm_up: 2,
            },
            10,
            &[(1, 0.5), (2, 0.5), (3, 0.25)],
        );
        check(
            Schedule::Cosine {
                end: 0.0,
                warm_up: 3,
            },
            4,
            &[(1, 1.0 / 3.0), (3, 0.5)],
        );
    }

    #[test]
    fn a_factor_is_never_negative_nor_above_one() {
        let schedules = [
            Schedule::Linear {
                from: 0.99,
                end: 0.0,
                warm_up: 7,
            },
            Schedule::Cosine {
                end: 0.0,
                warm_up: 0,
            },
            Schedule::Step {
                every: 3,
                factor: 0.9,
                warm_up: 1,
            },
        ];
        for schedule in schedules {
            for steps in [1, 2, 7, 100] {
                assert!(
                    (1..=steps).all(|step| (0.0..=1.0).contains(&factor(&schedule, step, steps))),
                    "{schedule:?}"
                );
            }
        }
    }
}
