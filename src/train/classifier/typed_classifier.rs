//! A classifier with all its types.

use std::cell::RefCell;

use crate::data::Kind;
use crate::metrics::{ClassifiedSamples, SampleClassifier};
use crate::models::{
    CLASSIFIER_FEATURES, ClassifierArchitecture, ClassifierNetwork, ClassifierVisitor, MAX_CLASSES,
    with_classifier,
};
use crate::nn::{
    Batch, BatchShape, Device, Features, Initialization, Initializer, Layer, Pass, ThreadPool,
    visit_state,
};
use crate::rng::{Draws, Seed, Stream};
use crate::state_dict::{StateDict, StateTensor};

/// Number of rows that are classified at once: enough for the matrix products, few enough for the
/// cache.
const ROWS_AT_ONCE: usize = 128;

/// A typed network on its device, which comes last: it is dropped after every tensor has gone back
/// to its cache.
pub(super) struct TypedClassifier<C: ClassifierArchitecture> {
    pub network: ClassifierNetwork<C>,
    pub device: Device,
}

impl<C: ClassifierArchitecture> TypedClassifier<C> {
    /// With fresh weights.
    pub fn new(draws: &mut Draws, threads: usize) -> Self {
        let device = Device::new(ThreadPool::new(threads));
        let network = Layer::new(&mut Initializer::new(
            &device,
            Initialization::Uniform,
            draws,
        ));
        Self { network, device }
    }

    /// With weights that were saved.
    ///
    /// # Errors
    /// What does not fit.
    fn from_weights(weights: Vec<StateTensor>, threads: usize) -> Result<Self, String> {
        let mut classifier = Self::new(&mut Seed(0).at(Stream::Classifier, 0, 0), threads);
        StateDict::load(weights, |state| visit_state(&mut classifier.network, state))?;
        Ok(classifier)
    }

    fn batch(&self, rows: &[f32]) -> Batch<<C::Body as Layer>::Input> {
        let shape = BatchShape::with_rows(rows.len() / <C::Body as Layer>::Input::ROW_SIZE);
        self.device.batch(shape, |out| out.copy_from_slice(rows))
    }

    /// Rows -> logits (N, 256).
    pub fn logits(&mut self, rows: &[f32], pass: Pass) -> Batch<Features<MAX_CLASSES>> {
        let batch = self.batch(rows);
        self.network.forward(batch, pass)
    }

    /// The class of each row: the largest of the first `classes` logits.
    pub fn classes(&mut self, rows: &[f32], classes: usize) -> Vec<usize> {
        largest(self.logits(rows, Pass::Eval).values(), classes)
    }

    /// Features (N, 64) and the class of each row.
    fn classify(&mut self, rows: &[f32], classes: usize) -> (Vec<f32>, Vec<usize>) {
        let batch = self.batch(rows);
        let features = self.network.0.forward(batch, Pass::Eval);
        let values = features.values().to_vec();
        (
            values,
            largest(
                self.network.1.forward(features, Pass::Eval).values(),
                classes,
            ),
        )
    }
}

/// The place of the largest of the first `classes` logits of each row; the first of equal ones, or
/// of no number at all.
fn largest(logits: &[f32], classes: usize) -> Vec<usize> {
    let of_row =
        |row: &[f32]| (1..classes).fold(0, |best, at| if row[at] > row[best] { at } else { best });
    logits.chunks_exact(MAX_CLASSES).map(of_row).collect()
}

/// The classifier of one run.
struct RunClassifier<C: ClassifierArchitecture> {
    /// A forward pass needs mutable layers, though one for samples changes nothing.
    classifier: RefCell<TypedClassifier<C>>,
    class_shares: Vec<f64>,
}

impl<C: ClassifierArchitecture> SampleClassifier for RunClassifier<C> {
    fn classes(&self) -> usize {
        self.class_shares.len()
    }

    fn shares(&self) -> &[f64] {
        &self.class_shares
    }

    fn classify(&self, rows: &[f32]) -> ClassifiedSamples {
        let mut classifier = self.classifier.borrow_mut();
        let mut all = ClassifiedSamples {
            features: Vec::new(),
            width: CLASSIFIER_FEATURES,
            classes: Vec::new(),
        };
        for rows in rows.chunks(ROWS_AT_ONCE * <C::Body as Layer>::Input::ROW_SIZE) {
            let (features, classes) = classifier.classify(rows, self.class_shares.len());
            all.features.extend(features);
            all.classes.extend(classes);
        }
        all
    }
}

/// A network of these weights for images of this kind.
///
/// # Panics
/// If the weights are not of the kind's architecture: [`check`] was not asked.
pub(super) fn open(
    kind: Kind,
    class_shares: Vec<f64>,
    weights: Vec<StateTensor>,
    threads: usize,
) -> Box<dyn SampleClassifier> {
    struct Open(Vec<f64>, Vec<StateTensor>, usize);
    impl ClassifierVisitor for Open {
        type Result = Box<dyn SampleClassifier>;
        fn visit<C: ClassifierArchitecture>(self) -> Self::Result {
            let classifier: TypedClassifier<C> =
                TypedClassifier::from_weights(self.1, self.2).expect("the weights were checked");
            Box::new(RunClassifier {
                classifier: RefCell::new(classifier),
                class_shares: self.0,
            })
        }
    }
    with_classifier(kind, Open(class_shares, weights, threads)).expect("the kind was checked")
}

/// Whether weights are those of the architecture for images of this kind.
///
/// # Errors
/// What does not fit.
pub(super) fn check(kind: Kind, weights: Vec<StateTensor>) -> Result<(), String> {
    struct Check(Vec<StateTensor>);
    impl ClassifierVisitor for Check {
        type Result = Result<(), String>;
        fn visit<C: ClassifierArchitecture>(self) -> Self::Result {
            TypedClassifier::<C>::from_weights(self.0, 1).map(drop)
        }
    }
    with_classifier(kind, Check(weights))
        .unwrap_or_else(|| Err(format!("no classifier takes {kind}")))
}
