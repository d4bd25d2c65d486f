//! Arrays on the disk are measured as the authors' programs measure them, and judged as they are.

mod left_out;
mod points;
mod unreal;

use std::path::{Path, PathBuf};

use super::{JudgeError, SampleRequest, judge_samples};
use crate::config::Data;
use crate::diagnose::{SampleSpace, Verdict};
use crate::golden::{hashed, number, samples};
use crate::metrics::TABLE;
use crate::report::JudgedSamples;

fn npy(path: &Path, kind: &str, shape: &[usize], numbers: &[u8]) -> PathBuf {
    let axes: Vec<String> = shape.iter().map(usize::to_string).collect();
    let axes = axes.join(", ");
    let header = format!("{{'descr': '{kind}', 'fortran_order': False, 'shape': ({axes},), }}");
    let length = (header.len() as u16).to_le_bytes();
    let bytes = [
        b"\x93NUMPY\x01\x00",
        &length[..],
        header.as_bytes(),
        numbers,
    ]
    .concat();
    std::fs::write(path, bytes).unwrap();
    path.to_path_buf()
}

fn floats(path: &Path, shape: &[usize], values: &[f32]) -> PathBuf {
    let bytes: Vec<u8> = values
        .iter()
        .flat_map(|value| value.to_le_bytes())
        .collect();
    npy(path, "<f4", shape, &bytes)
}

fn judged(request: &SampleRequest) -> JudgedSamples {
    judge_samples(request, &()).unwrap()
}

#[test]
fn arrays_have_the_metrics_that_prdc_scipy_and_scikit_learn_compute() {
    let folder = tempfile::tempdir().unwrap();
    let golden = samples();
    let [count, width] = ["count", "width"].map(|name| number(&golden[name]) as usize);
    let write = |name: &str, stream, scale| {
        let values = hashed(count * width, stream, scale);
        floats(&folder.path().join(name), &[count, width], &values)
    };
    let (reals, fakes) = (write("reals.npy", 1, 1.0), write("fakes.npy", 2, 0.8));
    let found = judged(&SampleRequest::new(&fakes, Some(&reals)));
    let measured = found.sets[0].measured.unwrap();
    for (name, expected) in golden["expected"].as_object().unwrap() {
        let row = TABLE.iter().find(|row| row.name == name).unwrap();
        let (found, expected) = (measured.get(row.metric).unwrap(), number(expected));
        let error = (found - expected).abs() / expected.abs();
        assert!(error < 1e-6, "{name}: {found}, expected {expected}");
    }
}

/// Points of the ring at the first `held` of its eight modes.
fn ring(held: usize, count: usize, seed: u32) -> Vec<f32> {
    let noise = hashed(2 * count, seed, 0.03);
    let point = |at: usize| {
        let angle = std::f32::consts::TAU * (at % held) as f32 / 8.0;
        [angle.cos() + noise[2 * at], angle.sin() + noise[2 * at + 1]]
    };
    (0..count).flat_map(point).collect()
}

fn ring_request(path: &Path, rows: &[f32]) -> SampleRequest {
    let fakes = floats(path, &[rows.len() / 2, 2], rows);
    SampleRequest {
        modes: Some(Data::with_known_modes("ring:8").unwrap()),
        ..SampleRequest::new(&fakes, None)
    }
}

#[test]
fn a_single_set_is_judged_by_the_modes_that_it_holds() {
    let folder = tempfile::tempdir().unwrap();
    for seed in 0..20 {
        for held in [1, 5, 7, 8] {
            let path = folder.path().join("fakes.npy");
            let found = judged(&ring_request(&path, &ring(held, 800, seed)));
            let expected = match held {
                8 => Verdict::Healthy,
                _ => Verdict::ModeCollapse,
            };
            let said = &found.diagnosis;
            assert_eq!(said.verdict, expected, "{held} modes, seed {seed}");
            assert_eq!(said.onset, None, "a single set has none");
            let counts = found.counts.unwrap();
            let shown = counts.rows.iter().filter(|(_, count, _)| *count > 0);
            assert_eq!(shown.count(), held);
        }
    }
}

#[test]
fn sets_by_step_have_an_onset() {
    let folder = tempfile::tempdir().unwrap();
    let fakes = folder.path().join("fakes");
    std::fs::create_dir(&fakes).unwrap();
    for step in 1..=10 {
        let held = if step < 6 { 8 } else { 2 };
        let name = format!("step_{}.npy", step * 100);
        floats(&fakes.join(name), &[400, 2], &ring(held, 400, step));
    }
    let request = SampleRequest {
        modes: Some(Data::with_known_modes("ring:8").unwrap()),
        ..SampleRequest::new(&fakes, None)
    };
    let found = judged(&request);
    assert_eq!(found.sets.len(), 10);
    assert_eq!(found.diagnosis.verdict, Verdict::ModeCollapse);
    assert_eq!(found.diagnosis.onset, Some(600));
    assert!(found.diagnosis.label().contains("late"));
}

#[test]
fn few_or_strange_samples_are_no_panic() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("fakes.npy");
    for count in [1, 2, 3, 5] {
        let found = judged(&ring_request(&path, &ring(8, count, 1)));
        assert_eq!(
            found.diagnosis.verdict,
            Verdict::Undecided,
            "{count} samples"
        );
    }
    let nothing = judged(&ring_request(&path, &[f32::NAN; 200]));
    assert_eq!(nothing.diagnosis.verdict, Verdict::Divergence);
    let some: Vec<f32> = (0..200)
        .map(|at| if at < 20 { f32::NAN } else { 0.1 })
        .collect();
    let alike = judged(&ring_request(&path, &some));
    assert_eq!(
        alike.diagnosis.verdict,
        Verdict::ModeCollapse,
        "all the same point"
    );
    assert!((alike.facts.not_finite - 0.1).abs() < 1e-9);
    for count in [1, 2, 7] {
        let reals = folder.path().join("reals.npy");
        floats(&reals, &[count, 2], &ring(8, count, 3));
        floats(&path, &[300, 2], &ring(8, 300, 1));
        let found = judged(&SampleRequest::new(&path, Some(&reals)));
        assert_eq!(
            found.diagnosis.verdict,
            Verdict::Undecided,
            "{count} real rows"
        );
    }
}

