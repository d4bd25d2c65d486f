//! The figure of rungs: what a search has decided can be read, of few settings and of many.

use super::structure::assert_same;
use super::{assert_legible, draw};
use crate::config::{MedianStopping, RaceTest, Racing, Search};
use crate::metrics::Metric;
use crate::plot::StudyTables;
use crate::search::{Decisions, Entrant, RunAtRung, decide};
use crate::statistics::ShownAxes;

/// A run whose coverage rises with the steps, the more the lower its place; a few have a failure verdict.
fn run(place: usize, seed: usize, step: u64) -> RunAtRung {
    let value = |at: u64| {
        let noise = (place * 7 + seed * 13 + at as usize) % 11;
        let risen = at as f64 / 400.0 / (1.0 + place as f64 / 8.0);
        (risen + 0.01 * noise as f64).min(1.0)
    };
    RunAtRung {
        evaluated: (1..=step / 50)
            .map(|at| (50 * at, Some(value(50 * at))))
            .collect(),
        failure: ((place + 2 * seed) % 9 == 8).then_some("mode_collapse"),
    }
}

/// A race of `settings` settings, decided at these steps.
fn race(search: &Search, settings: usize, steps: &[u64]) -> Decisions {
    let name = |place: usize| format!("skip_d_on_loss_ema below 0.{place}, {place}e-3");
    let mut dropped_at: Vec<Option<u64>> = vec![None; settings];
    let mut rungs = Vec::new();
    for step in steps {
        let entrant = |place: usize| Entrant {
            setting: name(place),
            runs: (0..3)
                .map(|seed| run(place, seed, dropped_at[place].unwrap_or(*step)))
                .collect(),
            is_dropped: dropped_at[place].is_some(),
        };
        let entrants: Vec<Entrant> = (0..settings).map(entrant).collect();
        let decision = decide(search, *step, Some(step) == steps.last(), &entrants);
        for (place, at) in dropped_at.iter_mut().enumerate() {
            let fate = decision.setting(&name(place));
            if fate.is_some_and(|fate| !fate.is_kept) {
                *at = Some(*step);
            }
        }
        rungs.push(decision);
    }
    Decisions {
        search: search.name().to_string(),
        metric: search.metric().to_string(),
        seeds: vec![0, 1, 2],
        rungs,
    }
}

fn racing(test: RaceTest) -> Search {
    Search::Racing(Racing {
        rungs: vec![100, 200, 400],
        keep: 1.0 / 3.0,
        metric: "coverage".to_string(),
        test,
        confidence: 0.95,
    })
}

fn median() -> Search {
    Search::MedianStopping(MedianStopping {
        metric: "coverage".to_string(),
        from: 100,
        every: Some(50),
    })
}

fn tables(race: &Decisions) -> StudyTables<'_> {
    StudyTables {
        study: "a-race",
        text: "",
        axes: &[],
        runs: &[],
        cut: &[],
        race: Some(race),
        metrics: &[Metric::Coverage],
        shown_axes: ShownAxes::usual(&[], &[]),
    }
}

/// The figure of rungs of a race as SVG; it is legible.
fn svg(race: &Decisions) -> String {
    let tables = tables(race);
    let canvases = tables.canvases();
    let (_, canvas, _) = canvases.iter().find(|(name, ..)| name == "rungs").unwrap();
    assert_legible(canvas);
    draw(canvas);
    let drawn = tables.draw().unwrap();
    let found = drawn
        .into_iter()
        .find(|(drawing, _)| drawing.name == "rungs");
    found.unwrap().0.svg
}

#[test]
fn kept_and_dropped_settings_are_told_apart_with_what_decided() {
    let ranked = svg(&race(&racing(RaceTest::Rank), 6, &[100, 200, 1000]));
    for said in [
        "step 100: 2 of 6 kept",
        "step 1000, the end: ",
        "coverage (share of real rows, higher is better)",
        "the setting with the best ranks",
    ] {
        assert!(ranked.contains(said), "{said}");
    }
    let stopped = svg(&race(&median(), 6, &[100, 150, 1000]));
    for said in ["best so far of coverage", "running means", "\n2 of 3\n"] {
        assert!(stopped.contains(said), "{said}");
    }
    assert!(!stopped.contains("ranks"), "ranks have not decided");
    assert_same("study_rungs", &ranked);
    assert_same("study_rungs_by_median", &stopped);
}

#[test]
fn races_of_one_and_of_many_settings_and_rungs_can_be_read() {
    for settings in [1, 2, 20, 65, 130] {
        for search in [racing(RaceTest::Paired), racing(RaceTest::Rank), median()] {
            svg(&race(&search, settings, &[100, 200, 400, 1000]));
        }
    }
    let looks: Vec<u64> = (2..=20).map(|at| 50 * at).collect();
    let many = race(&median(), 20, &looks);
    let many = svg(&many);
    let panels = many.matches("\nstep ").count();
    assert!(
        (2..=5).contains(&panels) && many.contains("of 19 rungs"),
        "{panels}"
    );
    let mut nothing = race(&racing(RaceTest::Rank), 3, &[100, 200]);
    for setting in nothing.rungs.iter_mut().flat_map(|rung| &mut rung.settings) {
        setting.values = vec![None, Some(f64::NAN), None];
    }
    svg(&nothing);
    let undecided = Decisions {
        metric: "coverage".to_string(),
        ..Decisions::default()
    };
    assert!(
        tables(&undecided)
            .canvases()
            .iter()
            .all(|(name, ..)| name != "rungs")
    );
}
