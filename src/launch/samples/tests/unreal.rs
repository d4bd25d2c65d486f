//! Sets of which many samples are nothing like the data, or not finite; arrays of 16 bits; a set of another size.

use std::path::Path;

use super::super::SampleRequest;
use super::{floats, judged, noise, npy, ring, ring_request, spots};
use crate::config::Data;
use crate::diagnose::Verdict;

fn pictures(folder: &Path, name: &str, bytes: &[u8]) -> std::path::PathBuf {
    npy(&folder.join(name), "|u1", &[bytes.len() / 64, 8, 8], bytes)
}

#[test]
fn a_set_of_which_a_fifth_is_noise_is_not_healthy() {
    let folder = tempfile::tempdir().unwrap();
    let reals = pictures(folder.path(), "reals.npy", &spots(400, 1));
    let of_noise = |count: usize| {
        let some = [spots(400 - count, 2), noise(count, 3)].concat();
        let fakes = pictures(folder.path(), "fakes.npy", &some);
        judged(&SampleRequest::new(&fakes, Some(&reals)))
    };
    let none = of_noise(0);
    assert_eq!(none.diagnosis.verdict, Verdict::Healthy);
    assert!(none.facts.unlike.unwrap() < 0.02, "{:?}", none.facts.unlike);
    let fifth = of_noise(80);
    let share = fifth.facts.unlike.unwrap();
    assert!((share - 0.2).abs() < 0.02, "{share}");
    assert_eq!(fifth.diagnosis.verdict, Verdict::Undecided);
    let named = &fifth.diagnosis.findings[0].evidence;
    let is_named = named.iter().any(|it| it.name.contains("like no real"));
    assert!(is_named, "{named:?}");
}

#[test]
fn points_of_which_few_lie_in_modes_are_of_low_quality() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("fakes.npy");
    let label = |good: usize| {
        let others = crate::golden::hashed(2 * (1_000 - good), 5, 1.5);
        let rows = [ring(8, good, 1), others].concat();
        let found = judged(&ring_request(&path, &rows)).diagnosis;
        (found.label(), found.confidence.is_some())
    };
    assert_eq!(label(900), ("healthy".to_string(), true));
    assert_eq!(label(200), ("healthy, low_quality".to_string(), false));
    assert_eq!(label(40), ("undecided".to_string(), false));
}

#[test]
fn sets_that_are_not_finite_have_an_onset_and_no_confidence() {
    let folder = tempfile::tempdir().unwrap();
    for step in 1..=8 {
        let rows = match step < 5 {
            true => ring(8, 400, step),
            false => vec![f32::NAN; 800],
        };
        let name = format!("step_{}.npy", step * 100);
        floats(&folder.path().join(name), &[400, 2], &rows);
    }
    let found = judged(&SampleRequest {
        modes: Some(Data::with_known_modes("ring:8").unwrap()),
        ..SampleRequest::new(folder.path(), None)
    });
    let said = found.diagnosis;
    assert_eq!(
        (said.verdict, said.onset, said.confidence),
        (Verdict::Divergence, Some(500), None)
    );
}

#[test]
fn pictures_of_16_bits_are_those_of_8() {
    let folder = tempfile::tempdir().unwrap();
    let reals = pictures(folder.path(), "reals.npy", &spots(400, 1));
    let wide: Vec<u8> = spots(400, 2)
        .into_iter()
        .flat_map(|byte| (u16::from(byte) * 257).to_le_bytes())
        .collect();
    let fakes = npy(&folder.path().join("wide.npy"), "<u2", &[400, 8, 8], &wide);
    let found = judged(&SampleRequest::new(&fakes, Some(&reals)));
    assert_eq!(found.diagnosis.verdict, Verdict::Healthy);
}

