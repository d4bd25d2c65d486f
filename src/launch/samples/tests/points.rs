//! Points and vectors: noise at the modes and between them, narrow and moved modes, columns and values of unusual size.

use std::path::Path;

use super::super::{JudgeError, SampleRequest, judge_samples};
use super::{floats, judged, ring_request};
use crate::diagnose::{Diagnosis, Verdict};
use crate::golden::hashed;

/// Numbers with mean 0 and deviation 1: of twelve draws the sum.
fn normal(count: usize, stream: u32) -> Vec<f32> {
    let draws = (0..12).map(|draw| hashed(count, 100 * stream + draw, 0.5));
    draws.fold(vec![0.0; count], |sums, draws| {
        let both = sums.into_iter().zip(draws);
        both.map(|(sum, draw)| sum + draw).collect()
    })
}

/// Points of the ring at modes that `mode` chooses, with this deviation.
fn ring(count: usize, stream: u32, deviation: f32, mode: impl Fn(usize) -> usize) -> Vec<f32> {
    let noise = normal(2 * count, stream);
    let point = |at: usize| {
        let angle = std::f32::consts::TAU * mode(at) as f32 / 8.0;
        [0, 1].map(|axis| [angle.cos(), angle.sin()][axis] + deviation * noise[2 * at + axis])
    };
    (0..count).flat_map(point).collect()
}

/// Vectors of 20 values around ten centres.
fn vectors(count: usize, stream: u32, deviation: f32) -> Vec<f32> {
    let (centres, noise) = (hashed(200, 1, 0.4), normal(20 * count, stream));
    let value = |at: usize| centres[at % 200] + deviation * noise[at];
    (0..20 * count).map(value).collect()
}

/// The rows of which this share, the first ones, are evenly spread.
fn with_noise(mut rows: Vec<f32>, width: usize, share: f64, size: f32, stream: u32) -> Vec<f32> {
    let count = (share * (rows.len() / width) as f64) as usize * width;
    rows[..count].copy_from_slice(&hashed(count, stream, size));
    rows
}

fn request(folder: &Path, width: usize, fakes: &[f32], reals: &[f32]) -> SampleRequest {
    let write =
        |name: &str, rows: &[f32]| floats(&folder.join(name), &[rows.len() / width, width], rows);
    SampleRequest::new(&write("fakes.npy", fakes), Some(&write("reals.npy", reals)))
}

fn said(width: usize, fakes: &[f32], reals: &[f32]) -> Diagnosis {
    let folder = tempfile::tempdir().unwrap();
    judged(&request(folder.path(), width, fakes, reals)).diagnosis
}

/// Whether the number that blocked is named.
fn names(said: &Diagnosis, name: &str) -> bool {
    let evidence = said.findings[0].evidence.iter();
    evidence
        .filter(|it| it.threshold.is_some())
        .any(|it| it.name.contains(name))
}

#[test]
fn a_mode_that_only_noise_reaches_is_not_held() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("fakes.npy");
    let of = |held: usize, share: f64, stream: u32| {
        let rows = ring(2_500, stream, 0.02, |at| at % held);
        let rows = with_noise(rows, 2, share, 1.5, stream + 50);
        judged(&ring_request(&path, &rows)).diagnosis
    };
    let mut undecided = 0;
    for stream in 1..=6 {
        for share in [0.5, 0.75, 0.88] {
            for held in [4, 7] {
                let found = of(held, share, stream);
                assert_ne!(
                    found.verdict,
                    Verdict::Healthy,
                    "{held} modes, {share} noise"
                );
                if found.verdict == Verdict::Undecided {
                    assert!(names(&found, "than the noise around them"));
                    let signs = found.findings.iter();
                    let is_uneven =
                        |it: &&crate::diagnose::Finding| it.symptom.name() == "mode_imbalance";
                    assert_eq!(signs.filter(is_uneven).count(), 0);
                    undecided += 1;
                }
            }
            let whole = of(8, share, stream);
            assert_eq!(whole.verdict, Verdict::Healthy, "{share} noise");
        }
    }
    assert!(undecided > 3, "{undecided}");
}

#[test]
fn noise_among_points_and_vectors_is_not_healthy() {
    let reals = ring(2_500, 1, 0.02, |at| at % 8);
    let whole = ring(2_500, 2, 0.02, |at| at % 8);
    assert_eq!(said(2, &whole, &reals).verdict, Verdict::Healthy);
    let noisy = said(2, &with_noise(whole.clone(), 2, 0.3, 1.5, 7), &reals);
    assert_eq!(noisy.verdict, Verdict::Undecided);
    assert!(names(&noisy, "like no real one"));
    // Points on straight ways between two others.
    let mut bridged = whole.clone();
    for at in 0..1_000 {
        let way = (at % 97) as f32 / 97.0;
        let [from, to] = [2 * (1_000 + at), 2 * (1_000 + (7 * at + 3) % 1_500)];
        for axis in 0..2 {
            bridged[2 * at + axis] = whole[from + axis] * way + whole[to + axis] * (1.0 - way);
        }
    }
    assert_eq!(said(2, &bridged, &reals).verdict, Verdict::Undecided);
    let reals = vectors(1_500, 1, 0.1);
    assert_eq!(
        said(20, &vectors(1_500, 2, 0.1), &reals).verdict,
        Verdict::Healthy
    );
    let noisy = said(
        20,
        &with_noise(vectors(1_500, 2, 0.1), 20, 0.3, 0.6, 7),
        &reals,
    );
    assert_eq!(noisy.verdict, Verdict::Undecided);
}

