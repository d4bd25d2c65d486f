//! The classifiers of the data sets of a process, each trained, or read from where an earlier
//! process has kept it, once for all runs.

use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use super::imagenet::ImageNetSamples;
use crate::config::Kind;
use crate::data::DataSet;
use crate::metrics::SampleClassifier;
use crate::parallel::cores;
use crate::record::{
    self, BuildFingerprint, ClassifierHeader, ClassifierKey, ClassifierProvenance,
    classifier_bytes, read_classifier, write_classifier,
};
use crate::state_dict::StateTensor;
use crate::train::{
    CLASSIFIER_RECIPE, Classifier, HeldOutScore, MIN_CLASSIFIER_ACCURACY, MIN_LABELLED_IMAGES,
    NoClassifier, classifier_architecture,
};

/// What runs are measured with: a classifier of their data's classes, or a network that knows photographs.
#[derive(Debug)]
pub struct SharedClassifier(Looking);

#[derive(Debug)]
enum Looking {
    Classes {
        classifier: Classifier,
        /// Whether rows have three of its images as channels.
        stacked: bool,
        sha256: String,
    },
    /// Images of this side, with so many channels, in features of ImageNet.
    ImageNet { side: usize, channels: usize },
}

impl SharedClassifier {
    /// A network of its own for one run, from the shared weights.
    pub fn for_run(&self, threads: usize) -> Box<dyn SampleClassifier> {
        match &self.0 {
            Looking::Classes {
                classifier,
                stacked,
                ..
            } => classifier.sample_classifier(*stacked, threads),
            Looking::ImageNet { side, channels } => Box::new(ImageNetSamples {
                side: *side,
                channels: *channels,
                threads,
            }),
        }
    }

    /// The network that knows photographs, for images of these data; none for points.
    pub(super) fn of_imagenet(data: &dyn DataSet) -> Option<Arc<Self>> {
        match data.kind() {
            Kind::Images { side, channels } => {
                Some(Arc::new(Self(Looking::ImageNet { side, channels })))
            }
            Kind::Numbers | Kind::Points => None,
        }
    }

    /// Its weights, convolutions first; none of the network that the program carries.
    pub fn weights(&self) -> &[StateTensor] {
        match &self.0 {
            Looking::Classes { classifier, .. } => classifier.weights(),
            Looking::ImageNet { .. } => &[],
        }
    }

    /// What a run reports of a classifier of its data.
    pub fn provenance(&self) -> Option<ClassifierProvenance> {
        match &self.0 {
            Looking::Classes {
                classifier, sha256, ..
            } => Some(ClassifierProvenance {
                sha256: sha256.clone(),
                accuracy: classifier.score().accuracy(),
            }),
            Looking::ImageNet { .. } => None,
        }
    }
}

/// A trained classifier and the SHA-256 of its file.
type FittedClassifier = (Classifier, String);

/// The classifier of a data set with labels, or stacked of one; none where there are no classes, or
/// it is not accurate enough, which `report` is told.
///
/// It is read from `folder` if it was kept there; otherwise it is trained on all cores and kept
/// there. A folder that cannot be written, or a file that cannot be read, is reported and costs the
/// training only.
pub(super) fn classifier_of(
    name: &str,
    data: &dyn DataSet,
    folder: Option<&Path>,
    report: &mut dyn FnMut(String),
) -> Option<Arc<SharedClassifier>> {
    let labelled = data.stacked().unwrap_or(data);
    let key = match key_of(labelled) {
        Ok(key) => key,
        Err(NoClassifier::TooFewImages(images)) => {
            report(format!(
                "{name}: {images} labelled images are too few for a classifier ({MIN_LABELLED_IMAGES} are needed); classes are not counted"
            ));
            return None;
        }
        Err(NoClassifier::NoArchitecture) => {
            report(format!(
                "{name}: no classifier for {}; classes are not counted",
                labelled.kind()
            ));
            return None;
        }
        Err(NoClassifier::NoClasses) => return None,
    };
    let kept = folder.map_or(Kept::Nothing, |folder| read(folder, &key, labelled, report));
    let ((classifier, sha256), how) = match kept {
        Kept::Fitted(known) => (known, "from the cache".to_string()),
        Kept::Nothing | Kept::Unreadable => {
            let folder = folder.filter(|_| !matches!(kept, Kept::Unreadable));
            let started = Instant::now();
            let known = train(&key, labelled, folder, report)?;
            (
                known,
                format!("trained in {:.1} s", started.elapsed().as_secs_f64()),
            )
        }
    };
    let HeldOutScore { held_out, .. } = classifier.score();
    let accuracy = 100.0 * classifier.score().accuracy();
    let summary =
        format!("{name}: classifier {how}, {accuracy:.1} % of {held_out} held-out images right");
    if !classifier.is_trusted() {
        let least = 100.0 * MIN_CLASSIFIER_ACCURACY;
        report(format!(
            "{summary}; below {least} % it would mislead, so classes are not counted"
        ));
        return None;
    }
    report(summary);
    Some(Arc::new(SharedClassifier(Looking::Classes {
        classifier,
        stacked: data.stacked().is_some(),
        sha256,
    })))
}

fn key_of(labelled: &dyn DataSet) -> Result<ClassifierKey, NoClassifier> {
    let architecture = classifier_architecture(labelled)?.to_string();
    let data_sha256 = labelled
        .digest()
        .ok_or(NoClassifier::NoClasses)?
        .to_string();
    Ok(ClassifierKey {
        data_sha256,
        architecture,
        recipe: CLASSIFIER_RECIPE,
        build: BuildFingerprint::here(),
    })
}

/// What an earlier process has kept.
enum Kept {
    Fitted(FittedClassifier),
    /// Nothing that can be used: what is trained here takes its place.
    Nothing,
    /// A file that the system refused to read: it stays.
    Unreadable,
}

fn read(
    folder: &Path,
    key: &ClassifierKey,
    labelled: &dyn DataSet,
    report: &mut dyn FnMut(String),
) -> Kept {
    let stored = |(sha256, about, weights): (String, ClassifierHeader, _)| {
        let score = HeldOutScore {
            right: about.right,
            held_out: about.held_out,
        };
        Classifier::from_weights(labelled, score, weights).map(|classifier| (classifier, sha256))
    };
    let kept = match read_classifier(folder, key) {
        Ok(Some(kept)) => kept,
        Ok(None) => return Kept::Nothing,
        Err(error) => {
            report(format!("{error}; the classifier is trained again"));
            return match error.is_refused_by_system() {
                true => Kept::Unreadable,
                false => Kept::Nothing,
            };
        }
    };
    match stored(kept) {
        Ok(known) => Kept::Fitted(known),
        Err(problem) => {
            report(format!(
                "{} is damaged: {problem}; the classifier is trained again",
                key.path(folder).display()
            ));
            Kept::Nothing
        }
    }
}

fn train(
    key: &ClassifierKey,
    labelled: &dyn DataSet,
    folder: Option<&Path>,
    report: &mut dyn FnMut(String),
) -> Option<FittedClassifier> {
    let threads = cores();
    let classifier = Classifier::fit(labelled, threads).ok()?;
    let HeldOutScore { right, held_out } = classifier.score();
    let about = ClassifierHeader::new(key.clone(), classifier.classes(), right, held_out);
    let bytes = classifier_bytes(&about, classifier.weights());
    if let Some(error) = folder.and_then(|folder| write_classifier(folder, key, &bytes).err()) {
        report(format!(
            "{error}; the classifier is not kept for other studies"
        ));
    }
    Some((classifier, record::sha256(&bytes)))
}
