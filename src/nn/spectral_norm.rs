//! Spectral normalisation of a whole network (Miyato et al. 2018).

use multiversion::multiversion;

use super::kernels;
use super::layer::TensorVisitor;
use super::named_tensors::{NamedTensor, named_tensors};
use super::network::Parameterized;
use super::tensor::{self, GradientAccess, Gradients, Tensor};
use crate::rng::Draws;
use crate::state_dict::StateDict;

/// Power iterations before the first step.
const INITIAL_ITERATIONS: usize = 5;
/// Norms below it count as this, as in PyTorch.
const MIN_NORM: f64 = 1e-12;

/// Keeps every weight W of a network divided by its largest singular value sigma: the network holds
/// W / sigma, and the raw W lives here. The optimiser moves the raw W: [`SpectralNormalizer::unnormalise`] before
/// its step, [`SpectralNormalizer::normalise`] after it.
///
/// sigma is u^T W v, with u and v from power iterations that go on from step to step (appendix A of
/// the paper). The matrix is the first dimension of the tensor by all others together. That parts
/// inputs from outputs in every layer, (I | O), (I | O, PIECES) or (CO | K, K, CI), and it does not
/// matter which of them are the rows: sigma is the same.
#[derive(Clone, Debug)]
pub struct SpectralNormalizer {
    iterations: usize,
    weights: Vec<NormalisedWeight>,
}

/// One weight, as a matrix with its raw values.
#[derive(Clone, Debug)]
struct NormalisedWeight {
    name: String,
    shape: Vec<usize>,
    raw: Vec<f32>,
    /// Left singular vector, one value per row.
    u: Vec<f32>,
    /// Right singular vector, one value per column.
    v: Vec<f32>,
    sigma: f32,
}

/// Whether a parameter is a matrix that is normalised: no bias, no scale of a normalisation.
fn is_weight(name: &str) -> bool {
    matches!(name, "weight" | "kernels")
}

impl SpectralNormalizer {
    /// Takes over the weights of a fresh network and normalises them, later with `iterations` power
    /// iterations per step. `draws` gives the initial u.
    pub fn new(network: &mut dyn Parameterized, iterations: usize, draws: &mut Draws) -> Self {
        let tensors = named_tensors(network).into_iter();
        let weights =
            tensors.filter(|tensor| tensor.name.rsplit('.').next().is_some_and(is_weight));
        let mut norm = Self {
            iterations,
            weights: weights
                .map(|tensor| NormalisedWeight::new(tensor, draws))
                .collect(),
        };
        network.visit_tensors(&mut Normalise {
            weights: norm.weights.iter_mut(),
            iterations: INITIAL_ITERATIONS,
        });
        norm
    }

    /// Turns gradients with respect to the weights that the network holds into those with respect
    /// to the raw ones, and puts the raw weights into the network.
    ///
    /// With G the gradient and u, v constant: (G - <G, W / sigma> u v^T) / sigma ("Gradient
    /// analysis" in the paper).
    pub fn unnormalise(&mut self, network: &mut dyn Parameterized, gradients: &mut Gradients) {
        network.visit_tensors(&mut Unnormalise {
            weights: self.weights.iter(),
            gradients,
        });
    }

    /// Takes the raw weights out of the network again and puts the normalised ones there.
    pub fn normalise(&mut self, network: &mut dyn Parameterized) {
        network.visit_tensors(&mut Normalise {
            weights: self.weights.iter_mut(),
            iterations: self.iterations,
        });
    }

    /// Visits the raw weights and the power iterations: `0.weight_raw`, `0.weight_u`, and so
    /// on.
    pub fn visit_state(&mut self, state: &mut StateDict) {
        for NormalisedWeight {
            name,
            shape,
            raw,
            u,
            v,
            sigma,
        } in &mut self.weights
        {
            state.tensor(&format!("{name}_raw"), shape, raw);
            state.tensor(&format!("{name}_u"), &[u.len()], u);
            state.tensor(&format!("{name}_v"), &[v.len()], v);
            state.tensor(&format!("{name}_sigma"), &[1], std::slice::from_mut(sigma));
        }
    }
}

impl NormalisedWeight {
    fn new(
        NamedTensor {
            name,
            shape,
            values: raw,
        }: NamedTensor,
        draws: &mut Draws,
    ) -> Self {
        let mut u = vec![0.0; shape[0]];
        draws.normal(&mut u);
        normalise_vector(&mut u);
        let v = vec![0.0; raw.len() / u.len()];
        Self {
            name,
            shape,
            raw,
            u,
            v,
            sigma: 1.0,
        }
    }