/// Pictures of 8x8 bytes: a bright spot whose place and size depend on the number.
fn spots(count: usize, seed: u32) -> Vec<u8> {
    let draws = hashed(3 * count, seed, 1.0);
    let picture = |at: usize| {
        let [x, y, size] = [0, 1, 2].map(|part| draws[3 * at + part]);
        (0..64).map(move |place| {
            let (dx, dy) = (
                (place % 8) as f32 - 3.5 - 3.0 * x,
                (place / 8) as f32 - 3.5 - 3.0 * y,
            );
            (255.0 * (-(dx * dx + dy * dy) / (2.5 + size)).exp()) as u8
        })
    };
    (0..count).flat_map(picture).collect()
}

/// Pictures in which every pixel is drawn by itself: none is like another.
fn noise(count: usize, seed: u32) -> Vec<u8> {
    let values = hashed(64 * count, seed, 127.0);
    values.iter().map(|value| (value + 128.0) as u8).collect()
}

#[test]
fn training_images_that_come_back_are_copies() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, pictures: &[u8]| {
        let path = folder.path().join(name);
        npy(&path, "|u1", &[pictures.len() / 64, 8, 8], pictures)
    };
    let reals = write("reals.npy", &noise(400, 1));
    let shares = |fakes: &Path| {
        let found = judged(&SampleRequest::new(fakes, Some(&reals)));
        let names = found.diagnosis.findings.iter();
        let is_found = names.clone().any(|it| it.symptom.name() == "copies");
        (found.facts.copies.unwrap(), is_found, found.gallery.pairs)
    };
    let (none, is_found, _) = shares(&write("others.npy", &noise(200, 2)));
    assert_eq!((none.samples, none.reals, is_found), (0.0, 0.0, false));
    let half = [&noise(100, 1)[..], &noise(100, 2)].concat();
    let changed: Vec<u8> = half.iter().map(|byte| byte / 4 * 4).collect();
    let (some, is_found, pairs) = shares(&write("copies.npy", &changed));
    assert_eq!((some.samples, is_found), (0.5, true));
    assert!(pairs[0].relative < 0.1 && pairs[0].name.starts_with("row "));
}

#[test]
fn other_forms_of_pictures_are_signs() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, pictures: &[u8]| {
        let path = folder.path().join(name);
        npy(&path, "|u1", &[pictures.len() / 64, 8, 8], pictures)
    };
    let reals = write("reals.npy", &spots(400, 1));
    let signs = |fakes: &Path| {
        let found = judged(&SampleRequest::new(fakes, Some(&reals)));
        assert_eq!(found.facts.space, SampleSpace::Values);
        let names = found.diagnosis.findings.iter();
        names
            .map(|finding| finding.symptom.name())
            .collect::<Vec<_>>()
    };
    let others = signs(&write("others.npy", &spots(400, 2)));
    assert!(!others.contains(&"copies"), "{others:?}");
    let board = |(at, byte): (usize, u8)| byte.saturating_add(20 * ((at / 8 + at) % 2) as u8);
    let boards: Vec<u8> = spots(400, 2).into_iter().enumerate().map(board).collect();
    assert!(signs(&write("boards.npy", &boards)).contains(&"checkerboard"));
    let constant = judged(&SampleRequest::new(
        &write("constant.npy", &[90; 64 * 100]),
        Some(&reals),
    ));
    assert_eq!(constant.diagnosis.label(), "mode_collapse (full)");
    let small = folder.path().join("small.npy");
    npy(&small, "|u1", &[100, 4, 4], &spots(25, 2));
    assert!(signs(&small).contains(&"other_form"));
}

#[test]
fn what_cannot_be_compared_is_refused_in_words() {
    let folder = tempfile::tempdir().unwrap();
    let points = floats(&folder.path().join("points.npy"), &[9, 2], &ring(8, 9, 1));
    let vectors = floats(&folder.path().join("v.npy"), &[6, 3], &ring(8, 9, 1));
    let refused = |request: &SampleRequest| match judge_samples(request, &()) {
        Err(JudgeError::Asked(problem)) => problem,
        other => panic!("{other:?}"),
    };
    let alone = refused(&SampleRequest::new(&points, None));
    assert!(alone.contains("add `--reals PATH`"), "{alone}");
    let unlike = refused(&SampleRequest::new(&points, Some(&vectors)));
    assert!(unlike.contains("vectors of 3 values"), "{unlike}");
    let space = Some(SampleSpace::ImageNet);
    let request = SampleRequest {
        space,
        ..SampleRequest::new(&points, Some(&points))
    };
    assert!(refused(&request).contains("for pictures"));
    let pictures = npy(
        &folder.path().join("p.npy"),
        "|u1",
        &[9, 8, 8],
        &[7; 9 * 64],
    );
    let request = SampleRequest {
        modes: Some(Data::with_known_modes("ring:8").unwrap()),
        ..SampleRequest::new(&pictures, Some(&pictures))
    };
    assert!(refused(&request).contains("modes of points"));
}
