//! What decided a verdict, as a sentence that a reader understands without the names of columns.

use super::text::format_count;
use crate::diagnose::{Comparison, Evidence, Finding};
use crate::metrics::{Metric, TABLE};
use crate::statistics::format_rounded;

/// The number that decided a finding: `6 of 8 modes held`, `D's loss is 0.03, below 0.28`,
/// `all 8 modes held, but 1.8 % good samples; 10 % needed`.
pub(super) fn deciding_number(finding: &Finding) -> Option<String> {
    let decisive = finding.decisive()?;
    let words = sentence(decisive, finding)?;
    // All that the data has, and still not good: both are the news.
    let held = finding
        .evidence
        .iter()
        .find(|it| ["modes", "modes_held"].contains(&bare(&it.name)));
    let all = held.filter(|it| it.comparison == Some(Comparison::AtLeast));
    Some(match all.and_then(|it| it.threshold) {
        Some(modes) if decisive.name == "high_quality" => {
            format!(
                "all {} held, but {words}",
                format_count(modes as usize, "mode")
            )
        }
        _ => words,
    })
}

fn sentence(decisive: &Evidence, finding: &Finding) -> Option<String> {
    let Evidence { value, .. } = *decisive;
    let comparison = decisive.comparison?;
    let name = bare(&decisive.name);
    if comparison == Comparison::Finite || !value.is_finite() {
        let what = if value.is_nan() {
            "not a number"
        } else {
            "infinite"
        };
        return Some(format!("{} is {what}", plain_name(name)));
    }
    let threshold = decisive.threshold?;
    let (number, limit) = (format_rounded(value), format_rounded(threshold));
    let rises = finding
        .evidence
        .iter()
        .any(|it| it.name.starts_with("trend of "));
    let nears = finding
        .evidence
        .iter()
        .any(|it| it.name.starts_with("trend of -"));
    let rising = match (nears, rises) {
        (true, _) => ", still coming nearer to the data",
        (false, true) => ", still rising",
        (false, false) => "",
    };
    Some(match name {
        "modes" | "modes_held" => format!(
            "{number} of {} held",
            format_count(threshold as usize, "mode")
        ),
        "high_quality" => {
            format!(
                "{} good samples{rising}; {} needed",
                percent(value),
                percent(threshold)
            )
        }
        "rarest_mode" => format!(
            "the rarest mode has {} of its share; {} needed",
            percent(value),
            percent(threshold)
        ),
        name if name.starts_with("exp(-reverse_kl)") => format!(
            "{} of the modes in effect used; more than {} needed",
            percent(value),
            percent(threshold)
        ),
        "precision" => format!(
            "{} of the samples look real (precision){rising}; {} needed",
            percent(value),
            percent(threshold)
        ),
        "coverage" => coverage(finding, value, threshold),
        "jensen_shannon" => format!(
            "samples and data fall into different bins (Jensen-Shannon divergence {number}, above {limit})"
        ),
        "range_gap" => format!("values leave the data's range (range_gap {number}, above {limit})"),
        "spread" => format!("samples spread {number} times as far as the data; {limit} is too far"),
        "frame_change" => {
            format!(
                "samples of the same latents stand still (frame_change {number}, at most {limit})"
            )
        }
        "evaluations" => format!(
            "{}; {limit} needed",
            format_count(value as usize, "evaluation")
        ),
        "samples of an evaluation" => format!(
            "{} in an evaluation; {limit} needed",
            format_count(value as usize, "sample")
        ),
        "rows of steps" => format!(
            "{}; {limit} needed",
            format_count(value as usize, "logged step")
        ),
        "steps in which D moved" | "steps in which G moved" => {
            let player = &name["steps in which ".len()..][..1];
            format!(
                "{player} moved in only {}",
                format_count(value as usize, "step")
            )
        }
        "rows with D's loss" => format!(
            "{} with D's loss; {limit} needed",
            format_count(value as usize, "row")
        ),
        name if name.starts_with("d_loss over its ideal") => match decisive.most {
            Some(most) => format!(
                "D's loss is {number} of its ideal, between {limit} and {}",
                format_rounded(most)
            ),
            None => format!(
                "D's loss is {number} of its ideal, {} {limit}",
                comparison.words()
            ),
        },
        name if name.starts_with("range of ") => {
            let loss = name.trim_start_matches("range of ").split(' ').next();
            format!(
                "{} is the same in every batch",
                plain_name(loss.unwrap_or_default())
            )
        }
        "|d_loss|" | "|g_loss|" => format!(
            "{} is {number} in size, above {limit}",
            plain_name(name.trim_matches('|'))
        ),
        _ => format!(
            "{} is {number}, {} {limit}",
            plain_name(name),
            comparison.words()
        ),
    })
}

