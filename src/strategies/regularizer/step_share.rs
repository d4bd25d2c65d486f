//! How much smaller the optimiser steps of a player are where penalties take steps of their own.

use super::kinds::Regularizer;

/// By how much each step of a player is to be smaller, c of Karras et al. 2020, appendix B: with a step
/// more after every k updates c = k / (k + 1), so that as many updates come as far.
pub(crate) fn step_share(regularizers: &[Regularizer], of_generator: bool) -> f64 {
    let steps = regularizers.iter().filter_map(Regularizer::own_steps);
    let more = steps
        .filter(|steps| steps.of_generator == of_generator)
        .map(|steps| 1.0 / steps.every as f64);
    1.0 / (1.0 + more.sum::<f64>())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::defaults;
    use crate::strategies::{PathLength, R1, R2};

    #[test]
    fn the_shares_of_the_source() {
        let r1 = |every, own_step| R1 {
            every,
            own_step,
            ..defaults()
        };
        let all: [Regularizer; 2] = [r1(16, true).into(), defaults::<PathLength>().into()];
        assert!((step_share(&all, false) - 16.0 / 17.0).abs() < 1e-15);
        assert!((step_share(&all, true) - 4.0 / 5.0).abs() < 1e-15);
        assert_eq!(step_share(&[r1(16, false).into()], false), 1.0);
        let r2 = R2 {
            every: 4,
            own_step: true,
            ..defaults()
        };
        let both = [r1(4, true).into(), r2.into()];
        assert!((step_share(&both, false) - 2.0 / 3.0).abs() < 1e-15);
    }
}
