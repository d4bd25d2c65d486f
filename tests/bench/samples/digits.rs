//! Sets of digits beside reals of all classes.

use std::path::Path;

use seesaw::data;
use seesaw::launch::samples::SampleRequest;
use seesaw::rng::Draws;

use super::files::{of_bytes, write_labelled};

/// Writes digits that the real side does not hold, chosen from those of each class; the reals with their classes or without.
pub fn digits_beside_reals(
    folder: &Path,
    draws: &mut Draws,
    has_labels: bool,
    choose: impl Fn(&[Vec<u32>]) -> Vec<u32>,
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
    std::fs::write(&path, of_bytes(&[fakes.len(), 8, 8], &bytes(&fakes))).expect("a file");
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
