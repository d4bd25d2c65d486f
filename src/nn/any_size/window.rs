//! The sizes of a convolution's windows on one map of any size.

/// The sizes of a convolution on one map; maps are channels last, the weight is (CO, K, K, CI).
#[derive(Clone, Copy, Debug)]
pub(super) struct Window {
    /// Height and width of the input.
    pub input: (usize, usize),
    /// Channels of the input.
    pub channels: usize,
    /// Height and width of the output.
    pub output: (usize, usize),
    /// Channels of the output.
    pub out_channels: usize,
    /// Side K of the kernel.
    pub kernel: usize,
    /// Distance between windows.
    pub stride: usize,
    /// Zeros around the input, on each side.
    pub padding: usize,
}

/// Height or width of the output of a window, if any is left.
pub(super) fn side_after(
    side: usize,
    kernel: usize,
    stride: usize,
    padding: usize,
) -> Option<usize> {
    Some((side + 2 * padding).checked_sub(kernel)? / stride + 1)
}
