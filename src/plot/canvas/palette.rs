//! The eight colours: Okabe and Ito 2008 (distinguishable for the colour-blind), with grey in place
//! of reddish purple.

use crate::diagnose::Verdict;
use plotters::style::RGBColor;

pub(crate) const BLACK: RGBColor = RGBColor(0, 0, 0);
pub(crate) const ORANGE: RGBColor = RGBColor(230, 159, 0);
pub(crate) const SKY_BLUE: RGBColor = RGBColor(86, 180, 233);
pub(crate) const BLUISH_GREEN: RGBColor = RGBColor(0, 158, 115);
pub(crate) const YELLOW: RGBColor = RGBColor(240, 228, 66);
pub(crate) const BLUE: RGBColor = RGBColor(0, 114, 178);
pub(crate) const VERMILLION: RGBColor = RGBColor(213, 94, 0);
pub(crate) const GREY: RGBColor = RGBColor(153, 153, 153);

/// Text and axes.
pub(crate) const INK: RGBColor = RGBColor(32, 33, 36);
/// Secondary text.
pub(crate) const FAINT_INK: RGBColor = RGBColor(88, 92, 98);
/// FacetGrid lines and empty cells.
pub(crate) const GRID: RGBColor = RGBColor(225, 227, 230);
/// The paper.
pub(crate) const WHITE: RGBColor = RGBColor(255, 255, 255);

/// The discriminator's curves.
pub(crate) const DISCRIMINATOR: RGBColor = BLUE;
/// The generator's curves.
pub(crate) const GENERATOR: RGBColor = ORANGE;
/// What comes back from D to the fakes.
pub(crate) const FAKES: RGBColor = BLUISH_GREEN;

/// Colours of the curves that belong to no player, in order of use.
pub(crate) const CURVES: [RGBColor; 6] = [BLUE, ORANGE, BLUISH_GREEN, VERMILLION, SKY_BLUE, BLACK];

/// The one colour of a verdict, in every figure and on the page.
pub(crate) fn verdict_color(verdict: Verdict) -> RGBColor {
    match verdict {
        Verdict::Healthy => BLUISH_GREEN,
        Verdict::ModeCollapse => VERMILLION,
        Verdict::DiscriminatorDominance => BLUE,
        Verdict::GeneratorDominance => SKY_BLUE,
        Verdict::Divergence => BLACK,
        Verdict::Frozen => GREY,
        Verdict::Undecided => YELLOW,
    }
}

/// The color of a verdict as red, green and blue, from 0 to 255.
pub fn verdict_rgb(verdict: Verdict) -> (u8, u8, u8) {
    let RGBColor(red, green, blue) = verdict_color(verdict);
    (red, green, blue)
}

/// One letter that tells a verdict apart where colour cannot, as on grey print.
pub(crate) fn verdict_letter(verdict: Verdict) -> char {
    match verdict {
        Verdict::Healthy => 'H',
        Verdict::ModeCollapse => 'M',
        Verdict::DiscriminatorDominance => 'D',
        Verdict::GeneratorDominance => 'G',
        Verdict::Divergence => 'X',
        Verdict::Frozen => 'F',
        Verdict::Undecided => 'U',
    }
}

/// The verdict's colour and a text colour that reads on it, as CSS: `("#009E73", "#202124")`.
pub(crate) fn verdict_css(verdict: Verdict) -> (String, String) {
    let color = verdict_color(verdict);
    (css(color), css(text_on(color)))
}

/// Black or white, whichever has the higher contrast on this background (WCAG 2 relative
/// luminance).
pub(crate) fn text_on(background: RGBColor) -> RGBColor {
    if luminance(background) > 0.179 {
        BLACK
    } else {
        WHITE
    }
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
        assert_eq!(text_on(YELLOW), BLACK);
        assert_eq!(text_on(BLUE), WHITE);
    }
}
