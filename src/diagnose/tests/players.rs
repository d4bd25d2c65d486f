//! Verdicts about the two players: who is ahead, who diverges, who stands still.

use super::*;

#[test]
fn a_discriminator_that_wins_is_found_with_its_onset() {
    let winning = steps(|step| {
        if step <= 100 {
            (0.6, 0.6)
        } else {
            (0.05, 0.99)
        }
    });
    let found = judge("{}", &winning, &evals(|_| ring(3.0, 0.02, 1.0)));
    assert_eq!(
        (found.verdict, found.onset),
        (Verdict::DiscriminatorDominance, Some(101))
    );
    assert_eq!(
        found.findings[0].remedy.patch,
        "balance: {skip_d_on_loss: {below: 0.6}}"
    );
}

#[test]
fn collapse_outranks_dominance_and_both_are_told() {
    let found = judge(
        "{}",
        &steps(|_| (0.19, 0.94)),
        &evals(|_| ring(1.0, 0.9, 2.079)),
    );
    let verdicts: Vec<Option<Verdict>> = found
        .findings
        .iter()
        .map(|finding| finding.symptom.verdict())
        .collect();
    assert_eq!(
        verdicts,
        [
            Some(Verdict::ModeCollapse),
            Some(Verdict::DiscriminatorDominance)
        ]
    );
}

#[test]
fn a_discriminator_at_chance_before_bad_samples_is_dominated() {
    let found = judge(
        "{lr_g: 1e-2, lr_d: 1e-4}",
        &steps(|_| (0.69, 0.52)),
        &evals(|_| ring(1.0, 0.01, 2.079)),
    );
    assert_eq!(
        (found.verdict, found.onset),
        (Verdict::GeneratorDominance, Some(1))
    );
    assert_eq!(found.findings[0].remedy.patch, "lr_g: 1e-3\nlr_d: 1e-3");
    let mut early = steps(|_| (0.69, 0.52));
    early.truncate(200);
    let found = judge(
        "{lr_g: 1e-2, lr_d: 1e-4}",
        &early,
        &evals(|_| ring(1.0, 0.01, 2.079)),
    );
    assert_eq!(
        found.verdict,
        Verdict::Undecided,
        "D is at chance at the beginning of any run"
    );
}

#[test]
fn values_that_are_not_finite_or_explode_are_divergence() {
    let mut broken = steps(balanced);
    broken.truncate(57);
    broken[56].g_loss = Some(f64::NAN);
    let found = judge("{}", &broken, &evals(|_| ring(8.0, 0.5, 0.1))[..5]);
    assert_eq!(
        (found.verdict, found.onset),
        (Verdict::Divergence, Some(57))
    );
    assert!(found.findings[0].evidence[0].value.is_nan());
    assert_eq!(
        found.findings[0].remedy.patch,
        "lr_g: 1e-4\nlr_d: 1e-4\nregularize: [{r1: {gamma: 0.1}}]"
    );
    let exploding = steps(|step| if step < 200 { (0.5, 0.7) } else { (1e4, 0.5) });
    let found = judge("{}", &exploding, &evals(|_| ring(8.0, 0.5, 0.1)));
    assert_eq!(
        (found.verdict, found.onset),
        (Verdict::Divergence, Some(201))
    );
}

#[test]
fn what_exploded_and_then_stands_still_has_diverged() {
    let after = |rows: u64| {
        let d = move |step| {
            if step <= rows {
                (60.0, 0.5)
            } else {
                (0.0, 1.0)
            }
        };
        let mut blind = ring(1.0, 0.0, 2.0);
        blind.push((Metric::FrameChange, 0.0));
        judge("{}", &steps(d), &evals(|_| blind.clone()))
    };
    let found = after(4);
    assert_eq!((found.verdict, found.onset), (Verdict::Divergence, Some(1)));
    assert_eq!(
        after(2).verdict,
        Verdict::DiscriminatorDominance,
        "outliers"
    );
    let moves = judge(
        "{}",
        &steps(|step| if step <= 4 { (60.0, 0.5) } else { (0.0, 1.0) }),
        &evals(|_| ring(1.0, 0.0, 2.0)),
    );
    assert_eq!(moves.verdict, Verdict::DiscriminatorDominance, "G moves");
    let mut good = ring(6.0, 0.9, 0.4);
    good.push((Metric::FrameChange, 0.0));
    let learned = judge(
        "{}",
        &steps(|step| if step <= 4 { (60.0, 0.5) } else { (0.5, 0.7) }),
        &evals(|_| good.clone()),
    );
    assert_ne!(learned.verdict, Verdict::Divergence, "it came back");
}

