//! The one typeface (DejaVu Sans, in the binary) and how wide a text is in it.

use super::error::PlotError;
use plotters::style::{FontStyle, IntoFont, register_font};
use std::collections::HashSet;
use std::sync::OnceLock;

/// Registered under a CSS list, because the SVG backend writes the name as `font-family`:
/// where DejaVu Sans is missing, Verdana has nearly the same widths.
pub(crate) const FAMILY: &str = "DejaVu Sans, Verdana, sans-serif";

/// Ascent plus descent of DejaVu Sans in em. The bitmap backend takes this height as the size of a
/// font.
pub(crate) const LINE_HEIGHT: f64 = 2384.0 / 2048.0;

/// Makes the typeface known to plotters, once per process.
pub(crate) fn register() -> Result<(), PlotError> {
    static REGISTERED: OnceLock<bool> = OnceLock::new();
    let registered = REGISTERED.get_or_init(|| {
        register_font(FAMILY, FontStyle::Normal, dejavu::sans::regular()).is_ok()
            && register_font(FAMILY, FontStyle::Bold, dejavu::sans::bold()).is_ok()
    });
    registered.then_some(()).ok_or(PlotError::Font)
}

/// Width of one line of text in pixels at `size` pixels per em.
pub(crate) fn width(text: &str, size: f64, bold: bool) -> f64 {
    // The backend rounds to whole pixels; a large font keeps the rounding out of the answer.
    const MEASURED: f64 = 200.0;
    // Without the font nothing will be drawn; any width will do.
    const GUESS: f64 = 0.6;
    let style = if bold {
        FontStyle::Bold
    } else {
        FontStyle::Normal
    };
    // Plotters looks a font up when the object is made, so it is registered first.
    let font = |()| (FAMILY, MEASURED * LINE_HEIGHT, style).into_font();
    let measured = register()
        .ok()
        .and_then(|()| font(()).layout_box(text).ok())
        .map(|((left, _), (right, _))| f64::from(right - left) / MEASURED);
    measured.unwrap_or(text.chars().count() as f64 * GUESS) * size
}

/// The text, or as much of both its ends as fits in `limit` pixels: names of arms often differ only
/// at the end.
pub(crate) fn shorten(text: &str, size: f64, bold: bool, limit: f64) -> String {
    if width(text, size, bold) <= limit {
        return text.to_owned();
    }
    let letters: Vec<char> = text.chars().collect();
    let shortened = |kept: usize| -> String {
        let (head, tail) = (
            &letters[..kept.div_ceil(2)],
            &letters[letters.len() - kept / 2..],
        );
        head.iter().chain(&['…']).chain(tail).collect()
    };
    let fitting = (0..letters.len())
        .map(shortened)
        .take_while(|text| width(text, size, bold) <= limit);
    fitting.last().unwrap_or_default()
}

/// The labels of one axis, each as [`shorten`] has it; where that makes different ones the same, what all have in
/// common at both ends is left out instead.
pub(crate) fn shorten_together(labels: &[String], size: f64, limit: f64) -> Vec<String> {
    let shorten_all = |labels: &[String]| -> Vec<String> {
        let each = labels.iter();
        each.map(|label| shorten(label, size, false, limit))
            .collect()
    };
    let count = |labels: &[String]| labels.iter().collect::<HashSet<_>>().len();
    let shortened = shorten_all(labels);
    if count(&shortened) == count(labels) {
        return shortened;
    }
    let letters: Vec<Vec<char>> = labels.iter().map(|label| label.chars().collect()).collect();
    let shortest = letters.iter().map(Vec::len).min().unwrap_or(0);
    let first = &letters[0];
    let agree_at = |at: &usize| letters.iter().all(|other| other[*at] == first[*at]);
    let head = (0..shortest).take_while(agree_at).count();
    let from_end = |letters: &[char], at: usize| letters[letters.len() - 1 - at];
    let agree_from_end = |at: &usize| {
        let last = from_end(first, *at);
        letters.iter().all(|other| from_end(other, *at) == last)
    };
    let tail = (0..shortest - head).take_while(agree_from_end).count();
    let middle = |letters: &Vec<char>| -> String {
        let dots = |is_cut: bool| if is_cut { "…" } else { "" };
        let own: String = letters[head..letters.len() - tail].iter().collect();
        format!("{}{own}{}", dots(head > 0), dots(tail > 0))
    };
    let middles: Vec<String> = letters.iter().map(middle).collect();
    shorten_all(&middles)
}

/// Breaks a text after spaces, hyphens and underscores into at most `lines` lines of `limit`
/// pixels; the last one is shortened.
pub(crate) fn wrap(text: &str, size: f64, bold: bool, limit: f64, lines: usize) -> Vec<String> {
    let mut wrapped = vec![String::new()];
    for word in text.split_inclusive([' ', '-', '_']) {
        let last = wrapped.len() - 1;
        let longer = format!("{}{word}", wrapped[last]);
        let full = width(longer.trim_end(), size, bold) > limit && !wrapped[last].is_empty();
        if full && wrapped.len() < lines {
            wrapped.push(word.to_owned());
        } else {
            wrapped[last] = longer;
        }
    }
    wrapped
        .iter()
        .map(|line| shorten(line.trim_end(), size, bold, limit))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_text_is_kept_and_long_text_keeps_both_ends() {
        assert_eq!(shorten("loss", 12.0, false, 100.0), "loss");
        let short = shorten("a very long name of an arm", 12.0, false, 80.0);
        assert!(
            short.contains('…') && short.ends_with("arm") && width(&short, 12.0, false) <= 80.0
        );
    }

    #[test]
    fn labels_of_an_axis_stay_apart() {
        let of = |names: &[&str]| {
            let names: Vec<String> = names.iter().map(|name| name.to_string()).collect();
            shorten_together(&names, 12.0, 90.0)
        };
        let long = [
            "arm number 00 with a name",
            "arm number 01 with a name",
            "arm number 12 with a name",
        ];
        assert_eq!(of(&long), ["…00…", "…01…", "…12…"]);
        assert_eq!(of(&["1e-3", "a very long name of an arm"])[0], "1e-3");
        assert_eq!(of(&["same", "same"]), ["same", "same"]);
        assert_eq!(of(&[]), [""; 0]);
    }

    #[test]
    fn wrapping_keeps_every_word_while_there_are_lines() {
        assert_eq!(
            wrap("one two three four", 12.0, false, 70.0, 4).join(" "),
            "one two three four"
        );
        assert_eq!(
            wrap("one two three four five six", 12.0, false, 60.0, 2).len(),
            2
        );
    }

    #[test]
    fn bold_is_wider() {
        assert!(width("discriminator", 12.0, true) > width("discriminator", 12.0, false));
    }
}