#[test]
fn narrow_modes_are_not_healthy() {
    let reals = vectors(1_500, 1, 0.1);
    let narrow = said(20, &vectors(1_500, 2, 0.05), &reals);
    assert_eq!(narrow.verdict, Verdict::Undecided);
    assert!(
        names(&narrow, "recall"),
        "{:?}",
        narrow.findings[0].evidence
    );
}

#[test]
fn points_that_are_moved_or_uneven_lack_no_part() {
    for count in [500, 2_500] {
        let reals = ring(count, 1, 0.02, |at| at % 8);
        for by in [0.02, 0.03] {
            let mut moved = ring(count, 2, 0.02, |at| at % 8);
            moved.iter_mut().for_each(|value| *value += by);
            let found = said(2, &moved, &reals).verdict;
            assert_ne!(found, Verdict::ModeCollapse, "{count} moved by {by}");
        }
        let shares = [30, 20, 20, 10, 10, 5, 3, 2];
        let mode = |at: usize| {
            let mut place = at * 37 % 100;
            (0..8).find(|mode| {
                let is_of = place < shares[*mode];
                place = place.saturating_sub(shares[*mode]);
                is_of
            })
        };
        let uneven = ring(count, 3, 0.02, |at| mode(at).unwrap());
        let found = said(2, &uneven, &reals).verdict;
        assert_ne!(found, Verdict::ModeCollapse, "{count} uneven");
        let part = ring(count, 3, 0.02, |at| at % 7);
        assert_eq!(
            said(2, &part, &reals).verdict,
            Verdict::ModeCollapse,
            "{count}"
        );
    }
}

#[test]
fn a_part_of_many_small_modes_that_is_missing_is_not_healthy() {
    let points = |stream: u32, modes: &[usize]| -> Vec<f32> {
        let noise = normal(5_000, stream);
        let value = |at: usize| {
            let mode = modes[at / 2 % modes.len()];
            2.0 * [mode % 7, mode / 7][at % 2] as f32 + 0.05 * noise[at]
        };
        (0..5_000).map(value).collect()
    };
    let all: Vec<usize> = (0..42).collect();
    let is_alone = |mode: &&usize| **mode % 7 % 2 == 1 && **mode / 7 % 2 == 1;
    let most: Vec<usize> = all.iter().filter(|mode| !is_alone(mode)).copied().collect();
    assert_eq!(most.len(), 33);
    let reals = points(1, &all);
    assert_eq!(said(2, &points(2, &all), &reals).verdict, Verdict::Healthy);
    let found = said(2, &points(3, &most), &reals).verdict;
    assert_ne!(found, Verdict::Healthy);
}

#[test]
fn a_small_column_that_is_wrong_hides_no_missing_modes() {
    let with_column = |points: Vec<f32>, stream, moved: f32| -> Vec<f32> {
        let small = normal(points.len() / 2, stream);
        let rows = points.chunks_exact(2).zip(small);
        rows.flat_map(|(point, small)| [point[0], point[1], 1e-5 * small + moved])
            .collect()
    };
    let reals = with_column(ring(2_500, 1, 0.02, |at| at % 8), 11, 0.0);
    let fakes = with_column(ring(2_500, 2, 0.02, |at| at % 7), 12, 4e-5);
    assert_eq!(said(3, &fakes, &reals).verdict, Verdict::ModeCollapse);
}

#[test]
fn a_large_column_hides_no_missing_modes() {
    let beside_noise = |points: Vec<f32>, stream| -> Vec<f32> {
        let large = normal(points.len() / 2, stream);
        let rows = points.chunks_exact(2).zip(large);
        rows.flat_map(|(point, large)| [point[0], point[1], 1e4 * large])
            .collect()
    };
    let reals = beside_noise(ring(2_500, 1, 0.02, |at| at % 8), 11);
    let of = |held: usize| beside_noise(ring(2_500, 2, 0.02, |at| at % held), 12);
    assert_eq!(said(3, &of(4), &reals).verdict, Verdict::ModeCollapse);
    assert_eq!(said(3, &of(8), &reals).verdict, Verdict::Healthy);
    let noise = beside_noise(hashed(5_000, 5, 1.5), 13);
    assert_eq!(said(3, &noise, &reals).verdict, Verdict::Undecided);
}

