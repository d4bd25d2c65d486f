//! The data sets of a study, each opened once for all runs that train on it.

use std::sync::Arc;

use crate::data::{self, DataError, DataSet};
use crate::spec::{Data, Run};

/// What has been opened so far.
#[derive(Default)]
pub struct DataSets {
    opened: Vec<(Data, Arc<dyn DataSet>)>,
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
        data::check_batch(&*set, run.batch)?;
        Ok(set)
    }

    /// Whether a finished run was trained on other content of data that has been opened here.
    pub fn differs_from(&self, run: &Run, trained_on: Option<&str>) -> bool {
        let here = self.opened.iter().find(|(data, _)| *data == run.data);
        here.is_some_and(|(_, set)| trained_on.is_some() && set.digest() != trained_on)
    }

    /// What was left out on opening, a sentence each.
    pub fn notes(&self) -> impl Iterator<Item = String> {
        self.opened.iter().flat_map(|(_, set)| set.notes())
    }
}
