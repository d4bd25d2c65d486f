//! Counts, durations, evidence, addresses and commands as text.

use crate::diagnose::Evidence;
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
        (Some(_), Some(least)) if let Some(most) = evidence.most => {
            format!(
                "{value} ({} to {})",
                format_number(least),
                format_number(most)
            )
        }
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
