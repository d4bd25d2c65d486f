//! A classifier of the data's labels, as metrics see it, and samples counted by class. Metrics know
//! neither networks nor files.

use super::mode_counts::CountSummary;

/// Finds a class and features for each row; a network that knows no classes of the data, features alone.
pub trait SampleClassifier {
    /// Number of classes; 0 where there are none.
    fn classes(&self) -> usize;
    /// Share of each class in the data.
    fn shares(&self) -> &[f64];
    /// Features and classes of whole rows.
    fn classify(&self, rows: &[f32]) -> ClassifiedSamples;
}

/// Classes and features of rows.
#[derive(Clone, Debug, PartialEq)]
pub struct ClassifiedSamples {
    /// Features (rows, width).
    pub features: Vec<f32>,
    /// Features per row.
    pub width: usize,
    /// The class of each row.
    pub classes: Vec<usize>,
}

/// Samples counted by their class.
#[derive(Clone, Debug, PartialEq)]
pub struct ClassCounts {
    /// Samples of each class.
    pub by_class: Vec<u32>,
}

impl ClassCounts {
    /// Counts rows of `classes` classes. What is no class is not counted.
    pub fn new(classified: &[usize], classes: usize) -> Self {
        let mut by_class = vec![0; classes];
        classified
            .iter()
            .filter(|class| **class < classes)
            .for_each(|class| by_class[*class] += 1);
        Self { by_class }
    }

    /// All that the counts say beside the share of each class in the data.
    pub(super) fn summary(&self, shares: &[f64]) -> CountSummary {
        CountSummary {
            captured: self.captured(),
            total: self.by_class.len(),
            high_quality: None,
            reverse_kl: self.reverse_kl(shares),
            rarest: self.rarest(shares),
        }
    }

    /// Classes with at least one sample.
    pub fn captured(&self) -> usize {
        self.by_class.iter().filter(|count| **count > 0).count()
    }

    /// The smallest share of a class among the samples, over its share of the data; NaN without
    /// samples.
    pub fn rarest(&self, shares: &[f64]) -> f64 {
        let total = f64::from(self.by_class.iter().sum::<u32>());
        let ratios = self
            .by_class
            .iter()
            .zip(shares)
            .map(|(count, share)| f64::from(*count) / total / share);
        ratios.fold(
            if total > 0.0 { f64::INFINITY } else { f64::NAN },
            |least, ratio| if ratio < least { ratio } else { least },
        )
    }

    /// KL(classes of the samples || `shares`) in nats (Srivastava et al. 2017, section 4.2);
    /// infinite where a sample is of a class that has no share, NaN without samples.
    pub fn reverse_kl(&self, shares: &[f64]) -> f64 {
        let total = f64::from(self.by_class.iter().sum::<u32>());
        if total == 0.0 {
            return f64::NAN;
        }
        let filled = self
            .by_class
            .iter()
            .zip(shares)
            .filter(|(count, _)| **count > 0);
        filled
            .map(|(count, share)| {
                f64::from(*count) / total * (f64::from(*count) / total / share).ln()
            })
            .sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_data_are_at_zero_and_a_single_class_at_the_log_of_its_share() {
        let shares = [0.5, 0.25, 0.25];
        assert_eq!(ClassCounts::new(&[0, 0, 1, 2], 3).reverse_kl(&shares), 0.0);
        assert_eq!(
            ClassCounts::new(&[0, 0, 0, 1, 2, 2], 3).rarest(&shares),
            4.0 / 6.0
        );
        let one = ClassCounts::new(&[1, 1, 7], 3);
        assert_eq!(one.rarest(&shares), 0.0);
        assert!(ClassCounts::new(&[], 3).rarest(&shares).is_nan());
        assert_eq!(
            (one.captured(), one.by_class.as_slice()),
            (1, &[0, 2, 0][..])
        );
        assert!((one.reverse_kl(&shares) - 4f64.ln()).abs() < 1e-12);
        assert!(ClassCounts::new(&[], 3).reverse_kl(&shares).is_nan());
    }
}
