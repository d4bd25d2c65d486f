//! G's loss and its gradient.

use super::discriminator::{discriminator_loss, narrow};
use super::table::Loss;
use super::terms::mean;

/// G's loss on D's logits of its samples, and the gradient for each. A relativistic loss also needs
/// D's logits of real rows, which are constants for G; others do not look at `real`.
pub fn generator_loss(loss: Loss, real: &[f32], fake: &[f32]) -> (f64, Vec<f32>) {
    match loss.facts().generator {
        Some(term) => {
            let (value, slopes) = mean(fake, 0.0, 1.0, term);
            (value, narrow(slopes))
        }
        // G wants what D wants, with real and fake exchanged.
        None => {
            let exchanged = discriminator_loss(loss, fake, real, None);
            (exchanged.value, exchanged.real_gradient)
        }
    }
}

/// G's loss on the `count` fakes that D scores highest (Sinha et al. 2020, "Top-k training of
/// GANs"), and the gradient for every fake: zero for those left out. Of equal scores the first is
/// taken.
pub(crate) fn selected_generator_loss(
    loss: Loss,
    real: &[f32],
    fake: &[f32],
    count: usize,
) -> (f64, Vec<f32>) {
    if count >= fake.len() {
        return generator_loss(loss, real, fake);
    }
    let mut order: Vec<usize> = (0..fake.len()).collect();
    order.sort_by(|a, b| fake[*b].total_cmp(&fake[*a]));
    order.truncate(count);
    order.sort_unstable();
    let chosen: Vec<f32> = order.iter().map(|at| fake[*at]).collect();
    // A pair of a relativistic loss stays a pair.
    let partners: Vec<f32> = match loss.compares_pairs() {
        true => order.iter().map(|at| real[*at]).collect(),
        false => real.to_vec(),
    };
    let (value, slopes) = generator_loss(loss, &partners, &chosen);
    let mut gradient = vec![0.0; fake.len()];
    order
        .iter()
        .zip(slopes)
        .for_each(|(at, slope)| gradient[*at] = slope);
    (value, gradient)
}
