//! Colours on the terminal: a verdict has the one that it has in every figure.

use std::io::IsTerminal;

use comfy_table::Color;

use crate::diagnose::Verdict;
use crate::plot;

/// Which colours stdout shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Colors {
    /// A file, a pipe, or a user who wants none (`NO_COLOR`).
    None,
    Basic,
    /// A terminal that says so of itself.
    Full,
}

impl Colors {
    /// Of stdout.
    pub fn of_stdout() -> Self {
        let variable = |name| std::env::var_os(name).unwrap_or_default();
        if !std::io::stdout().is_terminal() || std::env::var_os("NO_COLOR").is_some() {
            return Colors::None;
        }
        let full = ["truecolor", "24bit"]
            .iter()
            .any(|word| variable("COLORTERM") == *word);
        if full { Colors::Full } else { Colors::Basic }
    }

    /// A verdict's colour; the text's own where the figures have black, which no dark terminal
    /// shows.
    pub fn of_verdict(self, verdict: Verdict) -> Color {
        match (self, verdict) {
            (Colors::None, _) | (_, Verdict::Divergence) => Color::Reset,
            (Colors::Basic, verdict) => nearest_basic(verdict),
            (Colors::Full, verdict) => {
                let (r, g, b) = plot::verdict_rgb(verdict);
                Color::Rgb { r, g, b }
            }
        }
    }

    /// A text as the terminal is to get it.
    pub fn painted(self, text: &str, paint: Paint) -> String {
        let code = match (self, paint) {
            (Colors::None, _) | (_, Paint::Plain) => return text.to_string(),
            _ if text.is_empty() => return String::new(),
            (_, Paint::Strong) => "1".to_string(),
            (_, Paint::Faint) => "2".to_string(),
            (_, Paint::Verdict(verdict)) => code(self.of_verdict(verdict)),
        };
        format!("\x1b[{code}m{text}\x1b[0m")
    }
}

/// How a piece of text looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Paint {
    Plain,
    Strong,
    Faint,
    Verdict(Verdict),
}

/// The basic colour of the same hue; no two verdicts share one.
fn nearest_basic(verdict: Verdict) -> Color {
    match verdict {
        Verdict::Healthy => Color::Green,
        Verdict::ModeCollapse => Color::Red,
        Verdict::DiscriminatorDominance => Color::Blue,
        Verdict::GeneratorDominance => Color::Cyan,
        Verdict::Divergence => Color::Reset,
        Verdict::Frozen => Color::DarkGrey,
        Verdict::Undecided => Color::Yellow,
    }
}

/// The parameters of a terminal's code for a text colour (ECMA-48 SGR, with the bright colours from
/// 90). What is written in the text's own colour is bold.
fn code(color: Color) -> String {
    match color {
        Color::Red => "91".to_string(),
        Color::Green => "92".to_string(),
        Color::Yellow => "93".to_string(),
        Color::Blue => "94".to_string(),
        Color::Cyan => "96".to_string(),
        Color::DarkGrey => "90".to_string(),
        Color::Rgb { r, g, b } => format!("38;2;{r};{g};{b}"),
        _ => "1".to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_verdict_has_its_own_look() {
        for colors in [Colors::Basic, Colors::Full] {
            let mut looks =
                Verdict::ALL.map(|verdict| colors.painted("x", Paint::Verdict(verdict)));
            looks.sort();
            assert!(looks.windows(2).all(|pair| pair[0] != pair[1]), "{looks:?}");
        }
        assert_eq!(
            Colors::Full.painted("x", Paint::Verdict(Verdict::Healthy)),
            "\x1b[38;2;0;158;115mx\x1b[0m"
        );
        assert_eq!(
            Colors::Basic.painted("x", Paint::Verdict(Verdict::Healthy)),
            "\x1b[92mx\x1b[0m"
        );
    }

    #[test]
    fn without_colors_text_stays_text() {
        for paint in [
            Paint::Plain,
            Paint::Strong,
            Paint::Faint,
            Paint::Verdict(Verdict::Healthy),
        ] {
            assert_eq!(Colors::None.painted("x", paint), "x");
        }
    }
}
