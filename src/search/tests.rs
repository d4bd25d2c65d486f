//! What must hold of every decision, whatever the runs have recorded.

use proptest::prelude::*;

use super::*;
use crate::config::{MedianStopping, RaceTest, Racing, Search};

fn racing(test: RaceTest, keep: f64, confidence: f64) -> Search {
    Search::Racing(Racing {
        rungs: vec![10],
        keep,
        metric: "frechet".to_string(),
        test,
        confidence,
    })
}

fn any_search() -> impl Strategy<Value = Search> {
    let test = prop_oneof![Just(RaceTest::Paired), Just(RaceTest::Rank)];
    let race =
        (test, 0.05..0.95, 0.5..0.999).prop_map(|(test, keep, level)| racing(test, keep, level));
    let median = Just(Search::MedianStopping(MedianStopping {
        metric: "frechet".to_string(),
        from: 10,
        every: None,
    }));
    prop_oneof![3 => race, 1 => median]
}

/// A run whose values are few, so that ties are frequent, or missing, or not finite, or that has failed.
fn any_run() -> impl Strategy<Value = RunAtRung> {
    let value = prop_oneof![
        8 => (0_u8..6).prop_map(|value| Some(f64::from(value))),
        1 => Just(None),
        1 => Just(Some(f64::NAN)),
        1 => Just(Some(f64::INFINITY)),
    ];
    let failure = prop_oneof![5 => Just(None), 1 => Just(Some("divergence"))];
    (proptest::collection::vec(value, 1..4), failure).prop_map(|(values, failure)| RunAtRung {
        evaluated: (1..).zip(values).collect(),
        failure,
    })
}

fn any_entrants() -> impl Strategy<Value = Vec<Entrant>> {
    (1_usize..9, 1_usize..7).prop_flat_map(|(settings, seeds)| {
        let runs = proptest::collection::vec(any_run(), seeds);
        proptest::collection::vec(runs, settings).prop_map(|all| {
            let entrant = |(place, runs)| Entrant {
                setting: format!("setting {place}"),
                runs,
                is_dropped: false,
            };
            all.into_iter().enumerate().map(entrant).collect()
        })
    })
}

/// What was decided of each setting, by its name.
fn fates(decision: &RungDecision) -> Vec<(String, bool, u64, Option<u64>)> {
    let fate = |it: &SettingAtRung| {
        let p = it.p.map(|p| (p * 1e12).round() as u64);
        (
            it.setting.clone(),
            it.is_kept,
            (2.0 * it.rank_sum) as u64,
            p,
        )
    };
    let mut fates: Vec<_> = decision.settings.iter().map(fate).collect();
    fates.sort();
    fates
}

fn is_kept(decision: &RungDecision, place: usize) -> bool {
    decision.settings[place].is_kept
}

/// A run that is better at every evaluation.
fn better(run: &RunAtRung) -> RunAtRung {
    let value = |value: &Option<f64>| match value {
        Some(value) if value.is_finite() => Some(value - 0.5),
        _ => Some(9.0),
    };
    RunAtRung {
        evaluated: run
            .evaluated
            .iter()
            .map(|(step, it)| (*step, value(it)))
            .collect(),
        failure: None,
    }
}

proptest! {
    #[test]
    fn the_order_of_settings_and_of_seeds_changes_nothing(
        search in any_search(),
        entrants in any_entrants(),
        shift in 0_usize..8,
    ) {
        let decided = fates(&decide(&search, 10, false, &entrants));
        let mut settings = entrants.clone();
        let count = settings.len();
        settings.rotate_left(shift % count);
        settings.swap(0, count / 2);
        prop_assert_eq!(&decided, &fates(&decide(&search, 10, false, &settings)));
        let mut seeds = entrants;
        for entrant in &mut seeds {
            let count = entrant.runs.len();
            entrant.runs.rotate_left(shift % count);
            entrant.runs.swap(0, count / 2);
        }
        prop_assert_eq!(&decided, &fates(&decide(&search, 10, false, &seeds)));
    }

    #[test]
    fn what_is_better_on_every_seed_is_never_dropped_first(
        search in any_search(),
        mut entrants in any_entrants(),
        place in 0_usize..8,
    ) {
        let worse = entrants[place % entrants.len()].clone();
        let runs = worse.runs.iter().map(better).collect();
        entrants.push(Entrant { setting: "better".to_string(), runs, is_dropped: false });
        let decision = decide(&search, 10, false, &entrants);
        let last = entrants.len() - 1;
        prop_assert!(is_kept(&decision, last) || !is_kept(&decision, place % last));
    }

    #[test]
    fn at_least_the_share_goes_on_and_at_the_end_all_do(
        search in any_search(),
        entrants in any_entrants(),
    ) {
        let decision = decide(&search, 10, false, &entrants);
        prop_assert!(decision.kept() >= search.least_kept(entrants.len()));
        prop_assert_eq!(decide(&search, 10, true, &entrants).kept(), entrants.len());
    }

    #[test]
    fn a_test_drops_no_more_than_ranks_do(entrants in any_entrants(), keep in 0.05..0.95) {
        let by_rank = decide(&racing(RaceTest::Rank, keep, 0.95), 10, false, &entrants);
        let tested = decide(&racing(RaceTest::Paired, keep, 0.95), 10, false, &entrants);
        for place in 0..entrants.len() {
            prop_assert!(is_kept(&tested, place) || !is_kept(&by_rank, place));
        }
    }
}

