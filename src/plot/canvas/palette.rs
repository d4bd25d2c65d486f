//! The colours of Okabe and Ito 2008 (distinguishable for the colour-blind), with grey and brown, and how each
//! looks on dark paper.
//!
//! A drawing has one set of colours, those of light paper. What follows the reader's theme is told by
//! its colour alone: [`dark_rules`] are the style rules of an SVG document that turn paper, ink and
//! the few colours that would vanish on dark paper into their counterparts of [`ON_DARK_PAPER`]. A
//! program that knows no such rules, and every PNG file, shows the light ones.

use crate::diagnose::{Sign, Symptom, Verdict};
use plotters::style::RGBColor;

pub(crate) const BLACK: RGBColor = RGBColor(0, 0, 0);
pub(crate) const ORANGE: RGBColor = RGBColor(230, 159, 0);
pub(crate) const SKY_BLUE: RGBColor = RGBColor(86, 180, 233);
pub(crate) const BLUISH_GREEN: RGBColor = RGBColor(0, 158, 115);
pub(crate) const YELLOW: RGBColor = RGBColor(240, 228, 66);
pub(crate) const BLUE: RGBColor = RGBColor(0, 114, 178);
pub(crate) const VERMILION: RGBColor = RGBColor(213, 94, 0);
pub(crate) const REDDISH_PURPLE: RGBColor = RGBColor(204, 121, 167);
/// Not one of theirs: nine verdicts need one more.
pub(crate) const BROWN: RGBColor = RGBColor(153, 102, 68);
pub(crate) const GREY: RGBColor = RGBColor(153, 153, 153);

/// Text and axes.
pub(crate) const INK: RGBColor = RGBColor(32, 33, 36);
/// Secondary text.
pub(crate) const FAINT_INK: RGBColor = RGBColor(88, 92, 98);
/// FacetGrid lines and empty cells.
pub(crate) const GRID: RGBColor = RGBColor(225, 227, 230);
/// The paper.
pub(crate) const WHITE: RGBColor = RGBColor(255, 255, 255);
/// What is left of a bar or a column.
pub(crate) const SKIPPED: RGBColor = RGBColor(200, 203, 208);
/// Between images, which may be black, white or anything else, on any paper.
pub(crate) const SEPARATOR: RGBColor = RGBColor(126, 132, 142);

/// Text on a colour that is the same on every paper: not [`BLACK`] and [`WHITE`], which follow it.
const DARK_TEXT: RGBColor = RGBColor(1, 1, 1);
const LIGHT_TEXT: RGBColor = RGBColor(254, 254, 254);

/// The colours of an ordered axis from its lowest value to its highest: from little ink to much.
pub(crate) const ORDERED: [RGBColor; 6] = [
    RGBColor(94, 190, 171),
    RGBColor(59, 158, 186),
    RGBColor(45, 122, 185),
    RGBColor(52, 86, 163),
    RGBColor(56, 48, 127),
    RGBColor(38, 12, 74),
];

/// A colour on light paper, and the one that takes its place on dark paper.
pub(crate) const ON_DARK_PAPER: [(RGBColor, RGBColor); 13] = [
    (WHITE, RGBColor(27, 30, 35)),
    (INK, RGBColor(231, 233, 236)),
    (FAINT_INK, RGBColor(165, 171, 180)),
    (GRID, RGBColor(49, 53, 60)),
    (SKIPPED, RGBColor(74, 79, 88)),
    (BLACK, RGBColor(241, 243, 245)),
    (BLUE, RGBColor(47, 134, 201)),
    (ORDERED[0], RGBColor(38, 118, 103)),
    (ORDERED[1], RGBColor(42, 143, 165)),
    (ORDERED[2], RGBColor(82, 166, 219)),
    (ORDERED[3], RGBColor(134, 190, 245)),
    (ORDERED[4], RGBColor(185, 213, 250)),
    (ORDERED[5], RGBColor(234, 242, 255)),
];

