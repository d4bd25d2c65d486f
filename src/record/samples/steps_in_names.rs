//! The step of training that a file's or folder's name says.

/// Words before a number that is a step, longest first.
const WORDS: [&str; 8] = [
    "iteration",
    "epoch",
    "kimg",
    "step",
    "iter",
    "tick",
    "ep",
    "it",
];

/// The number after a word such as `step` or `epoch` in a name: `fake_samples_epoch_024`,
/// `step1000`.
pub(super) fn step_by_word(stem: &str) -> Option<u64> {
    let lower = stem.to_ascii_lowercase();
    WORDS.iter().find_map(|word| {
        lower.match_indices(word).find_map(|(at, _)| {
            let begins = !lower[..at].ends_with(|it: char| it.is_ascii_alphabetic());
            let rest = lower[at + word.len()..].trim_start_matches(['_', '-', '=', ' ', '.']);
            begins.then(|| leading_number(rest)).flatten()
        })
    })
}

/// The step that a name says: after a word, or else its last number.
pub(super) fn step_of(stem: &str) -> Option<u64> {
    step_by_word(stem).or_else(|| last_number(stem))
}

fn leading_number(text: &str) -> Option<u64> {
    let end = text.find(|it: char| !it.is_ascii_digit());
    text[..end.unwrap_or(text.len())].parse().ok()
}

fn last_number(text: &str) -> Option<u64> {
    let numbers = text.split(|it: char| !it.is_ascii_digit());
    numbers.rev().find_map(|number| number.parse().ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_are_found_in_the_usual_names() {
        for (name, step) in [
            ("fake_samples_epoch_024", Some(24)),
            ("step1000", Some(1000)),
            ("samples-step=2000-seed3", Some(2000)),
            ("Epoch 7", Some(7)),
            ("it-5", Some(5)),
        ] {
            assert_eq!(step_by_word(name), step, "{name}");
        }
        for name in ["seed0001", "image_12", "exit3", "unit_4", "iter"] {
            assert_eq!(step_by_word(name), None, "{name}");
        }
        assert_eq!(step_of("fakes002000"), Some(2000));
        assert_eq!(step_of("run2_fakes_000400"), Some(400));
        assert_eq!(step_of("fakes"), None);
        assert_eq!(step_of("99999999999999999999999"), None);
    }
}
