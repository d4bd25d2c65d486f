//! What labels, classes and latents show: labels ignored, a class that is one sample, an encoder that is
//! silent.

use super::*;

/// Digits that look real and hold all classes, of a G that was told them.
fn digits(accuracy: f64, least_diversity: f64) -> Vec<(Metric, f64)> {
    vec![
        (Metric::Modes, 10.0),
        (Metric::ModesTotal, 10.0),
        (Metric::ReverseKl, 0.01),
        (Metric::RarestMode, 0.8),
        (Metric::Precision, 0.8),
        (Metric::Coverage, 0.8),
        (Metric::ClassAccuracy, accuracy),
        (Metric::ClassAccuracyLeast, accuracy),
        (Metric::ClassCoverage, 0.7),
        (Metric::ClassCoverageLeast, 0.5),
        (Metric::ClassDiversity, 0.8),
        (Metric::ClassDiversityLeast, least_diversity),
    ]
}

fn judge_digits(condition: &str, measured: &[(Metric, f64)]) -> Diagnosis {
    let text = format!("{{data: digits, batch: 64, condition: {condition}}}");
    judge(&text, &steps(balanced), &evals(|_| measured.to_vec()))
}

fn finding(found: &Diagnosis, sign: Sign) -> Option<&Finding> {
    let mut findings = found.findings.iter();
    findings.find(|finding| finding.symptom == sign.into())
}

#[test]
fn a_generator_that_follows_its_labels_is_healthy() {
    let found = judge_digits("projection", &digits(0.95, 0.7));
    assert_eq!(found.verdict, Verdict::Healthy);
    for sign in [Sign::LabelsIgnored, Sign::ClassCollapse] {
        assert!(finding(&found, sign).is_none());
    }
}

#[test]
fn a_generator_that_ignores_its_labels_is_not_whatever_its_samples() {
    let found = judge_digits("concat", &digits(0.12, 0.9));
    assert_eq!(found.verdict, Verdict::Undecided);
    let ignored = finding(&found, Sign::LabelsIgnored).expect("it is a sign");
    assert!((ignored.evidence[0].value - 0.02 / 0.9).abs() < 1e-9);
    assert_eq!(ignored.remedy.patch, "condition: projection");
    let found = judge_digits("{auxiliary: {weight: 0.5}}", &digits(0.12, 0.9));
    let ignored = finding(&found, Sign::LabelsIgnored).expect("it is a sign");
    assert_eq!(ignored.remedy.patch, "condition: {auxiliary: {weight: 2}}");
}

#[test]
fn a_class_of_one_sample_is_a_mode_collapse_that_is_named() {
    let found = judge_digits("auxiliary", &digits(0.95, 0.05));
    assert_eq!(found.verdict, Verdict::ModeCollapse);
    let collapse = finding(&found, Sign::ClassCollapse).expect("it is a sign");
    assert_eq!(collapse.remedy.patch, "condition: projection");
    let found = judge_digits("projection", &digits(0.95, 0.05));
    let collapse = finding(&found, Sign::ClassCollapse).expect("it is a sign");
    assert!(
        !collapse.remedy.patch.contains("packing"),
        "{:?}",
        collapse.remedy
    );
}

#[test]
fn an_encoder_that_says_nothing_is_a_sign() {
    let row = |active: f64| {
        move |step| StepRow {
            step,
            reconstruction_loss: Some(9.0),
            kl_loss: Some(active),
            active_latents: Some(active),
            g_stepped: 1,
            ..StepRow::default()
        }
    };
    let judge = |active: f64| {
        let steps: Vec<StepRow> = (1..=400).map(row(active)).collect();
        let measured = evals(|_| digits(0.95, 0.7)[..6].to_vec());
        judge("{data: digits, model: vae-8, batch: 64}", &steps, &measured)
    };
    let found = judge(0.0);
    let silent = finding(&found, Sign::PosteriorCollapse).expect("it is a sign");
    assert_eq!(silent.remedy.patch, "vae.kl_weight: 0.25");
    let found = judge(0.5);
    assert!(finding(&found, Sign::PosteriorCollapse).is_none());
    assert!(found.not_judged.iter().any(|words| words.contains("no D")));
    assert_eq!(found.verdict, Verdict::Healthy);
}