/// The discriminator's curves.
pub(crate) const DISCRIMINATOR: RGBColor = BLUE;
/// The generator's curves.
pub(crate) const GENERATOR: RGBColor = ORANGE;
/// What comes back from D to the fakes.
pub(crate) const FAKES: RGBColor = BLUISH_GREEN;

/// Colours of the curves that belong to no player, in order of use.
pub(crate) const CURVES: [RGBColor; 6] = [BLUE, ORANGE, BLUISH_GREEN, VERMILION, SKY_BLUE, BLACK];

/// The one colour of a verdict, in every figure and on the page.
pub(crate) fn verdict_color(verdict: Verdict) -> RGBColor {
    match verdict {
        Verdict::Healthy => BLUISH_GREEN,
        Verdict::ModeCollapse => VERMILION,
        Verdict::DiscriminatorDominance => BLUE,
        Verdict::GeneratorDominance => SKY_BLUE,
        Verdict::Divergence => BLACK,
        Verdict::Frozen => GREY,
        Verdict::Starved => BROWN,
        Verdict::Undertrained => REDDISH_PURPLE,
        Verdict::Undecided => YELLOW,
    }
}

/// The colour of what a rule found: that of the verdict, or of the one sign that is shown in time.
pub(crate) fn symptom_color(symptom: Symptom) -> RGBColor {
    match symptom {
        Symptom::Verdict(verdict) => verdict_color(verdict),
        Symptom::Sign(Sign::ModeImbalance) => ORANGE,
        Symptom::Sign(_) => GREY,
    }
}

/// The color of a verdict as red, green and blue, from 0 to 255.
pub fn verdict_rgb(verdict: Verdict) -> (u8, u8, u8) {
    let RGBColor(red, green, blue) = verdict_color(verdict);
    (red, green, blue)
}

/// The colour of an imbalance of modes, as red, green and blue.
pub const IMBALANCE_RGB: (u8, u8, u8) = (ORANGE.0, ORANGE.1, ORANGE.2);

/// One letter that tells a verdict apart where colour cannot, as on grey print.
pub(crate) fn verdict_letter(verdict: Verdict) -> char {
    match verdict {
        Verdict::Healthy => 'H',
        Verdict::ModeCollapse => 'M',
        Verdict::DiscriminatorDominance => 'D',
        Verdict::GeneratorDominance => 'G',
        Verdict::Divergence => 'X',
        Verdict::Frozen => 'F',
        Verdict::Starved => 'S',
        Verdict::Undertrained => 'T',
        Verdict::Undecided => 'U',
    }
}

/// The verdict's colour and a text colour that reads on it, as CSS: `("#009E73", "#010101")`.
pub(crate) fn verdict_css(verdict: Verdict) -> (String, String) {
    let color = verdict_color(verdict);
    let in_theme = |color: RGBColor| match on_dark_paper(color) {
        Some(dark) => format!("light-dark({}, {})", css(color), css(dark)),
        None => css(color),
    };
    (in_theme(color), in_theme(text_on(color)))
}

/// What reads on this background (WCAG 2 relative luminance): black or white or, on a colour that
/// follows the paper, the paper.
pub(crate) fn text_on(background: RGBColor) -> RGBColor {
    if on_dark_paper(background).is_some() {
        WHITE
    } else if luminance(background) > 0.179 {
        DARK_TEXT
    } else {
        LIGHT_TEXT
    }
}

/// The colour that takes the place of another one on dark paper.
fn on_dark_paper(color: RGBColor) -> Option<RGBColor> {
    let mut pairs = ON_DARK_PAPER.iter();
    pairs
        .find(|(light, _)| *light == color)
        .map(|(_, dark)| *dark)
}

