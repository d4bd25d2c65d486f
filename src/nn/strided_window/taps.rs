//! One axis of a window: which taps of the kernel read which sources.

/// What one destination index sums over: `taps` neighbours from `source` on, with the weights from
/// `first_tap` on in the table of its phase. Taps that would read padding are left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct AxisTaps {
    /// Table of weights: always 0 in a convolution, up to stride - 1 in a transposed one.
    pub phase: usize,
    /// First tap within the table.
    pub first_tap: usize,
    /// Number of taps.
    pub taps: usize,
    /// Index of the first source.
    pub source: usize,
}

/// From big to small: one phase, whose table holds the taps in their order.
pub(super) fn convolution_taps(
    big: usize,
    small: usize,
    kernel: usize,
    stride: usize,
    padding: usize,
) -> Vec<AxisTaps> {
    let taps_at = |index: usize| {
        let first_tap = padding.saturating_sub(index * stride).min(kernel);
        let end = (big + padding).saturating_sub(index * stride).min(kernel);
        let taps = end.saturating_sub(first_tap);
        AxisTaps {
            phase: 0,
            first_tap,
            taps,
            source: (index * stride + first_tap).saturating_sub(padding),
        }
    };
    (0..small).map(taps_at).collect()
}

/// From small to big: index Y has phase (Y + padding) mod stride, whose table holds the taps phase
/// + stride * i from the last to the first, so that their sources ascend.
pub(super) fn transposed_taps(
    big: usize,
    small: usize,
    kernel: usize,
    stride: usize,
    padding: usize,
) -> Vec<AxisTaps> {
    let taps_at = |index: usize| {
        let phase = (index + padding) % stride;
        let count = phase_taps(kernel, stride, phase);
        // The source of the first tap of the phase; later taps read earlier sources.
        let last = (index + padding) / stride;
        let first_tap = count.saturating_sub(last + 1);
        let end = count - (last + 1).saturating_sub(small).min(count);
        let taps = end.saturating_sub(first_tap);
        AxisTaps {
            phase,
            first_tap,
            taps,
            source: (last + 1 + first_tap).saturating_sub(count),
        }
    };
    (0..big).map(taps_at).collect()
}

/// Taps of a phase: those of the kernel that leave this rest by the stride.
pub(super) fn phase_taps(kernel: usize, stride: usize, phase: usize) -> usize {
    kernel.saturating_sub(phase).div_ceil(stride)
}

/// The kernel's index of tap `index` of a phase's table in [`transposed_taps`].
pub(super) fn kernel_index(kernel: usize, stride: usize, phase: usize, index: usize) -> usize {
    phase + stride * (phase_taps(kernel, stride, phase) - 1 - index)
}
