//! Whether what the rules advise helps.

use std::collections::BTreeMap;
use std::path::Path;

use rayon::prelude::*;
use seesaw::config::{self, Run};
use seesaw::diagnose::{Diagnosis, Verdict};
use seesaw::launch::DataSets;
use seesaw::train::{TrainingControl, train};
use serde_yaml::{Mapping, Value};

use super::fresh_samples::FreshSamples;
use super::trained_runs::TrainedRun;

/// What came of a verdict's patch.
pub struct Tried {
    pub verdict: Verdict,
    pub patch: String,
    pub healed: bool,
}

/// Applies the patch of every failed run's most severe finding, trains the run again with its seed, and
/// counts what its generator makes. Divergence is no longer there if the generator is healthy.
pub fn try_all(diagnosed: &[(&TrainedRun, &Diagnosis)], classifiers: &Path) -> Vec<Tried> {
    // What data were taken away from no remedy brings back.
    let can_be_healed = |trained: &TrainedRun| !trained.arm.contains("_keeps_");
    let failed: Vec<_> = diagnosed
        .iter()
        .filter(|(trained, diagnosis)| diagnosis.verdict.is_failure() && can_be_healed(trained))
        .collect();
    failed
        .par_iter()
        .map(|(trained, diagnosis)| {
            let patch = diagnosis.findings[0].remedy.patch.clone();
            let healed =
                patched(trained.run(), &patch).is_some_and(|run| is_healed(&run, classifiers));
            eprintln!(
                "{} {} {}: {}",
                trained.arm,
                trained.planned.seed,
                diagnosis.verdict.name(),
                if healed { "healed" } else { "not healed" }
            );
            Tried {
                verdict: diagnosis.verdict,
                patch,
                healed,
            }
        })
        .collect()
}

fn is_healed(run: &Run, classifiers: &Path) -> bool {
    let mut sets = DataSets::default();
    let data = sets.open(run).expect("data without files");
    let classifier = sets
        .classifier(run, Some(classifiers), &mut drop)
        .expect("data without files");
    let classifier = classifier.map(|shared| shared.for_run(1));
    // Nothing is measured on the way.
    let (_, mut game) = train(run, &*data, None, &mut |_| TrainingControl::Continue);
    let fresh = FreshSamples::of(run, &*data, classifier, &mut *game, 0);
    fresh.looks_real() && !fresh.is_collapsed()
}

/// The run with the patch in it; `None` where there is none, or it does not go with the rest.
pub fn patched(run: &Run, patch: &str) -> Option<Run> {
    let mut keys: Mapping = serde_yaml::from_str(&run.to_yaml()).expect("a run is YAML");
    let patch: Mapping = serde_yaml::from_str(patch).ok()?;
    keys.extend(patch);
    // What is counted is the generator at the end.
    let evaluate = Value::Mapping([("every".into(), 1_000_000.into())].into_iter().collect());
    keys.insert("evaluate".into(), evaluate);
    let study: Mapping = [
        ("study".into(), "remedy".into()),
        ("question".into(), "?".into()),
        ("run".into(), Value::Mapping(keys)),
    ]
    .into_iter()
    .collect();
    let text = serde_yaml::to_string(&study).expect("YAML");
    config::parse("remedy", &text, &[])
        .ok()
        .map(|study| study.runs[0].run.clone())
}

/// Tried and healed, by verdict.
pub fn tally(tried: &[Tried]) -> BTreeMap<&'static str, (usize, usize)> {
    let mut tally = BTreeMap::new();
    for one in tried {
        let (of, healed) = tally.entry(one.verdict.name()).or_insert((0, 0));
        *of += 1;
        *healed += usize::from(one.healed);
    }
    tally
}

/// Tried and healed, by patch.
pub fn by_patch(tried: &[Tried]) -> BTreeMap<(&'static str, String), (usize, usize)> {
    let mut tally = BTreeMap::new();
    for one in tried {
        let patch = one.patch.replace('\n', ", ");
        let (of, healed) = tally.entry((one.verdict.name(), patch)).or_insert((0, 0));
        *of += 1;
        *healed += usize::from(one.healed);
    }
    tally
}
