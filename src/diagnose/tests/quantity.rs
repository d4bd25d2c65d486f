//! How much a verdict needs, what an imbalance is, and runs that are just young.

use super::*;

fn ring_with(modes: f64, quality: f64, rarest: f64) -> Vec<(Metric, f64)> {
    let mut values = ring(modes, quality, 0.2);
    values.retain(|(metric, _)| *metric != Metric::RarestMode);
    values.push((Metric::RarestMode, rarest));
    values
}

#[test]
fn no_failure_is_called_from_too_little() {
    let collapsed = evals(|_| ring(1.0, 0.9, 2.0));
    let all = steps(balanced);
    for count in 2..=5 {
        let found = judge("{}", &all, &collapsed[..count]);
        let first = found.findings[0].decisive();
        assert_eq!(found.verdict, Verdict::Undecided, "{count}");
        let needed = first.map(|number| (number.name.as_str(), number.threshold));
        assert_eq!(needed, Some(("evaluations", Some(5.0))));
    }
    assert_eq!(
        judge("{}", &all, &collapsed[..6]).verdict,
        Verdict::ModeCollapse
    );
    let won = steps(|_| (0.001, 1.0));
    let of_rows = |count: usize| {
        diagnose(&RunHistory::external(
            Loss::NonSaturating,
            0,
            &won[..count],
            &[],
        ))
        .verdict
    };
    assert_eq!(of_rows(4), Verdict::Undecided);
    assert_eq!(of_rows(7), Verdict::Undecided);
    assert_eq!(of_rows(8), Verdict::DiscriminatorDominance);
    let mut lost = steps(balanced);
    lost[1].g_loss = Some(f64::NAN);
    let of_two = diagnose(&RunHistory::external(Loss::Hinge, 0, &lost[..2], &[]));
    assert_eq!(
        of_two.verdict,
        Verdict::Divergence,
        "NaN needs no second row"
    );
}

#[test]
fn a_run_that_was_cut_short_needs_no_other_plan() {
    let all = steps(balanced);
    let collapsed = evals(|_| ring(1.0, 0.9, 2.0));
    let remedy = |plan: &str| {
        judge(plan, &all, &collapsed[..3]).findings[0]
            .remedy
            .clone()
    };
    let cut = remedy("{steps: 2000, evaluate: {every: 100}}");
    assert_eq!(cut.patch, "");
    assert!(
        cut.reason.contains("it has come to step 400 of 2000"),
        "{}",
        cut.reason
    );
    let whole = remedy("{steps: 400, evaluate: {every: 100}}");
    assert_eq!(whole.patch, "evaluate: {every: 80}");
}

#[test]
fn modes_that_are_held_unevenly_are_a_sign_and_no_collapse() {
    let found = judge(
        "{}",
        &steps(balanced),
        &evals(|_| ring_with(8.0, 0.6, 0.02)),
    );
    assert_eq!(found.verdict, Verdict::Healthy);
    assert!(found.is_imbalanced());
    assert_eq!(found.label(), "healthy, mode_imbalance");
    let even = judge("{}", &steps(balanced), &evals(|_| ring_with(8.0, 0.6, 0.4)));
    assert!(!even.is_imbalanced());
    assert_eq!(even.label(), "healthy");
    let collapsed = judge("{}", &steps(balanced), &evals(|_| ring_with(7.0, 0.6, 0.0)));
    assert_eq!(collapsed.label(), "mode_collapse (partial)");
    assert!(!collapsed.is_imbalanced(), "a lost mode is no uneven one");
}

/// More samples than an evaluation's own, where these miss a mode, decide as the majority of evaluations.
#[test]
fn a_mode_that_more_samples_show_is_held_and_one_that_flickers_is_not() {
    let of = |modes: fn(u64) -> f64, held: fn(u64) -> f64| {
        let rows = evals(|step| {
            let counted = (Metric::ModesHeld, held(step));
            let values = ring_with(modes(step), 0.6, 0.0);
            values.into_iter().chain([counted]).collect()
        });
        judge("{}", &steps(balanced), &rows)
    };
    let rare = of(|_| 7.0, |_| 8.0);
    assert_eq!(rare.label(), "healthy, mode_imbalance");
    let flickering = of(
        |step| if step == 380 { 8.0 } else { 6.0 },
        |step| if step == 380 { 8.0 } else { 6.0 },
    );
    assert_eq!(flickering.label(), "mode_collapse (partial)");
    let decided = flickering.findings[0].decisive().unwrap();
    assert_eq!(decided.name, "modes_held (last tenth)");
    assert_eq!((decided.value, decided.threshold), (6.0, Some(8.0)));
    let some = of(|_| 7.0, |step| if step < 380 { 7.0 } else { 8.0 });
    assert_eq!(some.verdict, Verdict::Healthy, "two of five are not most");
}

