//! Rules over logs as other programs write them: losses alone.

use super::*;

/// A log from elsewhere, of D's and G's losses as functions of the step.
fn log(rows: u64, losses: impl Fn(u64) -> (Option<f64>, Option<f64>)) -> Vec<StepRow> {
    let row = |step| {
        let (d_loss, g_loss) = losses(step);
        StepRow {
            step,
            d_loss,
            g_loss,
            d_stepped: 1,
            g_stepped: 1,
            ..StepRow::default()
        }
    };
    (0..rows).map(row).collect()
}

fn foreign(loss: Loss, rows: &[StepRow]) -> Diagnosis {
    diagnose(&RunHistory::external(loss, 0, rows, &[]))
}

/// Between -1 and 1, without a pattern.
fn noise(step: u64) -> f64 {
    let mixed = (step + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    ((mixed ^ (mixed >> 29)).wrapping_mul(0xBF58_476D_1CE4_E5B9) >> 40) as f64 / f64::from(1 << 23)
        - 1.0
}

#[test]
fn values_that_come_back_are_no_divergence() {
    let losses = |step: u64| (0.5 + 0.05 * noise(step), 1.0 + 0.1 * noise(step + 7));
    let sparse = log(500, |step| {
        (
            Some(losses(step).0),
            Some(if step % 2 == 0 {
                f64::NAN
            } else {
                losses(step).1
            }),
        )
    });
    assert_eq!(
        foreign(Loss::NonSaturating, &sparse).verdict,
        Verdict::Healthy,
        "G's loss is not of every step"
    );
    let once = log(500, |step| {
        (
            Some(if step == 300 {
                f64::NAN
            } else {
                losses(step).0
            }),
            Some(losses(step).1),
        )
    });
    assert_eq!(
        foreign(Loss::NonSaturating, &once).verdict,
        Verdict::Healthy
    );
    let lost = log(500, |step| {
        (
            Some(if step >= 300 {
                f64::NAN
            } else {
                losses(step).0
            }),
            Some(losses(step).1),
        )
    });
    let found = foreign(Loss::NonSaturating, &lost);
    assert_eq!(
        (found.verdict, found.onset),
        (Verdict::Divergence, Some(300))
    );
}

#[test]
fn a_relativistic_loss_far_above_its_ideal_dominates_nobody() {
    for loss in [Loss::Rsgan, Loss::RaGan, Loss::RaHinge, Loss::Wasserstein] {
        let high = log(500, |step| {
            (
                Some(1.6 + 0.1 * noise(step)),
                Some(0.3 + 0.1 * noise(step + 7)),
            )
        });
        assert_eq!(
            foreign(loss, &high).verdict,
            Verdict::Undecided,
            "{}",
            loss.name()
        );
    }
}

#[test]
fn a_wasserstein_estimate_is_healthy_when_it_falls_and_not_when_it_is_noise() {
    let falling = log(2000, |step| {
        (
            Some(-20.0 / (1.0 + step as f64 / 300.0) + noise(step)),
            Some(noise(step + 7)),
        )
    });
    assert_eq!(
        foreign(Loss::Wasserstein, &falling).verdict,
        Verdict::Healthy
    );
    for shift in 0..6 {
        let nothing = log(2000, |step| {
            (
                Some(5.0 * noise(step + 5000 * shift)),
                Some(5.0 * noise(step + 7)),
            )
        });
        assert_eq!(
            foreign(Loss::Wasserstein, &nothing).verdict,
            Verdict::Undecided
        );
    }
    let dead = log(2000, |step| {
        (
            Some(
                if step < 300 {
                    -20.0
                } else {
                    1e-6 * noise(step)
                } + noise(step) * 1e-7,
            ),
            None,
        )
    });
    assert_eq!(
        foreign(Loss::Wasserstein, &dead).verdict,
        Verdict::Undecided,
        "a critic that has died"
    );
}

#[test]
fn a_d_that_never_saw_anything_is_undecided_in_short_logs_too() {
    for rows in [80, 100, 400] {
        let blind = log(rows, |step| {
            (
                Some(0.693 + 0.06 * noise(step)),
                Some(0.7 + 0.05 * noise(step + 7)),
            )
        });
        assert_eq!(
            foreign(Loss::NonSaturating, &blind).verdict,
            Verdict::Undecided,
            "{rows} rows"
        );
    }
}

#[test]
fn a_d_that_wins_by_a_bounded_loss_is_not_frozen() {
    let won = log(500, |step| {
        (
            Some(1e-6 * (1.0 + 0.3 * noise(step))),
            Some(1.0 + 1e-5 * noise(step + 7)),
        )
    });
    assert_eq!(
        foreign(Loss::LeastSquares, &won).verdict,
        Verdict::DiscriminatorDominance
    );
}

#[test]
fn steps_without_a_loss_of_d_hide_no_onset() {
    let sparse = log(500, |step| {
        let won = if step < 200 { 0.6 } else { 0.01 };
        (
            (step % 7 == 0).then_some(won * (1.0 + 0.01 * noise(step))),
            Some(3.0 + noise(step + 7)),
        )
    });
    let found = foreign(Loss::NonSaturating, &sparse);
    assert_eq!(found.verdict, Verdict::DiscriminatorDominance);
    assert!(
        (195..=210).contains(&found.onset.unwrap()),
        "{:?}",
        found.onset
    );
}

#[test]
fn a_d_that_is_wrong_more_than_right_is_dominated_even_without_samples() {
    let rows: Vec<StepRow> = steps(|_| (2.0, 0.2))
        .into_iter()
        .map(|row| StepRow {
            g_loss: row.g_loss.map(|loss| 0.1 * loss),
            ..row
        })
        .collect();
    let found = diagnose(&RunHistory::external(Loss::NonSaturating, 0, &rows, &[]));
    assert_eq!(
        (found.verdict, found.findings[0].form),
        (Verdict::GeneratorDominance, Some(VerdictForm::Fooled))
    );
}
