//! Sets of digits beside reals of all classes.

use std::path::Path;

use seesaw::data;
use seesaw::diagnose::SampleSpace;
use seesaw::launch::samples::SampleRequest;
use seesaw::rng::Draws;

use super::case::{COLLAPSE, Case, Expected, UNDECIDED, case, draws};
use super::files::{of_bytes, write_labelled};

/// Digits that the real side does not hold, of the first `held` classes.
pub(super) fn digits(held: u8, has_labels: bool, expected: Expected) -> Case {
    let name = format!("{held} of 10 digits");
    chosen_digits(name, has_labels, expected, move |of_class| {
        of_class[..usize::from(held)].concat()
    })
}

/// One digit of each class, fifty times.
pub(super) fn repeated_digits(has_labels: bool) -> Case {
    let name = "one digit of each class, fifty times";
    chosen_digits(name.to_string(), has_labels, COLLAPSE, |of_class| {
        (0..500).map(|at| of_class[at % 10][0]).collect()
    })
}

/// Digits that the real side does not hold, chosen from those of each class.
fn chosen_digits(
    name: String,
    has_labels: bool,
    expected: Expected,
    choose: impl Fn(&[Vec<u32>]) -> Vec<u32> + 'static,
) -> Case {
    let space = match has_labels {
        true => SampleSpace::Classes,
        false => SampleSpace::Values,
    };
    case(name, space, expected, move |folder, seed| {
        let unchanged = |_: &mut [u8], _: &mut Draws| ();
        digits_beside_reals(folder, &mut draws(seed), has_labels, &choose, unchanged)
    })
}

/// Digits of all classes, one of five of which is replaced by noise.
pub(super) fn partly_noise(has_labels: bool) -> Case {
    let space = match has_labels {
        true => SampleSpace::Classes,
        false => SampleSpace::Values,
    };
    let name = "10 of 10 digits, a fifth of them noise";
    case(name, space, UNDECIDED, move |folder, seed| {
        let choose = |of_class: &[Vec<u32>]| of_class.concat();
        let change = |pictures: &mut [u8], draws: &mut Draws| {
            for picture in pictures.chunks_exact_mut(64).step_by(5) {
                picture.fill_with(|| draws.below(256) as u8);
            }
        };
        digits_beside_reals(folder, &mut draws(seed), has_labels, choose, change)
    })
}

/// Writes digits that the real side does not hold, chosen from those of each class, and changed; the reals with their classes or without.
fn digits_beside_reals(
    folder: &Path,
    draws: &mut Draws,
    has_labels: bool,
    choose: impl Fn(&[Vec<u32>]) -> Vec<u32>,
    change: impl Fn(&mut [u8], &mut Draws),
) -> SampleRequest {
    let digits = seesaw::config::Data::Digits(seesaw::config::Digits {});
    let set = data::open(&digits).expect("embedded data");
    let labels = set.labels().expect("classes").of_rows();
    let order = draws.permutation(labels.len() as u32);
    let (reals, fakes) = order.split_at(1_100);
    let of_class = |class: u8| -> Vec<u32> {
        let is_meant = |number: &u32| labels[*number as usize] == class;
        fakes.iter().copied().filter(is_meant).collect()
    };
    let fakes = choose(&(0..10).map(of_class).collect::<Vec<_>>());
    let bytes = |numbers: &[u32]| -> Vec<u8> {
        let mut rows = vec![0.0; numbers.len() * 64];
        set.rows(numbers, &mut rows);
        rows.iter()
            .map(|value| ((value + 1.0) * 127.5).round() as u8)
            .collect()
    };
    let path = folder.join("fakes.npy");
    let mut pictures = bytes(&fakes);
    change(&mut pictures, draws);
    std::fs::write(&path, of_bytes(&[fakes.len(), 8, 8], &pictures)).expect("a file");
    let images = of_bytes(&[reals.len(), 8, 8], &bytes(reals));
    let real_path = folder.join(if has_labels { "reals.npz" } else { "reals.npy" });
    if has_labels {
        let classes: Vec<u8> = reals.iter().map(|at| labels[*at as usize]).collect();
        write_labelled(&real_path, &images, &of_bytes(&[reals.len()], &classes));
    } else {
        std::fs::write(&real_path, images).expect("a file");
    }
    SampleRequest::new(&path, Some(&real_path))
}
