//! A trained classifier at work.

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

/// Rows that are recognised at once: enough for the matrix products, few enough for the cache.
const ROWS: usize = 128;

/// A typed network on its device, which comes last: it is dropped after every tensor has gone back
/// to its pool.
pub(super) struct Opened<C: ClassifierArchitecture> {
    pub network: ClassifierNetwork<C>,
    device: Device,
}

impl<C: ClassifierArchitecture> Opened<C> {
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

    /// With stored weights.
    fn stored(weights: Vec<StateTensor>, threads: usize) -> Result<Self, String> {
        let mut opened = Self::new(&mut Seed(0).at(Stream::Classifier, 0, 0), threads);
        StateDict::load(weights, |state| visit_state(&mut opened.network, state))?;
        Ok(opened)
    }

    fn batch(&self, rows: &[f32]) -> Batch<<C::Body as Layer>::Input> {
        let shape = BatchShape::with_rows(rows.len() / <C::Body as Layer>::Input::ROW_SIZE);
        self.device.batch(shape, |out| out.copy_from_slice(rows))
    }

    pub fn logits(&mut self, rows: &[f32], pass: Pass) -> Batch<Features<MAX_CLASSES>> {
        let batch = self.batch(rows);
        self.network.forward(batch, pass)
    }

    /// The class of each row: the largest of the first `classes` logits.
    pub fn classes(&mut self, rows: &[f32], classes: usize) -> Vec<usize> {
        largest(self.logits(rows, Pass::Eval).values(), classes)
    }

    /// Features and class of each row.
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

struct Typed<C: ClassifierArchitecture> {
    /// A forward pass takes layers for change, though one for samples changes nothing.
    opened: RefCell<Opened<C>>,
    shares: Vec<f64>,
}

impl<C: ClassifierArchitecture> SampleClassifier for Typed<C> {
    fn classes(&self) -> usize {
        self.shares.len()
    }

    fn shares(&self) -> &[f64] {
        &self.shares
    }

    fn classify(&self, rows: &[f32]) -> ClassifiedSamples {
        let mut opened = self.opened.borrow_mut();
        let mut all = ClassifiedSamples {
            features: Vec::new(),
            width: CLASSIFIER_FEATURES,
            classes: Vec::new(),
        };
        for rows in rows.chunks(ROWS * <C::Body as Layer>::Input::ROW_SIZE) {
            let (features, classes) = opened.classify(rows, self.shares.len());
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
    shares: Vec<f64>,
    weights: Vec<StateTensor>,
    threads: usize,
) -> Box<dyn SampleClassifier> {
    struct Open(Vec<f64>, Vec<StateTensor>, usize);
    impl ClassifierVisitor for Open {
        type Result = Box<dyn SampleClassifier>;
        fn visit<C: ClassifierArchitecture>(self) -> Self::Result {
            let opened: Opened<C> =
                Opened::stored(self.1, self.2).expect("the weights were checked");
            Box::new(Typed {
                opened: RefCell::new(opened),
                shares: self.0,
            })
        }
    }
    with_classifier(kind, Open(shares, weights, threads)).expect("the kind was checked")
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
            Opened::<C>::stored(self.0, 1).map(drop)
        }
    }
    with_classifier(kind, Check(weights))
        .unwrap_or_else(|| Err(format!("no classifier takes {kind}")))
}

/// Channels of a stacked image.
const CHANNELS: usize = 3;

/// Recognises each channel of an RGB image by itself: the classes a, b, c of n become a n^2 + b n +
/// c of n^3, the features are joined (Srivastava et al. 2017, VEEGAN, section 4.2).
pub(super) struct Stacked {
    base: Box<dyn SampleClassifier>,
    shares: Vec<f64>,
}

impl Stacked {
    pub fn new(base: Box<dyn SampleClassifier>) -> Self {
        let one = base.shares();
        let two = one.iter().flat_map(|a| one.iter().map(move |b| a * b));
        let shares = two.flat_map(|ab| one.iter().map(move |c| ab * c)).collect();
        Self { base, shares }
    }
}

impl SampleClassifier for Stacked {
    fn classes(&self) -> usize {
        self.shares.len()
    }

    fn shares(&self) -> &[f64] {
        &self.shares
    }

    fn classify(&self, rows: &[f32]) -> ClassifiedSamples {
        let channels: [ClassifiedSamples; CHANNELS] = std::array::from_fn(|channel| {
            let values: Vec<f32> = rows
                .iter()
                .skip(channel)
                .step_by(CHANNELS)
                .copied()
                .collect();
            self.base.classify(&values)
        });
        let (n, width) = (self.base.classes(), channels[0].width);
        let count = channels[0].classes.len();
        let class = |row: usize| {
            channels
                .iter()
                .fold(0, |class, channel| class * n + channel.classes[row])
        };
        let features = |row: usize| {
            channels
                .iter()
                .flat_map(move |channel| &channel.features[row * width..][..width])
        };
        ClassifiedSamples {
            features: (0..count).flat_map(features).copied().collect(),
            width: CHANNELS * width,
            classes: (0..count).map(class).collect(),
        }
    }
}