/// At chance is where D ends before perfect samples, so before nearly good ones it is no failure.
#[test]
fn a_d_at_chance_has_lost_only_where_samples_are_far_from_real() {
    let of = |quality| {
        let rows = evals(move |_| ring(8.0, quality, 0.2));
        judge("{}", &steps(|_| (0.69, 0.5)), &rows).verdict
    };
    assert_eq!(of(0.01), Verdict::GeneratorDominance);
    assert_eq!(of(0.08), Verdict::Undecided);
    assert_eq!(of(0.3), Verdict::Healthy);
    let noise = |range_gap: f64| {
        let rows = evals(move |_| {
            vec![
                (Metric::Precision, 0.4),
                (Metric::Coverage, 0.3),
                (Metric::RangeGap, range_gap),
            ]
        });
        judge("{data: digits}", &steps(|_| (0.69, 0.5)), &rows).verdict
    };
    assert_eq!(noise(0.0), Verdict::Undecided);
    let far = noise(0.9);
    assert_eq!(far, Verdict::GeneratorDominance, "only noise is so far out");
}

#[test]
fn a_class_is_missing_where_the_classifier_hardly_finds_it() {
    let digits = |rarest: f64| {
        evals(move |_| {
            let mut values = ring_with(10.0, 0.0, rarest);
            values.retain(|(metric, _)| *metric != Metric::HighQuality);
            values.push((Metric::Precision, 0.8));
            values.push((Metric::Coverage, 0.7));
            values
        })
    };
    let of = |rarest| judge("{data: digits}", &steps(balanced), &digits(rarest)).label();
    assert_eq!(of(0.01), "mode_collapse (partial)", "a classifier errs");
    assert_eq!(of(0.07), "healthy, mode_imbalance");
    assert_eq!(of(0.5), "healthy");
}

#[test]
fn a_run_that_still_gets_better_is_undertrained_and_told_how_long() {
    // Half of what is needed at step 400, gained evenly.
    let rising = |step: u64| ring(8.0, 0.05 * step as f64 / 400.0, 0.2);
    let found = judge("{steps: 400}", &steps(balanced), &evals(rising));
    assert_eq!(found.verdict, Verdict::Undertrained);
    let patch = &found.findings[0].remedy.patch;
    let steps_to_try: u64 = patch.strip_prefix("steps: ").unwrap().parse().unwrap();
    assert!((800..=1000).contains(&steps_to_try), "{patch}");
    // What has won before it is not overlooked: at this pace it would take 40 times the steps.
    let crawling = |step: u64| ring(8.0, 0.0025 * step as f64 / 400.0, 0.2);
    let won = judge("{steps: 400}", &steps(|_| (0.05, 0.99)), &evals(crawling));
    assert_eq!(won.verdict, Verdict::DiscriminatorDominance);
    let still = judge(
        "{steps: 400}",
        &steps(balanced),
        &evals(|_| ring(8.0, 0.05, 0.2)),
    );
    assert_eq!(still.verdict, Verdict::Undecided);
}

/// The verdict on a balanced game with these shares of high-quality samples, one at each evaluation.
fn of_qualities(qualities: &[f64]) -> Verdict {
    let last = qualities.len() - 1;
    let rows = evals(|step| ring(2.0, qualities[(step as usize / 10).min(last)], 1.0));
    judge("{}", &steps(balanced), &rows[..=last]).verdict
}

/// Five evaluations, that before training included, of which each is better: 1 of 120 orders.
#[test]
fn a_run_with_four_evaluations_is_undertrained_where_each_is_better() {
    assert_eq!(
        of_qualities(&[0.0, 0.01, 0.02, 0.03, 0.05]),
        Verdict::Undertrained
    );
    assert_eq!(
        of_qualities(&[0.0, 0.01, 0.02, 0.05, 0.03]),
        Verdict::Undecided
    );
    assert_eq!(of_qualities(&[0.0, 0.01, 0.02, 0.05]), Verdict::Undecided);
}

#[test]
fn what_was_gained_at_the_beginning_alone_is_no_trend_any_more() {
    let rising = [0.0, 0.01, 0.02, 0.015, 0.03, 0.04, 0.035, 0.05, 0.06];
    assert_eq!(of_qualities(&rising), Verdict::Undertrained);
    let risen = [0.0, 0.02, 0.04, 0.06, 0.059, 0.061, 0.06, 0.058, 0.062];
    assert_eq!(of_qualities(&risen), Verdict::Undecided);
}

#[test]
fn bins_that_come_nearer_do_not_speak_for_samples_that_get_worse() {
    let of = |quality: fn(u64) -> f64, distance: fn(u64) -> f64| {
        let rows = evals(|step| {
            let mut values = ring(2.0, quality(step), 1.0);
            values.push((Metric::Frechet, distance(step)));
            values.push((Metric::JensenShannon, 0.8 - 0.001 * step as f64));
            values
        });
        judge("{}", &steps(balanced), &rows).verdict
    };
    let (falls, rises) = (
        |step| 0.08 - 1e-4 * step as f64,
        |step| 2.0 + 0.01 * step as f64,
    );
    assert_eq!(of(|_| 0.06, |_| 2.0), Verdict::Undertrained);
    assert_eq!(of(falls, |_| 2.0), Verdict::Undecided);
    assert_eq!(of(|_| 0.06, rises), Verdict::Undecided);
    assert_eq!(
        of(falls, |step| 8.0 - 0.01 * step as f64),
        Verdict::Undecided
    );
}

