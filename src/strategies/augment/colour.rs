//! How the colours of an image change.

/// A map of colours: pixel c (RGB) of an image with mean value m -> matrix c + offset + mean m.
///
/// An image with one channel takes the first entries alone.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Colour {
    pub matrix: [[f32; 3]; 3],
    pub offset: [f32; 3],
    /// Factor on the mean over all values of the image.
    pub mean: f32,
}

/// A share of the grey of a pixel, its projection on (1, 1, 1), and of the rest of its colour.
fn grey_and_hue(grey: f64, hue: f64) -> [[f64; 3]; 3] {
    let entry = |row: usize, column: usize| {
        let third = 1.0 / 3.0;
        grey * third + hue * (f64::from(u8::from(row == column)) - third)
    };
    std::array::from_fn(|row| std::array::from_fn(|column| entry(row, column)))
}

/// DiffAugment's change of colours (Zhao et al. 2020).
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct ColourJitter {
    /// Added to each value.
    pub brightness: f64,
    /// Factor on the distance of a value from the mean of its pixel.
    pub saturation: f64,
    /// Factor on the distance of a value from the mean of the image.
    pub contrast: f64,
}

impl ColourJitter {
    /// Brightness, then saturation, then contrast.
    pub fn colour(&self, channels: usize) -> Colour {
        let ColourJitter {
            brightness,
            saturation,
            contrast,
        } = *self;
        // A grey pixel is its own mean.
        let saturation = if channels == 1 { 1.0 } else { saturation };
        let matrix = match channels {
            1 => grey_only(contrast),
            _ => grey_and_hue(contrast, contrast * saturation),
        };
        Colour {
            matrix: matrix.map(|row| row.map(|value| value as f32)),
            // The mean of the image has become brighter too: c b + (1 - c) b = b.
            offset: [brightness as f32; 3],
            mean: (1.0 - contrast) as f32,
        }
    }
}

/// A factor for images of one channel.
fn grey_only(factor: f64) -> [[f64; 3]; 3] {
    let mut matrix = [[0.0; 3]; 3];
    matrix[0][0] = factor;
    matrix
}

/// An affine map of RGB that is made of ADA's changes of colour, one after the other (Karras et al.
/// 2020, appendix B).
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct ColourChain {
    matrix: [[f64; 3]; 3],
    offset: [f64; 3],
}

impl ColourChain {
    /// Nothing changes.
    pub fn new() -> Self {
        ColourChain {
            matrix: grey_and_hue(1.0, 1.0),
            offset: [0.0; 3],
        }
    }

    /// Then `amount` is added to each value.
    pub fn brighten(self, amount: f64) -> Self {
        ColourChain {
            offset: self.offset.map(|value| value + amount),
            ..self
        }
    }

    /// Then each value is multiplied.
    pub fn contrast(self, factor: f64) -> Self {
        self.then(grey_and_hue(factor, factor))
    }

    /// Then light and dark change places: the grey of each pixel is negated.
    pub fn flip_luma(self) -> Self {
        self.then(grey_and_hue(-1.0, 1.0))
    }

    /// Then hues turn by an angle, around the axis of greys.
    pub fn turn_hue(self, angle: f64) -> Self {
        let (sine, cosine) = angle.sin_cos();
        let mut matrix = grey_and_hue(1.0, cosine);
        let across = sine / 3f64.sqrt();
        for row in 0..3 {
            matrix[row][(row + 2) % 3] += across;
            matrix[row][(row + 1) % 3] -= across;
        }
        self.then(matrix)
    }

    /// Then the distance of each pixel from its grey is multiplied.
    pub fn saturate(self, factor: f64) -> Self {
        self.then(grey_and_hue(1.0, factor))
    }

    fn then(self, matrix: [[f64; 3]; 3]) -> Self {
        let dot = |row: [f64; 3], column: [f64; 3]| -> f64 {
            row.iter().zip(column).map(|(a, b)| a * b).sum()
        };
        let column = |at: usize| self.matrix.map(|row| row[at]);
        ColourChain {
            matrix: matrix.map(|row| std::array::from_fn(|at| dot(row, column(at)))),
            offset: matrix.map(|row| dot(row, self.offset)),
        }
    }

    /// The map for images with `channels` channels. Grey is treated as RGB with three equal channels,
    /// and becomes the mean of what the map gives.
    pub fn colour(&self, channels: usize) -> Colour {
        if channels > 1 {
            return Colour {
                matrix: self.matrix.map(|row| row.map(|value| value as f32)),
                offset: self.offset.map(|value| value as f32),
                mean: 0.0,
            };
        }
        let sum: f64 = self.matrix.iter().flatten().sum();
        let offset: f64 = self.offset.iter().sum();
        Colour {
            matrix: grey_only(sum / 3.0).map(|row| row.map(|value| value as f32)),
            offset: [(offset / 3.0) as f32; 3],
            mean: 0.0,
        }
    }
}

impl Colour {
    /// Writes the colour of `pixel` in an image whose mean is `mean`.
    pub fn apply(&self, pixel: &[f32], mean: f32, out: &mut [f32]) {
        let rows = out.iter_mut().zip(&self.matrix).zip(&self.offset);
        for ((out, row), offset) in rows {
            let sum: f32 = row.iter().zip(pixel).map(|(a, b)| a * b).sum();
            *out = sum + offset + self.mean * mean;
        }
    }

    /// Adds the transposed matrix times `upstream` to `gradient`; what comes through the mean is not
    /// in it.
    pub fn add_transposed(&self, upstream: &[f32], gradient: &mut [f32]) {
        for (row, upstream) in self.matrix.iter().zip(upstream) {
            let pairs = gradient.iter_mut().zip(row);
            pairs.for_each(|(gradient, entry)| *gradient += entry * upstream);
        }
    }
}
