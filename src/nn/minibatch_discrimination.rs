//! Minibatch discrimination (Salimans et al. 2016, section 3.2).

use dfdx::prelude::Shape;
use multiversion::multiversion;

use super::batch::Batch;
use super::context::Context;
use super::initializer::Initializer;
use super::kernels;
use super::layer::{Layer, TensorVisitor};
use super::matmul::{Finish, Matrix, add_transposed_matmul, matmul_packing};
use super::shape::{BatchShape, Features};
use super::tape::{Operation, Pass, WantedGradients};
use super::tensor::{self, GradientAccess, Gradients, Tensor};

/// One row's points M = f T, with the kernels side by side in memory.
type Point<const K: usize, const D: usize> = [[f32; K]; D];

/// Largest number of rows that are compared with each other. The paper compares whole batches, of 100; in
/// groups the work grows with the batch and not with its square.
const LARGEST_GROUP: usize = 64;

/// Rows of a group: as many groups as are needed, of even size except the last.
fn group_size(rows: usize) -> usize {
    rows.div_ceil(rows.div_ceil(LARGEST_GROUP).max(1)).max(1)
}

/// Adds K features that say how close a row is to the others of its group of at most 64: (N, A) ->
/// (N, O), O = A + K.
///
/// With M = f T, feature k of row i is the sum over j != i of exp(-|M_ik - M_jk|_1), where M_ik has
/// D values. The parameter T, `kernels`, is (A, K, D).
pub struct MinibatchDiscriminationLayer<
    const A: usize,
    const K: usize,
    const D: usize,
    const O: usize,
>(Similarities<K, D>);

impl<const A: usize, const K: usize, const D: usize, const O: usize> Layer
    for MinibatchDiscriminationLayer<A, K, D, O>
{
    type Input = Features<A>;
    type Output = Features<O>;

    fn new(initializer: &mut Initializer) -> Self {
        const {
            assert!(
                A > 0 && K > 0 && D > 0,
                "minibatch discrimination needs inputs, kernels and dimensions"
            );
            assert!(O == A + K, "every kernel is one more feature");
        };
        Self(Similarities::new(initializer, A))
    }

    fn forward(&mut self, input: Batch<Features<A>>, pass: Pass) -> Batch<Features<O>> {
        let shape = Features::with_rows(input.rows());
        self.0.append(input, shape, pass)
    }

    fn visit(&mut self, visitor: &mut dyn TensorVisitor) {
        self.0.visit(visitor);
    }
}

/// The kernels of minibatch discrimination, for a number of features that is known at run time.
pub struct Similarities<const K: usize, const D: usize> {
    features: usize,
    kernels: Tensor,
}

impl<const K: usize, const D: usize> Similarities<K, D> {
    pub fn new(initializer: &mut Initializer, features: usize) -> Self {
        let mut kernels = initializer.device.zeros(features * K * D);
        initializer.weight(features, features, tensor::slice_mut(&mut kernels));
        Self { features, kernels }
    }

    /// Rows of as many values as there are features, with K more.
    pub fn append<I: Shape, O: Shape>(&self, input: Batch<I>, shape: O, pass: Pass) -> Batch<O> {
        let pool = &input.context.pool;
        let (features, columns) = (self.features, K * D);
        let mut products = pool.scratch(input.rows() * columns);
        let kernels = Matrix::RowMajor(tensor::slice(&self.kernels));
        let out = (&mut products[..], columns);
        matmul_packing(
            pool,
            (input.values(), features),
            kernels,
            out,
            Finish::REPLACE,
        );
        let mut points = input.unwritten(input.rows() * columns);
        transpose::<K, D>(&products, tensor::slice_mut(&mut points));
        let mut sums = pool.scratch(input.rows() * K);
        sums.fill(0.0);
        let group = group_size(input.rows());
        let groups = as_points(tensor::slice(&points))
            .chunks(group)
            .zip(sums.as_chunks_mut().0.chunks_mut(group));
        groups.for_each(|(points, sums)| add_similarities::<K, D>(points, sums));
        let mut output = input.unwritten(shape.num_elements());
        let rows = tensor::slice_mut(&mut output)
            .chunks_exact_mut(features + K)
            .zip(input.values().chunks_exact(features));
        for ((out, values), sums) in rows.zip(sums.chunks_exact(K)) {
            out[..features].copy_from_slice(values);
            out[features..].copy_from_slice(sums);
        }
        let operation = MinibatchDiscriminationBackward::<K, D> {
            features,
            input: input.tensor.clone(),
            points,
            output: output.clone(),
            kernels: self.kernels.clone(),
            context: input.context.clone(),
        };
        input.record_as(shape, output, pass, operation)
    }

    pub fn visit(&mut self, visitor: &mut dyn TensorVisitor) {
        visitor.parameter("kernels", &[self.features, K, D], &mut self.kernels);
    }
}

/// What the backward pass needs: shared storage, no copies.
#[derive(Clone)]
struct MinibatchDiscriminationBackward<const K: usize, const D: usize> {
    /// Features before those that the kernels add.
    features: usize,
    input: Tensor,
    points: Tensor,
    output: Tensor,
    kernels: Tensor,
    context: Context,
}

impl<const K: usize, const D: usize> Operation for MinibatchDiscriminationBackward<K, D> {
    const HAS_PARAMETERS: bool = true;

