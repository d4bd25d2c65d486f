//! What good samples are, in the metrics that a data set allows.

use super::alteration::Alteration;
use super::counted_modes::{counted_modes, in_effect};
use super::finding::Comparison::{Above, AtLeast, AtMost, Below};
use super::finding::Evidence;
use super::left_out::{LeftOut, whole_recall};
use super::run_history::RunHistory;
use super::sample_facts::SampleFacts;
use super::thresholds::Thresholds;
use crate::metrics::{Metric, MetricValues};

/// How real samples look, and what they leave out.
///
/// Where modes are known exactly, a part is missing when a mode has no sample of high quality (Lin
/// et al. 2018), or few are in effect used; where they are the classes that a classifier knows, when
/// a class has hardly any. Where they are not known, bins of the data stand for them, or coverage.
#[derive(Clone, Copy)]
pub(super) struct SampleCriteria {
    /// The metric that says how real samples look.
    realism_metric: Metric,
    /// The least value of it at which they look real.
    least_realism: f64,
    /// What is known of the parts of the data.
    pub parts: PartsOfData,
    /// Whether a low recall is a missing part: in features of photographs a few originals cover much of the data.
    asks_recall: bool,
    /// Recall from which nothing is missing, where that is asked.
    whole_recall: Option<f64>,
    /// Whether values outside the data's range are not real, whatever precision says: so it is of pictures. Points of one
    /// mode leave the others outside of their range, which is the collapse itself.
    asks_range: bool,
    /// Of samples from anywhere: what neighbours say of it at the end.
    left_out: Option<LeftOut>,
    /// Of samples from anywhere whose modes are known: modes with more samples than the noise around them, and all.
    beyond_noise: Option<(usize, usize)>,
    /// Of samples from anywhere: whether most are like no real row at the end. A single real row far from all others has
    /// the others in its k-NN ball, and all samples, whatever they are (Naeem et al. 2020): then precision means nothing.
    is_unlike: bool,
    /// Of samples from anywhere: what they are altered in as a whole.
    alteration: Alteration,
    thresholds: Thresholds,
}

/// What is known of the parts of the data.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum PartsOfData {
    /// Its modes, exactly.
    Modes,
    /// Its classes, by a classifier.
    Classes,
    /// Nothing.
    Unknown,
}

impl SampleCriteria {
    /// The criteria for a history; `None` if it has no samples.
    pub fn of(history: &RunHistory) -> Option<Self> {
        let thresholds = history.thresholds;
        let modes = history
            .final_metric(Metric::ModesTotal)
            .is_some_and(|modes| modes >= 2.0);
        let (realism_metric, least_realism) = if history.measures(Metric::HighQuality) {
            (Metric::HighQuality, thresholds.real_quality)
        } else if history.measures(Metric::Precision) {
            let least = match modes {
                true => thresholds.real_precision_of_classes,
                false => thresholds.real_precision,
            };
            (Metric::Precision, least)
        } else {
            return None;
        };
        let parts = match (modes, realism_metric) {
            (true, Metric::HighQuality) => PartsOfData::Modes,
            (true, _) => PartsOfData::Classes,
            (false, _) => PartsOfData::Unknown,
        };
        let bins_or_coverage = [Metric::JensenShannon, Metric::Coverage];
        let is_known = modes || bins_or_coverage.into_iter().any(|it| history.measures(it));
        is_known.then_some(Self {
            realism_metric,
            least_realism,
            parts,
            asks_recall: history.is_in_imagenet(),
            whole_recall: whole_recall(history),
            asks_range: realism_metric == Metric::Precision
                && history.facts.is_none_or(|facts| facts.sides.is_some()),
            left_out: LeftOut::of(history),
            beyond_noise: history
                .facts
                .and_then(|facts| facts.surroundings.as_ref())
                .map(|modes| (modes.held(), modes.total())),
            is_unlike: history
                .facts
                .and_then(SampleFacts::unlike_where_compared)
                .is_some_and(|share| share >= thresholds.mostly_unlike),
            alteration: Alteration::of(history),
            thresholds,
        })
    }

