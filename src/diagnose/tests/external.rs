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
fn a_loss_of_g_that_is_logged_rarely_is_not_constant() {
    let rarely = log(50, |step| {
        let g_loss = (step % 5 == 0).then_some(5.0 + 0.1 * step as f64);
        (Some(if step < 30 { 0.5 } else { 0.0 }), g_loss)
    });
    let found = foreign(Loss::Hinge, &rarely);
    assert!(
        found
            .findings
            .iter()
            .all(|it| it.symptom != Symptom::Verdict(Verdict::Frozen)),
        "{found:?}"
    );
}

#[test]
fn a_loss_that_is_lost_for_longer_than_before_is_lost() {
    let of = |is_nan: fn(u64) -> bool| {
        let rows = log(1000, |step| {
            let value = |usual: f64| if is_nan(step) { f64::NAN } else { usual };
            let (d_loss, g_loss) = (0.6 + 0.05 * noise(step), 0.9 + 0.05 * noise(step + 7));
            (Some(value(d_loss)), Some(value(g_loss)))
        });
        foreign(Loss::NonSaturating, &rows)
    };
    let lost = of(|step| step == 10 || step == 20 || step >= 500);
    assert_eq!((lost.verdict, lost.onset), (Verdict::Divergence, Some(500)));
    // Rows at which nothing was measured, the last one too.
    let rarely = of(|step| step % 100 == 99);
    assert_ne!(rarely.verdict, Verdict::Divergence);
    let healthy = of(|_| false);
    assert_eq!(
        of(|step| step == 950).verdict,
        healthy.verdict,
        "one NaN near the end"
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

/// D's and G's loss at a level, as a log has them that does not say what they are.
fn judged(loss: Loss, d_loss: f64, g_loss: f64, assumes_mean: bool) -> Diagnosis {
    let rows = log(200, |step| {
        (
            Some(d_loss * (1.0 + 0.02 * noise(step))),
            Some(g_loss + 0.02 * noise(step + 7)),
        )
    });
    diagnose(&RunHistory {
        assumes_mean,
        ..RunHistory::external(loss, 0, &rows, &[])
    })
}

#[test]
fn a_good_log_of_sums_is_no_failure_where_the_mean_is_only_assumed() {
    for (loss, d_loss, g_loss) in [
        (Loss::Hinge, 1.4, -0.3),
        (Loss::NonSaturating, 1.25, 0.66),
        (Loss::NonSaturating, 0.92, 0.51),
    ] {
        let found = judged(loss, d_loss, g_loss, true);
        assert_eq!(found.verdict, Verdict::Undecided);
        assert!(found.findings[0].remedy.reason.contains("--convention"));
        let said = judged(loss, d_loss, g_loss, false);
        assert_eq!(said.label(), "generator_dominance (fooled)", "as a mean");
    }
    let fooled = judged(Loss::NonSaturating, 2.5, 0.05, true);
    assert_eq!(
        fooled.label(),
        "generator_dominance (fooled)",
        "as a sum, too"
    );
}

#[test]
fn what_was_claimed_by_the_level_is_not_taken_back() {
    let claims = |found: &Diagnosis| {
        let nothing = |text: &&String| text.contains("nothing is claimed by its level");
        found.not_judged.iter().find(nothing).is_none()
    };
    assert!(claims(&judged(Loss::NonSaturating, 2.5, 0.05, false)));
    assert!(!claims(&judged(Loss::NonSaturating, 1.3, 2.0, false)));
}

#[test]
fn an_undecided_log_names_what_blocks_an_answer() {
    for (d_loss, name, thresholds) in [
        (
            0.173,
            "d_loss over its ideal, neither dominated nor balanced:",
            (0.05, Some(0.42)),
        ),
        (
            0.67,
            "lowest d_loss over its ideal (median of a tenth)",
            (0.9, None),
        ),
        (1.3, "d_loss over its ideal", (1.25, None)),
    ] {
        let found = judged(Loss::NonSaturating, d_loss, 2.0, false);
        assert_eq!(found.verdict, Verdict::Undecided, "{d_loss}");
        let number = found.findings[0].decisive().unwrap();
        assert_eq!(number.name, name);
        assert_eq!((number.threshold.unwrap(), number.most), thresholds);
    }
}

#[test]
fn metrics_in_a_log_are_shown_and_can_deny_health() {
    let rows = log(200, |step| (Some(0.5 + 0.02 * noise(step)), Some(1.0)));
    let of = |metric: Metric, value: f64| {
        let evals = evals(|_| vec![(metric, value)]);
        diagnose(&RunHistory::external(
            Loss::NonSaturating,
            100,
            &rows,
            &evals,
        ))
    };
    let useless = of(Metric::Recall, 0.001);
    assert_eq!(useless.verdict, Verdict::Undecided);
    assert!(
        useless.findings[0]
            .decisive()
            .unwrap()
            .name
            .starts_with("recall")
    );
    let decent = of(Metric::Recall, 0.4);
    assert_eq!(decent.label(), "healthy (losses_only)");
    let distance = of(Metric::Frechet, 300.0);
    let shown = |name: &str| {
        distance.findings[0]
            .evidence
            .iter()
            .any(|it| it.name.starts_with(name))
    };
    assert!(shown("frechet"));
    assert!(
        distance.not_judged[0].contains("frechet"),
        "{:?}",
        distance.not_judged
    );
    assert!(!distance.findings[0].remedy.reason.contains("FID"));
}

#[test]
fn advice_asks_only_for_what_is_missing() {
    let advice = |has_d: bool, has_accuracy: bool, rows: u64| {
        let rows: Vec<StepRow> = log(rows, |step| {
            let d_loss = 0.2 + 0.01 * noise(step);
            (has_d.then_some(d_loss), Some(1.0 + 0.1 * noise(step + 7)))
        })
        .into_iter()
        .map(|row| StepRow {
            d_acc: has_accuracy.then_some(0.8),
            ..row
        })
        .collect();
        let found = foreign(Loss::NonSaturating, &rows);
        found.findings[0].remedy.reason.clone()
    };
    for (has_d, has_accuracy, rows, named) in [
        (true, true, 100, [false, false, false]),
        (true, false, 100, [false, true, false]),
        (false, false, 100, [true, true, false]),
        (true, true, 1, [false, false, true]),
    ] {
        let text = advice(has_d, has_accuracy, rows);
        let words = ["D's loss", "D's accuracy", "eight rows"].map(|words| text.contains(words));
        assert_eq!(words, named, "{text}");
    }
}

#[test]
fn a_loss_that_is_lost_without_warning_is_not_put_down_to_learning_rates() {
    let lost = |before: fn(u64) -> f64| {
        let rows = log(60, |step| {
            (
                Some(if step < 50 { before(step) } else { f64::NAN }),
                Some(1.0),
            )
        });
        let found = foreign(Loss::NonSaturating, &rows);
        assert_eq!(found.verdict, Verdict::Divergence);
        found.findings[0].remedy.reason.clone()
    };
    let sudden = lost(|step| 0.5 + 0.05 * noise(step));
    assert!(sudden.contains("logarithm of 0"), "{sudden}");
    let grown = lost(|step| 0.5 * (step as f64 / 10.0).exp());
    assert!(grown.starts_with("lower both learning rates"), "{grown}");
}
