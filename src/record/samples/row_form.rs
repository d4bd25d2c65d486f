//! What rows are once they are read, and how values are scaled.

use std::fmt;

/// What one row of samples is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RowForm {
    /// No picture: a point, or features that another program has computed.
    Vector {
        /// Values of a row.
        width: usize,
    },
    /// A square picture with the channels last.
    Image {
        /// Pixels along one side.
        side: usize,
        /// Values of a pixel: 1 grey, 3 RGB.
        channels: usize,
    },
}

impl RowForm {
    /// Values of a row.
    pub fn row(self) -> usize {
        match self {
            RowForm::Vector { width } => width,
            RowForm::Image { side, channels } => side * side * channels,
        }
    }
}

impl fmt::Display for RowForm {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            RowForm::Vector { width: 2 } => out.write_str("points of the plane"),
            RowForm::Vector { width } => write!(out, "vectors of {width} values"),
            RowForm::Image { side, channels: 1 } => write!(out, "{side}x{side} grey images"),
            RowForm::Image { side, .. } => write!(out, "{side}x{side} RGB images"),
        }
    }
}

/// Where black and white are among the values of a file.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ValueScale {
    /// Black.
    pub low: f32,
    /// White.
    pub high: f32,
}

impl ValueScale {
    /// 8-bit values.
    pub const BYTES: Self = Self {
        low: 0.0,
        high: 255.0,
    };
    /// Shares of white.
    pub const UNIT: Self = Self {
        low: 0.0,
        high: 1.0,
    };
    /// As a generator that ends in tanh makes them.
    pub const SIGNED: Self = Self {
        low: -1.0,
        high: 1.0,
    };

    /// Values that reach a little beyond the end of a scale still belong to it.
    const MARGIN: f32 = 0.05;
    /// The largest value from which floats are meant as 0 to 255.
    const LARGE: f32 = 16.0;

    /// Multiples of 255 from which whole numbers have more bits: resampling adds a little, no more.
    const BEYOND_BYTES: f32 = 2.0;
    /// White in 10, 12, 14 and 16 bits, as cameras and scanners have it.
    const MORE_BITS: [f32; 4] = [1_023.0, 4_095.0, 16_383.0, 65_535.0];

    /// The scale that whole numbers from `least` to `most` were probably written in.
    pub fn guess_whole(least: f32, most: f32) -> Self {
        let white = Self::MORE_BITS.into_iter().find(|white| most <= *white);
        match white.filter(|_| most > Self::BEYOND_BYTES * Self::BYTES.high) {
            Some(high) => Self { low: 0.0, high },
            None => Self::guess(least, most),
        }
    }

    /// The scale that values from `least` to `most` were probably written in.
    pub fn guess(least: f32, most: f32) -> Self {
        let fits = |scale: Self| {
            let margin = Self::MARGIN * (scale.high - scale.low);
            least >= scale.low - margin && most <= scale.high + margin
        };
        match (least, most) {
            _ if fits(Self::UNIT) => Self::UNIT,
            _ if fits(Self::SIGNED) || most < Self::LARGE => Self::SIGNED,
            _ => Self::BYTES,
        }
    }

    /// A value with black at 0 and white at 1.
    pub fn share(self, value: f32) -> f32 {
        (value - self.low) / (self.high - self.low)
    }
}

impl fmt::Display for ValueScale {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{} to {}", self.low, self.high)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scales_are_told_by_the_ends_of_the_values() {
        for (least, most, expected) in [
            (0.0, 1.0, ValueScale::UNIT),
            (0.0, 0.4, ValueScale::UNIT),
            (-1.0, 1.0, ValueScale::SIGNED),
            (-0.97, 0.8, ValueScale::SIGNED),
            (-3.0, 4.0, ValueScale::SIGNED),
            (0.0, 255.0, ValueScale::BYTES),
            (0.0, 100.0, ValueScale::BYTES),
        ] {
            assert_eq!(
                ValueScale::guess(least, most),
                expected,
                "{least} to {most}"
            );
        }
        for (most, white) in [
            (300.0, 255.0),
            (600.0, 1_023.0),
            (4_080.0, 4_095.0),
            (65_535.0, 65_535.0),
            (100_000.0, 255.0),
        ] {
            let found = ValueScale::guess_whole(0.0, most);
            assert_eq!(found.high, white, "{most}");
        }
        assert_eq!(ValueScale::SIGNED.share(0.0), 0.5);
    }
}