    /// Whether an evaluation's samples look real.
    ///
    /// Precision in the features of a classifier, which knows nothing but images, takes noise for
    /// one: values outside the data's range are not real.
    pub fn looks_real(&self, measured: &MetricValues) -> bool {
        self.reaches(self.least_realism, measured)
    }

    fn reaches(&self, least: f64, measured: &MetricValues) -> bool {
        let in_range = !self.asks_range
            || measured
                .get(Metric::RangeGap)
                .is_none_or(|gap| gap <= self.thresholds.unreal_range);
        let is_by_neighbours = self.realism_metric == Metric::Precision;
        in_range
            && !(is_by_neighbours && self.is_unlike)
            && measured
                .get(self.realism_metric)
                .is_some_and(|value| value >= least)
    }

    /// Whether an evaluation's samples are not far from looking real.
    pub fn look_nearly_real(&self, measured: &MetricValues) -> bool {
        self.reaches(self.thresholds.nearly_real * self.least_realism, measured)
    }

    /// How far from looking real the samples are at the end, beside what is nearly real.
    pub fn far_from_real(&self, history: &RunHistory) -> Option<Evidence> {
        let least = self.thresholds.nearly_real * self.least_realism;
        let value = history.final_metric(self.realism_metric)?;
        let name = self.realism_metric.description().name;
        Some(Evidence::compared_with_least(name, value, least))
    }

    /// Whether an evaluation lacks a part of the data. NaN is no answer, and so no.
    pub fn lacks_a_part(&self, measured: &MetricValues) -> bool {
        let below =
            |metric: Metric, least: f64| measured.get(metric).is_some_and(|value| value < least);
        let missing = match self.parts {
            PartsOfData::Modes => {
                let modes = measured.get(Metric::ModesTotal).unwrap_or(0.0);
                below(counted_modes(measured), modes)
            }
            PartsOfData::Classes => below(Metric::RarestMode, self.thresholds.held_class),
            PartsOfData::Unknown
                if self.asks_recall && below(Metric::Recall, self.thresholds.part_recall) =>
            {
                true
            }
            PartsOfData::Unknown => match measured.get(Metric::JensenShannon) {
                Some(divergence) => divergence >= self.thresholds.part_divergence,
                None => below(Metric::Coverage, self.thresholds.part_coverage),
            },
        };
        let missing = missing || self.uses_few_modes(measured);
        (missing && !self.is_contradicted()) || self.has_alike_class(measured)
    }

    /// Whether bins or coverage may say that a part is missing where neighbours miss none: samples that are moved a
    /// little fill other bins.
    fn is_contradicted(&self) -> bool {
        let asks_neighbours = self.parts == PartsOfData::Unknown && !self.asks_recall;
        let left_out = self.left_out.filter(|_| asks_neighbours);
        left_out.is_some_and(|left_out| !left_out.may_be_a_part())
    }

    /// Whether neighbours say that samples from anywhere leave a part of the real rows out.
    pub fn misses_a_part(&self) -> bool {
        self.left_out.is_some_and(|left_out| left_out.is_a_part())
    }

    /// Whether nothing can be said of parts, because samples differ from the data as a whole.
    pub fn is_of_other_form(&self) -> bool {
        self.parts == PartsOfData::Unknown && self.alteration.is_of_other_form
    }

    /// Whether hardly any real row is missed, as far as that is known.
    pub fn misses_nothing(&self) -> bool {
        self.left_out.is_none_or(|left_out| left_out.is_nothing())
    }

    /// Whether a mode has no more samples than the noise around it.
    pub fn is_in_noise(&self) -> bool {
        self.beyond_noise.is_some_and(|(held, all)| held < all)
    }

    /// Modes with more samples than the noise around them, where that is not all of them.
    pub fn in_noise(&self, history: &RunHistory) -> Option<Evidence> {
        let (held, all) = self.beyond_noise.filter(|_| self.is_in_noise())?;
        let name = history.window_name("modes with more samples than the noise around them");
        Some(Evidence::compared(&name, held as f64, Below, all as f64))
    }

