//! Initial parameters.

use super::device::Device;
use super::layer_noise::MAX_RANDOM_LAYERS;
use crate::rng::Draws;

/// How the parameters of a network are initialised.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Initialization {
    /// Weights and biases uniform in +-1/sqrt(fan in), scales 1: PyTorch's default.
    Uniform,
    /// Weights N(0, `weight`^2), biases 0, BatchNorm's scales N(1, `scale`^2): DCGAN has 0.02 for
    /// both (Radford et al. 2016).
    Normal {
        /// Standard deviation of weights.
        weight: f32,
        /// Standard deviation of scales; 0: they are 1.
        scale: f32,
    },
    /// Every weight this value, biases 0, scales 1.
    Constant(f32),
    /// Weights N(0, 1 / fan in), biases 0, scales 1: layers of a network scale them by gains of
    /// their own ([`super::InitialScale`]).
    FanIn,
    /// Weights with orthonormal rows or columns times `gain`, biases 0, scales 1 (Saxe et al.
    /// 2014).
    Orthogonal {
        /// Length of the rows or columns.
        gain: f32,
    },
}

/// What D's last layer sees of the other samples in its batch.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum MinibatchFeatures {
    /// Nothing.
    #[default]
    None,
    /// How much they deviate (Karras et al. 2018): one more feature.
    Stddev,
    /// How close they are (Salimans et al. 2016): 16 more features, from as many kernels of 4
    /// dimensions.
    Discrimination,
}

/// Gives fresh layers their parameters, and tells them what a run wants of its D.
pub struct Initializer<'a> {
    pub(super) device: &'a Device,
    initialization: Initialization,
    draws: &'a mut Draws,
    random_layers: u16,
    pub(super) packing: usize,
    pub(super) minibatch: MinibatchFeatures,
}

impl<'a> Initializer<'a> {
    /// For one network.
    pub fn new(device: &'a Device, initialization: Initialization, draws: &'a mut Draws) -> Self {
        Self {
            device,
            initialization,
            draws,
            random_layers: 0,
            packing: 1,
            minibatch: MinibatchFeatures::None,
        }
    }

    /// For a D that judges this many samples at once (1 to 4; see [`super::PackedInput`]).
    pub fn with_packing(self, packing: usize) -> Self {
        Self { packing, ..self }
    }

    /// For a D whose last layer has these minibatch features (see [`super::Head`]).
    pub fn with_minibatch(self, minibatch: MinibatchFeatures) -> Self {
        Self { minibatch, ..self }
    }

    /// A weight of `rows` x values / rows; each output sums over `fan_in` of them.
    pub(super) fn weight(&mut self, fan_in: usize, rows: usize, out: &mut [f32]) {
        match self.initialization {
            Initialization::Uniform => self.draws.uniform(1.0 / (fan_in as f32).sqrt(), out),
            Initialization::Normal { weight, .. } => self.normal(0.0, weight, out),
            Initialization::Constant(value) => out.fill(value),
            Initialization::FanIn => self.normal(0.0, 1.0 / (fan_in as f32).sqrt(), out),
            Initialization::Orthogonal { gain } => {
                self.draws.normal(out);
                orthogonalise(rows, out);
                out.iter_mut().for_each(|value| *value *= gain);
            }
        }
    }

    /// A bias of outputs that sum over `fan_in` values.
    pub(super) fn bias(&mut self, fan_in: usize, out: &mut [f32]) {
        match self.initialization {
            Initialization::Uniform => self.draws.uniform(1.0 / (fan_in as f32).sqrt(), out),
            Initialization::Normal { .. }
            | Initialization::Constant(_)
            | Initialization::FanIn
            | Initialization::Orthogonal { .. } => out.fill(0.0),
        }
    }

    /// The scale of a normalisation.
    pub(super) fn scale(&mut self, out: &mut [f32]) {
        match self.initialization {
            Initialization::Normal { scale, .. } if scale > 0.0 => self.normal(1.0, scale, out),
            _ => out.fill(1.0),
        }
    }

    /// N(0, `std`^2) for layers that define their own initialisation, which only given values go before.
    pub(super) fn normal_values(&mut self, std: f32, out: &mut [f32]) {
        match self.initialization {
            Initialization::Constant(value) => out.fill(value),
            _ => self.normal(0.0, std, out),
        }
    }

    /// The number of a random layer within its network.
    ///
    /// # Panics
    /// If a network has more than 64.
    pub(super) fn random_layer(&mut self) -> u16 {
        assert!(
            self.random_layers < MAX_RANDOM_LAYERS,
            "a network has at most {MAX_RANDOM_LAYERS} random layers"
        );
        self.random_layers += 1;
        self.random_layers - 1
    }

    fn normal(&mut self, mean: f32, std: f32, out: &mut [f32]) {
        self.draws.normal(out);
        out.iter_mut()
            .for_each(|value| *value = mean + std * *value);
    }
}

/// Gram-Schmidt, twice, on the rows or on the columns, whichever are fewer.
fn orthogonalise(rows: usize, matrix: &mut [f32]) {
    let columns = matrix.len() / rows;
    let place = |vector: usize, at: usize| {
        if rows <= columns {
            vector * columns + at
        } else {
            at * columns + vector
        }
    };
    let (count, length) = (rows.min(columns), rows.max(columns));
    let mut vectors: Vec<Vec<f64>> = Vec::with_capacity(count);
    for vector in 0..count {
        let mut values: Vec<f64> = (0..length)
            .map(|at| f64::from(matrix[place(vector, at)]))
            .collect();
        for earlier in vectors.iter().chain(&vectors) {
            let along: f64 = values.iter().zip(earlier).map(|(a, b)| a * b).sum();
            values
                .iter_mut()
                .zip(earlier)
                .for_each(|(value, earlier)| *value -= along * earlier);
        }
        let norm = values.iter().map(|value| value * value).sum::<f64>().sqrt();
        values.iter_mut().for_each(|value| *value /= norm);
        (0..length).for_each(|at| matrix[place(vector, at)] = values[at] as f32);
        vectors.push(values);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rng::{Seed, Stream};

    fn filled(initialization: Initialization, rows: usize, columns: usize) -> Vec<f32> {
        let device = Device::default();
        let mut draws = Seed(1).at(Stream::GeneratorWeights, 0, 0);
        let mut values = vec![0.0; rows * columns];
        Initializer::new(&device, initialization, &mut draws).weight(rows, rows, &mut values);
        values
    }

    #[test]
    fn orthogonal_weights_are_orthogonal_whichever_side_is_longer() {
        for (rows, columns) in [(3, 7), (7, 3), (5, 5)] {
            let values = filled(Initialization::Orthogonal { gain: 2.0 }, rows, columns);
            let (count, stride, step) = if rows <= columns {
                (rows, columns, 1)
            } else {
                (columns, 1, columns)
            };
            for a in 0..count {
                for b in 0..count {
                    let product: f32 = (0..rows.max(columns))
                        .map(|at| values[a * stride + at * step] * values[b * stride + at * step])
                        .sum();
                    assert!(
                        (product - if a == b { 4.0 } else { 0.0 }).abs() < 1e-5,
                        "{a} {b} {product}"
                    );
                }
            }
        }
    }

    #[test]
    fn normal_weights_have_their_deviation() {
        let values = filled(
            Initialization::Normal {
                weight: 0.02,
                scale: 0.0,
            },
            100,
            100,
        );
        let std = (values.iter().map(|value| value * value).sum::<f32>() / 1e4).sqrt();
        assert!((std - 0.02).abs() < 0.001, "{std}");
    }
}
