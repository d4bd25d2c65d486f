//! Text from outside, made fit to be shown: names in a log, cells of a table, file names, words of
//! a study. What would act on a terminal, hide or reorder text is written as an escape.

use std::borrow::Cow;
use std::fmt::Write;

/// The longest word from outside that is shown whole, in characters.
const LONGEST: usize = 500;

/// Text as it may be shown on one line: control characters (line breaks too), those that change the
/// direction of text, and invisible ones are escaped as in Rust, `\n` or `\u{202e}`.
pub(crate) fn visible(text: &str) -> Cow<'_, str> {
    escape(text, |_| false)
}

/// As [`visible`], for text of several lines: line breaks stay.
pub(crate) fn visible_lines(text: &str) -> Cow<'_, str> {
    escape(text, |letter| letter == '\n')
}

/// As [`visible`], for a whole document: line breaks and tabs stay.
pub(crate) fn visible_document(text: &str) -> Cow<'_, str> {
    escape(text, |letter| matches!(letter, '\n' | '\t'))
}

/// As [`visible`], and a text of more than 500 characters is cut off with an ellipsis.
pub(crate) fn visible_word(text: &str) -> Cow<'_, str> {
    match text.char_indices().nth(LONGEST) {
        None => visible(text),
        Some((end, _)) => Cow::Owned(format!("{}…", visible(&text[..end]))),
    }
}

/// Whether a character acts on a terminal or on the text around it, or cannot be seen.
///
/// Unicode's categories Cc (control), and of Cf (format) those that override direction or are
/// invisible (UAX 9, UTR 36), line and paragraph separators, and tags.
pub(crate) fn is_unfit(letter: char) -> bool {
    letter.is_control()
        || matches!(letter,
            '\u{ad}' | '\u{61c}' | '\u{180e}'
            | '\u{200b}' | '\u{200e}' | '\u{200f}'
            | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{feff}'
            | '\u{fff9}'..='\u{fffb}'
            | '\u{e0000}'..='\u{e007f}')
}

fn escape(text: &str, stays: impl Fn(char) -> bool) -> Cow<'_, str> {
    let is_escaped = |letter: char| is_unfit(letter) && !stays(letter);
    if !text.chars().any(is_escaped) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len() + 16);
    for letter in text.chars() {
        if is_escaped(letter) {
            write!(shown, "{}", letter.escape_default()).expect("a string takes all");
        } else {
            shown.push(letter);
        }
    }
    Cow::Owned(shown)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_acts_on_a_terminal_is_escaped_and_the_rest_is_not() {
        assert_eq!(visible("\x1b[31mred\x07"), r"\u{1b}[31mred\u{7}");
        assert_eq!(visible("a\tb\r\nc"), r"a\tb\r\nc");
        assert_eq!(visible_lines("a\nb\rc"), "a\nb\\rc");
        assert_eq!(visible("abc\u{202e}fdp.exe"), r"abc\u{202e}fdp.exe");
        assert_eq!(
            visible("\u{9b}2J"),
            r"\u{9b}2J",
            "a control sequence of one byte in Latin-1"
        );
        for plain in [
            "",
            "Verlust des Diskriminators: 0,5 → ✓",
            "損失",
            "naïve ∥∇D∥²",
        ] {
            assert!(matches!(visible(plain), Cow::Borrowed(same) if same == plain));
        }
    }

    #[test]
    fn long_words_are_cut_off() {
        let long = "é".repeat(LONGEST + 1);
        assert_eq!(visible_word(&long).chars().count(), LONGEST + 1);
        assert!(visible_word(&long).ends_with('…'));
        assert_eq!(visible_word(&long[..2 * LONGEST]), long[..2 * LONGEST]);
    }

    proptest! {
        #[test]
        fn nothing_unfit_is_left(text in any::<String>()) {
            prop_assert!(!visible(&text).chars().any(is_unfit));
            prop_assert!(!visible_lines(&text).chars().any(|letter| letter != '\n' && is_unfit(letter)));
        }
    }
}
