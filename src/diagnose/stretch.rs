//! From when on something holds.

/// Start of the stretch of `true` that reaches to the end; one `false` between two `true` does not break it.
pub(super) fn onset(held: &[bool]) -> Option<usize> {
    let mut start = None;
    for at in (0..held.len()).rev() {
        if held[at] {
            start = Some(at);
        } else if at == 0 || !held[at - 1] || (start.is_none() && at + 1 < held.len()) {
            break;
        }
    }
    start
}

/// Whether so many in a row are `true` somewhere.
pub(super) fn has_run(held: &[bool], length: usize) -> bool {
    let longest = held.iter().scan(0, |run, held| {
        *run = if *held { *run + 1 } else { 0 };
        Some(*run)
    });
    longest.max().is_some_and(|longest| longest >= length)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn flags(text: &str) -> Vec<bool> {
        text.chars().map(|letter| letter == '1').collect()
    }

    #[test]
    fn an_onset_reaches_to_the_end_and_forgives_one_exception() {
        let of = |text: &str| onset(&flags(text));
        assert_eq!(of("0001111"), Some(3));
        assert_eq!(of("0101101"), Some(1), "single exceptions");
        assert_eq!(of("1100111"), Some(4), "two in a row break it");
        assert_eq!(of("1110"), Some(0), "the last one may be the exception");
        assert_eq!(of("1100"), None);
        assert_eq!(of("000"), None);
        assert_eq!(of(""), None);
    }

    #[test]
    fn a_run_is_unbroken() {
        assert!(has_run(&flags("0111010"), 3));
        assert!(!has_run(&flags("0110110"), 3));
        assert!(!has_run(&[], 1));
    }
}