    /// Whether the samples of a class are all alike.
    fn has_alike_class(&self, measured: &MetricValues) -> bool {
        let least = measured.get(Metric::ClassDiversityLeast);
        least.is_some_and(|ratio| ratio <= self.thresholds.class_alike)
    }

    /// Whether an evaluation shows everything, each class where G was told to.
    pub fn shows_all(&self, measured: &MetricValues) -> bool {
        let least = self.thresholds.followed_labels;
        if followed_labels(measured).is_some_and(|share| share.is_nan() || share < least) {
            return false;
        }
        match self.parts {
            PartsOfData::Unknown => {
                let divergence = measured.get(Metric::JensenShannon);
                let recall = measured.get(Metric::Recall).zip(self.whole_recall);
                recall.is_none_or(|(share, least)| share >= least)
                    && divergence.is_none_or(|share| share < self.thresholds.whole_divergence)
                    && measured
                        .get(Metric::Coverage)
                        .is_some_and(|share| share >= self.thresholds.whole_coverage)
            }
            _ => {
                let counted = measured.get(Metric::RarestMode);
                counted.is_some_and(|share| !share.is_nan()) && !self.lacks_a_part(measured)
            }
        }
    }

    /// Whether an evaluation shows everything, but some modes far too rarely.
    pub fn is_uneven(&self, measured: &MetricValues) -> bool {
        let rarest = measured.get(Metric::RarestMode);
        self.parts != PartsOfData::Unknown
            && self.shows_all(measured)
            && !self.is_in_noise()
            && rarest.is_some_and(|share| share < self.thresholds.uneven)
    }

    /// The metric that says how real samples look, and the least value at which they do.
    pub fn realism_asked(&self) -> (Metric, f64) {
        (self.realism_metric, self.least_realism)
    }

    /// Whether at most half of the modes are in effect used, or most of the data is uncovered.
    pub fn uses_few_modes(&self, measured: &MetricValues) -> bool {
        match self.parts {
            PartsOfData::Unknown => measured
                .get(Metric::Coverage)
                .is_some_and(|share| share < self.thresholds.part_coverage / 2.0),
            _ => in_effect(measured).is_some_and(|share| share <= self.thresholds.in_effect),
        }
    }

    /// Whether the samples of an evaluation look real and show everything.
    pub fn are_healthy(&self, measured: &MetricValues) -> bool {
        self.looks_real(measured) && self.shows_all(measured)
    }

    /// How good an evaluation is: the number by which the best one is chosen.
    pub fn score(&self, measured: &MetricValues) -> Option<f64> {
        let metric = match self.parts {
            PartsOfData::Unknown => Metric::Coverage,
            _ => self.realism_metric,
        };
        measured.get(metric)
    }

    /// How real the samples look at the end.
    pub fn realism(&self, history: &RunHistory) -> Option<Evidence> {
        let (metric, least) = (self.realism_metric, self.least_realism);
        Some(Evidence::compared_with_least(
            metric.description().name,
            history.final_metric(metric)?,
            least,
        ))
    }

