//! The step from which on something holds.

/// Where a history turns: the index that parts it, with the fewest exceptions, into a part that is
/// `false` and one that is `true`. The last of equally good ones; `None` if nothing is left on the
/// `true` side.
pub(super) fn onset(held: &[bool]) -> Option<usize> {
    let mut exceptions = held.iter().filter(|held| !**held).count();
    let mut best = (exceptions, 0);
    for (at, held) in held.iter().enumerate() {
        exceptions = if *held {
            exceptions + 1
        } else {
            exceptions - 1
        };
        if exceptions <= best.0 {
            best = (exceptions, at + 1);
        }
    }
    (best.1 < held.len()).then_some(best.1)
}

/// Whether `length` values in a row are `true` anywhere.
pub(super) fn has_streak(held: &[bool], length: usize) -> bool {
    let longest = held.iter().scan(0, |streak, held| {
        *streak = if *held { *streak + 1 } else { 0 };
        Some(*streak)
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
    fn an_onset_is_where_a_history_turns() {
        let of = |text: &str| onset(&flags(text));
        assert_eq!(of("0001111"), Some(3));
        assert_eq!(
            of("00010111011101"),
            Some(5),
            "the one before is an exception"
        );
        assert_eq!(of("1110011101111"), Some(0), "it was nearly always so");
        assert_eq!(of("11000000111"), Some(8));
        assert_eq!(of("1110"), Some(0), "the last one may be the exception");
        assert_eq!(of("1100"), None);
        assert_eq!(of("000"), None);
        assert_eq!(of(""), None);
    }

    #[test]
    fn a_streak_is_unbroken() {
        assert!(has_streak(&flags("0111010"), 3));
        assert!(!has_streak(&flags("0110110"), 3));
        assert!(!has_streak(&[], 1));
    }
}
