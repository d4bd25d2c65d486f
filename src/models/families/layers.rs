//! Layers as the families write them.

use crate::nn::{
    Activation, Identity, Initializer, Network, Packed, SizedBatchNorm, SizedConv, SizedConvSizes,
    SizedDense, SizedHead,
};

/// A fully connected layer.
pub fn dense<A: Activation>(
    initializer: &mut Initializer,
    inputs: usize,
    outputs: usize,
) -> Box<dyn Network> {
    Box::new(SizedDense::<A>::new(initializer, inputs, outputs))
}

/// D's first layer where it is fully connected, on packs of rows of `inputs` values.
pub fn packed_dense<A: Activation>(
    initializer: &mut Initializer,
    inputs: usize,
    outputs: usize,
) -> Box<dyn Network> {
    Packed::before(initializer, (inputs, inputs), |initializer, inputs| {
        dense::<A>(initializer, inputs, outputs)
    })
}

/// D's last layer where it is fully connected.
pub fn dense_head(initializer: &mut Initializer, features: usize) -> Box<dyn Network> {
    SizedHead::on(initializer, features, |initializer| {
        dense::<Identity>(initializer, features, 1)
    })
}

/// Batch normalisation of maps with PyTorch's momentum.
pub fn batch_norm<A: Activation>(
    initializer: &mut Initializer,
    (side, channels): (usize, usize),
) -> Box<dyn Network> {
    Box::new(SizedBatchNorm::<A>::new(
        initializer,
        (side * side, channels),
        10,
    ))
}

/// Half the side: kernel 4, stride 2, padding 1.
pub fn halve<A: Activation>(
    initializer: &mut Initializer,
    input: (usize, usize),
    channels: usize,
    has_bias: bool,
) -> Box<dyn Network> {
    let sizes = doubling(input, (input.0 / 2, channels));
    Box::new(SizedConv::<A>::new(initializer, sizes, has_bias))
}

/// Twice the side: kernel 4, stride 2, padding 1.
pub fn double<A: Activation>(
    initializer: &mut Initializer,
    input: (usize, usize),
    channels: usize,
    has_bias: bool,
) -> Box<dyn Network> {
    let sizes = doubling(input, (2 * input.0, channels));
    Box::new(SizedConv::<A>::transposed(initializer, sizes, has_bias))
}

fn doubling(input: (usize, usize), output: (usize, usize)) -> SizedConvSizes {
    SizedConvSizes {
        input,
        output,
        kernel: 4,
        stride: 2,
        padding: 1,
    }
}

/// Between one position and a map, whose side is that of the kernel.
pub fn whole_map(input: (usize, usize), output: (usize, usize)) -> SizedConvSizes {
    SizedConvSizes {
        input,
        output,
        kernel: input.0.max(output.0),
        stride: 1,
        padding: 0,
    }
}