#[test]
fn a_loss_that_only_compares_or_has_no_level_never_says_that_d_has_won_or_exploded() {
    let won = steps(|_| (1e-4, 1.0));
    let losses_only = |loss: Loss, steps: &[StepRow]| {
        let rows: Vec<StepRow> = steps
            .iter()
            .map(|row| StepRow {
                d_acc: None,
                ..*row
            })
            .collect();
        diagnose(&RunHistory::external(loss, 0, &rows, &[]))
    };
    for &loss in Loss::ALL {
        let found = losses_only(loss, &won);
        assert_eq!(
            found.verdict == Verdict::DiscriminatorDominance,
            loss.has_level(),
            "{}",
            loss.name()
        );
        assert!(
            found
                .not_judged
                .iter()
                .any(|limit| limit.contains("no samples")),
            "{:?}",
            found.not_judged
        );
        let value = found
            .not_judged
            .iter()
            .any(|limit| limit.contains("does not say how far D is ahead"));
        assert_eq!(value, !loss.has_level(), "{}", loss.name());
    }
    let with_samples = |loss: &str, quality: f64| {
        let evals = evals(|_| ring(8.0, quality, 0.2));
        judge(&format!("{{loss: {loss}}}"), &won, &evals).verdict
    };
    for &loss in Loss::ALL {
        assert_eq!(
            with_samples(loss.name(), 0.5),
            Verdict::Healthy,
            "{}: samples are good",
            loss.name()
        );
        let bad = with_samples(loss.name(), 0.01);
        assert_eq!(
            bad == Verdict::DiscriminatorDominance,
            loss != Loss::Wasserstein,
            "{}",
            loss.name()
        );
    }
    let verdict = |loss: Loss, value: f64| losses_only(loss, &steps(|_| (value, 0.7))).verdict;
    assert_eq!(verdict(Loss::Hinge, 500.0), Verdict::Divergence);
    assert_eq!(
        verdict(Loss::Wasserstein, 500.0),
        Verdict::Undecided,
        "no level to compare it with"
    );
    assert_eq!(
        verdict(Loss::Wasserstein, 5e4),
        Verdict::Divergence,
        "but no scores are like that"
    );
}

#[test]
fn a_loss_at_its_ideal_is_told_from_a_blind_d_by_samples_alone() {
    let at_ideal = steps(|step| if step < 200 { (0.4, 0.8) } else { (0.693, 0.5) });
    let blind = steps(|_| (0.693, 0.5));
    let good = evals(|_| ring(8.0, 0.6, 0.1));
    let bad = evals(|_| ring(2.0, 0.01, 1.0));
    assert_eq!(judge("{}", &at_ideal, &good).verdict, Verdict::Healthy);
    assert_eq!(
        judge("{}", &blind, &bad).verdict,
        Verdict::GeneratorDominance
    );
    let without =
        |steps: &[StepRow]| diagnose(&RunHistory::external(Loss::NonSaturating, 0, steps, &[]));
    assert_eq!(
        without(&at_ideal).verdict,
        Verdict::Healthy,
        "it has once learned"
    );
    let noisy = steps(|step| (0.69 + 1e-3 * (step % 7) as f64, 0.5));
    assert_eq!(
        without(&noisy).verdict,
        Verdict::Undecided,
        "it may never have seen anything"
    );
    for steps in [&at_ideal, &noisy] {
        assert!(
            without(steps)
                .not_judged
                .iter()
                .any(|limit| limit.contains("look the same without samples"))
        );
    }
}

