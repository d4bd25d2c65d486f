//! From the layouts of weights here to those of PyTorch.

use crate::nn::ConvModule;

/// A tensor with its name in the state dict.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct TorchTensor {
    pub name: String,
    pub shape: Vec<usize>,
    pub values: Vec<f32>,
}

/// (inputs, outputs) -> (outputs, inputs).
pub(super) fn transposed(values: &[f32], columns: usize) -> Vec<f32> {
    let column = |at: usize| values[at..].iter().step_by(columns).copied();
    (0..columns).flat_map(column).collect()
}

/// (A, K, K, B) -> (A, B, K, K), with its shape.
pub(super) fn channels_first(conv: &ConvModule, is_transposed: bool) -> (Vec<usize>, Vec<f32>) {
    let (first, last) = match is_transposed {
        true => (conv.inputs, conv.outputs),
        false => (conv.outputs, conv.inputs / conv.groups),
    };
    let taps = conv.kernel * conv.kernel;
    let kernels = conv.weight.chunks_exact(taps * last);
    let values = kernels
        .flat_map(|kernel| transposed(kernel, last))
        .collect();
    (vec![first, last, conv.kernel, conv.kernel], values)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn channels_move_before_the_positions() {
        assert_eq!(
            transposed(&[1.0, 2.0, 3.0, 4.0, 5.0, 6.0], 3),
            [1.0, 4.0, 2.0, 5.0, 3.0, 6.0]
        );
        let conv = ConvModule {
            inputs: 2,
            outputs: 1,
            kernel: 2,
            stride: 1,
            padding: 0,
            output_padding: 0,
            groups: 1,
            weight: (0..8).map(|at| at as f32).collect(),
            bias: None,
        };
        let (shape, values) = channels_first(&conv, false);
        assert_eq!(shape, [1, 2, 2, 2]);
        assert_eq!(values, [0.0, 2.0, 4.0, 6.0, 1.0, 3.0, 5.0, 7.0]);
        assert_eq!(channels_first(&conv, true).0, [2, 1, 2, 2]);
    }
}