/// The style element that lets the colours of an SVG document follow the reader's theme: one rule
/// for each attribute of it that has to change.
pub(crate) fn dark_rules(document: &str) -> String {
    let mut rules = String::new();
    for (light, dark) in ON_DARK_PAPER {
        for attribute in ["fill", "stroke"] {
            let pair = format!("{attribute}=\"{}\"", css(light));
            if document.contains(&pair) {
                rules += &format!("[{pair}]{{{attribute}:{}}}", css(dark));
            }
        }
    }
    format!("<style>@media(prefers-color-scheme:dark){{{rules}}}</style>\n")
}

/// A colour as CSS: `#202124`.
pub(crate) fn css(RGBColor(red, green, blue): RGBColor) -> String {
    format!("#{red:02X}{green:02X}{blue:02X}")
}

fn luminance(RGBColor(red, green, blue): RGBColor) -> f64 {
    let linear = |channel: u8| {
        let share = f64::from(channel) / 255.0;
        if share <= 0.04045 {
            share / 12.92
        } else {
            ((share + 0.055) / 1.055).powf(2.4)
        }
    };
    0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_verdict_has_its_own_color_and_letter() {
        let colors: BTreeSet<String> = Verdict::ALL.map(|verdict| verdict_css(verdict).0).into();
        let letters: BTreeSet<char> = Verdict::ALL.map(verdict_letter).into();
        assert_eq!(colors.len(), Verdict::ALL.len());
        assert_eq!(letters.len(), Verdict::ALL.len());
    }

    #[test]
    fn text_reads_on_its_background() {
        assert_eq!(text_on(BLACK), WHITE);
        assert_eq!(text_on(YELLOW), DARK_TEXT);
        assert_eq!(text_on(RGBColor(60, 0, 90)), LIGHT_TEXT);
    }

    /// Contrast of two colours (WCAG 2).
    fn contrast(one: RGBColor, other: RGBColor) -> f64 {
        let (one, other) = (luminance(one) + 0.05, luminance(other) + 0.05);
        one.max(other) / one.min(other)
    }

    #[test]
    fn what_is_drawn_can_be_seen_on_dark_paper() {
        let paper = on_dark_paper(WHITE).unwrap();
        let text = [INK, FAINT_INK];
        assert!(text.map(|ink| contrast(on_dark_paper(ink).unwrap(), paper) > 7.0) == [true; 2]);
        let curves = CURVES.into_iter().chain(ORDERED);
        for color in curves.chain(Verdict::ALL.map(verdict_color)) {
            let shown = on_dark_paper(color).unwrap_or(color);
            assert!(contrast(shown, paper) > 2.9, "{color:?}");
        }
    }

    #[test]
    fn an_ordered_axis_goes_from_little_ink_to_much_on_both_papers() {
        for colors in [ORDERED, ORDERED.map(|color| on_dark_paper(color).unwrap())] {
            let paper = if colors == ORDERED {
                WHITE
            } else {
                on_dark_paper(WHITE).unwrap()
            };
            let inks = colors.map(|color| contrast(color, paper));
            assert!(inks[0] > 2.0 && inks.is_sorted(), "{inks:?}");
        }
    }

    #[test]
    fn every_colour_that_follows_the_theme_is_in_the_rules_once() {
        let document = "<text fill=\"#202124\"/><rect fill=\"#FFFFFF\"/><rect fill=\"#FFFFFF\"/>";
        let rules = dark_rules(document);
        assert_eq!(rules.matches("fill:").count(), 2, "{rules}");
        assert!(
            rules.contains("[fill=\"#FFFFFF\"]{fill:#1B1E23}"),
            "{rules}"
        );
    }

    #[test]
    fn dark_paper_is_the_card_of_the_page() {
        let page = include_str!("../../report/html/style/colors.css");
        let card = format!(
            "--card: {};",
            css(on_dark_paper(WHITE).unwrap()).to_lowercase()
        );
        assert_eq!(page.matches(&card).count(), 2, "{card}");
    }
}
