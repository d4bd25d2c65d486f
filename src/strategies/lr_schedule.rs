//! `schedule_g`, `schedule_d`: how a learning rate changes over the run, apart from what a balance
//! rule does to it.
//!
//! A schedule is a pure function of the step. With i = step - 1 updates done and t = i / steps the
//! share of the run that is done:
//!
//! | schedule | factor |
//! |--|--|
//! | constant | 1 |
//! | linear | 1 while t < from, then 1 - (1 - end) (t - from) / (1 - from) |
//! | step | factor^floor(i / every) |
//! | cosine | end + (1 - end) (1 + cos(pi t)) / 2, Loshchilov and Hutter 2017 without restarts |
//!
//! all times min(1, step / warm_up). These are PyTorch's `LinearLR`, `StepLR` and
//! `CosineAnnealingLR` after i steps.

use super::half_cosine::half_cosine;
use crate::schema::{BELOW_ONE, SHRINKING, UNIT_INTERVAL, choice, parameters, whole};

/// A formula behind what all of them share.
macro_rules! of_steps {
    ($formula:literal) => {
        concat!(
            "Learning rate in step t (from 1) of T: lr f w; u = t - 1 steps done; w = min(1, t / warm_up), 1 without \
             warm_up. ",
            $formula
        )
    };
}

parameters! {
    /// The learning rate stays as it is.
    pub struct Constant: "schedule" / "constant" {
        /// steps in which the learning rate rises from 0; fewer than the run has
        warm_up: usize = "0" in whole(0, 10_000_000),
    }
    formula: of_steps!("f = 1."),
}

parameters! {
    /// The learning rate stays, then falls along a line to the end of the run.
    pub struct Linear: "schedule" / "linear" {
        /// share of the run where it starts to fall
        from: f64 = "0.5" in BELOW_ONE,
        /// factor at the end of the run
        end: f64 = "0.0" in UNIT_INTERVAL,
        /// steps in which the learning rate rises from 0; fewer than the run has
        warm_up: usize = "0" in whole(0, 10_000_000),
    }
    formula: of_steps!("f = 1 where u <= from T, else 1 - (1 - end) (u - from T) / (T - from T)."),
    source: "Zhu et al. 2017, CycleGAN (from half of the run to 0)",
}

parameters! {
    /// The learning rate is multiplied by a factor every so many steps.
    pub struct Step: "schedule" / "step" {
        /// steps from one drop to the next
        every: usize = "1000" in whole(1, 10_000_000),
        /// factor of a drop
        factor: f64 = "0.5" in SHRINKING,
        /// steps in which the learning rate rises from 0; fewer than the run has
        warm_up: usize = "0" in whole(0, 10_000_000),
    }
    formula: of_steps!("f = factor^floor(u / every)."),
    source: "a maintainers' habit: BEGAN-tensorflow (Kim), halved every 100000 steps",
}

parameters! {
    /// The learning rate falls along half a cosine over the whole run.
    pub struct Cosine: "schedule" / "cosine" {
        /// factor at the end of the run
        end: f64 = "0.0" in UNIT_INTERVAL,
        /// steps in which the learning rate rises from 0; fewer than the run has
        warm_up: usize = "0" in whole(0, 10_000_000),
    }
    formula: of_steps!("f = end + (1 - end) (1 + cos(pi u / T)) / 2."),
    source: "Loshchilov & Hutter 2017, SGDR, without restarts",
}

choice! {
    /// The factor on one player's learning rate, step by step.
    pub enum Schedule as LrSchedule {
        self::Constant,
        self::Linear,
        self::Step,
        self::Cosine,
    }
}

/// What every schedule says.
pub(crate) trait LrSchedule {
    /// The factor after `done` steps, which are a share `share` of the run, without warming up.
    fn factor(&self, done: u64, share: f64) -> f64;

    /// Steps in which the learning rate rises from 0.
    fn warm_up(&self) -> usize;
}

impl Schedule {
    /// The factor on the learning rate in step `step` of `steps`, where steps count from 1.
    pub fn lr_factor(&self, step: u64, steps: u64) -> f64 {
        let done = step - 1;
        let factor = self.declared().factor(done, done as f64 / steps as f64);
        match self.warm_up() {
            0 => factor,
            warm_up => factor * (step as f64 / warm_up as f64).min(1.0),
        }
    }

