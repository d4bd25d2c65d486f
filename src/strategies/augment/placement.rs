//! Where the pixels of an augmented image come from.

/// What lies beyond the border of an image that is shifted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Border {
    /// Zeros.
    Zero,
    /// The image mirrored at its outermost pixels.
    Mirror,
}

/// A square that is set to zero: rows from `top` and columns from `left` on, up to but not including
/// `bottom` and `right`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Cutout {
    pub top: i32,
    pub left: i32,
    pub bottom: i32,
    pub right: i32,
}

/// Moves the pixels of an image of `side` pixels: mirrored left to right, then turned, then shifted,
/// then cut. Images of other sides are moved by the same share of theirs.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Placement {
    pub side: usize,
    pub flipped: bool,
    /// Quarter turns against the clock.
    pub quarter_turns: u32,
    /// Pixels downwards and to the right.
    pub shift: [i32; 2],
    pub border: Border,
    pub cutout: Option<Cutout>,
}

impl Placement {
    /// Every pixel stays where it is.
    pub fn none(side: usize) -> Self {
        Placement {
            side,
            flipped: false,
            quarter_turns: 0,
            shift: [0, 0],
            border: Border::Zero,
            cutout: None,
        }
    }

    /// The same for images of another side.
    fn at_side(&self, side: usize) -> Self {
        let share = side as f64 / self.side as f64;
        let scaled = |pixels: i32| (f64::from(pixels) * share).round() as i32;
        Placement {
            side,
            shift: self.shift.map(scaled),
            cutout: self.cutout.map(|cutout| Cutout {
                top: scaled(cutout.top),
                left: scaled(cutout.left),
                bottom: scaled(cutout.bottom),
                right: scaled(cutout.right),
            }),
            ..*self
        }
    }

    /// Calls `visit` with the place of every pixel of an image of side `side` and that of the pixel
    /// that comes there, `None` for zero. Places count pixels row by row. Where the image is larger
    /// than the side that is meant, its pixels move in blocks, in which none changes its place.
    pub fn for_each_source(&self, side: usize, mut visit: impl FnMut(usize, Option<usize>)) {
        let coarse = self.at_side(side.min(self.side));
        let block = side / coarse.side;
        for y in 0..side {
            for x in 0..side {
                let source = coarse.source([(y / block) as i32, (x / block) as i32]);
                let place = |[row, column]: [usize; 2]| {
                    (row * block + y % block) * side + column * block + x % block
                };
                visit(y * side + x, source.map(place));
            }
        }
    }

    /// Row and column of the pixel that comes to this place.
    fn source(&self, place: [i32; 2]) -> Option<[usize; 2]> {
        let [y, x] = place;
        if self.cutout.is_some_and(|cutout| {
            (cutout.top..cutout.bottom).contains(&y) && (cutout.left..cutout.right).contains(&x)
        }) {
            return None;
        }
        let y = self.inside(y - self.shift[0])?;
        let x = self.inside(x - self.shift[1])?;
        let last = self.side as i32 - 1;
        let [y, x] = match self.quarter_turns % 4 {
            0 => [y, x],
            1 => [x, last - y],
            2 => [last - y, last - x],
            _ => [last - x, y],
        };
        let x = if self.flipped { last - x } else { x };
        Some([y as usize, x as usize])
    }

    /// A coordinate as one of the image; `None` beyond a border of zeros.
    fn inside(&self, coordinate: i32) -> Option<i32> {
        let last = self.side as i32 - 1;
        if (0..=last).contains(&coordinate) {
            return Some(coordinate);
        }
        match self.border {
            Border::Zero => None,
            Border::Mirror => {
                let mirrored = if coordinate < 0 {
                    -coordinate
                } else {
                    2 * last - coordinate
                };
                Some(mirrored.clamp(0, last))
            }
        }
    }
}
