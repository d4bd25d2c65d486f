//! Three grey images as one in colour.

use super::ranges::assert_spans;
use super::{opened, spec};
use crate::config::Kind;
use crate::rng::Seed;

#[test]
fn channels_are_images_of_the_grey_set_drawn_independently_and_afresh() {
    let here = std::path::Path::new("");
    let (stacked, digits) = (
        opened(&spec("stacked", here)),
        opened(&spec("digits", here)),
    );
    assert_eq!(
        (stacked.kind(), stacked.count()),
        (
            Kind::Images {
                side: 8,
                channels: 3
            },
            None
        )
    );
    assert_eq!(stacked.kind(), spec("{stacked: {of: digits}}", here).kind());
    assert_eq!(
        (stacked.digest(), stacked.labels().is_some()),
        (digits.digest(), false)
    );
    assert_spans(&*stacked, "stacked");
    let mut all = vec![0.0; 1797 * 64];
    digits.rows(&(0..1797).collect::<Vec<_>>(), &mut all);
    let mut batch = vec![0.0; 20 * 192];
    stacked.batch(Seed(3), 5, 1, &mut batch);
    let number = |image: &[f32]| {
        all.chunks_exact(64)
            .position(|known| known == image)
            .expect("an image of the set")
    };
    let channel = |row: &[f32], at: usize| {
        row.iter()
            .skip(at)
            .step_by(3)
            .copied()
            .collect::<Vec<f32>>()
    };
    let mut numbers: Vec<usize> = batch
        .chunks_exact(192)
        .flat_map(|row| [0, 1, 2].map(|at| number(&channel(row, at))))
        .collect();
    numbers.sort_unstable();
    numbers.dedup();
    assert!(
        numbers.len() > 50,
        "60 independent draws: {}",
        numbers.len()
    );
    let mut again = vec![0.0; 20 * 192];
    stacked.batch(Seed(3), 5, 1, &mut again);
    assert_eq!(batch, again);
    for (seed, step, part) in [(4, 5, 1), (3, 6, 1), (3, 5, 0)] {
        stacked.batch(Seed(seed), step, part, &mut again);
        assert_ne!(batch, again, "seed {seed}, step {step}, part {part}");
    }
}
