//! A trained generator for PyTorch.

use std::path::{Path, PathBuf};

use super::{SamplingError, TrainedGenerator};
use crate::record::pytorch::{PytorchError, PytorchExport, export_pytorch};
use crate::strategies::CONDITION_CLASSES;

impl TrainedGenerator {
    /// Writes the generator for PyTorch into a folder and returns the files; `run` is the id of its run.
    ///
    /// # Errors
    /// If PyTorch has not all of its layers, or the disk refuses.
    pub fn export_pytorch(
        &mut self,
        run: &str,
        folder: &Path,
    ) -> Result<Vec<PathBuf>, SamplingError> {
        let weights = self.words();
        let export = PytorchExport {
            modules: self.sampler.modules(),
            latent_size: self.sampler.latent_size(),
            labels: match self.run.condition.is_on() {
                true => CONDITION_CLASSES,
                false => 0,
            },
            kind: self.run.data.kind(),
            truncation: self.run.styles.truncation,
            model: self.run.model.name(),
            run,
            weights: &weights,
        };
        export_pytorch(folder, export).map_err(|error| match error {
            PytorchError::Record(error) => SamplingError::Record(error),
            unknown @ PytorchError::Unknown { .. } => SamplingError::Asked(unknown.to_string()),
        })
    }
}