/// Shares of bins come nearer while the Frechet distance stands still: G has the outline of the data. Beside a D that has
/// won they excuse nothing.
#[test]
fn bins_that_come_nearer_are_a_trend_and_no_excuse_for_d() {
    let rows = evals(|step| {
        let mut values = ring(2.0, 0.06, 1.0);
        values.push((Metric::Frechet, 0.1 + 0.01 * (step % 3) as f64));
        values.push((Metric::JensenShannon, 0.5 - 0.001 * step as f64));
        values
    });
    let found = judge("{}", &steps(balanced), &rows);
    assert_eq!(found.verdict, Verdict::Undertrained);
    let trend = &found.findings[0].evidence[1].name;
    assert!(
        trend.starts_with("trend of -jensen_shannon over the last 20"),
        "{trend}"
    );
    let won = judge("{}", &steps(|_| (0.05, 0.99)), &rows);
    assert_eq!(won.verdict, Verdict::DiscriminatorDominance);
}

#[test]
fn losses_alone_say_that_samples_are_unknown() {
    let rows = steps(balanced);
    let found = diagnose(&RunHistory::external(Loss::NonSaturating, 0, &rows, &[]));
    assert_eq!(found.label(), "healthy (losses_only)");
    let reason = &found.findings[0].remedy.reason;
    assert!(reason.contains("samples are unknown"), "{reason}");
    let ahead = steps(|_| (0.2, 0.9));
    let found = diagnose(&RunHistory::external(Loss::NonSaturating, 0, &ahead, &[]));
    assert_eq!(
        found.verdict,
        Verdict::Undecided,
        "good runs have such a D, too"
    );
    let above = steps(|_| (1.2, 0.5));
    let found = diagnose(&RunHistory::external(Loss::NonSaturating, 0, &above, &[]));
    assert_eq!(found.verdict, Verdict::Undecided);
    let said = found
        .not_judged
        .iter()
        .any(|text| text.contains("other terms"));
    assert!(said, "{:?}", found.not_judged);
}

#[test]
fn a_short_run_with_two_evaluations_is_not_called_dominated() {
    let bad = evals(|_| ring(2.0, 0.01, 1.0));
    let judged = |d: (f64, f64), evaluations: usize| {
        let found = judge("{}", &steps(|_| d), &bad[..=evaluations]);
        (found.verdict, found.findings[0].evidence[0].name.clone())
    };
    for d in [(0.2, 0.99), (0.69, 0.5)] {
        let (verdict, missing) = judged(d, 2);
        assert_eq!(
            (verdict, missing.as_str()),
            (Verdict::Undecided, "evaluations")
        );
        assert!(judged(d, 5).0.is_failure(), "{d:?}");
    }
    let (verdict, _) = judged((0.001, 1.0), 2);
    assert_eq!(
        verdict,
        Verdict::DiscriminatorDominance,
        "by its loss alone"
    );
    let young = &steps(|_| (0.001, 1.0))[..20];
    let found = judge("{}", young, &bad[..=2]);
    assert_eq!(found.verdict, Verdict::Undecided, "a D wins first");
}

#[test]
fn losses_are_counted_and_not_rows() {
    let sparse: Vec<StepRow> = steps(|_| (0.005, 1.0))
        .into_iter()
        .map(|row| StepRow {
            d_loss: row.d_loss.filter(|_| [100, 400].contains(&row.step)),
            d_acc: None,
            ..row
        })
        .collect();
    let found = diagnose(&RunHistory::external(Loss::NonSaturating, 0, &sparse, &[]));
    assert_eq!(found.verdict, Verdict::Undecided);
    let missing = found.findings[0].decisive().unwrap();
    assert_eq!(
        (missing.name.as_str(), missing.value),
        ("rows with D's loss", 2.0)
    );
}

#[test]
fn updates_are_counted_though_rows_are_thinned() {
    let blind = |stride: usize| {
        let rows: Vec<StepRow> = (1..=6).flat_map(|_| steps(|_| (0.69, 0.52))).collect();
        let numbered = rows.into_iter().zip(1..);
        let rows: Vec<StepRow> = numbered
            .map(|(row, step)| StepRow {
                step,
                d_stepped: 1,
                ..row
            })
            .collect();
        let thinned: Vec<StepRow> = rows.into_iter().step_by(stride).collect();
        judge("{}", &thinned, &evals(|_| ring(1.0, 0.01, 2.079))).verdict
    };
    assert_eq!(blind(1), Verdict::GeneratorDominance);
    assert_eq!(
        blind(10),
        Verdict::GeneratorDominance,
        "240 rows of 2,400 steps"
    );
}
