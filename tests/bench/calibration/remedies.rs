//! Whether what the rules advise helps.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::Path;

use rayon::prelude::*;
use seesaw::config::{self, Run};
use seesaw::diagnose::{Diagnosis, EvidenceKind, Verdict};
use seesaw::launch::DataSets;
use seesaw::train::{TrainingControl, train};
use serde_yaml::{Mapping, Value};

use super::LEAST_COUNTED;
use super::fresh_samples::FreshSamples;
use super::trained_runs::TrainedRun;

/// The verdicts that nothing but their remedy confirms: they are right where the samples look real then.
pub const CONFIRMED: [Verdict; 2] = [Verdict::Undertrained, Verdict::Starved];

/// What came of a verdict's patch.
pub struct Tried {
    pub evidence: EvidenceKind,
    pub verdict: Verdict,
    pub patch: String,
    pub healed: bool,
}

/// Applies the patch of the most severe finding of every run that failed or is undertrained, trains
/// the run again with its seed, and counts what its generator makes.
pub fn try_all(diagnosed: &[(&TrainedRun, &Diagnosis)], classifiers: &Path) -> Vec<Tried> {
    // What data were taken away from no remedy brings back.
    let can_be_healed = |trained: &TrainedRun| !trained.arm.contains("_keeps_");
    let failed: Vec<_> = diagnosed
        .iter()
        .filter(|(trained, diagnosis)| is_tried(diagnosis.verdict) && can_be_healed(trained))
        .collect();
    failed
        .par_iter()
        .map(|(trained, diagnosis)| {
            let patch = diagnosis.findings[0].remedy.patch.clone();
            let healed = patched(trained.run(), &patch).is_some_and(|run| {
                let fresh = trained_again(&run, classifiers);
                // A run that collapses later was nevertheless undertrained, or starved.
                let lacks_nothing = CONFIRMED.contains(&diagnosis.verdict) || !fresh.is_collapsed();
                fresh.looks_real() && lacks_nothing
            });
            eprintln!(
                "{} {} {}: {}",
                trained.arm,
                trained.planned.seed,
                diagnosis.verdict.name(),
                if healed { "healed" } else { "not healed" }
            );
            Tried {
                evidence: match trained.has_classes() {
                    true => EvidenceKind::Classes,
                    false => EvidenceKind::Modes,
                },
                verdict: diagnosis.verdict,
                patch,
                healed,
            }
        })
        .collect()
}

fn is_tried(verdict: Verdict) -> bool {
    verdict.is_failure() || verdict == Verdict::Undertrained
}

fn trained_again(run: &Run, classifiers: &Path) -> FreshSamples {
    let mut sets = DataSets::default();
    let data = sets.open(run).expect("data without files");
    let classifier = sets
        .classifier(run, Some(classifiers), &mut drop)
        .expect("data without files");
    let classifier = classifier.map(|shared| shared.for_run(1));
    // Nothing is measured on the way.
    let (_, mut game) = train(run, &*data, None, &mut |_| TrainingControl::Continue);
    FreshSamples::of(run, &*data, classifier, &mut *game, 0)
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

/// What came of the remedies, by verdict and by patch.
pub fn tables(tried: &[Tried]) -> String {
    let mut text = String::from("| verdict | runs | healed |\n|--|--|--|\n");
    for (verdict, (of, healed)) in tally(tried, |one| one.verdict.name()) {
        let share = 100.0 * healed as f64 / of as f64;
        writeln!(text, "| {verdict} | {of} | {healed} ({share:.0} %) |").expect("text");
    }
    text.push_str("\n| verdict | patch | tried | healed |\n|--|--|--|--|\n");
    let patch = |one: &Tried| (one.verdict.name(), one.patch.replace('\n', ", "));
    for ((verdict, patch), (of, healed)) in tally(tried, patch) {
        writeln!(text, "| {verdict} | `{patch}` | {of} | {healed} |").expect("text");
    }
    text
}

/// Tried and healed, in groups.
fn tally<K: Ord>(tried: &[Tried], group: impl Fn(&Tried) -> K) -> BTreeMap<K, (usize, usize)> {
    let mut tally = BTreeMap::new();
    for one in tried {
        let (of, healed) = tally.entry(group(one)).or_insert((0, 0));
        *of += 1;
        *healed += usize::from(one.healed);
    }
    tally
}

/// Rows of `confidence.csv`: how often runs with this verdict got there when they were trained as
/// advised.
pub fn confidence(tried: &[Tried], verdict: Verdict) -> String {
    let of = |evidence: EvidenceKind| {
        tried
            .iter()
            .filter(move |one| one.evidence == evidence && one.verdict == verdict)
    };
    EvidenceKind::ALL
        .into_iter()
        .map(|evidence| {
            let healed = of(evidence).filter(|one| one.healed).count();
            (evidence, healed, of(evidence).count())
        })
        .filter(|(_, _, tried)| *tried >= LEAST_COUNTED)
        .map(|(evidence, healed, tried)| {
            format!("{},{},{healed},{tried}\n", evidence.name(), verdict.name())
        })
        .collect()
}
