//! Colors on the terminal. A verdict has the color that it has in every figure.

use std::io::IsTerminal;

use crate::diagnose::Verdict;
use crate::plot;

/// Which colors stdout can show.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ColorSupport {
    /// A file, a pipe, or a user who wants none (`NO_COLOR`).
    None,
    /// The 16 colors that every terminal has.
    Basic,
    /// 24-bit colors, on a terminal that announces them in `COLORTERM`.
    TrueColor,
}

impl ColorSupport {
    /// What stdout supports.
    pub(crate) fn of_stdout() -> Self {
        let variable = |name| std::env::var_os(name).unwrap_or_default();
        if !std::io::stdout().is_terminal() || std::env::var_os("NO_COLOR").is_some() {
            return ColorSupport::None;
        }
        let true_color = ["truecolor", "24bit"]
            .iter()
            .any(|word| variable("COLORTERM") == *word);
        if true_color {
            ColorSupport::TrueColor
        } else {
            ColorSupport::Basic
        }
    }

    /// The parameters of the terminal code for a verdict's color (ECMA-48 SGR). Where the figures
    /// have black, which a dark terminal does not show, the text's own color becomes bold.
    fn verdict_code(self, verdict: Verdict) -> String {
        match (self, verdict) {
            (_, Verdict::Divergence) => "1".to_string(),
            (ColorSupport::TrueColor, verdict) => rgb_code(plot::verdict_rgb(verdict)),
            (_, verdict) => nearest_basic(verdict).to_string(),
        }
    }

    /// A text with the terminal codes that give it this style.
    pub(crate) fn apply(self, text: &str, style: TextStyle) -> String {
        let code = match (self, style) {
            (ColorSupport::None, _) | (_, TextStyle::Plain) => return text.to_string(),
            _ if text.is_empty() => return String::new(),
            (_, TextStyle::Bold) => "1".to_string(),
            (_, TextStyle::Dim) => "2".to_string(),
            (_, TextStyle::Verdict(verdict)) => self.verdict_code(verdict),
            (ColorSupport::TrueColor, TextStyle::Imbalance) => rgb_code(plot::IMBALANCE_RGB),
            (_, TextStyle::Imbalance) => "33".to_string(),
        };
        format!("\x1b[{code}m{text}\x1b[0m")
    }
}

fn rgb_code((red, green, blue): (u8, u8, u8)) -> String {
    format!("38;2;{red};{green};{blue}")
}

/// How a piece of text looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TextStyle {
    Plain,
    Bold,
    Dim,
    Verdict(Verdict),
    /// The colour of an imbalance of modes.
    Imbalance,
}

/// The bright basic color of the same hue (SGR, from 90); brown has none and becomes dark red. No two verdicts share one.
fn nearest_basic(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Healthy => "92",
        Verdict::ModeCollapse => "91",
        Verdict::DiscriminatorDominance => "94",
        Verdict::GeneratorDominance => "96",
        Verdict::Divergence => "1",
        Verdict::Frozen => "90",
        Verdict::Starved => "31",
        Verdict::Undertrained => "95",
        Verdict::Undecided => "93",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_verdict_has_its_own_look() {
        for colors in [ColorSupport::Basic, ColorSupport::TrueColor] {
            let verdicts = Verdict::ALL.map(TextStyle::Verdict);
            let styles = verdicts.into_iter().chain([TextStyle::Imbalance]);
            let mut texts: Vec<String> = styles.map(|style| colors.apply("x", style)).collect();
            texts.sort();
            assert!(texts.windows(2).all(|pair| pair[0] != pair[1]), "{texts:?}");
        }
        assert_eq!(
            ColorSupport::TrueColor.apply("x", TextStyle::Verdict(Verdict::Healthy)),
            "\x1b[38;2;0;158;115mx\x1b[0m"
        );
        assert_eq!(
            ColorSupport::Basic.apply("x", TextStyle::Verdict(Verdict::Healthy)),
            "\x1b[92mx\x1b[0m"
        );
    }

    #[test]
    fn without_colors_text_stays_text() {
        for style in [
            TextStyle::Plain,
            TextStyle::Bold,
            TextStyle::Dim,
            TextStyle::Verdict(Verdict::Healthy),
        ] {
            assert_eq!(ColorSupport::None.apply("x", style), "x");
        }
    }
}