/// Coverage may be neither too little nor enough.
fn coverage(finding: &Finding, value: f64, threshold: f64) -> String {
    let other_side = finding.evidence.iter().find(|other| {
        other.comparison == Some(Comparison::AtLeast) && bare(&other.name) == "coverage"
    });
    let covered = format!("{} of the data covered", percent(value));
    match other_side.and_then(|other| other.threshold) {
        Some(least) => format!(
            "{covered}, between {} and {}",
            percent(least),
            percent(threshold)
        ),
        None => format!("{covered}; {} needed", percent(threshold)),
    }
}

/// `34 %`; below ten with a decimal, for there it tells runs apart.
fn percent(share: f64) -> String {
    let percent = 100.0 * share;
    match percent < 9.95 && percent.fract() != 0.0 {
        true => format!("{} %", format!("{percent:.1}").trim_end_matches(".0")),
        false => format!("{percent:.0} %"),
    }
}

/// A column of the steps as one would say it.
fn plain_name(name: &str) -> &str {
    match name {
        "d_loss" => "D's loss",
        "g_loss" => "G's loss",
        "d_acc" => "D's accuracy",
        "d_grad_norm" => "D's gradient norm",
        "g_grad_norm" => "G's gradient norm",
        "fake_grad_norm" => "the gradient norm at the fakes",
        "-d_loss, the Wasserstein estimate" => "the Wasserstein estimate",
        other => other,
    }
}

/// What was measured, without what it is the median of.
fn bare(name: &str) -> &str {
    name.split_once(" (").map_or(name, |(short, _)| short)
}

