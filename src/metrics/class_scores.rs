//! How well samples of a conditional G follow their labels, class by class: whether a classifier finds
//! the label, how much of the class's real rows they cover, and how much they differ.

use super::measure::Rows;
use super::nearest_neighbours::NeighbourReference;
use super::standard_deviation::mean_standard_deviation;

/// Rows of a class and side, at most.
const ROWS_OF_CLASS: usize = 200;
/// Real rows of a class from which its coverage and diversity mean something.
const LEAST_ROWS: usize = 10;

/// The real rows of one class, and the samples that were asked to be of it.
struct OneClass {
    /// Numbers of the samples.
    samples: Vec<usize>,
    neighbours: NeighbourReference,
    /// Standard deviation of its real rows.
    deviation: f64,
    /// Number of real rows.
    count: usize,
}

/// What samples are compared with, class by class.
pub(super) struct ClassReference {
    /// The class that each sample was asked to be of.
    asked: Vec<usize>,
    classes: Vec<OneClass>,
}

/// A number and its counterpart for the class that is worst off.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct OfClasses {
    /// The mean over the classes.
    pub mean: f64,
    /// The least of them.
    pub least: f64,
}

/// What one evaluation of a conditional G comes to.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct ClassScores {
    /// Share of samples in which the classifier finds their label; none without a classifier.
    pub accuracy: Option<OfClasses>,
    /// Share of real rows with a sample of their class in their 5-NN ball among rows of that class.
    pub coverage: OfClasses,
    /// Standard deviation of the samples of a class over that of its real rows.
    pub diversity: OfClasses,
}

impl OfClasses {
    /// NaN where there are no values, or one of them is NaN.
    fn new(values: impl Iterator<Item = f64>) -> Self {
        let values: Vec<f64> = values.collect();
        let mean = values.iter().sum::<f64>() / values.len() as f64;
        let least = values.iter().copied().fold(f64::INFINITY, f64::min);
        Self {
            mean,
            least: if mean.is_nan() { f64::NAN } else { least },
        }
    }

    const NOT_A_NUMBER: Self = Self {
        mean: f64::NAN,
        least: f64::NAN,
    };
}

impl ClassReference {
    /// Real rows in feature space with the class of each, and the classes that samples are asked for.
    pub fn new(real: Rows, of_rows: &[u8], asked: &[u8]) -> Self {
        let count = of_rows.iter().chain(asked).copied().max().unwrap_or(0);
        let numbers = |of: &[u8], class: u8| -> Vec<usize> {
            let all = of.iter().enumerate();
            let own = all.filter(|(_, found)| **found == class);
            own.map(|(at, _)| at).collect()
        };
        let of_class = |class: u8| {
            let own = numbers(of_rows, class);
            let rows = gather(real, own.iter().copied().take(ROWS_OF_CLASS));
            OneClass {
                samples: numbers(asked, class),
                deviation: mean_standard_deviation(&rows, real.width),
                count: rows.len() / real.width,
                neighbours: NeighbourReference::new(rows, real.width),
            }
        };
        Self {
            asked: asked.iter().map(|class| usize::from(*class)).collect(),
            classes: (0..=count).map(of_class).collect(),
        }
    }

    /// Compares samples, in the order in which classes were asked for; `found` are the classes in which
    /// a classifier puts them. Everything is NaN if a sample is not finite.
    pub fn compare(&self, samples: Rows, found: Option<&[usize]>) -> ClassScores {
        let is_whole = samples.values.len() == self.asked.len() * samples.width
            && samples.values.iter().all(|value| value.is_finite());
        if !is_whole {
            return ClassScores {
                accuracy: found.map(|_| OfClasses::NOT_A_NUMBER),
                coverage: OfClasses::NOT_A_NUMBER,
                diversity: OfClasses::NOT_A_NUMBER,
            };
        }
        let comparable = |class: &&OneClass| class.count >= LEAST_ROWS && class.samples.len() > 1;
        let classes = || self.classes.iter().filter(comparable);
        let rows = |class: &OneClass| {
            let own = class.samples.iter().copied().take(class.count);
            gather(samples, own)
        };
        let coverage = |class: &OneClass| {
            let scores = class.neighbours.compare(&rows(class));
            scores.map_or(f64::NAN, |scores| scores.coverage)
        };
        let diversity = |class: &OneClass| {
            mean_standard_deviation(&rows(class), samples.width) / class.deviation
        };
        ClassScores {
            accuracy: found.map(|found| self.accuracy(found)),
            coverage: OfClasses::new(classes().map(coverage)),
            diversity: OfClasses::new(classes().map(diversity)),
        }
    }

