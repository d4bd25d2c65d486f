//! The data sets of a study and their classifiers, each opened once for all runs that train on it.

use std::path::Path;
use std::sync::Arc;

use super::classifiers::{SharedClassifier, classifier_of};
use crate::config::{Data, Run, SampleFeatures};
use crate::data::{self, DataError, DataSet};
use crate::strategies::CONDITION_CLASSES;

/// The data sets and classifiers that have been opened so far.
#[derive(Default)]
pub struct DataSets {
    opened: Vec<(Data, Arc<dyn DataSet>)>,
    classifiers: Vec<(Data, SampleFeatures, Option<Arc<SharedClassifier>>)>,
}

impl DataSets {
    /// The run's data, with at least one batch of it.
    ///
    /// # Errors
    /// If it cannot be read, or holds less than a batch.
    pub fn open(&mut self, run: &Run) -> Result<Arc<dyn DataSet>, DataError> {
        let known = self.opened.iter().find(|(data, _)| *data == run.data);
        let set = match known {
            Some((_, set)) => Arc::clone(set),
            None => {
                let set = data::open(&run.data)?;
                self.opened.push((run.data.clone(), Arc::clone(&set)));
                set
            }
        };
        data::check_batch(&*set, run.largest_batch())?;
        if run.condition.is_on() {
            data::check_classes(&*set, &run.data, CONDITION_CLASSES)?;
        }
        Ok(set)
    }

    /// What counts the classes of the run's samples or finds their features, as the run asks for it; a
    /// classifier is kept in `folder`, or trained here. `report` is told once for each data set.
    ///
    /// # Errors
    /// As [`DataSets::open`].
    pub fn classifier(
        &mut self,
        run: &Run,
        folder: Option<&Path>,
        report: &mut dyn FnMut(String),
    ) -> Result<Option<Arc<SharedClassifier>>, DataError> {
        let features = run.evaluate.features;
        let mut known = self.classifiers.iter();
        let known = known.find(|(data, of, _)| *data == run.data && *of == features);
        if let Some((_, _, known)) = known {
            return Ok(known.clone());
        }
        let (set, name) = (self.open(run)?, run.data.name());
        let mut of_classes = || classifier_of(name, &*set, folder, report);
        let classifier = match features {
            SampleFeatures::Pixels => None,
            SampleFeatures::ImageNet => SharedClassifier::of_imagenet(&*set),
            SampleFeatures::Classes => of_classes(),
            SampleFeatures::Auto => match of_classes() {
                None if run.compares_in_imagenet(false) => {
                    report(format!(
                        "{name}: metrics compare features of SqueezeNet, trained on ImageNet"
                    ));
                    SharedClassifier::of_imagenet(&*set)
                }
                found => found,
            },
        };
        self.classifiers
            .push((run.data.clone(), features, classifier.clone()));
        Ok(classifier)
    }

    /// Whether a finished run was trained on other content of data that has been opened here.
    pub fn differs_from(&self, run: &Run, trained_on: Option<&str>) -> bool {
        let here = self.opened.iter().find(|(data, _)| *data == run.data);
        here.is_some_and(|(_, set)| trained_on.is_some() && set.digest() != trained_on)
    }

    /// What was left out when they were opened, one sentence each.
    pub fn notes(&self) -> impl Iterator<Item = String> {
        self.opened.iter().flat_map(|(_, set)| set.notes())
    }
}
