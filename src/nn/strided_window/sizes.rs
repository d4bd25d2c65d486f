//! Sizes of a strided window.

/// Sizes of a window; maps are channels last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::nn) struct WindowSizes {
    /// Side of the big map.
    pub big: usize,
    /// Channels of the big map.
    pub big_channels: usize,
    /// Side of the small map.
    pub small: usize,
    /// Channels of the small map.
    pub small_channels: usize,
    /// Side K of the kernel.
    pub kernel: usize,
    /// Distance between windows on the big map.
    pub stride: usize,
    /// Zeros around the big map, on each side.
    pub padding: usize,
}

/// Maps with fewer big channels are unfolded: pieces of a window would be too short to multiply
/// where they lie, and unfolded they take little memory.
const FEW_CHANNELS: usize = 16;

/// Winograd's products are as deep as a map has channels: with fewer they are so shallow that the
/// transforms outweigh what they save.
const LEAST_CHANNELS: usize = 32;

/// Smaller maps take as long with Winograd's transforms as without.
const LEAST_SIDE: usize = 8;

/// How windows are multiplied.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Route {
    /// Copied into rows first.
    Unfolded,
    /// Where they lie.
    Direct,
    /// Transformed, tile by tile.
    Winograd,
}

impl WindowSizes {
    /// Values of a big map: side * side * channels.
    pub fn big_row(&self) -> usize {
        self.big * self.big * self.big_channels
    }

    /// Values of a small map: side * side * channels.
    pub fn small_row(&self) -> usize {
        self.small * self.small * self.small_channels
    }

    /// Values of one small channel's weight: K * K * big channels.
    pub fn weight_row(&self) -> usize {
        self.kernel * self.kernel * self.big_channels
    }

    /// How windows of these sizes are multiplied. It depends on nothing else, so a sample's bits do
    /// not depend on its batch.
    pub(super) fn route(&self) -> Route {
        if self.big_channels < FEW_CHANNELS {
            Route::Unfolded
        } else if self.is_winograd() {
            Route::Winograd
        } else {
            Route::Direct
        }
    }

    /// Whether tiles of 2 x 2 outputs cover the map, and are worth their transforms.
    fn is_winograd(&self) -> bool {
        let keeps_side = self.kernel == 3 && self.stride == 1 && self.padding == 1;
        keeps_side
            && self.big == self.small
            && self.big.is_multiple_of(2)
            && self.big >= LEAST_SIDE
            && self.big_channels.min(self.small_channels) >= LEAST_CHANNELS
    }
}