    /// Steps in which the learning rate rises from 0.
    pub fn warm_up(&self) -> usize {
        self.declared().warm_up()
    }
}

impl LrSchedule for Constant {
    fn factor(&self, _: u64, _: f64) -> f64 {
        1.0
    }

    fn warm_up(&self) -> usize {
        self.warm_up
    }
}

impl LrSchedule for Linear {
    fn factor(&self, _: u64, share: f64) -> f64 {
        let fallen = ((share - self.from) / (1.0 - self.from)).max(0.0);
        1.0 - (1.0 - self.end) * fallen
    }

    fn warm_up(&self) -> usize {
        self.warm_up
    }
}

impl LrSchedule for Step {
    fn factor(&self, done: u64, _: f64) -> f64 {
        self.factor.powf((done / self.every as u64) as f64)
    }

    fn warm_up(&self) -> usize {
        self.warm_up
    }
}

impl LrSchedule for Cosine {
    fn factor(&self, _: u64, share: f64) -> f64 {
        half_cosine(1.0, self.end, share)
    }

    fn warm_up(&self) -> usize {
        self.warm_up
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Asserts the factor at each of some steps.
    fn check(schedule: Schedule, steps: u64, table: &[(u64, f64)]) {
        for &(step, wanted) in table {
            let got = schedule.lr_factor(step, steps);
            assert!(
                (got - wanted).abs() < 1e-12,
                "{schedule:?}, step {step}: {got}, not {wanted}"
            );
        }
    }

    #[test]
    fn constant() {
        check(
            Schedule::from(Constant { warm_up: 0 }),
            10,
            &[(1, 1.0), (5, 1.0), (10, 1.0)],
        );
    }

    /// As `LinearLR(start_factor=1, end_factor=end, total_iters=10)`.
    #[test]
    fn linear_from_the_start() {
        check(
            Schedule::from(Linear {
                from: 0.0,
                end: 0.0,
                warm_up: 0,
            }),
            10,
            &[(1, 1.0), (2, 0.9), (6, 0.5), (10, 0.1)],
        );
        check(
            Schedule::from(Linear {
                from: 0.0,
                end: 0.25,
                warm_up: 0,
            }),
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
            Schedule::from(Linear {
                from: 0.5,
                end: 0.2,
                warm_up: 0,
            }),
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
            Schedule::from(Step {
                every: 30,
                factor: 0.1,
                warm_up: 0,
            }),
            100,
            &table,
        );
        check(
            Schedule::from(Step {
                every: 1,
                factor: 0.5,
                warm_up: 0,
            }),
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
            Schedule::from(Cosine {
                end: 0.0,
                warm_up: 0,
            }),
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
            Schedule::from(Cosine {
                end: 0.1,
                warm_up: 0,
            }),
            6,
            &table,
        );
    }

    #[test]
    fn warm_up_multiplies() {
        check(
            Schedule::from(Constant { warm_up: 4 }),
            10,
            &[(1, 0.25), (2, 0.5), (4, 1.0), (5, 1.0)],
        );
        check(
            Schedule::from(Linear {
                from: 0.0,
                end: 0.0,
                warm_up: 2,
            }),
            10,
            &[(1, 0.5), (2, 0.9), (3, 0.8)],
        );
        check(
            Schedule::from(Step {
                every: 1,
                factor: 0.5,
                warm_up: 2,
            }),
            10,
            &[(1, 0.5), (2, 0.5), (3, 0.25)],
        );
        check(
            Schedule::from(Cosine {
                end: 0.0,
                warm_up: 3,
            }),
            4,
            &[(1, 1.0 / 3.0), (3, 0.5)],
        );
    }

    #[test]
    fn a_factor_is_never_negative_nor_above_one() {
        let schedules = [
            Schedule::from(Linear {
                from: 0.99,
                end: 0.0,
                warm_up: 7,
            }),
            Schedule::from(Cosine {
                end: 0.0,
                warm_up: 0,
            }),
            Schedule::from(Step {
                every: 3,
                factor: 0.9,
                warm_up: 1,
            }),
        ];
        for schedule in schedules {
            for steps in [1, 2, 7, 100] {
                assert!(
                    (1..=steps).all(|step| (0.0..=1.0).contains(&schedule.lr_factor(step, steps))),
                    "{schedule:?}"
                );
            }
        }
    }
}
