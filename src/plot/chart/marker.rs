//! Small shapes that tell points apart without colour.

use crate::diagnose::Verdict;
use crate::plot::canvas::{Area, Canvas, palette};
use plotters::style::RGBColor;

/// A shape of a point.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Marker {
    Disc,
    Square,
    Diamond,
    TriangleUp,
    TriangleDown,
    Cross,
    Hexagon,
    Plus,
    Ring,
}

impl Marker {
    /// Shapes of curves, in order of use.
    pub const CURVES: [Self; 6] = [
        Self::Disc,
        Self::Square,
        Self::TriangleUp,
        Self::Diamond,
        Self::TriangleDown,
        Self::Ring,
    ];

    /// The one shape of a verdict.
    pub fn of_verdict(verdict: Verdict) -> Self {
        match verdict {
            Verdict::Healthy => Self::Disc,
            Verdict::ModeCollapse => Self::TriangleDown,
            Verdict::DiscriminatorDominance => Self::Square,
            Verdict::GeneratorDominance => Self::Diamond,
            Verdict::Divergence => Self::Cross,
            Verdict::Frozen => Self::TriangleUp,
            Verdict::Starved => Self::Plus,
            Verdict::Undertrained => Self::Hexagon,
            Verdict::Undecided => Self::Ring,
        }
    }

    /// Draws the shape around `center`, reaching `reach` pixels from it.
    pub fn draw(self, canvas: &mut Canvas, center: (f64, f64), reach: f64, color: RGBColor) {
        let (x, y) = center;
        let mut polygon = |corners: &[(f64, f64)]| {
            let corners = corners
                .iter()
                .map(|(right, down)| (x + right * reach, y + down * reach))
                .collect();
            canvas.polygon(corners, color.into());
        };
        match self {
            Self::Disc => canvas.disc(center, reach, color),
            Self::Square => {
                let side = reach * 0.88;
                canvas.rectangle(
                    Area {
                        left: x - side,
                        top: y - side,
                        right: x + side,
                        bottom: y + side,
                    },
                    color.into(),
                );
            }
            Self::Diamond => polygon(&[(0.0, -1.2), (1.2, 0.0), (0.0, 1.2), (-1.2, 0.0)]),
            Self::Hexagon => polygon(&[
                (0.0, -1.1),
                (0.95, -0.55),
                (0.95, 0.55),
                (0.0, 1.1),
                (-0.95, 0.55),
                (-0.95, -0.55),
            ]),
            Self::TriangleUp => polygon(&[(0.0, -1.1), (1.1, 0.9), (-1.1, 0.9)]),
            Self::TriangleDown => polygon(&[(0.0, 1.1), (1.1, -0.9), (-1.1, -0.9)]),
            Self::Cross => {
                canvas.line(
                    vec![(x - reach, y - reach), (x + reach, y + reach)],
                    color,
                    2.0,
                );
                canvas.line(
                    vec![(x - reach, y + reach), (x + reach, y - reach)],
                    color,
                    2.0,
                );
            }
            Self::Plus => {
                canvas.line(vec![(x - 1.2 * reach, y), (x + 1.2 * reach, y)], color, 2.0);
                canvas.line(vec![(x, y - 1.2 * reach), (x, y + 1.2 * reach)], color, 2.0);
            }
            // A filled ring with a dark rim: yellow alone would vanish on white.
            Self::Ring => {
                canvas.disc(center, reach + 0.5, palette::FAINT_INK);
                canvas.disc(center, reach - 0.5, color);
            }
        }
    }
}

/// A thin bar from low to high and a thick mark at the median.
pub(crate) fn draw_median_range(
    canvas: &mut Canvas,
    median: f64,
    (low, high): (f64, f64),
    middle: f64,
) {
    canvas.line(vec![(low, middle), (high, middle)], palette::FAINT_INK, 1.0);
    for end in [low, high] {
        canvas.line(
            vec![(end, middle - 4.0), (end, middle + 4.0)],
            palette::FAINT_INK,
            1.0,
        );
    }
    canvas.line(
        vec![(median, middle - 9.0), (median, middle + 9.0)],
        palette::INK,
        3.0,
    );
}
