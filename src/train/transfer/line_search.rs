//! A step along a line for which the strong Wolfe conditions hold (Nocedal and Wright 2006,
//! algorithms 3.5 and 3.6), in PyTorch's order of decisions.

use super::objective::Evaluation;

/// Share of the fall that the slope at the start promises.
const SUFFICIENT_FALL: f64 = 1e-4;
/// Share of the slope at the start that may be left.
const SLOPE_LEFT: f64 = 0.9;
/// Evaluations at most, beside the first one.
const MOST: usize = 25;
/// A bracket in which no value would move further than this is narrow enough.
const NARROW: f64 = 1e-9;

/// Sum of products, in double precision.
pub(super) fn dot(a: &[f32], b: &[f32]) -> f64 {
    let pairs = a.iter().zip(b);
    pairs.map(|(a, b)| f64::from(*a) * f64::from(*b)).sum()
}

/// A point on the line.
#[derive(Clone, Debug)]
pub(super) struct Point {
    /// How far along the direction.
    pub length: f64,
    /// Losses and gradient there.
    pub at: Evaluation,
    /// Slope along the direction.
    slope: f64,
}

impl Point {
    fn loss(&self) -> f64 {
        // What is not finite is further up than anything else.
        match self.at.losses.total {
            loss if loss.is_finite() => loss,
            _ => f64::INFINITY,
        }
    }
}

/// The minimum of the cubic through two points and their slopes, within bounds; the middle where it
/// has none.
fn cubic_minimum(first: &Point, second: &Point, (low, high): (f64, f64)) -> f64 {
    let (x1, f1, g1) = (first.length, first.loss(), first.slope);
    let (x2, f2, g2) = (second.length, second.loss(), second.slope);
    let d1 = g1 + g2 - 3.0 * (f1 - f2) / (x1 - x2);
    let square = d1 * d1 - g1 * g2;
    let d2 = square.max(0.0).sqrt();
    let minimum = match x1 <= x2 {
        true => x2 - (x2 - x1) * ((g2 + d2 - d1) / (g2 - g1 + 2.0 * d2)),
        false => x1 - (x1 - x2) * ((g1 + d2 - d1) / (g1 - g2 + 2.0 * d2)),
    };
    match square >= 0.0 && minimum.is_finite() {
        true => minimum.clamp(low, high),
        false => (low + high) / 2.0,
    }
}

/// What a search knows of its line.
pub(super) struct Line<'a> {
    /// The direction.
    pub direction: &'a [f32],
    /// The evaluation so far along it.
    pub evaluate: &'a mut dyn FnMut(f64) -> Evaluation,
}

impl Line<'_> {
    fn point(&mut self, length: f64) -> Point {
        let at = (self.evaluate)(length);
        let slope = dot(&at.gradient, self.direction);
        Point { length, at, slope }
    }

    /// Searches from `start` on, at `length` first.
    pub fn search(&mut self, start: Evaluation, length: f64) -> Point {
        let slope = dot(&start.gradient, self.direction);
        let start = Point {
            length: 0.0,
            at: start,
            slope,
        };
        let is_high = |point: &Point| {
            point.loss() > start.loss() + SUFFICIENT_FALL * point.length * start.slope
        };
        let is_flat = |point: &Point| point.slope.abs() <= -SLOPE_LEFT * start.slope;
        let (mut before, mut point) = (start.clone(), self.point(length));
        let mut tries = 0;
        let bracket = loop {
            if is_high(&point) || (tries > 1 && point.loss() >= before.loss()) {
                break [before, point];
            }
            if is_flat(&point) {
                return point;
            }
            if point.slope >= 0.0 {
                break [before, point];
            }
            if tries == MOST {
                break [start.clone(), point];
            }
            let bounds = (
                point.length + 0.01 * (point.length - before.length),
                point.length * 10.0,
            );
            let next = cubic_minimum(&before, &point, bounds);
            (before, point) = (point, self.point(next));
            tries += 1;
        };
        self.narrow(bracket, tries, &is_high, &is_flat)
    }

    /// Narrows a bracket that holds a good point.
    fn narrow(
        &mut self,
        mut bracket: [Point; 2],
        mut tries: usize,
        is_high: &dyn Fn(&Point) -> bool,
        is_flat: &dyn Fn(&Point) -> bool,
    ) -> Point {
        let largest = self
            .direction
            .iter()
            .fold(0f32, |max, value| max.max(value.abs()));
        let mut is_slow = false;
        let lower = |bracket: &[Point; 2]| usize::from(bracket[0].loss() > bracket[1].loss());
        let mut low = lower(&bracket);
        while tries < MOST {
            let (left, right) = (
                bracket[0].length.min(bracket[1].length),
                bracket[0].length.max(bracket[1].length),
            );
            if (right - left) * f64::from(largest) < NARROW {
                break;
            }
            let mut next = cubic_minimum(&bracket[0], &bracket[1], (left, right));
            let margin = 0.1 * (right - left);
            let is_near_end = (right - next).min(next - left) < margin;
            if is_near_end && (is_slow || next >= right || next <= left) {
                next = match (next - right).abs() < (next - left).abs() {
                    true => right - margin,
                    false => left + margin,
                };
                is_slow = false;
            } else {
                is_slow = is_near_end;
            }
            let point = self.point(next);
            tries += 1;
            let high = 1 - low;
            if is_high(&point) || point.loss() >= bracket[low].loss() {
                bracket[high] = point;
                low = lower(&bracket);
                continue;
            }
            if is_flat(&point) {
                return point;
            }
            if point.slope * (bracket[high].length - bracket[low].length) >= 0.0 {
                bracket[high] = bracket[low].clone();
            }
            bracket[low] = point;
        }
        let [first, second] = bracket;
        if low == 0 { first } else { second }
    }
}