#[test]
fn a_last_set_of_another_size_does_not_decide_at_which_size_all_are_compared() {
    let folder = tempfile::tempdir().unwrap();
    let fakes = folder.path().join("fakes");
    std::fs::create_dir(&fakes).unwrap();
    for step in 1..=3 {
        pictures(&fakes, &format!("step_{step}.npy"), &spots(200, step));
    }
    npy(
        &fakes.join("step_4.npy"),
        "|u1",
        &[800, 4, 4],
        &spots(200, 4),
    );
    let reals = pictures(folder.path(), "reals.npy", &spots(400, 9));
    let found = judged(&SampleRequest::new(&fakes, Some(&reals)));
    assert!(found.comparison.contains("8x8"), "{}", found.comparison);
    assert_eq!(found.facts.sides, Some((4, 8)));
    let said = &found.diagnosis;
    let signs = said.findings.iter().map(|finding| finding.symptom.name());
    let signs: Vec<&str> = signs.collect();
    assert_eq!(signs, ["undecided", "other_form"]);
}

#[test]
fn one_noisy_set_of_several_does_not_decide_for_the_others() {
    let folder = tempfile::tempdir().unwrap();
    let fakes = folder.path().join("fakes");
    std::fs::create_dir(&fakes).unwrap();
    let reals = pictures(folder.path(), "reals.npy", &spots(400, 99));
    let label = |noisy: &[u32]| {
        for step in 1..=6 {
            let set = match noisy.contains(&step) {
                true => [spots(240, step), noise(60, step)].concat(),
                false => spots(300, step),
            };
            pictures(&fakes, &format!("step_{step}.npy"), &set);
        }
        let found = judged(&SampleRequest::new(&fakes, Some(&reals)));
        (found.diagnosis.verdict, found.facts.unlike.unwrap() > 0.1)
    };
    assert_eq!(label(&[6]), (Verdict::Healthy, false));
    assert_eq!(label(&[5, 6]), (Verdict::Undecided, true));
}

#[test]
fn values_far_beyond_black_and_white_are_named_with_the_flag_that_tells_them() {
    let folder = tempfile::tempdir().unwrap();
    let reals = pictures(folder.path(), "reals.npy", &spots(400, 1));
    let names_flag = |request: &SampleRequest| {
        let found = judged(request).diagnosis.not_judged;
        found
            .iter()
            .any(|it| it.contains("`--fakes-range LOW..HIGH`"))
    };
    let signed: Vec<u8> = spots(400, 2).iter().map(|byte| byte ^ 0x80).collect();
    let signed = npy(
        &folder.path().join("signed.npy"),
        "|i1",
        &[400, 8, 8],
        &signed,
    );
    let wide: Vec<f32> = spots(400, 2)
        .iter()
        .map(|byte| 16.0 * f32::from(*byte))
        .collect();
    let wide = floats(&folder.path().join("wide.npy"), &[400, 8, 8], &wide);
    for fakes in [&signed, &wide] {
        assert!(
            names_flag(&SampleRequest::new(fakes, Some(&reals))),
            "{fakes:?}"
        );
    }
    let bytes = pictures(folder.path(), "bytes.npy", &spots(400, 2));
    assert!(!names_flag(&SampleRequest::new(&bytes, Some(&reals))));
    let told = SampleRequest {
        scales: [
            Some(crate::record::samples::ValueScale {
                low: -128.0,
                high: 127.0,
            }),
            None,
        ],
        ..SampleRequest::new(&signed, Some(&reals))
    };
    assert!(!names_flag(&told));
    assert_eq!(judged(&told).diagnosis.verdict, Verdict::Healthy);
}

#[test]
fn points_of_a_part_of_the_modes_are_a_collapse_also_where_these_are_unknown() {
    let folder = tempfile::tempdir().unwrap();
    let reals = floats(
        &folder.path().join("reals.npy"),
        &[1_000, 2],
        &ring(8, 1_000, 9),
    );
    for (held, expected) in [
        (1, Verdict::ModeCollapse),
        (7, Verdict::ModeCollapse),
        (8, Verdict::Healthy),
    ] {
        let path = folder.path().join("fakes.npy");
        let fakes = floats(&path, &[1_000, 2], &ring(held, 1_000, 1));
        let found = judged(&SampleRequest::new(&fakes, Some(&reals)));
        let parts = found.facts.parts;
        assert_eq!(found.diagnosis.verdict, expected, "{held} modes: {parts:?}");
        assert_eq!(found.diagnosis.confidence, None, "{held} modes");
    }
}
