//! Counts, durations, evidence, addresses and commands as text.

use crate::diagnose::{Comparison, Evidence, Finding};
use crate::statistics::{format_number, plural_ending};

/// `1 run`, `1,000 runs`.
pub(crate) fn format_count(how_many: usize, what: &str) -> String {
    let number = format_number(how_many as f64);
    format!("{number} {what}{}", plural_ending(how_many))
}

/// A span of time as one would say it: `45 s`, `12 minutes`, `3.5 hours`.
pub(crate) fn format_duration(seconds: f64) -> String {
    match seconds {
        few if few < 90.0 => format!("{few:.0} s"),
        some if some < 5400.0 => format!("{:.0} minutes", some / 60.0),
        many => format!("{:.1} hours", many / 3600.0),
    }
}

/// The evidence in words: `high_quality 0.02 (below 0.2)`.
pub(crate) fn evidence_text(evidence: &Evidence) -> String {
    format!("{} {}", evidence.name, value_and_threshold(evidence))
}

/// The value, and what it was compared with.
pub(crate) fn value_and_threshold(evidence: &Evidence) -> String {
    let value = format_number(evidence.value);
    match (evidence.comparison, evidence.threshold) {
        (Some(comparison), Some(threshold)) => {
            format!(
                "{value} ({} {})",
                comparison.words(),
                format_number(threshold)
            )
        }
        (Some(comparison), None) => format!("{value} ({})", comparison.words()),
        _ => value,
    }
}

/// The number that decided a finding, in words: `rarest_mode 0.02 is below 0.1`, or, where it is
/// neither too little nor enough, `coverage 0.42 is between 0.4 and 0.5`.
pub(crate) fn deciding_number(finding: &Finding) -> Option<String> {
    let decisive = finding.decisive()?;
    let (name, value) = (short_name(decisive), format_number(decisive.value));
    if decisive.value.is_nan() {
        return Some(format!("{name} is not a number"));
    }
    let (comparison, threshold) = (decisive.comparison?, decisive.threshold.map(format_number));
    let Some(threshold) = threshold else {
        return Some(format!("{name} is {value}"));
    };
    let other_side = finding
        .evidence
        .iter()
        .find(|other| other.comparison == Some(Comparison::AtLeast) && short_name(other) == name);
    let least = other_side.and_then(|other| other.threshold);
    Some(match (comparison, least) {
        (Comparison::Below, Some(least)) => {
            format!(
                "{name} {value} is between {} and {threshold}",
                format_number(least)
            )
        }
        _ => format!("{name} {value} is {} {threshold}", comparison.words()),
    })
}

/// What was measured, without what it is the median of.
fn short_name(evidence: &Evidence) -> &str {
    let name = &evidence.name;
    name.split_once(" (").map_or(name, |(short, _)| short)
}

/// A relative path as an address: what an address could take for something else is escaped.
pub(crate) fn encode_path(path: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.~/,=+".contains(&byte);
    path.bytes()
        .map(|byte| {
            if plain(byte) {
                char::from(byte).to_string()
            } else {
                format!("%{byte:02X}")
            }
        })
        .collect()
}

/// An argument as a shell takes it for one word.
pub(crate) fn shell_quote(argument: &str) -> String {
    let plain = |letter: char| letter.is_ascii_alphanumeric() || "-_./,=+:@%".contains(letter);
    if !argument.is_empty() && argument.chars().all(plain) {
        return argument.to_string();
    }
    format!("'{}'", argument.replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnose::{Remedy, Severity, Symptom, Verdict};

    #[test]
    fn one_is_no_plural() {
        assert_eq!(
            [
                format_count(0, "run"),
                format_count(1, "seed"),
                format_count(1000, "run")
            ],
            ["0 runs", "1 seed", "1,000 runs"]
        );
        assert_eq!(
            [
                format_duration(7.4),
                format_duration(600.0),
                format_duration(9000.0)
            ],
            ["7 s", "10 minutes", "2.5 hours"]
        );
    }

    #[test]
    fn the_deciding_number_is_said_with_what_it_was_compared_with() {
        use Comparison::{Above, AtLeast, Below, Finite};
        let decided = |evidence: &[Evidence]| {
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
        };
        let coverage = "coverage (last quarter)";
        let cases = [
            (vec![Evidence::informative("modes", 4.0)], None),
            (
                vec![
                    Evidence::informative("modes", 4.0),
                    Evidence::compared("|d_loss| (median of the last quarter)", 99.0, Above, 41.6),
                ],
                Some("|d_loss| 99 is above 41.6"),
            ),
            (
                vec![
                    Evidence::compared(coverage, 0.42, Below, 0.5),
                    Evidence::compared("coverage", 0.42, AtLeast, 0.4),
                ],
                Some("coverage 0.42 is between 0.4 and 0.5"),
            ),
            (
                vec![
                    Evidence::compared(coverage, 0.2, Below, 0.4),
                    Evidence::compared("precision", 0.7, AtLeast, 0.5),
                ],
                Some("coverage 0.2 is below 0.4"),
            ),
            (
                vec![Evidence {
                    comparison: Some(Finite),
                    ..Evidence::informative("g_loss", f64::NAN)
                }],
                Some("g_loss is not a number"),
            ),
            (
                vec![Evidence {
                    comparison: Some(Finite),
                    ..Evidence::informative("g_loss", f64::INFINITY)
                }],
                Some("g_loss is inf"),
            ),
        ];
        for (evidence, words) in cases {
            assert_eq!(decided(&evidence).as_deref(), words);
        }
    }

    #[test]
    fn addresses_and_arguments_are_escaped() {
        assert_eq!(
            encode_path("runs/lr_d=1e-3,seed=0/plots/a b#?%.svg"),
            "runs/lr_d=1e-3,seed=0/plots/a%20b%23%3F%25.svg"
        );
        assert_eq!(
            shell_quote("results/ring/study.yaml"),
            "results/ring/study.yaml"
        );
        assert_eq!(
            shell_quote("my results/it's.yaml"),
            r"'my results/it'\''s.yaml'"
        );
        assert_eq!(shell_quote(""), "''");
    }
}