#[test]
fn what_stands_still_is_frozen_unless_it_is_good() {
    // PyTorch's clamp, at which D is wrong about every sample, or right.
    let clamped = |d_loss: f64, g_loss: f64| {
        let rows: Vec<StepRow> = steps(|_| (0.0, 1.0))
            .into_iter()
            .map(|row| StepRow {
                d_loss: Some(d_loss),
                g_loss: Some(g_loss),
                d_acc: None,
                ..row
            })
            .collect();
        diagnose(&RunHistory::external(Loss::NonSaturating, 0, &rows, &[]))
    };
    for wrong in [50.0, 100.0] {
        let found = clamped(wrong, 0.0);
        assert_eq!(found.label(), "frozen (saturated)");
        assert_eq!(found.findings.len(), 1, "one remedy, not opposed ones");
    }
    let won = clamped(0.0, 100.0);
    assert_eq!(won.verdict, Verdict::DiscriminatorDominance);
    assert_eq!(won.findings.len(), 1);
    let still = |quality: f64, change: f64| {
        let mut values = ring(if quality > 0.1 { 8.0 } else { 0.0 }, quality, 0.2);
        values.push((Metric::FrameChange, change));
        let noisy = steps(|step| (0.6 + 1e-3 * (step % 7) as f64, 0.55));
        judge("{}", &noisy, &evals(|_| values.clone()))
    };
    let found = still(0.01, 1e-5);
    assert_eq!(
        (found.verdict, found.findings[0].form),
        (Verdict::Frozen, Some(VerdictForm::Still))
    );
    assert_eq!(still(0.5, 1e-5).verdict, Verdict::Healthy);
    assert_eq!(still(0.01, 0.1).verdict, Verdict::Undecided);
    let mut values = ring(0.0, 0.0, f64::NAN);
    values.push((Metric::FrameChange, 1e-5));
    let won = judge(
        "{}",
        &steps(|step| (0.01 / step as f64, 1.0)),
        &evals(|_| values.clone()),
    );
    assert_eq!(
        won.verdict,
        Verdict::DiscriminatorDominance,
        "G stands still because D has won"
    );
}

#[test]
fn circles_and_ranges_are_told_and_decide_nothing() {
    let circling = steps(|step| (0.5 + 0.15 * (step as f64 / 5.0).sin(), 0.75));
    let found = judge("{}", &circling, &evals(|_| ring(8.0, 0.5, 0.2)));
    assert_eq!(found.verdict, Verdict::Healthy);
    assert_eq!(found.findings[1].symptom, Symptom::Sign(Sign::Oscillation));
    let period = found.findings[1].evidence.last().unwrap().value;
    assert!((28.0..=36.0).contains(&period), "{period}: 10 pi");
    let mut values = ring(2.0, 0.01, 1.0);
    values.push((Metric::RangeGap, 0.4));
    let found = judge("{}", &steps(|_| (0.01, 1.0)), &evals(|_| values.clone()));
    let symptoms: Vec<&str> = found
        .findings
        .iter()
        .map(|finding| finding.symptom.name())
        .collect();
    assert_eq!(symptoms, ["discriminator_dominance", "range_shortcut"]);
}

#[test]
fn a_remedy_says_only_what_changes() {
    let collapsed = |keys: &str| {
        let found = judge(keys, &steps(balanced), &evals(|_| ring(1.0, 0.9, 2.079)));
        found.findings[0].remedy.patch.clone()
    };
    let penalty = "regularize: [{r1: {gamma: 0.1}}]";
    for (keys, rates) in [
        ("{lr_g: 1e-3, lr_d: 1e-2}", "lr_d: 1e-3"),
        ("{lr_g: 1e-4, lr_d: 1e-3}", "lr_g: 1e-3"),
        (
            "{lr_g: 1e-4, lr_d: 1e-3, schedule_d: {cosine: {end: 0.1}}}",
            "lr_g: 1e-3\nschedule_d: constant",
        ),
    ] {
        assert_eq!(collapsed(keys), format!("{rates}\n{penalty}"), "{keys}");
    }
}