    fn accuracy(&self, found: &[usize]) -> OfClasses {
        let asked = self.classes.iter().enumerate();
        let asked = asked.filter(|(_, class)| !class.samples.is_empty());
        OfClasses::new(asked.map(|(number, class)| {
            let right = class.samples.iter().filter(|at| found[**at] == number);
            right.count() as f64 / class.samples.len() as f64
        }))
    }
}

fn gather(rows: Rows, numbers: impl Iterator<Item = usize>) -> Vec<f32> {
    let row = |at: usize| &rows.values[at * rows.width..][..rows.width];
    numbers.flat_map(row).copied().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Rows of two classes, far from each other, each spread along both axes.
    fn rows(of: &[u8]) -> Vec<f32> {
        let row = |(at, class): (usize, &u8)| {
            let wave = |scale: f32| (at as f32 * scale).sin();
            [100.0 * f32::from(*class) + wave(1.7), 2.0 * wave(0.9)]
        };
        of.iter().enumerate().flat_map(row).collect()
    }

    fn in_turns(count: usize) -> Vec<u8> {
        (0..count).map(|at| (at % 2) as u8).collect()
    }

    fn compared(samples: &[f32], found: &[usize]) -> ClassScores {
        let classes = in_turns(80);
        let real = rows(&classes);
        let real = Rows {
            values: &real,
            width: 2,
        };
        let reference = ClassReference::new(real, &classes, &classes);
        let samples = Rows {
            values: samples,
            width: 2,
        };
        reference.compare(samples, Some(found))
    }

    fn as_asked() -> Vec<usize> {
        in_turns(80).into_iter().map(usize::from).collect()
    }

    #[test]
    fn the_data_themselves_are_at_one() {
        let scores = compared(&rows(&in_turns(80)), &as_asked());
        for part in [scores.accuracy.unwrap(), scores.coverage, scores.diversity] {
            assert!((part.mean - 1.0).abs() < 1e-9 && (part.least - 1.0).abs() < 1e-9);
        }
    }

    #[test]
    fn a_class_that_is_one_point_is_the_worst_one() {
        let mut samples = rows(&in_turns(80));
        for row in samples.chunks_exact_mut(4) {
            row[2..].copy_from_slice(&[100.0, 0.0]);
        }
        let scores = compared(&samples, &as_asked());
        assert!((scores.diversity.mean - 0.5).abs() < 1e-6 && scores.diversity.least < 1e-6);
        assert!(scores.coverage.least < 0.5 && scores.coverage.mean > 0.5);
        assert_eq!(scores.accuracy.unwrap().least, 1.0);
    }

    #[test]
    fn exchanged_labels_cover_nothing_and_are_never_right() {
        let exchanged: Vec<u8> = in_turns(80).iter().map(|class| 1 - class).collect();
        let found: Vec<usize> = exchanged.iter().map(|class| usize::from(*class)).collect();
        let scores = compared(&rows(&exchanged), &found);
        assert_eq!(
            (scores.coverage.mean, scores.accuracy.unwrap().mean),
            (0.0, 0.0)
        );
        assert!(
            (scores.diversity.mean - 1.0).abs() < 0.2,
            "they differ all the same"
        );
    }

    #[test]
    fn one_value_that_is_not_finite_leaves_no_number() {
        let mut samples = rows(&in_turns(80));
        samples[5] = f32::NAN;
        let scores = compared(&samples, &as_asked());
        assert!(scores.coverage.mean.is_nan() && scores.accuracy.unwrap().least.is_nan());
    }
}
