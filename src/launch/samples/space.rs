//! The space in which samples are compared, and how rows are looked at in it.

use std::path::Path;
use std::sync::Arc;

use super::error::JudgeError;
use super::imagenet::{ALL_FEATURES, imagenet_features};
use super::remarks::{counted_classes, rare_classes};
use super::request::{Progress, SampleRequest};
use crate::config::may_be_photographs;
use crate::data::{self, Modes};
use crate::diagnose::SampleSpace;
use crate::launch::classifiers::{SharedClassifier, classifier_of};
use crate::launch::imagenet::{FINE_FEATURES, IMAGENET_FEATURES};
use crate::record::samples::{RowForm, SampleRows};

/// Rows that a classifier looks at at once.
const BLOCK: usize = 1_024;

/// How rows are looked at.
pub(super) enum Space {
    /// As they are, beside modes that are known.
    Modes(Modes),
    /// By a classifier of the real pictures, with the names of the classes and their shares.
    Classes(Arc<SharedClassifier>, Vec<String>, Vec<f64>),
    /// By a network that was trained on photographs.
    ImageNet,
    /// As they are.
    Values,
}

/// What was seen of rows.
pub(super) struct Seen {
    /// Features of each row, and how many; none where rows are compared as they are.
    pub features: Option<(Vec<f32>, usize)>,
    /// Features of the textures of each row, and how many, where photographs were looked at.
    pub fine: Option<(Vec<f32>, usize)>,
    /// The class of each row, where there are classes.
    pub classes: Vec<usize>,
}

impl Seen {
    /// The features of the rows of these numbers.
    pub fn of_rows(&self, numbers: &[usize]) -> Option<(Vec<f32>, usize)> {
        chosen(self.features.as_ref()?, numbers)
    }

    /// The features of the textures of these rows.
    pub fn fine_of_rows(&self, numbers: &[usize]) -> Option<(Vec<f32>, usize)> {
        chosen(self.fine.as_ref()?, numbers)
    }
}

fn chosen((all, width): &(Vec<f32>, usize), numbers: &[usize]) -> Option<(Vec<f32>, usize)> {
    let rows = numbers.iter();
    let chosen = rows.flat_map(|number| &all[number * width..][..*width]);
    Some((chosen.copied().collect(), *width))
}

/// What `--features classes` asks for.
const CLASSES_NEEDED: &str = "`--features classes` needs at least two classes of real pictures that a classifier can tell: subfolders, \
    or an array `labels` beside `images` in an .npz or a safetensors file";

impl Space {
    /// The one that was asked for, or the one that says the most: modes, classes, features of
    /// photographs, values.
    ///
    /// # Errors
    /// If what was asked for is not possible.
    pub fn choose(
        request: &SampleRequest,
        modes: Option<Modes>,
        (reals, is_of_picture_files): (&SampleRows, bool),
        progress: &dyn Progress,
    ) -> Result<Self, JudgeError> {
        let refused = |problem: &str| Err(JudgeError::Asked(problem.to_string()));
        match request.space {
            None => {}
            Some(SampleSpace::Values) => return Ok(Space::Values),
            Some(SampleSpace::ImageNet) => {
                return match reals.form {
                    RowForm::Image { .. } => Ok(Space::ImageNet),
                    RowForm::Vector { .. } => refused("`--features imagenet` is for pictures"),
                };
            }
            Some(SampleSpace::Modes) if modes.is_none() => {
                return refused(
                    "`--features modes` needs the data: add `--modes ring:8` or its like",
                );
            }
            Some(SampleSpace::Classes) if reals.labels.is_none() => {
                return refused(match reals.form {
                    RowForm::Image { .. } => CLASSES_NEEDED,
                    RowForm::Vector { .. } => "`--features classes` is for pictures",
                });
            }
            Some(SampleSpace::Modes | SampleSpace::Classes) => {}
        }
        if let Some(modes) = modes {
            return Ok(Space::Modes(modes));
        }
        if let Some(space) = Self::classes(request, reals, progress) {
            return Ok(space);
        }
        if request.space == Some(SampleSpace::Classes) {
            return refused(CLASSES_NEEDED);
        }
        Ok(match reals.form {
            RowForm::Image { side, channels }
                if may_be_photographs(side, channels, is_of_picture_files) =>
            {
                Space::ImageNet
            }
            _ => Space::Values,
        })
    }

