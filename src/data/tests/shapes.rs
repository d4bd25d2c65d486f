//! Coverage of shapes has a true answer.

use std::path::Path;

use super::{opened, spec};
use crate::data::{DataSet, Modes};
use crate::metrics::ModeCounts;
use crate::rng::{Seed, Stream};

const SIDES: [usize; 4] = [8, 16, 32, 64];

fn shapes(side: usize, counts: &str) -> std::sync::Arc<dyn DataSet> {
    let data = crate::config::Data::from(crate::config::Shapes {
        side,
        shapes: 3,
        colours: 4,
        places: 4,
    });
    match counts {
        "" => opened(&data),
        counts => opened(&spec(
            &format!("{{shapes: {{side: {side}, {counts}}}}}"),
            Path::new(""),
        )),
    }
}

fn distance(one: &[f32], other: &[f32]) -> f32 {
    one.iter()
        .zip(other)
        .map(|(one, other)| (one - other).powi(2))
        .sum::<f32>()
        .sqrt()
}

fn counts(samples: &[f32], modes: &Modes) -> (usize, f64) {
    let counts = ModeCounts::new(samples, modes);
    (counts.captured(), counts.high_quality())
}

#[test]
fn real_images_capture_every_mode_and_at_least_99_in_100_are_of_high_quality() {
    for side in SIDES.into_iter().chain([11, 12, 20, 28, 50]) {
        let shapes = shapes(side, "");
        let found = ModeCounts::new(&shapes.reference(Seed(3), 2500), shapes.modes().unwrap());
        assert_eq!(found.captured(), 48, "side {side}");
        assert!(
            found.high_quality() >= 0.99,
            "side {side}: {}",
            found.high_quality()
        );
        assert!(
            found.reverse_kl() < 0.02,
            "side {side}: {}",
            found.reverse_kl()
        );
    }
}

/// Whatever modes a study takes, its images are counted for these among all 48.
#[test]
fn real_images_are_assigned_to_their_own_mode_and_one_mode_counts_as_one() {
    for side in SIDES {
        let all = shapes(side, "");
        let first = shapes(side, "shapes: 1, colours: 1, places: 1").reference(Seed(1), 200);
        let found = ModeCounts::new(&first, all.modes().unwrap());
        assert!(
            found.by_mode[0] >= 198 && found.captured() == 1,
            "side {side}: {:?}",
            found.by_mode
        );
        for (counts, step) in [
            ("shapes: 3, colours: 1, places: 1", 16),
            ("shapes: 1, colours: 4, places: 1", 4),
        ] {
            let some = shapes(side, counts);
            let found = ModeCounts::new(&some.reference(Seed(1), 400), all.modes().unwrap());
            let hit: Vec<usize> = (0..48).filter(|mode| found.by_mode[*mode] > 0).collect();
            let expected: Vec<usize> = (0..some.modes().unwrap().count())
                .map(|mode| mode * step)
                .collect();
            assert_eq!(hit, expected, "side {side}, {counts}");
        }
    }
}

#[test]
fn averages_of_two_modes_blank_images_and_noise_belong_to_none() {
    for side in SIDES {
        let shapes = shapes(side, "");
        let modes = shapes.modes().unwrap();
        let real = shapes.reference(Seed(5), 400);
        let of = |sample: &[f32]| {
            ModeCounts::new(sample, modes)
                .by_mode
                .iter()
                .position(|count| *count > 0)
        };
        let rows: Vec<(&[f32], Option<usize>)> = real
            .chunks_exact(modes.row)
            .map(|row| (row, of(row)))
            .collect();
        let mut mixed = Vec::new();
        for (at, (one, mode)) in rows.iter().enumerate() {
            // Those of the nearest modes are the hardest.
            let others = rows[at + 1..]
                .iter()
                .filter(|(_, other)| other != mode && other.is_some() && mode.is_some());
            let nearest = others.min_by(|a, b| distance(a.0, one).total_cmp(&distance(b.0, one)));
            let Some((other, _)) = nearest else { continue };
            mixed.extend(
                one.iter()
                    .zip(*other)
                    .map(|(one, other)| (one + other) / 2.0),
            );
        }
        assert!(mixed.len() > 350 * modes.row);
        let (_, share) = counts(&mixed, modes);
        assert_eq!(
            share, 0.0,
            "side {side}: an average of two similar images of different modes counts"
        );
        for level in [-1.0, -0.94, 0.0, 1.0] {
            assert_eq!(
                counts(&vec![level; modes.row], modes).0,
                0,
                "side {side}: blank at {level}"
            );
        }
        let mut noise = vec![0.0; 200 * modes.row];
        Seed(1).at(Stream::Real, 1, 0).uniform(1.0, &mut noise);
        assert_eq!(counts(&noise, modes).0, 0, "side {side}: noise");
        let faint: Vec<f32> = modes
            .centres
            .iter()
            .map(|value| -0.94 + (value + 0.94) * 0.4)
            .collect();
        assert_eq!(
            counts(&faint, modes).0,
            0,
            "side {side}: shapes of 40 % contrast"
        );
    }
}

#[test]
fn no_pixel_is_the_same_in_every_image() {
    let rows = shapes(16, "").reference(Seed(2), 500);
    let first = &rows[..768];
    for at in 0..768 {
        assert!(
            rows.chunks_exact(768).any(|row| row[at] != first[at]),
            "value {at}"
        );
    }
}
