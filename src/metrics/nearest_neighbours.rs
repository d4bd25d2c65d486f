//! What nearest neighbours say: improved precision and recall (Kynkaanniemi et al. 2019, section 2;
//! k = 3, `<=` as in the authors' code), density and coverage (Naeem et al. 2020, section 3; k = 5,
//! `<` as in the authors' `prdc`), and how many samples are nearer to each other than real rows
//! are. Three sets of distances serve all of them.

use super::birthday_paradox;
use std::cell::OnceCell;

use crate::distances::{Pair, Panels};

/// The neighbour that a ball of precision and recall reaches to.
const IMPROVED: usize = 3;
/// The neighbour that a ball of density and coverage reaches to.
const DENSE: usize = 5;

/// Real rows with the balls around them.
pub struct NeighbourReference {
    rows: Vec<f32>,
    panels: Panels,
    /// Squared distances of each row to its nearest rows.
    nearest: Vec<Nearest>,
    /// Square of the distance from which on two rows are not the same.
    collision: f32,
    /// [`Self::collisions`], once they were needed.
    counted: OnceCell<u64>,
}

/// What samples look like against a [`NeighbourReference`].
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct NeighbourScores {
    /// Share of samples within the 3-NN ball of a real row.
    pub precision: f64,
    /// Share of real rows within the 3-NN ball of a sample.
    pub recall: f64,
    /// 5-NN balls of real rows that a sample lies in, over 5.
    pub density: f64,
    /// Share of real rows with a sample in their 5-NN ball.
    pub coverage: f64,
    /// How many samples there were.
    pub samples: usize,
    /// Pairs of samples that are not farther apart than [`NeighbourReference::collisions`] says.
    pub collisions: u64,
}

/// The smallest squared distances in rising order; the first is that of the row to itself. Infinite
/// where there are too few.
type Nearest = [f32; DENSE + 1];

fn nearest(distances: &[f32]) -> Nearest {
    let mut smallest = [f32::INFINITY; DENSE + 1];
    for distance in distances {
        if *distance < smallest[DENSE] {
            let place = smallest.partition_point(|kept| kept <= distance);
            smallest[place..].rotate_right(1);
            smallest[place] = *distance;
        }
    }
    smallest
}

impl NeighbourReference {
    /// Finds the neighbours of real rows, each of `width` values.
    pub fn new(rows: Vec<f32>, width: usize) -> Self {
        let panels = Panels::new(&rows, width);
        let mut all = Vec::with_capacity(panels.count());
        panels.visit(&rows, Pair::SquaredDistance, |_, distances| {
            all.push(nearest(distances))
        });
        let collision = birthday_paradox::radius(all.iter().map(|nearest| nearest[1]).collect());
        Self {
            rows,
            panels,
            nearest: all,
            collision,
            counted: OnceCell::new(),
        }
    }

    /// Pairs of real rows that are not farther apart than a quarter of the real rows are from their
    /// nearest neighbour.
    pub fn collisions(&self) -> u64 {
        let mut pairs = 0;
        self.panels
            .visit_before(&self.rows, Pair::SquaredDistance, |_, distances| {
                pairs += birthday_paradox::collisions(distances, self.collision);
            });
        pairs
    }

    /// The support of the samples over that of the real rows, each by its collisions.
    pub(super) fn relative_support(&self, scores: &NeighbourScores) -> f64 {
        let collisions = *self.counted.get_or_init(|| self.collisions());
        birthday_paradox::relative_support(
            (scores.samples, scores.collisions),
            (self.panels.count(), collisions),
        )
    }

    /// Compares samples (whole rows) with the real rows. None when a sample is not finite or there
    /// are no rows.
    pub fn compare(&self, samples: &[f32]) -> Option<NeighbourScores> {
        if samples.is_empty()
            || self.rows.is_empty()
            || samples.iter().any(|value| !value.is_finite())
        {
            return None;
        }
        let fake = Panels::new(samples, self.panels.width());
        let (mut radii, mut collisions) = (Vec::with_capacity(fake.count()), 0);
        fake.visit(samples, Pair::SquaredDistance, |sample, distances| {
            radii.push(nearest(distances)[IMPROVED]);
            collisions += birthday_paradox::collisions(&distances[..sample], self.collision);
        });
        let mut hits = Hits {
            precise: vec![false; fake.count()],
            recalled: 0,
            dense: 0,
            covered: 0,
        };
        fake.visit(&self.rows, Pair::SquaredDistance, |row, distances| {
            hits.add(distances, &self.nearest[row], &radii);
        });
        let share = |count: u64, of: usize| count as f64 / of as f64;
        Some(NeighbourScores {
            precision: share(
                hits.precise.iter().filter(|precise| **precise).count() as u64,
                fake.count(),
            ),
            recall: share(hits.recalled, self.panels.count()),
            density: share(hits.dense, DENSE * fake.count()),
            coverage: share(hits.covered, self.panels.count()),
            samples: fake.count(),
            collisions,
        })
    }
}

