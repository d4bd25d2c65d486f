//! Blurred, noisy, and checkerboards: what the fine structure of samples says beside that of real
//! pictures. None of it decides a verdict.

use super::finding::Comparison::{Above, AtLeast, Below};
use super::rule::Rule;
use super::words::number;
use super::{Evidence, Finding, RunHistory, Severity, Sign, Symptom, Thresholds, remedy};

/// The least amplitude of an alternating pattern that is seen, where values reach from -1 to 1.
const VISIBLE: f64 = 0.01;

fn needs() -> String {
    "pictures from anywhere".to_string()
}

fn sign(sign: Sign, evidence: Vec<Evidence>, reason: &str) -> Finding {
    Finding {
        severity: Severity::Note,
        evidence,
        ..Finding::of(sign, remedy::in_words(reason))
    }
}

pub(super) const BLURRED: Rule = Rule {
    symptom: Symptom::Sign(Sign::Blurred),
    needs,
    condition: |thresholds| {
        format!(
            "the samples have less than {} of the detail of real pictures (what pixels differ from their neighbours, over the contrast within a picture)",
            number(thresholds.blurred)
        )
    },
    find: |history| {
        let (detail, most) = (history.facts?.detail?, history.thresholds.blurred);
        let reason = "look at them: a G that blurs is still young, or its loss averages (a squared error beside D's)";
        (detail < most).then(|| {
            let evidence = Evidence::compared("detail over that of the data", detail, Below, most);
            sign(Sign::Blurred, vec![evidence], reason)
        })
    },
};

pub(super) const NOISY: Rule = Rule {
    symptom: Symptom::Sign(Sign::Noisy),
    needs,
    condition: |thresholds| {
        format!(
            "the samples have more than {} times the detail of real pictures",
            number(thresholds.noisy)
        )
    },
    find: |history| {
        let (detail, least) = (history.facts?.detail?, history.thresholds.noisy);
        let reason = "look at them: noise of a young G, or of a D that overlooks it (spectral_norm, augmentation)";
        (detail > least).then(|| {
            let evidence = Evidence::compared("detail over that of the data", detail, Above, least);
            sign(Sign::Noisy, vec![evidence], reason)
        })
    },
};

pub(super) const CHECKERBOARD: Rule = Rule {
    symptom: Symptom::Sign(Sign::Checkerboard),
    needs: || "pictures from anywhere, of the size of the real ones".to_string(),
    condition: checkerboard,
    find: |history| {
        let (samples, reals) = history.facts?.alternation?;
        let least = (history.thresholds.alternation * reals).max(VISIBLE);
        (samples >= least).then(|| {
            let name = "alternation from pixel to pixel, amplitude";
            let evidence = vec![
                Evidence::compared(name, samples, AtLeast, least),
                Evidence::informative("the same of the data", reals),
            ];
            let reason = "use kernels whose size is a multiple of the stride, or upsample and convolve (Odena et al. 2016)";
            sign(Sign::Checkerboard, evidence, reason)
        })
    },
};

fn checkerboard(thresholds: &Thresholds) -> String {
    format!(
        "a pattern alternates from pixel to pixel over the samples with {} times the amplitude of the data, and at least {}",
        number(thresholds.alternation),
        number(VISIBLE)
    )
}

pub(super) const OTHER_FORM: Rule = Rule {
    symptom: Symptom::Sign(Sign::OtherForm),
    needs,
    condition: |_| {
        "the samples have another size than the real pictures, other values for black and white, or colours where these have none, \
         or the reverse".to_string()
    },
    find: other_form,
};

fn other_form(history: &RunHistory) -> Option<Finding> {
    let facts = history.facts?;
    let mut evidence = Vec::new();
    let mut both = |name: &str, samples: f64, reals: f64| {
        evidence.push(Evidence::informative(
            &format!("{name} of samples"),
            samples,
        ));
        evidence.push(Evidence::informative(&format!("{name} of the data"), reals));
    };
    if let Some((samples, reals)) = facts.sides.filter(|(samples, reals)| samples != reals) {
        both("pixels a side", samples as f64, reals as f64);
    }
    if let Some((samples, reals)) = facts.colours.filter(|(samples, reals)| samples != reals) {
        both(
            "colours (1: yes)",
            f64::from(u8::from(samples)),
            f64::from(u8::from(reals)),
        );
    }
    if let Some([samples, reals]) = facts.scales {
        both("black", samples.0, reals.0);
        both("white", samples.1, reals.1);
    }
    let reason = "if D saw both so, it told them apart by the form alone; if only the files differ, nothing is wrong";
    (!evidence.is_empty()).then(|| sign(Sign::OtherForm, evidence, reason))
}
