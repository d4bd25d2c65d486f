//! Names that may be broken over lines, and only where a reader would break them.

use maud::{Markup, html};

/// Letters after which a name may be broken.
const ENDS: [char; 3] = ['_', '=', ','];

/// Shorter rests are not put on a line of their own: `seed=0` and `lr_g` stay together.
const SHORT_VALUE: usize = 6;
const SHORT_PART: usize = 2;

/// The text, in which a browser may begin a new line after an underscore, an equals sign or a
/// comma.
pub(super) fn breakable(text: &str) -> Markup {
    let mut rest = text;
    let parts = text.split_inclusive(ENDS).map(|part| {
        rest = &rest[part.len()..];
        (part, may_end_line(part, rest))
    });
    let parts: Vec<(&str, bool)> = parts.collect();
    html! { @for (part, breaks) in parts { (part) @if breaks { wbr; } } }
}

/// Whether a line may end between a part and what follows it.
fn may_end_line(part: &str, rest: &str) -> bool {
    let letters = |ends: &[char]| {
        let next = rest.split(ends).next().unwrap_or_default();
        next.chars().count()
    };
    match part.chars().last() {
        Some('=') => letters(&[' ', ',']) > SHORT_VALUE,
        Some('_') => letters(&[' ', ',', '=', '_']) > SHORT_PART,
        Some(',') => !rest.is_empty() && !rest.starts_with(' '),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_break_after_their_joints_and_nowhere_else() {
        let broken = |text: &str| breakable(text).into_string();
        assert_eq!(broken("mode_collapse"), "mode_<wbr>collapse");
        assert_eq!(broken("lr_g"), "lr_g");
        assert_eq!(broken("skip_d_on_loss"), "skip_d_on_<wbr>loss");
        assert_eq!(
            broken("regularize=<instance>, b-c,seed=0"),
            "regularize=<wbr>&lt;instance&gt;, b-c,<wbr>seed=0"
        );
        assert_eq!(broken("healthy"), "healthy");
        assert_eq!(broken(""), "");
    }
}