/// Balls that have been hit so far.
struct Hits {
    /// For each sample, whether it is in the 3-NN ball of a real row.
    precise: Vec<bool>,
    recalled: u64,
    dense: u64,
    covered: u64,
}

impl Hits {
    /// Counts one real row, from its distances to all samples.
    fn add(&mut self, distances: &[f32], nearest: &Nearest, radii: &[f32]) {
        let mut inside = 0u32;
        let mut recalled = false;
        for ((precise, distance), radius) in self.precise.iter_mut().zip(distances).zip(radii) {
            *precise |= *distance <= nearest[IMPROVED];
            inside += u32::from(*distance < nearest[DENSE]);
            recalled |= distance <= radius;
        }
        self.recalled += u64::from(recalled);
        self.dense += u64::from(inside);
        self.covered += u64::from(inside > 0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::golden::{metrics, numbers};

    #[test]
    fn all_four_agree_with_the_authors_definitions() {
        for case in metrics("neighbours").as_array().unwrap() {
            let width = case["width"].as_u64().unwrap() as usize;
            let reference = NeighbourReference::new(numbers(&case["real"]), width);
            let found = reference.compare(&numbers(&case["fake"])).unwrap();
            for (found, name) in [
                (found.precision, "precision"),
                (found.recall, "recall"),
                (found.density, "density"),
                (found.coverage, "coverage"),
            ] {
                let expected = case[name].as_f64().unwrap();
                assert!(
                    (found - expected).abs() < 1e-9,
                    "{name}: {found}, expected {expected}"
                );
            }
            assert_eq!(found.collisions, case["collisions"].as_u64().unwrap());
            assert_eq!(
                reference.collisions(),
                case["real_collisions"].as_u64().unwrap()
            );
        }
    }

    /// On the edge of a ball: within it for precision and recall, outside for density and coverage.
    #[test]
    fn the_edge_belongs_to_the_balls_of_precision_and_recall_alone() {
        let reference = NeighbourReference::new((0..6).map(|x| x as f32).collect(), 1);
        let third = reference.compare(&[-3.0, 100.0, 200.0, 300.0]).unwrap();
        assert_eq!(
            third.precision, 0.25,
            "-3 is as far from 0 as 3, its third neighbour"
        );
        let fifth = reference.compare(&[-5.0, 100.0, 200.0, 300.0]).unwrap();
        assert_eq!(
            (fifth.precision, fifth.coverage, fifth.density),
            (0.0, 0.0, 0.0),
            "as far from 0 as 5, its fifth"
        );
        let recalled = reference.compare(&[-1.0, -2.0, -3.0, -6.0]).unwrap();
        assert_eq!(
            recalled.recall,
            5.0 / 6.0,
            "4 is as far from -1 as -6, its third neighbour"
        );
    }

    #[test]
    fn the_nearest_are_sorted_and_infinite_where_there_are_none() {
        assert_eq!(
            nearest(&[0.0, 9.0, 1.0, 4.0, 2.0, 3.0, 5.0, 8.0]),
            [0.0, 1.0, 2.0, 3.0, 4.0, 5.0]
        );
        assert_eq!(nearest(&[1.0, 0.0])[..3], [0.0, 1.0, f32::INFINITY]);
    }

    #[test]
    fn samples_that_are_the_data_cover_it_and_far_ones_do_not() {
        let real: Vec<f32> = (0..200).map(|i| (i as f32 * 1.7).sin()).collect();
        let reference = NeighbourReference::new(real.clone(), 2);
        assert_eq!(reference.compare(&real).unwrap().coverage, 1.0);
        let far: Vec<f32> = real.iter().map(|value| value + 50.0).collect();
        assert_eq!(reference.compare(&far).unwrap().coverage, 0.0);
        assert_eq!(reference.compare(&[f32::NAN, 0.0]), None);
    }
}