fn entrants(values: &[&[f64]]) -> Vec<Entrant> {
    let run = |value: &f64| RunAtRung {
        evaluated: vec![(10, Some(*value))],
        failure: None,
    };
    let entrant = |(place, values): (usize, &&[f64])| Entrant {
        setting: place.to_string(),
        runs: values.iter().map(run).collect(),
        is_dropped: false,
    };
    values.iter().enumerate().map(entrant).collect()
}

#[test]
fn what_is_equal_goes_on_together() {
    let equal = entrants(&[
        &[1.0, 2.0, 3.0],
        &[1.0, 2.0, 3.0],
        &[1.0, 2.0, 3.0],
        &[5.0, 5.0, 5.0],
    ]);
    let decision = decide(&racing(RaceTest::Rank, 0.25, 0.95), 10, false, &equal);
    let kept: Vec<bool> = (0..4).map(|place| is_kept(&decision, place)).collect();
    assert_eq!(kept, [true, true, true, false], "ties share their fate");
}

#[test]
fn five_seeds_decide_between_two_settings_and_four_do_not() {
    let (low, high) = ([1.0, 2.0, 3.0, 4.0, 5.0], [2.0, 3.5, 4.6, 6.1, 8.0]);
    let search = racing(RaceTest::Paired, 0.5, 0.95);
    let decision = decide(&search, 10, false, &entrants(&[&low, &high]));
    assert_eq!(decision.settings[1].p, Some(1.0 / 32.0));
    assert!(is_kept(&decision, 0) && !is_kept(&decision, 1));
    assert_eq!(decision.compared_with.as_deref(), Some("0"));
    assert_eq!(
        decision.settings[1].differences[0],
        Some(-1.0),
        "less is better, so more is worse"
    );
    let decision = decide(&search, 10, false, &entrants(&[&low[..4], &high[..4]]));
    assert_eq!(decision.settings[1].p, Some(1.0 / 16.0));
    assert!(is_kept(&decision, 1));
}

#[test]
fn a_failure_is_worse_than_any_value() {
    let mut failed = entrants(&[&[100.0; 5], &[1.0; 5], &[2.0; 5]]);
    failed[1]
        .runs
        .iter_mut()
        .for_each(|run| run.failure = Some("mode_collapse"));
    let decision = decide(&racing(RaceTest::Rank, 0.5, 0.95), 10, false, &failed);
    assert!(is_kept(&decision, 0) && !is_kept(&decision, 1));
    assert_eq!(
        decision.settings[1].failures[4].as_deref(),
        Some("mode_collapse")
    );
}

#[test]
fn a_single_setting_goes_on_and_has_come_there() {
    let search = racing(RaceTest::Rank, 0.5, 0.95);
    let words = |is_last| decide(&search, 10, is_last, &entrants(&[&[1.0]])).words();
    assert_eq!(
        words(false),
        "rung at step 10: 1 of 1 setting goes on; the best is 0"
    );
    assert_eq!(
        words(true),
        "step 10, the end: 1 setting has come there; the best is 0"
    );
}

#[test]
fn the_median_names_a_failure_verdict_and_few_seeds() {
    let search = Search::MedianStopping(MedianStopping {
        metric: "frechet".to_string(),
        from: 10,
        every: None,
    });
    let mut all = entrants(&[&[9.0; 5], &[1.0; 5], &[2.0; 5], &[3.0; 5]]);
    all[0].runs[0].failure = Some("mode_collapse");
    let decision = decide(&search, 10, false, &all);
    assert_eq!(
        decision.settings[0].reason(&decision, "frechet"),
        "dropped at step 10: its best frechet so far is, at 5 of 5 seeds, worse than the median of the running means of \
         4 settings (mode_collapse against 2.5, 9 against 2.5, 9 against 2.5, ..)"
    );
}

#[test]
fn the_median_keeps_what_was_once_better_than_others_are_on_average() {
    let search = Search::MedianStopping(MedianStopping {
        metric: "frechet".to_string(),
        from: 10,
        every: None,
    });
    let run = |values: &[f64]| RunAtRung {
        evaluated: (1..).zip(values.iter().map(|value| Some(*value))).collect(),
        failure: None,
    };
    let named = |runs: Vec<RunAtRung>, is_dropped| Entrant {
        setting: String::new(),
        runs,
        is_dropped,
    };
    // Means of 4, 5, 6, 9: the median is 5.5, and the best values are 2, 5, 3, 8.
    let mut all = vec![
        named(vec![run(&[6.0, 2.0])], false),
        named(vec![run(&[5.0, 5.0])], false),
        named(vec![run(&[3.0, 9.0])], false),
        named(vec![run(&[10.0, 8.0])], false),
    ];
    let kept = |all: &[Entrant]| -> Vec<bool> {
        let decision = decide(&search, 2, false, all);
        decision.settings.iter().map(|it| it.is_kept).collect()
    };
    assert_eq!(kept(&all), [true, true, true, false]);
    let decision = decide(&search, 2, false, &all);
    let medians = decision.medians.as_ref().unwrap();
    assert_eq!(
        (medians.settings, &medians.by_seed[..]),
        (4, &[Some(5.5)][..])
    );
    let own = decision.settings[3].against_median.clone().unwrap();
    assert_eq!((own.best, own.mean), (vec![Some(8.0)], vec![Some(9.0)]));
    assert_eq!(
        decision.settings[3].reason(&decision, "frechet"),
        "dropped at step 2: its best frechet so far is, at 1 of 1 seed, worse than the median of the running means of \
         4 settings (8 against 5.5)"
    );
    all[3].is_dropped = true;
    assert_eq!(
        kept(&all),
        [true, true, true],
        "what was dropped still counts"
    );
    assert_eq!(kept(&all[..2]), [true, true], "two settings are too few");
}