/// The name of a number in a list, with what it was measured over: tables show the last evaluation,
/// verdicts look at more of them.
pub(super) fn evidence_name(evidence: &Evidence) -> String {
    let name = bare(&evidence.name);
    match TABLE.iter().any(|row| row.name == name) {
        // A mode that any of them shows is held.
        true if name == Metric::Modes.description().name => {
            format!("{name}, the most in the last tenth of evaluations")
        }
        true if name == Metric::ModesHeld.description().name => {
            format!("{name}, in most of the last tenth of evaluations")
        }
        true => format!("{name}, median of the last tenth of evaluations"),
        false => evidence.name.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnose::{Remedy, Severity, Symptom, Verdict};
    use Comparison::{Above, AtLeast, AtMost, Below, Finite};

    fn decided(evidence: &[Evidence]) -> Option<String> {
        deciding_number(&Finding {
            symptom: Symptom::Verdict(Verdict::Undecided),
            form: None,
            severity: Severity::Note,
            onset: None,
            evidence: evidence.to_vec(),
            remedy: Remedy {
                patch: String::new(),
                reason: String::new(),
            },
        })
    }

    #[test]
    fn the_deciding_number_of_one_piece_of_evidence_is_a_plain_sentence() {
        let cases = [
            ("modes (last tenth)", 6.0, Below, 8.0, "6 of 8 modes held"),
            (
                "rarest_mode (last tenth)",
                0.0,
                Below,
                0.1,
                "the rarest mode has 0 % of its share; 10 % needed",
            ),
            (
                "exp(-reverse_kl), share of modes in effect",
                0.4697,
                AtMost,
                0.5,
                "47 % of the modes in effect used; more than 50 % needed",
            ),
            (
                "d_loss (median of the last tenth)",
                0.03,
                Below,
                0.28,
                "D's loss is 0.03, below 0.28",
            ),
            (
                "d_loss (median of the last tenth)",
                1.5,
                Above,
                1.4,
                "D's loss is 1.5, above 1.4",
            ),
            (
                "high_quality",
                0.018,
                Below,
                0.1,
                "1.8 % good samples; 10 % needed",
            ),
            (
                "precision",
                0.25,
                Below,
                0.5,
                "25 % of the samples look real (precision); 50 % needed",
            ),
            ("evaluations", 1.0, Below, 5.0, "1 evaluation; 5 needed"),
            (
                "samples of an evaluation",
                200.0,
                Below,
                640.0,
                "200 samples in an evaluation; 640 needed",
            ),
            (
                "rows of steps",
                40.0,
                Below,
                100.0,
                "40 logged steps; 100 needed",
            ),
            (
                "|g_loss| (median of the last tenth)",
                99.0,
                Above,
                41.6,
                "G's loss is 99 in size, above 41.6",
            ),
            (
                "range of d_loss over its level (last tenth)",
                0.0,
                AtMost,
                1e-6,
                "D's loss is the same in every batch",
            ),
            (
                "coverage (last tenth)",
                0.2,
                Below,
                0.4,
                "20 % of the data covered; 40 % needed",
            ),
        ];
        for (name, value, comparison, threshold, words) in cases {
            let evidence = Evidence::compared(name, value, comparison, threshold);
            assert_eq!(decided(&[evidence]).as_deref(), Some(words));
        }
    }

    #[test]
    fn what_is_between_or_good_in_part_is_said() {
        let quality = Evidence::compared("high_quality", 0.018, Below, 0.1);
        let modes = Evidence::compared("modes (last tenth)", 8.0, AtLeast, 8.0);
        assert_eq!(
            decided(&[quality.clone(), modes]).as_deref(),
            Some("all 8 modes held, but 1.8 % good samples; 10 % needed")
        );
        let trend = "trend of high_quality over the last 12 evaluations, in standard deviations";
        assert_eq!(
            decided(&[quality, Evidence::compared(trend, 3.0, AtLeast, 2.0)]).as_deref(),
            Some("1.8 % good samples, still rising; 10 % needed")
        );
        let nearing =
            "trend of -jensen_shannon over the last 12 evaluations, in standard deviations";
        let quality = Evidence::compared("high_quality", 0.018, Below, 0.1);
        assert_eq!(
            decided(&[quality, Evidence::compared(nearing, 3.0, AtLeast, 2.0)]).as_deref(),
            Some("1.8 % good samples, still coming nearer to the data; 10 % needed")
        );
        let between = [
            Evidence::compared("coverage (last tenth)", 0.42, Below, 0.5),
            Evidence::compared("coverage", 0.42, AtLeast, 0.4),
        ];
        assert_eq!(
            decided(&between).as_deref(),
            Some("42 % of the data covered, between 40 % and 50 %")
        );
    }

    #[test]
    fn what_is_not_finite_is_said_and_what_decided_nothing_is_not() {
        let lost = |value: f64| Evidence {
            comparison: Some(Finite),
            ..Evidence::informative("g_loss", value)
        };
        assert_eq!(
            decided(&[lost(f64::NAN)]).as_deref(),
            Some("G's loss is not a number")
        );
        assert_eq!(
            decided(&[lost(f64::INFINITY)]).as_deref(),
            Some("G's loss is infinite")
        );
        assert_eq!(decided(&[Evidence::informative("modes", 4.0)]), None);
    }

    #[test]
    fn a_metric_in_a_list_says_what_it_is_the_median_of() {
        let name = |name: &str| evidence_name(&Evidence::informative(name, 1.0));
        let most = "modes, the most in the last tenth of evaluations";
        assert_eq!(name("modes (last tenth)"), most);
        let expected = "high_quality, median of the last tenth of evaluations";
        assert_eq!(name("high_quality"), expected);
        assert_eq!(name("high_quality (last tenth)"), expected);
        assert_eq!(
            name("d_loss (median of the last tenth)"),
            "d_loss (median of the last tenth)"
        );
    }
}
