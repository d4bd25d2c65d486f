//! Precision, recall, density and coverage by nearest neighbours (Naeem et al. 2020, with strict comparisons as in the
//! authors' `prdc`).

use multiversion::multiversion;

/// Neighbours that a ball reaches to.
const K: usize = 5;

/// Real rows with the squared radius of each one's k-NN ball.
pub struct Reference {
    columns: Columns,
    radii: Vec<f32>,
    rows: Vec<f32>,
}

/// What samples look like against a [`Reference`].
pub struct Neighbours {
    pub precision: f64,
    pub recall: f64,
    pub density: f64,
    pub coverage: f64,
}

/// Rows stored feature by feature: distances to all rows at once are then plain vector loops.
struct Columns {
    values: Vec<f32>,
    n: usize,
    row: usize,
}

impl Columns {
    fn new(rows: &[f32], row: usize) -> Self {
        let n = rows.len() / row;
        let values = (0..row * n).map(|at| rows[(at % n) * row + at / n]).collect();
        Self { values, n, row }
    }
}

/// Columns that are read for every point before the next ones: with 500 rows they stay in a core's cache, where all the
/// columns of images would not.
const BLOCK: usize = 32;

impl Columns {
    /// Squared distances from every point to every row (points, n). Each sum runs over the features in their order.
    fn squared_distances(&self, points: &[f32]) -> Vec<f32> {
        let mut out = vec![0.0; points.len() / self.row * self.n];
        for first in (0..self.row).step_by(BLOCK) {
            let features = first..self.row.min(first + BLOCK);
            let columns = &self.values[features.start * self.n..features.end * self.n];
            for (point, out) in points.chunks_exact(self.row).zip(out.chunks_exact_mut(self.n)) {
                add_squares(columns, &point[features.clone()], out);
            }
        }
        out
    }
}

/// Adds the squared differences between a point and every row, feature by feature.
#[multiversion(targets("x86_64+avx2", "x86_64+avx512f"))]
fn add_squares(columns: &[f32], point: &[f32], out: &mut [f32]) {
    for (column, value) in columns.chunks_exact(out.len()).zip(point) {
        for (out, other) in out.iter_mut().zip(column) {
            *out += (other - value) * (other - value);
        }
    }
}

/// The K-th smallest of the distances, the point itself (the smallest) left out. Infinite where there are too few.
fn radius(distances: &[f32]) -> f32 {
    let mut smallest = [f32::INFINITY; K + 1];
    for distance in distances {
        if *distance < smallest[K] {
            let place = smallest.partition_point(|kept| kept <= distance);
            smallest[place..].rotate_right(1);
            smallest[place] = *distance;
        }
    }
    smallest[K]
}

fn radii(rows: &[f32], columns: &Columns) -> Vec<f32> {
    columns.squared_distances(rows).chunks_exact(columns.n).map(radius).collect()
}

impl Reference {
    /// Finds the neighbours of real rows, each of `row` values.
    pub fn new(rows: Vec<f32>, row: usize) -> Self {
        let columns = Columns::new(&rows, row);
        Self { radii: radii(&rows, &columns), columns, rows }
    }

    /// Compares samples (whole rows) with the real rows. All NaN when a sample is not finite.
    pub fn compare(&self, samples: &[f32]) -> Neighbours {
        if samples.iter().any(|value| !value.is_finite()) {
            return Neighbours { precision: f64::NAN, recall: f64::NAN, density: f64::NAN, coverage: f64::NAN };
        }
        let fake = Columns::new(samples, self.columns.row);
        let fake_radii = radii(samples, &fake);
        let mut balls_hit = vec![0u32; fake.n];
        let (mut recalled, mut covered) = (0u32, 0u32);
        for (distances, radius) in fake.squared_distances(&self.rows).chunks_exact(fake.n).zip(&self.radii) {
            let mut hit = false;
            for (balls, distance) in balls_hit.iter_mut().zip(distances) {
                let inside = distance < radius;
                *balls += u32::from(inside);
                hit |= inside;
            }
            covered += u32::from(hit);
            recalled += u32::from(distances.iter().zip(&fake_radii).any(|(distance, radius)| distance < radius));
        }
        let share = |count: u32, of: usize| f64::from(count) / of as f64;
        Neighbours {
            precision: share(balls_hit.iter().filter(|balls| **balls > 0).count() as u32, fake.n),
            recall: share(recalled, self.columns.n),
            density: share(balls_hit.iter().sum(), K * fake.n),
            coverage: share(covered, self.columns.n),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_radius_is_the_fifth_neighbour() {
        assert_eq!(radius(&[0.0, 9.0, 1.0, 4.0, 2.0, 3.0, 5.0, 8.0]), 5.0);
        assert_eq!(radius(&[0.0, 1.0]), f32::INFINITY);
    }

    #[test]
    fn samples_that_are_the_data_cover_it_and_far_ones_do_not() {
        let real: Vec<f32> = (0..200).map(|i| (i as f32 * 1.7).sin()).collect();
        let reference = Reference::new(real.clone(), 2);
        assert_eq!(reference.compare(&real).coverage, 1.0);
        let far: Vec<f32> = real.iter().map(|value| value + 50.0).collect();
        assert_eq!(reference.compare(&far).coverage, 0.0);
        assert!(reference.compare(&[f32::NAN, 0.0]).coverage.is_nan());
    }
}
