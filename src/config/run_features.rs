//! In which features the samples of a run are compared.

use super::evaluate::SampleFeatures;
use super::run::Run;

impl Run {
    /// What a stored run means that does not say in which features its samples were compared, as none did
    /// before there was a choice. Only of images that may be photographs is `auto` anything else.
    pub(super) fn unsaid_features(&self) -> SampleFeatures {
        match self.data.may_be_photographs() {
            true => SampleFeatures::Classes,
            false => SampleFeatures::Auto,
        }
    }

    /// Whether samples are compared in features of photographs, where classes are counted or not.
    pub fn compares_in_imagenet(&self, counts_classes: bool) -> bool {
        match self.evaluate.features {
            SampleFeatures::ImageNet => true,
            SampleFeatures::Auto => self.data.may_be_photographs() && !counts_classes,
            SampleFeatures::Classes | SampleFeatures::Pixels => false,
        }
    }
}
