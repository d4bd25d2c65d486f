//! Gradients against finite differences, for any network.

use super::super::tensor::GradientAccess;
use super::super::*;
use super::requiring_gradient;

/// Half the sum of squares of the outputs: its gradient is the output itself.
fn half_square<L: Layer<Input: BatchShape>>(network: &mut L, device: &Device, rows: &[f32]) -> f64 {
    let output = network.forward(requiring_gradient::<L::Input>(device, rows), Pass::Frozen);
    output
        .values()
        .iter()
        .map(|value| 0.5 * f64::from(*value).powi(2))
        .sum()
}

/// Every gradient of a network without buffers, of its input and its parameters, at `rows`.
pub fn check<L: Layer<Input: BatchShape>>(network: &mut L, device: &Device, rows: &[f32]) {
    let input = requiring_gradient::<L::Input>(device, rows);
    let handle = input.tensor.clone();
    let output = network.forward(input, Pass::Train);
    let seed = output.values().to_vec();
    let mut gradients = backward(vec![(output, seed)]);
    let step = 1e-3f32;
    let check = |found: f32, [up, down]: [f64; 2]| {
        let difference = (up - down) / f64::from(2.0 * step);
        assert!(
            (f64::from(found) - difference).abs() < 2e-3 * difference.abs().max(1.0),
            "{found} {difference}"
        );
    };
    for at in 0..rows.len() {
        let moved = |network: &mut L, step: f32| {
            let mut rows = rows.to_vec();
            rows[at] += step;
            half_square(network, device, &rows)
        };
        check(
            gradients.of(&handle)[at],
            [moved(network, step), moved(network, -step)],
        );
    }
    let found = gradient_vectors(network, &mut gradients);
    let tensors = named_tensors(network);
    assert_eq!(found.len(), tensors.len());
    for (place, found) in found.iter().enumerate() {
        for (at, found) in found.iter().enumerate() {
            let moved = |network: &mut L, step: f32| {
                let mut tensors = tensors.clone();
                tensors[place].values[at] += step;
                load_named_tensors(network, &tensors);
                half_square(network, device, rows)
            };
            check(*found, [moved(network, step), moved(network, -step)]);
        }
    }
    load_named_tensors(network, &tensors);
}