    fn backward(self, gradients: &mut Gradients, wanted: WantedGradients) {
        let (pool, features) = (&self.context.pool, self.features);
        let width = features + K;
        let upstream = gradients.take(&self.output);
        let upstream = tensor::slice(&upstream);
        let points = tensor::slice(&self.points);
        let columns = K * D;
        let mut of_sums = pool.scratch(points.len() / D);
        for (out, upstream) in of_sums
            .chunks_exact_mut(K)
            .zip(upstream.chunks_exact(width))
        {
            out.copy_from_slice(&upstream[features..]);
        }
        let mut of_points = pool.scratch(points.len());
        of_points.fill(0.0);
        let group = group_size(points.len() / columns);
        let mutable = of_points
            .as_chunks_mut()
            .0
            .as_chunks_mut()
            .0
            .chunks_mut(group);
        let groups = as_points(points)
            .chunks(group)
            .zip(of_sums.as_chunks().0.chunks(group))
            .zip(mutable);
        groups.for_each(|((points, sums), gradients)| {
            add_point_gradients::<K, D>(points, sums, gradients)
        });
        let mut of_products = pool.scratch(points.len());
        transpose::<D, K>(&of_points, &mut of_products);
        if wanted.parameters {
            let input = tensor::slice(&self.input);
            add_transposed_matmul(
                pool,
                (input, features),
                (&of_products, columns),
                gradients.of(&self.kernels),
            );
        }
        if wanted.input {
            let gradient = gradients.of(&self.input);
            for (out, upstream) in gradient
                .chunks_exact_mut(features)
                .zip(upstream.chunks_exact(width))
            {
                out.iter_mut()
                    .zip(upstream)
                    .for_each(|(out, upstream)| *out += upstream);
            }
            let kernels = Matrix::ColumnMajor(tensor::slice(&self.kernels));
            let out = (gradient, features);
            matmul_packing(pool, (&of_products, columns), kernels, out, Finish::ADD);
        }
    }
}

fn as_points<const K: usize, const D: usize>(values: &[f32]) -> &[Point<K, D>] {
    values.as_chunks().0.as_chunks().0
}

/// Each R x C matrix of `from`, transposed.
fn transpose<const R: usize, const C: usize>(from: &[f32], to: &mut [f32]) {
    for (from, to) in from.chunks_exact(R * C).zip(to.chunks_exact_mut(R * C)) {
        for (row, from) in from.chunks_exact(C).enumerate() {
            from.iter()
                .enumerate()
                .for_each(|(column, value)| to[column * R + row] = *value);
        }
    }
}

/// exp(-|a - b|_1) for each kernel.
#[inline(always)]
fn similarities<const K: usize, const D: usize>(a: &Point<K, D>, b: &Point<K, D>) -> [f32; K] {
    let mut distances = [0.0; K];
    for (a, b) in a.iter().zip(b) {
        for ((distance, a), b) in distances.iter_mut().zip(a).zip(b) {
            *distance += (a - b).abs();
        }
    }
    distances.map(|distance| kernels::exp(-distance))
}

/// `sums` += the similarities of each row to all others. Every pair is looked at once.
#[multiversion(targets("x86_64+avx512f", "x86_64+avx2"))]
fn add_similarities<const K: usize, const D: usize>(points: &[Point<K, D>], sums: &mut [[f32; K]]) {
    for (at, point) in points.iter().enumerate() {
        let (sum, others) = sums[at..]
            .split_first_mut()
            .expect("as many sums as points");
        for (other, other_sum) in points[at + 1..].iter().zip(others) {
            let similarities = similarities(point, other);
            for ((sum, other_sum), similarity) in sum.iter_mut().zip(other_sum).zip(similarities) {
                *sum += similarity;
                *other_sum += similarity;
            }
        }
    }
}

/// `gradients` += d loss / d points. A pair adds its similarity to both rows' sums, so with s its
/// similarity and g, h the two upstream gradients, d loss / d a = -(g + h) s sign(a - b) = -d loss
/// / d b.
#[multiversion(targets("x86_64+avx512f", "x86_64+avx2"))]
fn add_point_gradients<const K: usize, const D: usize>(
    points: &[Point<K, D>],
    upstream: &[[f32; K]],
    gradients: &mut [Point<K, D>],
) {
    for (at, point) in points.iter().enumerate() {
        let (gradient, others) = gradients[at..]
            .split_first_mut()
            .expect("as many gradients as points");
        let rest = points[at + 1..].iter().zip(&upstream[at + 1..]).zip(others);
        for ((other, other_upstream), other_gradient) in rest {
            let mut weights = similarities(point, other);
            for ((weight, here), there) in weights.iter_mut().zip(&upstream[at]).zip(other_upstream)
            {
                *weight *= here + there;
            }
            let dimensions = gradient
                .iter_mut()
                .zip(other_gradient)
                .zip(point.iter().zip(other));
            for ((gradient, other_gradient), (a, b)) in dimensions {
                for k in 0..K {
                    let above = if a[k] > b[k] { weights[k] } else { 0.0 };
                    let below = if a[k] < b[k] { weights[k] } else { 0.0 };
                    gradient[k] += below - above;
                    other_gradient[k] += above - below;
                }
            }
        }
    }
}
