//! Mode collapse: the samples look real but show only a part of the data.

use super::final_spread::final_spread;
use super::finding::Comparison::{AtLeast, AtMost};
use super::onset::has_streak;
use super::rule::Rule;
use super::run_history::{LEAST_EVALUATIONS, LEAST_IMAGES, RunHistory, SAMPLES_PER_MODE};
use super::sample_criteria::SampleCriteria;
use super::sample_facts::REPEATS;
use super::words::{count, number, part};
use super::{Evidence, Finding, Severity, Symptom, Thresholds, Verdict, VerdictForm, remedy};
use crate::metrics::{FARTHEST_PAIRS, LEAST_AROUND, Metric, SHARE_AROUND};
use crate::train::EvalRow;

pub(super) const RULE: Rule = Rule {
    symptom: Symptom::Verdict(Verdict::ModeCollapse),
    needs,
    condition,
    find,
};

/// Evaluations in a row that must have shown everything before a collapse is a late one.
const SHOWN_BEFORE: usize = 3;

fn needs() -> String {
    format!(
        "modes that are known or classified, with {} samples each in an evaluation, or coverage and precision of {} samples",
        number(SAMPLES_PER_MODE),
        number(LEAST_IMAGES)
    )
}

fn condition(thresholds: &Thresholds) -> String {
    format!(
        "the samples look real (high_quality >= {}; precision of classes >= {}, else precision >= {}, and of samples from anywhere less than {} are like no real row) but lack a part of the data in the last {} of \
         the evaluations, of {} at least where modes are counted: a mode has none of 10,000 samples in most of those that count them (modes_held), or, where none does, no evaluation shows all modes; of classes: rarest_mode < {}; or exp(-reverse_kl) <= {}; \
         where neither is known: jensen_shannon >= {}, or coverage < {} (of samples from anywhere, in values as they are: only if neighbours miss {} of the real rows, as below), or, in features of photographs, recall < {}; full where at most {} of the modes are in \
         effect used, late where {} evaluations in a row once showed everything; a set of samples from anywhere is judged by \
         itself, and has collapsed also where pairs of samples are on average at most {} as far apart as pairs of real rows (the farthest {} of pairs left out), \
         or {} of pictures are nearer to another sample than all but a twentieth of real pictures are to another real one, with recall < {}; \
         in features of photographs, and in values as they are, also where {} of the real rows have no sample among their neighbours (the {} nearest, or {} of all points), while the samples are \
         at least {} times as near to real rows as these are to each other",
        number(thresholds.real_quality),
        number(thresholds.real_precision_of_classes),
        number(thresholds.real_precision),
        number(thresholds.mostly_unlike),
        part(thresholds.window),
        count(LEAST_EVALUATIONS),
        number(thresholds.held_class),
        number(thresholds.in_effect),
        number(thresholds.part_divergence),
        number(thresholds.part_coverage),
        number(thresholds.part_missed),
        number(thresholds.part_recall),
        part(thresholds.in_effect),
        count(SHOWN_BEFORE),
        number(thresholds.alike),
        number(FARTHEST_PAIRS),
        number(thresholds.repeats),
        number(thresholds.repeats_recall),
        number(thresholds.part_missed),
        count(LEAST_AROUND),
        number(SHARE_AROUND),
        number(thresholds.near_as_reals),
    )
}

fn find(history: &RunHistory) -> Option<Finding> {
    let criteria = SampleCriteria::of(history)?;
    let measured = history.final_metrics();
    let alike = alike(history).or_else(|| repeats(history));
    let lacks_a_part = criteria.looks_real(&measured)
        && (criteria.lacks_a_part(&measured) || criteria.misses_a_part())
        && !criteria.is_of_other_form();
    if !history.has_enough_evaluations()
        || !history.has_enough_samples()
        || !(lacks_a_part || alike.is_some())
    {
        return None;
    }
    let full = criteria.uses_few_modes(&measured) || alike.is_some();
    let onset = history.eval_onset(|row| {
        criteria.looks_real(&row.measured) && criteria.lacks_a_part(&row.measured)
    });
    let mut evidence: Vec<Evidence> = alike.into_iter().collect();
    evidence.extend(criteria.completeness(history));
    evidence.extend(criteria.realism(history));
    Some(Finding {
        form: Some(form(full, showed_all_before(history, &criteria, onset))),
        severity: if full {
            Severity::Severe
        } else {
            Severity::Partial
        },
        onset,
        evidence,
        ..Finding::of(Verdict::ModeCollapse, remedy::collapse(history))
    })
}

/// Samples from anywhere that are all the same are a collapse, whatever they look like. In a run of our
/// own they are how a G begins.
fn alike(history: &RunHistory) -> Option<Evidence> {
    let most = history.thresholds.alike;
    let (name, spread) = history.facts.and(final_spread(history))?;
    (spread <= most).then(|| Evidence::compared(&name, spread, AtMost, most))
}

/// Pictures from anywhere that repeat each other and recall hardly a real one are a collapse, whatever is known of classes:
/// a few that are good by themselves fill every class.
fn repeats(history: &RunHistory) -> Option<Evidence> {
    let (shares, least) = (history.facts?.repeats?, history.thresholds.repeats);
    let most = history.thresholds.repeats_recall;
    let recalls_little = history
        .final_metric(Metric::Recall)
        .is_some_and(|recall| recall < most);
    (shares.samples >= least && recalls_little).then(|| {
        Evidence::compared(
            &history.median_name(REPEATS),
            shares.samples,
            AtLeast,
            least,
        )
    })
}

fn showed_all_before(history: &RunHistory, criteria: &SampleCriteria, onset: Option<u64>) -> bool {
    let before = |row: &&EvalRow| onset.is_some_and(|onset| row.step < onset);
    let healthy: Vec<bool> = history
        .evals_of_training()
        .iter()
        .take_while(before)
        .map(|row| criteria.are_healthy(&row.measured))
        .collect();
    has_streak(&healthy, SHOWN_BEFORE)
}

fn form(full: bool, late: bool) -> VerdictForm {
    match (full, late) {
        (true, false) => VerdictForm::Full,
        (false, false) => VerdictForm::Partial,
        (true, true) => VerdictForm::LateFull,
        (false, true) => VerdictForm::LatePartial,
    }
}
