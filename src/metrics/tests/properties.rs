//! Whatever the rows are, there is a number, and it is in its range.

use proptest::prelude::*;

use crate::data::{DataSet, Kind};
use crate::metrics::{
    Direction, Evaluator, Kernel, Metric, TABLE, Unit, frechet, kernel_distance, vendi_score,
};
use crate::rng::Seed;

/// Data of these rows, over and over.
struct Rows(Vec<f32>, Kind);

impl DataSet for Rows {
    fn kind(&self) -> Kind {
        self.1
    }

    fn batch(&self, _: Seed, _: u64, _: u16, out: &mut [f32]) {
        out.iter_mut()
            .zip(self.0.iter().cycle())
            .for_each(|(out, value)| *out = *value);
    }

    fn reference(&self, _: Seed, rows: usize) -> Vec<f32> {
        self.0[..self.0.len().min(rows * self.1.row())].to_vec()
    }
}

/// Few values, many of them equal, some at the edge of f32, some not numbers.
fn any_value() -> impl Strategy<Value = f32> {
    prop_oneof![
        4 => -1.0f32..1.0,
        2 => Just(0.0f32),
        2 => Just(-1.0f32),
        1 => prop_oneof![Just(f32::MAX), Just(f32::MIN_POSITIVE), Just(-1e30f32), Just(1e-40f32)],
    ]
}

fn any_rows(kind: Kind, most: usize) -> impl Strategy<Value = Vec<f32>> {
    let row = kind.row();
    prop_oneof![
        (1..=most).prop_flat_map(move |count| prop::collection::vec(any_value(), count * row)),
        (any_value(), 1..=most).prop_map(move |(value, count)| vec![value; count * row]),
        (prop::collection::vec(-1.0f32..1.0, row), 1..=most)
            .prop_map(|(row, count)| row.repeat(count)),
    ]
}

fn any_kind() -> impl Strategy<Value = Kind> {
    let images = (1usize..6, prop_oneof![Just(1usize), Just(3)]);
    prop_oneof![
        Just(Kind::Points),
        images.prop_map(|(side, channels)| Kind::Images { side, channels })
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    #[test]
    fn no_rows_make_a_metric_panic(
        (kind, real, fake) in any_kind().prop_flat_map(|kind| (Just(kind), any_rows(kind, 30), any_rows(kind, 30))),
    ) {
        let evaluator = Evaluator::new(&Rows(real.clone(), kind), None, Seed(1));
        let measured = evaluator.measure(&fake, Some(&real));
        let share = |metric: Metric| measured.get(metric).filter(|value| !value.is_nan());
        for metric in [
            Metric::Precision, Metric::Recall, Metric::Coverage, Metric::BinsDifferent, Metric::RangeGap,
        ] {
            let value = share(metric).unwrap_or(0.0);
            prop_assert!((0.0..=1.0).contains(&value), "{metric:?} {value}");
        }
        for row in TABLE.iter().filter(|row| row.unit != Unit::Ssim && row.metric != Metric::KernelDistance) {
            prop_assert!(share(row.metric).unwrap_or(0.0) >= 0.0, "{}", row.name);
        }
        prop_assert!(share(Metric::JensenShannon).unwrap_or(0.0) <= 2f64.ln() + 1e-12);
    }

    #[test]
    fn samples_that_are_not_finite_are_not_numbers(
        (kind, real, mut fake) in any_kind().prop_flat_map(|kind| (Just(kind), any_rows(kind, 30), any_rows(kind, 30))),
        place in any::<prop::sample::Index>(),
        value in prop_oneof![Just(f32::NAN), Just(f32::INFINITY), Just(f32::NEG_INFINITY)],
    ) {
        let place = place.index(fake.len().min(64 * kind.row()));
        fake[place] = value;
        let measured = Evaluator::new(&Rows(real.clone(), kind), None, Seed(1)).measure(&fake, Some(&real));
        for row in TABLE.iter().filter(|row| row.metric != Metric::SimilarityReal) {
            let measured = measured.get(row.metric);
            prop_assert!(measured.is_none_or(f64::is_nan), "{}: {measured:?}", row.name);
        }
    }

    #[test]
    fn scores_are_within_their_bounds(width in 1usize..5, values in prop::collection::vec(-1.0f32..1.0, 5..200)) {
        let rows = &values[..values.len() / width * width];
        let count = (rows.len() / width) as f64;
        for kernel in [Kernel::Cosine, Kernel::Gaussian { bandwidth: 0.3 }] {
            let score = vendi_score(rows, width, kernel);
            prop_assert!(score > 0.999 && score < count + 1e-6, "{kernel:?} {score} of {count}");
        }
        prop_assert!(frechet(rows, rows, width) < 1e-6);
        prop_assert!(count < 2.0 || kernel_distance(rows, rows, width) <= 1e-9);
    }
}

#[test]
fn every_direction_has_its_better() {
    for row in &TABLE {
        let better = row.better(1.0, 2.0);
        assert_eq!(
            better,
            if row.direction == Direction::Down {
                1.0
            } else {
                2.0
            },
            "{}",
            row.name
        );
    }
}