    /// What the samples leave out at the end, with what decided it.
    pub fn completeness(&self, history: &RunHistory) -> Vec<Evidence> {
        let at_end = |metric: Metric| {
            Some((
                history.window_name(metric.description().name),
                history.final_metric(metric)?,
            ))
        };
        if self.parts == PartsOfData::Unknown {
            let divergence = at_end(Metric::JensenShannon)
                .map(|(name, value)| self.compared_divergence(&name, value));
            let recall = at_end(Metric::Recall).zip(self.whole_recall);
            let recall =
                recall.map(|((name, value), whole)| self.compared_recall(&name, value, whole));
            let informing: &[Metric] = match self.whole_recall {
                Some(_) => &[Metric::Spread],
                None => &[Metric::Recall, Metric::Spread],
            };
            let coverage =
                at_end(Metric::Coverage).map(|(name, value)| self.compared_coverage(&name, value));
            let left_out = self.left_out.map(|left_out| left_out.evidence(history));
            return left_out
                .unwrap_or_default()
                .into_iter()
                .chain(recall)
                .chain(divergence)
                .chain(coverage.unwrap_or_default())
                .chain(informative(history, informing))
                .collect();
        }
        let (metric, least) = match self.parts {
            PartsOfData::Classes => (Metric::RarestMode, Some(self.thresholds.held_class)),
            _ => {
                let modes = history.final_metric(Metric::ModesTotal);
                (counted_modes(&history.final_metrics()), modes)
            }
        };
        let held = at_end(metric)
            .filter(|(_, value)| !value.is_nan())
            .zip(least)
            .map(|((name, value), least)| Evidence::compared_with_least(&name, value, least));
        let counted = at_end(Metric::ReverseKl).filter(|(_, value)| !value.is_nan());
        let effect = counted.map(|(_, value)| {
            let name = "exp(-reverse_kl), share of modes in effect";
            Evidence::compared_if_held(name, (-value).exp(), AtMost, self.thresholds.in_effect)
        });
        let alike = at_end(Metric::ClassDiversityLeast).map(|(name, value)| {
            Evidence::compared_if_held(&name, value, AtMost, self.thresholds.class_alike)
        });
        let mut evidence: Vec<Evidence> = held.into_iter().chain(effect).chain(alike).collect();
        evidence.sort_by_key(|number| !number.falls_short());
        // A class that has a single sample counts among `modes`, and may still be missing.
        let others: &[Metric] = match self.parts {
            PartsOfData::Classes => &[],
            _ => &[Metric::RarestMode],
        };
        evidence.extend(informative(history, others));
        evidence
    }

    /// Recall beside the threshold that it misses or meets.
    fn compared_recall(&self, name: &str, value: f64, whole: f64) -> Evidence {
        let part = self.thresholds.part_recall;
        let is_part = self.asks_recall && value < part;
        Evidence::compared_with_least(name, value, if is_part { part } else { whole })
    }

    /// The divergence of bins beside the threshold that it misses or meets.
    fn compared_divergence(&self, name: &str, value: f64) -> Evidence {
        let (part, whole) = (
            self.thresholds.part_divergence,
            self.thresholds.whole_divergence,
        );
        match value {
            _ if value >= part => Evidence::compared(name, value, Above, part),
            _ if value >= whole => Evidence::compared(name, value, Above, whole),
            _ => Evidence::informative(name, value),
        }
    }

    /// Coverage beside the threshold that it misses or meets. Between the two, where it is neither
    /// too little nor enough, it is compared with both.
    fn compared_coverage(&self, name: &str, value: f64) -> Vec<Evidence> {
        let (part, whole) = (
            self.thresholds.part_coverage,
            self.thresholds.whole_coverage,
        );
        if value >= part && value < whole {
            return vec![
                Evidence::compared(name, value, Below, whole),
                Evidence::compared(Metric::Coverage.description().name, value, AtLeast, part),
            ];
        }
        vec![Evidence::compared_with_least(
            name,
            value,
            if value >= whole { whole } else { part },
        )]
    }

    /// Values outside the data's range, where these keep samples from looking real.
    pub fn unreal_range(&self, history: &RunHistory) -> Option<Evidence> {
        let most = self.thresholds.unreal_range;
        let gap = history.final_metric(Metric::RangeGap)?;
        (self.asks_range && gap > most)
            .then(|| Evidence::compared(Metric::RangeGap.description().name, gap, Above, most))
    }
}

fn informative(history: &RunHistory, metrics: &[Metric]) -> Vec<Evidence> {
    let value = |metric: &Metric| {
        Some(Evidence::informative(
            metric.description().name,
            history.final_metric(*metric)?,
        ))
    };
    let values = metrics.iter().filter_map(value);
    values.filter(|number| !number.value.is_nan()).collect()
}

/// Share of samples beyond chance in which a classifier finds the label that G was told.
pub(super) fn followed_labels(measured: &MetricValues) -> Option<f64> {
    let chance = 1.0 / measured.get(Metric::ModesTotal)?;
    let accuracy = measured.get(Metric::ClassAccuracy)?;
    Some((accuracy - chance) / (1.0 - chance))
}
