//! A classifier of a labelled set, trained once for all runs on it: it finds the class of each
//! sample, and features for distances.

mod fitting;
mod recognizing;
#[cfg(test)]
mod tests;

use crate::data::{DataSet, Kind};
use crate::metrics::SampleClassifier;
use crate::models::{ClassifierArchitecture, ClassifierVisitor, with_classifier};
use crate::state_dict::StateTensor;

/// Raised whenever training, or what decides its result, changes: stored weights of another recipe
/// are not used.
pub const CLASSIFIER_RECIPE: u32 = 1;

/// Share of the held-out images that must be recognised, or classes of samples would say more about
/// the classifier than about G.
pub const MIN_CLASSIFIER_ACCURACY: f64 = 0.8;

/// Labelled images without which nothing is trained: half of them are held out at most, and
/// accuracy is a share of these.
pub const MIN_LABELLED_IMAGES: usize = 200;

/// How a classifier did on the images that it was not trained on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HeldOutScore {
    /// Images whose class it found.
    pub right: usize,
    /// Images that were held out.
    pub held_out: usize,
}

impl HeldOutScore {
    /// Share of the held-out images whose class was found.
    pub fn accuracy(self) -> f64 {
        self.right as f64 / self.held_out as f64
    }
}

/// The weights of a trained classifier; several runs may share them.
#[derive(Clone, Debug, PartialEq)]
pub struct Classifier {
    kind: Kind,
    shares: Vec<f64>,
    score: HeldOutScore,
    weights: Vec<StateTensor>,
}

/// Why a set has no classifier.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoClassifier {
    /// It has no labels, or a single class: nothing is to be told apart.
    NoClasses,
    /// So many labelled images are fewer than [`MIN_LABELLED_IMAGES`].
    TooFewImages(usize),
    /// No architecture takes its images.
    NoArchitecture,
}

/// The name of the architecture for the images of a set.
///
/// # Errors
/// If the set cannot have a classifier: why.
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
    /// Trains one on a labelled set. The same set gives the same bits, whatever the number of
    /// `threads` and the seeds of runs.
    ///
    /// # Errors
    /// As [`classifier_architecture`].
    pub fn fit(data: &dyn DataSet, threads: usize) -> Result<Self, NoClassifier> {
        classifier_architecture(data)?;
        let labels = data.labels().ok_or(NoClassifier::NoClasses)?;
        let fit = fitting::Fit {
            data,
            labels,
            threads,
        };
        let (score, weights) =
            with_classifier(data.kind(), fit).ok_or(NoClassifier::NoArchitecture)?;
        Ok(Self {
            kind: data.kind(),
            shares: labels.shares(),
            score,
            weights,
        })
    }

    /// A classifier of a set from weights that [`Classifier::fit`] has given on it.
    ///
    /// # Errors
    /// If the weights are not those of the set's architecture: what does not fit.
    pub fn stored(
        data: &dyn DataSet,
        score: HeldOutScore,
        weights: Vec<StateTensor>,
    ) -> Result<Self, String> {
        let labels = data.labels().ok_or("the data have no labels")?;
        recognizing::check(data.kind(), weights.clone())?;
        Ok(Self {
            kind: data.kind(),
            shares: labels.shares(),
            score,
            weights,
        })
    }

    /// How it did on held-out images.
    pub fn score(&self) -> HeldOutScore {
        self.score
    }

    /// Number of classes.
    pub fn classes(&self) -> usize {
        self.shares.len()
    }

    /// All weights by name.
    pub fn weights(&self) -> &[StateTensor] {
        &self.weights
    }

    /// Whether classes of samples are to be counted with it.
    pub fn is_trusted(&self) -> bool {
        self.score.accuracy() >= MIN_CLASSIFIER_ACCURACY
    }

    /// A network of its own for one run: of the set's rows, or, where they are `stacked`, of rows
    /// with three of them as channels.
    pub fn recognizer(&self, stacked: bool, threads: usize) -> Box<dyn SampleClassifier> {
        let base = recognizing::open(
            self.kind,
            self.shares.clone(),
            self.weights.clone(),
            threads,
        );
        match stacked {
            true => Box::new(recognizing::Stacked::new(base)),
            false => base,
        }
    }
}
