//! What is made, and what should be said of it.

use std::path::Path;

use seesaw::diagnose::SampleSpace;
use seesaw::launch::samples::SampleRequest;
use seesaw::rng::Draws;

use super::case::{COLLAPSE, Case, Expected, HEALTHY, UNDECIDED, case, draws};
use super::digits::{digits, partly_noise, repeated_digits};
use super::files::{of_bytes, of_floats};
use super::photographs::{SIDE, blurred, checkered, crops, noisy, originals, share};
use super::points::{partly_in_modes, points, points_without_modes};

/// Originals of photographs.
const ORIGINALS: usize = 20;
/// Photographs of each side.
const PHOTOGRAPHS: usize = 400;

/// Every case.
pub fn all() -> Vec<Case> {
    let mut all = Vec::new();
    for held in 1..=8 {
        let expected = if held == 8 { HEALTHY } else { COLLAPSE };
        all.push(points("ring:8", held, 2_500, expected));
    }
    for held in [5, 12, 24, 25] {
        let expected = if held == 25 { HEALTHY } else { COLLAPSE };
        all.push(points("grid:5", held, 2_500, expected));
    }
    all.push(partly_in_modes());
    for held in [1, 4, 6, 7, 8] {
        let expected = if held == 8 { HEALTHY } else { COLLAPSE };
        all.push(points_without_modes("ring:8", held, expected));
    }
    for held in [12, 20, 25] {
        let expected = if held == 25 { HEALTHY } else { COLLAPSE };
        all.push(points_without_modes("grid:5", held, expected));
    }
    all.push(points("ring:8", 8, 1_000_000, HEALTHY));
    all.push(points("ring:8", 8, 5, UNDECIDED));
    all.push(points("ring:8", 8, 1, UNDECIDED));
    // Of fewer classes there are too few digits left for a verdict.
    for held in [3, 5, 8, 9, 10] {
        let expected = if held == 10 { HEALTHY } else { COLLAPSE };
        all.push(digits(held, true, expected));
    }
    for held in [1, 3, 5, 7, 8, 10] {
        let expected = if held == 10 { HEALTHY } else { COLLAPSE };
        all.push(digits(held, false, expected));
    }
    for has_labels in [true, false] {
        all.push(repeated_digits(has_labels));
        all.push(partly_noise(has_labels));
    }
    for held in [1, 2, 5, 10, 15, 20] {
        let expected = if held == ORIGINALS { HEALTHY } else { COLLAPSE };
        let name = format!("crops of {held} of {ORIGINALS} photographs");
        all.push(photographs(name, expected, move |originals, draws| {
            crops(originals, held, PHOTOGRAPHS, draws)
        }));
    }
    let whole =
        |originals: &[_], draws: &mut Draws| crops(originals, ORIGINALS, PHOTOGRAPHS, draws);
    all.push(photographs(
        "blurred photographs",
        Expected::Sign("blurred"),
        move |originals, draws| blurred(&blurred(&whole(originals, draws))),
    ));
    all.push(photographs(
        "noisy photographs",
        Expected::Sign("noisy"),
        move |originals, draws| noisy(&whole(originals, draws), 60.0, draws),
    ));
    all.push(photographs(
        "photographs with a checkerboard",
        Expected::Sign("checkerboard"),
        move |originals, draws| checkered(&whole(originals, draws)),
    ));
    all.push(photographs(
        "one grey picture, many times",
        COLLAPSE,
        |_, draws| vec![draws.below(256) as u8; PHOTOGRAPHS * SIDE * SIDE * 3],
    ));
    all.push(photographs("noise", UNDECIDED, |_, draws| {
        noisy(&vec![128; PHOTOGRAPHS * SIDE * SIDE * 3], 128.0, draws)
    }));
    all.extend(imperfect_photographs());
    all.extend(changed_photographs());
    all
}

/// Photographs of all originals that are imperfect, and of half of them, which are a collapse all the same.
fn imperfect_photographs() -> Vec<Case> {
    type Change = fn(&[u8], &mut Draws) -> Vec<u8>;
    let changes: [(&str, Change); 4] = [
        ("a little noisy", |all, draws| noisy(all, 5.0, draws)),
        ("noisier", |all, draws| noisy(all, 20.0, draws)),
        ("blended with each other", blended),
        ("half of them blurred", |all, _| {
            let (some, others) = all.split_at(all.len() / 2);
            [blurred(some), others.to_vec()].concat()
        }),
    ];
    let mut cases = Vec::new();
    for (how, change) in changes {
        cases.push(photographs(
            format!("photographs, {how}"),
            Expected::Whole,
            move |originals, draws| {
                let all = crops(originals, ORIGINALS, PHOTOGRAPHS, draws);
                change(&all, draws)
            },
        ));
    }
    cases.push(photographs(
        "photographs, half of the originals noisy",
        Expected::Whole,
        |originals, draws| {
            let (some, others) = originals.split_at(ORIGINALS / 2);
            let good = crops(some, some.len(), PHOTOGRAPHS / 2, draws);
            let bad = crops(others, others.len(), PHOTOGRAPHS / 2, draws);
            [good, noisy(&bad, 40.0, draws)].concat()
        },
    ));
    cases.push(photographs(
        "photographs, half of the originals with a fifth of their share",
        Expected::Whole,
        |originals, draws| {
            let (some, others) = originals.split_at(ORIGINALS / 2);
            let rare = PHOTOGRAPHS / 6;
            let often = crops(some, some.len(), PHOTOGRAPHS - rare, draws);
            [often, crops(others, others.len(), rare, draws)].concat()
        },
    ));
    for (how, size) in [("a little noisy", 5.0), ("noisier", 20.0)] {
        cases.push(photographs(
            format!(
                "crops of {} of {ORIGINALS} photographs, {how}",
                ORIGINALS / 2
            ),
            COLLAPSE,
            move |originals, draws| {
                let half = crops(originals, ORIGINALS / 2, PHOTOGRAPHS, draws);
                noisy(&half, size, draws)
            },
        ));
    }
    cases
}

