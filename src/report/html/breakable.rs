//! Names that may be broken over lines, and only where a reader would break them.

use maud::{Markup, html};

/// Letters after which a name may be broken.
const ENDS: [char; 3] = ['_', '=', ','];

/// The text, in which a browser may begin a new line after an underscore, an equals sign or a
/// comma.
pub(super) fn breakable(text: &str) -> Markup {
    html! { @for part in text.split_inclusive(ENDS) {
        (part) @if part.ends_with(ENDS) && part.len() < text.len() { wbr; }
    } }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_break_after_their_joints_and_nowhere_else() {
        let broken = |text: &str| breakable(text).into_string();
        assert_eq!(broken("mode_collapse"), "mode_<wbr>collapse");
        assert_eq!(broken("lr=<a>, b-c"), "lr=<wbr>&lt;a&gt;,<wbr> b-c");
        assert_eq!(broken("healthy"), "healthy");
        assert_eq!(broken(""), "");
    }
}
