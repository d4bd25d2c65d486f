//! What a conditional generator is told.

/// The labels that a conditional generator is told, as one-hot values behind its latents.
#[derive(Clone, Copy, Debug)]
pub struct DrawnLabels {
    /// Label values of a latent row.
    pub(super) width: usize,
    /// Classes of the data.
    pub(super) count: usize,
    /// The class of all samples; `None`: one class after the other.
    pub(super) class: Option<usize>,
}

impl DrawnLabels {
    /// One class for all samples: the one that was asked for, or the first.
    pub fn of_one_class(self) -> Self {
        Self {
            class: self.class.or(Some(0)),
            ..self
        }
    }

    /// The class of a sample.
    pub(super) fn of(self, number: u64) -> usize {
        self.class.unwrap_or((number % self.count as u64) as usize)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_class_is_the_one_that_was_asked_for_or_the_first() {
        let labels = |class| DrawnLabels {
            width: 10,
            count: 4,
            class,
        };
        assert_eq!([0, 3, 6].map(|at| labels(None).of(at)), [0, 3, 2]);
        assert_eq!(
            [0, 3, 6].map(|at| labels(None).of_one_class().of(at)),
            [0; 3]
        );
        assert_eq!(labels(Some(2)).of_one_class().of(3), 2);
    }
}