/// Each picture with three tenths of the next.
fn blended(pictures: &[u8], _: &mut Draws) -> Vec<u8> {
    let next = pictures.iter().cycle().skip(SIDE * SIDE * 3);
    let mixed = |(own, next): (&u8, &u8)| (0.7 * f32::from(*own) + 0.3 * f32::from(*next)) as u8;
    pictures.iter().zip(next).map(mixed).collect()
}

type Originals = [super::photographs::Original];

/// Crops of all originals as reals, beside what `make` makes of the originals.
fn photographs(
    name: impl Into<String>,
    expected: Expected,
    make: impl Fn(&Originals, &mut Draws) -> Vec<u8> + 'static,
) -> Case {
    case(
        name,
        SampleSpace::ImageNet,
        expected,
        move |folder, seed| {
            let originals = originals(ORIGINALS, seed);
            let mut draws = draws(seed);
            let reals = crops(&originals, ORIGINALS, PHOTOGRAPHS, &mut draws);
            let fakes = make(&originals, &mut draws);
            beside(folder, &fakes, &reals)
        },
    )
}

fn beside(folder: &Path, fakes: &[u8], reals: &[u8]) -> SampleRequest {
    let write = |name: &str, pictures: &[u8]| {
        let path = folder.join(name);
        let shape = [pictures.len() / (SIDE * SIDE * 3), SIDE, SIDE, 3];
        std::fs::write(&path, of_bytes(&shape, pictures)).expect("a file");
        path
    };
    SampleRequest::new(&write("fakes.npy", fakes), Some(&write("reals.npy", reals)))
}

/// Photographs that are copies, or have another form.
fn changed_photographs() -> Vec<Case> {
    let space = SampleSpace::ImageNet;
    let copies = case(
        "copies of real photographs",
        space,
        Expected::Sign("copies"),
        |folder, seed| {
            let mut draws = draws(seed);
            let reals = crops(
                &originals(ORIGINALS, seed),
                ORIGINALS,
                PHOTOGRAPHS,
                &mut draws,
            );
            let fakes = noisy(&reals, 6.0, &mut draws);
            beside(folder, &fakes, &reals)
        },
    );
    let small = case(
        "smaller photographs",
        space,
        Expected::Sign("other_form"),
        |folder, seed| {
            let mut draws = draws(seed);
            let originals = originals(ORIGINALS, seed);
            let reals = crops(&originals, ORIGINALS, PHOTOGRAPHS, &mut draws);
            let fakes = crops(&originals, ORIGINALS, PHOTOGRAPHS, &mut draws);
            let request = beside(folder, &fakes, &reals);
            let row = SIDE * SIDE * 3;
            let half = fakes.chunks_exact(row).flat_map(|picture| {
                let places =
                    (0..SIDE / 2).flat_map(|y| (0..SIDE / 2).map(move |x| 2 * y * SIDE + 2 * x));
                places
                    .flat_map(|at| picture[at * 3..][..3].to_vec())
                    .collect::<Vec<u8>>()
            });
            let half: Vec<u8> = half.collect();
            let shape = [PHOTOGRAPHS, SIDE / 2, SIDE / 2, 3];
            std::fs::write(&request.fakes, of_bytes(&shape, &half)).expect("a file");
            request
        },
    );
    let range = case(
        "photographs in another range",
        space,
        Expected::Sign("other_form"),
        |folder, seed| {
            let mut draws = draws(seed);
            let originals = originals(ORIGINALS, seed);
            let floats = |low: f32, draws: &mut Draws| -> Vec<f32> {
                let pictures = crops(&originals, ORIGINALS, PHOTOGRAPHS, draws);
                let share = |byte: u8| f32::from(byte) / 255.0;
                pictures
                    .into_iter()
                    .map(|byte| low + (1.0 - low) * share(byte))
                    .collect()
            };
            let write = |name: &str, values: &[f32]| {
                let path = folder.join(name);
                let shape = [PHOTOGRAPHS, SIDE, SIDE, 3];
                std::fs::write(&path, of_floats(&shape, values)).expect("a file");
                path
            };
            let fakes = write("fakes.npy", &floats(0.0, &mut draws));
            let reals = write("reals.npy", &floats(-1.0, &mut draws));
            SampleRequest::new(&fakes, Some(&reals))
        },
    );
    let dim = photographs(
        "photographs of half the range",
        Expected::Sign("range_shortcut"),
        |originals, draws| {
            let low = 0.2 * share(draws);
            let dimmed = |byte: u8| (255.0 * low + 0.4 * f32::from(byte)) as u8;
            crops(originals, ORIGINALS, PHOTOGRAPHS, draws)
                .into_iter()
                .map(dimmed)
                .collect()
        },
    );
    vec![copies, small, range, dim]
}