    /// A classifier of the real pictures, where they have classes and it tells them.
    fn classes(
        request: &SampleRequest,
        reals: &SampleRows,
        progress: &dyn Progress,
    ) -> Option<Self> {
        let (labels, RowForm::Image { side, channels }) = (reals.labels.clone()?, reals.form)
        else {
            return None;
        };
        let path = request.reals.as_deref().unwrap_or(Path::new("reals"));
        let (labels, rows) = counted_classes(&labels);
        if labels.count() < 2 {
            progress.note("no classes are known: too few real pictures of each".to_string());
            return None;
        }
        let (names, shares) = (labels.names().to_vec(), labels.shares());
        let bytes = reals.bytes();
        let pictures = rows
            .iter()
            .map(|row| &bytes[row * reals.form.row()..][..reals.form.row()]);
        let set = data::labelled_images(
            path,
            (side, channels),
            pictures.flatten().copied().collect(),
            labels,
        );
        let set = set
            .map_err(|error| progress.note(format!("{error}: classes are not counted")))
            .ok()?;
        let folder = request
            .cache
            .as_ref()
            .map(|cache| cache.join("classifiers"));
        let mut note = |sentence| progress.note(sentence);
        let classifier = classifier_of("reals", &*set, folder.as_deref(), &mut note)?;
        Some(Space::Classes(classifier, names, shares))
    }

    /// Where classes are counted, those that have too few real rows for it.
    pub fn rare_classes(&self, reals: &SampleRows) -> Option<String> {
        let labels = reals.labels.as_ref();
        match self {
            Space::Classes(..) => labels.and_then(rare_classes),
            Space::Modes(_) | Space::ImageNet | Space::Values => None,
        }
    }

    /// Its name.
    pub fn name(&self) -> SampleSpace {
        match self {
            Space::Modes(_) => SampleSpace::Modes,
            Space::Classes(..) => SampleSpace::Classes,
            Space::ImageNet => SampleSpace::ImageNet,
            Space::Values => SampleSpace::Values,
        }
    }

    /// In words, for what form of rows.
    pub fn words(&self, form: RowForm) -> String {
        match (self, form) {
            (Space::Modes(modes), _) => format!("{} known modes", modes.count()),
            (Space::Classes(_, names, _), _) => {
                format!("{} classes and the features of a classifier", names.len())
            }
            (Space::ImageNet, _) => {
                format!("{IMAGENET_FEATURES} features of SqueezeNet, trained on ImageNet")
            }
            (Space::Values, RowForm::Image { .. }) => "pixels".to_string(),
            (Space::Values, RowForm::Vector { .. }) => "their values".to_string(),
        }
    }

    /// Looks at all rows.
    pub fn look(
        &self,
        what: &'static str,
        rows: &SampleRows,
        request: &SampleRequest,
        progress: &dyn Progress,
    ) -> Seen {
        let (mut features, mut fine, mut classes) = (None, None, Vec::new());
        match self {
            Space::Modes(_) | Space::Values => {}
            Space::ImageNet => {
                let folder = request.cache.as_ref().map(|cache| cache.join("features"));
                let folder = folder.as_deref();
                let all = imagenet_features(what, rows, folder, request.threads, progress);
                let part = |from: usize, width: usize| {
                    let rows = all.chunks_exact(ALL_FEATURES);
                    let values = rows.flat_map(|row| &row[from..from + width]).copied();
                    Some((values.collect(), width))
                };
                features = part(0, IMAGENET_FEATURES);
                fine = part(IMAGENET_FEATURES, FINE_FEATURES);
            }
            Space::Classes(classifier, _, _) => {
                let classifier = classifier.for_run(request.threads);
                let numbers: Vec<usize> = (0..rows.count()).collect();
                let (mut all, mut width) = (Vec::new(), 1);
                for block in numbers.chunks(BLOCK) {
                    let found = classifier.classify(&rows.rows(block));
                    all.extend(found.features);
                    classes.extend(found.classes);
                    width = found.width;
                    progress.advance(what, block.len(), numbers.len());
                }
                features = Some((all, width));
            }
        }
        Seen {
            features,
            fine,
            classes,
        }
    }
}