    /// v = W^T u and u = W v, both made unit vectors; sigma is the norm of W v. A weight of zeros, at which some
    /// layers begin, has no direction: u waits, and nothing is divided.
    fn iterate(&mut self) {
        self.v.fill(0.0);
        add_rows(&self.raw, &self.u, &mut self.v);
        if normalise_vector(&mut self.v) <= MIN_NORM {
            self.sigma = 1.0;
            return;
        }
        products_of_rows(&self.raw, &self.v, &mut self.u);
        self.sigma = normalise_vector(&mut self.u) as f32;
    }
}

/// Divides a vector by its L2 norm, and returns the norm.
fn normalise_vector(vector: &mut [f32]) -> f64 {
    let norm = kernels::sum_of_squares(vector).sqrt();
    // A NaN stays one, so that divergence is seen.
    let norm = if norm < MIN_NORM { MIN_NORM } else { norm };
    vector
        .iter_mut()
        .for_each(|value| *value = (f64::from(*value) / norm) as f32);
    norm
}

/// Raw weights from the network, normalised ones into it.
struct Normalise<'a> {
    weights: std::slice::IterMut<'a, NormalisedWeight>,
    iterations: usize,
}

impl TensorVisitor for Normalise<'_> {
    fn parameter(&mut self, name: &'static str, _: &[usize], values: &mut Tensor) {
        if !is_weight(name) {
            return;
        }
        let weight = self
            .weights
            .next()
            .expect("as many weights as the network has");
        let values = tensor::slice_mut(values);
        weight.raw.copy_from_slice(values);
        (0..self.iterations).for_each(|_| weight.iterate());
        values.iter_mut().for_each(|value| *value /= weight.sigma);
    }

    fn buffer(&mut self, _: &'static str, _: &mut [f32]) {}
}

/// Gradients of raw weights from those of normalised ones; raw weights into the network.
struct Unnormalise<'a> {
    weights: std::slice::Iter<'a, NormalisedWeight>,
    gradients: &'a mut Gradients,
}

impl TensorVisitor for Unnormalise<'_> {
    fn parameter(&mut self, name: &'static str, _: &[usize], values: &mut Tensor) {
        if !is_weight(name) {
            return;
        }
        let weight = self
            .weights
            .next()
            .expect("as many weights as the network has");
        let gradient = self.gradients.of(values);
        let values = tensor::slice_mut(values);
        unnormalise_gradient(gradient, values, weight);
        values.copy_from_slice(&weight.raw);
    }

    fn buffer(&mut self, _: &'static str, _: &mut [f32]) {}
}

/// The scalar product, in 64-bit lanes.
#[inline(always)]
fn dot(a: &[f32], b: &[f32]) -> f64 {
    let ((a, a_rest), (b, b_rest)) = (a.as_chunks::<8>(), b.as_chunks::<8>());
    let mut lanes = [0f64; 8];
    for (a, b) in a.iter().zip(b) {
        for (lane, (a, b)) in lanes.iter_mut().zip(a.iter().zip(b)) {
            *lane += f64::from(*a) * f64::from(*b);
        }
    }
    let rest: f64 = a_rest
        .iter()
        .zip(b_rest)
        .map(|(a, b)| f64::from(*a) * f64::from(*b))
        .sum();
    lanes.iter().sum::<f64>() + rest
}

/// `sums` += the rows of `matrix` times `factors`.
#[multiversion(targets("x86_64+avx512f", "x86_64+avx2"))]
fn add_rows(matrix: &[f32], factors: &[f32], sums: &mut [f32]) {
    for (row, factor) in matrix.chunks_exact(sums.len()).zip(factors) {
        for (sum, value) in sums.iter_mut().zip(row) {
            *sum += factor * value;
        }
    }
}

/// `products` = each row of `matrix` times `vector`.
#[multiversion(targets("x86_64+avx512f", "x86_64+avx2"))]
fn products_of_rows(matrix: &[f32], vector: &[f32], products: &mut [f32]) {
    for (row, product) in matrix.chunks_exact(vector.len()).zip(products) {
        *product = dot(row, vector) as f32;
    }
}

/// `gradient` = (G - <G, normalised> u v^T) / sigma.
#[multiversion(targets("x86_64+avx512f", "x86_64+avx2"))]
fn unnormalise_gradient(gradient: &mut [f32], normalised: &[f32], weight: &NormalisedWeight) {
    let along = dot(gradient, normalised) as f32;
    for (row, u) in gradient.chunks_exact_mut(weight.v.len()).zip(&weight.u) {
        let factor = along * u;
        for (value, v) in row.iter_mut().zip(&weight.v) {
            *value = (*value - factor * v) / weight.sigma;
        }
    }
}
