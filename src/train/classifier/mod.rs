//! A small classifier of a labelled data set: it finds the class of each sample, so that classes can
//! be counted, and features in which distances mean more than in pixels.
//!
//! It is trained once, with a seed of its own, so that it is the same for every run on the set.
//! Architecture, images, labels and [`CLASSIFIER_RECIPE`] decide its weights, so stored weights are
//! found by these. A tenth of the images is held out. Where fewer than
//! [`MIN_CLASSIFIER_ACCURACY`] of these are recognised, classes are not counted, and metrics look at
//! pixels, as they do without labels. Each run opens a network of its own from the shared weights;
//! `stacked` data are classified channel by channel.

mod cross_entropy;
mod fit;
mod held_out_score;
mod stacked_classifier;
#[cfg(test)]
mod tests;
mod typed_classifier;

pub(super) use cross_entropy::cross_entropy;
pub use held_out_score::HeldOutScore;

use crate::data::{DataSet, Kind};
use crate::metrics::SampleClassifier;
use crate::models::{ClassifierArchitecture, ClassifierVisitor, with_classifier};
use crate::state_dict::StateTensor;
use stacked_classifier::StackedClassifier;

/// Number of the training recipe, raised whenever training, or what decides its result, changes:
/// stored weights of another recipe are not used.
pub const CLASSIFIER_RECIPE: u32 = 1;

/// Smallest share of held-out images that must be recognised. Below it, classes of samples would say
/// more about the classifier than about G.
pub const MIN_CLASSIFIER_ACCURACY: f64 = 0.8;

/// Smallest number of labelled images with which a classifier is trained: at most half of them are
/// held out, and accuracy is a share of these.
pub const MIN_LABELLED_IMAGES: usize = 200;

/// The weights of a trained classifier; several runs may share them.
#[derive(Clone, Debug, PartialEq)]
pub struct Classifier {
    kind: Kind,
    /// Share of each class in the data set.
    class_shares: Vec<f64>,
    score: HeldOutScore,
    weights: Vec<StateTensor>,
}

/// Why a data set has no classifier.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoClassifier {
    /// It has no labels, or a single class: there is nothing to distinguish.
    NoClasses,
    /// This number of labelled images is below [`MIN_LABELLED_IMAGES`].
    TooFewImages(usize),
    /// No architecture takes its images.
    NoArchitecture,
}

/// The name of the classifier architecture for the images of a data set.
///
/// # Errors
/// If the data set cannot have a classifier: why.
pub fn classifier_architecture(data: &dyn DataSet) -> Result<&'static str, NoClassifier> {
    struct Name;
    impl ClassifierVisitor for Name {
        type Result = &'static str;
        fn visit<C: ClassifierArchitecture>(self) -> &'static str {
            C::NAME
        }
    }
    let labels = data
        .labels()
        .filter(|labels| labels.count() > 1)
        .ok_or(NoClassifier::NoClasses)?;
    match labels.of_rows().len() {
        few if few < MIN_LABELLED_IMAGES => Err(NoClassifier::TooFewImages(few)),
        _ => with_classifier(data.kind(), Name).ok_or(NoClassifier::NoArchitecture),
    }
}

impl Classifier {
    /// Trains a classifier on a labelled data set. The same set gives the same bits, whatever the
    /// number of `threads` and the seeds of runs.
    ///
    /// # Errors
    /// As [`classifier_architecture`].
    pub fn fit(data: &dyn DataSet, threads: usize) -> Result<Self, NoClassifier> {
        classifier_architecture(data)?;
        let labels = data.labels().ok_or(NoClassifier::NoClasses)?;
        let fit = fit::Fit {
            data,
            labels,
            threads,
        };
        let (score, weights) =
            with_classifier(data.kind(), fit).ok_or(NoClassifier::NoArchitecture)?;
        Ok(Self {
            kind: data.kind(),
            class_shares: labels.shares(),
            score,
            weights,
        })
    }

    /// The classifier of a data set from weights that [`Classifier::fit`] has computed on it.
    ///
    /// # Errors
    /// If the weights are not those of the data set's architecture: what does not fit.
    pub fn from_weights(
        data: &dyn DataSet,
        score: HeldOutScore,
        weights: Vec<StateTensor>,
    ) -> Result<Self, String> {
        let labels = data.labels().ok_or("the data have no labels")?;
        typed_classifier::check(data.kind(), weights.clone())?;
        Ok(Self {
            kind: data.kind(),
            class_shares: labels.shares(),
            score,
            weights,
        })
    }

    /// How well it recognises held-out images.
    pub fn score(&self) -> HeldOutScore {
        self.score
    }

    /// Number of classes.
    pub fn classes(&self) -> usize {
        self.class_shares.len()
    }

    /// All weights by name.
    pub fn weights(&self) -> &[StateTensor] {
        &self.weights
    }

    /// Whether it is accurate enough to count the classes of samples.
    pub fn is_trusted(&self) -> bool {
        self.score.accuracy() >= MIN_CLASSIFIER_ACCURACY
    }

    /// A network of its own for one run: for rows of the data set or, if `stacked`, for rows with
    /// three of them as channels.
    pub fn sample_classifier(&self, stacked: bool, threads: usize) -> Box<dyn SampleClassifier> {
        let base = typed_classifier::open(
            self.kind,
            self.class_shares.clone(),
            self.weights.clone(),
            threads,
        );
        match stacked {
            true => Box::new(StackedClassifier::new(base)),
            false => base,
        }
    }
}