#[test]
fn values_of_any_size_are_compared() {
    for exponent in [-116, -100, 100, 120] {
        let sized = |held: usize, stream| -> Vec<f32> {
            let rows = ring(1_000, stream, 0.02, |at| at % held);
            rows.iter()
                .map(|value| value * 2f32.powi(exponent))
                .collect()
        };
        let found = said(2, &sized(8, 2), &sized(8, 1));
        assert_eq!(found.verdict, Verdict::Healthy, "2^{exponent}");
        let is_said = found
            .not_judged
            .iter()
            .any(|it| it.contains("were multiplied by 2^"));
        assert!(is_said, "{:?}", found.not_judged);
        assert_eq!(
            said(2, &sized(4, 2), &sized(8, 1)).verdict,
            Verdict::ModeCollapse
        );
    }
}

#[test]
fn beside_real_rows_that_are_all_the_same_nothing_is_judged() {
    let folder = tempfile::tempdir().unwrap();
    let request = request(folder.path(), 2, &[1.0; 400], &[1.0; 400]);
    match judge_samples(&request, &()) {
        Err(JudgeError::Asked(problem)) => assert!(problem.contains("all the same"), "{problem}"),
        other => panic!("{other:?}"),
    }
}

/// Of 2,500 rows one is a slip of whoever recorded them, on either side, wherever it stands.
#[test]
fn one_row_far_from_all_others_decides_nothing() {
    let far = |mut rows: Vec<f32>, at: usize, size: f32| {
        rows[2 * at..][..2].copy_from_slice(&[size, -size]);
        rows
    };
    let [reals, whole] = [1, 2].map(|stream| ring(2_500, stream, 0.02, |at| at % 8));
    let half = ring(2_500, 3, 0.02, |at| at % 4);
    let flown: Vec<f32> = normal(5_000, 4).iter().map(|value| value * 1e4).collect();
    let noise = hashed(5_000, 9, 2.0);
    let same = reals[..2].repeat(2_500);
    for (at, size) in [(0, 1e3), (1, 1e4), (3, 1e6), (1_251, 1e4)] {
        let slip = far(reals.clone(), at, size);
        let of = |fakes: &[f32], reals: &[f32]| said(2, fakes, reals).label();
        let case = format!("row {at} at {size}");
        assert_eq!(of(&whole, &slip), "healthy", "a real {case}");
        let fakes = far(whole.clone(), at, size);
        assert_eq!(of(&fakes, &reals), "healthy", "a sample, {case}");
        assert_eq!(of(&half, &slip), "mode_collapse (partial)", "{case}");
        assert_eq!(of(&same, &slip), "mode_collapse (full)", "{case}");
        assert_eq!(of(&noise, &slip), "undecided", "{case}");
        assert_eq!(of(&flown, &slip), "divergence", "{case}");
    }
}

#[test]
fn one_row_far_from_all_others_decides_nothing_where_modes_are_known() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("fakes.npy");
    let mut rows = ring(2_500, 2, 0.02, |at| at % 8);
    rows[2..4].copy_from_slice(&[1e4, -1e4]);
    let found = judged(&ring_request(&path, &rows)).diagnosis;
    assert_eq!(found.verdict, Verdict::Healthy);
    rows.iter_mut().for_each(|value| *value *= 1e4);
    let found = judged(&ring_request(&path, &rows)).diagnosis;
    assert_eq!(found.verdict, Verdict::Divergence);
}

/// Nearest neighbours say nothing where real rows repeat; samples that are all the same are still seen.
#[test]
fn samples_that_are_all_the_same_are_a_collapse_where_real_rows_repeat() {
    let one_hot: Vec<f32> = (0..2_500)
        .flat_map(|at| (0..8).map(move |column| f32::from(u8::from(column == at % 8))))
        .collect();
    let same = one_hot[..8].repeat(2_500);
    assert_eq!(said(8, &same, &one_hot).label(), "mode_collapse (full)");
    let half: Vec<f32> = one_hot[..4 * 8].repeat(625);
    assert_eq!(said(8, &half, &one_hot).label(), "mode_collapse (partial)");
    // Coverage has no meaning there, and says nothing.
    let whole = said(8, &one_hot, &one_hot);
    assert_eq!(whole.verdict, Verdict::Undecided);
    let is_said = |it: &String| it.starts_with("coverage and density were not measured: 100 %");
    assert!(
        whole.not_judged.iter().any(is_said),
        "{:?}",
        whole.not_judged
    );
    for zeros in [2, 10, 20] {
        let sparse = |stream: u32| -> Vec<f32> {
            let values = normal(5 * 2_500, stream).into_iter().enumerate();
            let is_kept = |at: usize| (at / 5).is_multiple_of(zeros);
            values
                .map(|(at, value)| if is_kept(at) { value } else { 0.0 })
                .collect()
        };
        let (reals, whole) = (sparse(1), sparse(2));
        let of = |fakes: &[f32]| said(5, fakes, &reals).label();
        assert_eq!(of(&[0.0; 5 * 2_500]), "mode_collapse (full)", "{zeros}");
        assert_eq!(of(&whole), "undecided", "one of {zeros} is not zero");
    }
}
