//! Why a drawing could not be made.

/// Why a drawing could not be made.
#[derive(Debug, thiserror::Error)]
pub enum PlotError {
    /// The font in the binary could not be read.
    #[error("read the built-in font")]
    Font,
    /// A plotters backend refused a shape.
    #[error("draw: {0}")]
    Backend(String),
    /// The finished pixels could not be packed as PNG.
    #[error("encode the image as PNG: {0}")]
    Encode(#[from] png::EncodingError),
    /// An image sheet whose numbers do not fit together.
    #[error("{values} values are not a whole number of images of {channels} x {side} x {side}")]
    SheetShape {
        /// How many values were given.
        values: usize,
        /// Channels per image: 1 or 3.
        channels: usize,
        /// Height and width of an image, in pixels.
        side: usize,
    },
}
