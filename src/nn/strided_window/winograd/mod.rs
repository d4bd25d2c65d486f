//! Kernels of 3 x 3 that keep an even side, in tiles of 2 x 2 outputs: F(2 x 2, 3 x 3) of Lavin and
//! Gray 2016, Fast algorithms for convolutional neural networks.
//!
//! Sixteen products of transformed maps and weights stand for the 36 multiplications that a tile
//! and a pair of channels take otherwise. With tiles D (4 x 4, overlapping by two) of the input, Y
//! (2 x 2) of the output and the kernel W,
//!
//! ```text
//! Y  = A^T [(G W G^T) . (B^T D B)] A        dW = G^T [sum of (A dY A^T) . (B^T D B)] G
//!
//!       1  0 -1  0          1    0    0          1  0
//! B^T = 0  1  1  0     G = 1/2  1/2  1/2     A = 1  1
//!       0 -1  1  0         1/2 -1/2  1/2         1 -1
//!       0  1  0 -1          0    0    1          0 -1
//! ```
//!
//! and the gradient of the input is such a convolution of dY with the kernel turned around. Sums
//! run over channels and tiles in an order that depends on sizes alone.

mod lanes;
mod map;
mod transform;
mod weight;

use super::sizes::WindowSizes;
use crate::nn::matmul::{
    Finish, LeftRows, Operands, OutputRows, PackedMatrix, RowPairs, add_outer_products,
    multiply_rows, pack_columns, pack_rows,
};
use crate::nn::thread_pool::ThreadPool;
use map::Map;
use transform::{combine_outputs, spread_gradients, sum_rows};
use weight::{PLACES, add_kernel_gradient, transformed};

/// Values of one plane of the inputs that are transformed and multiplied before the next ones:
/// sixteen such planes, as many of products and the weights stay in the L2 cache.
const VALUES: usize = 48 * 64;

/// Tiles that are multiplied before the next ones in a weight's gradient, four positions at a time.
const GRADIENT_TILES: usize = 128;

/// The sizes of one group, and how many groups of channels there are.
#[derive(Clone, Copy)]
pub(super) struct Groups<'a> {
    pub sizes: &'a WindowSizes,
    pub groups: usize,
}

impl Groups<'_> {
    /// `out` (N, S, S, groups O) = or += the convolution of `input` (N, S, S, groups C), finished;
    /// the weight is (groups O, 3, 3, C).
    pub fn convolve(
        &self,
        pool: &ThreadPool,
        input: &[f32],
        weight: &[f32],
        out: &mut [f32],
        finish: Finish,
    ) {
        let (channels, width) = (self.sizes.big_channels, self.sizes.small_channels);
        let planes = transformed(pool, weight, channels, false);
        let packed = planes.chunks_exact(width * channels);
        let packed = packed.map(|plane| pack_columns(pool, plane, (channels, width)));
        let map = self.map(input, channels);
        self.multiply(pool, &map, &packed.collect::<Vec<_>>(), out, finish);
    }

    /// `gradient` (N, S, S, groups C) = or += that of the input, finished, where `upstream` (N, S,
    /// S, groups O) is that of the output.
    pub fn convolve_transposed(
        &self,
        pool: &ThreadPool,
        upstream: &[f32],
        weight: &[f32],
        gradient: &mut [f32],
        finish: Finish,
    ) {
        let (width, channels) = (self.sizes.big_channels, self.sizes.small_channels);
        let planes = transformed(pool, weight, width, true);
        let packed = planes.chunks_exact(channels * width);
        let packed = packed.map(|plane| pack_rows(pool, plane, (channels, width), |k| k * width));
        let map = self.map(upstream, channels);
        self.multiply(pool, &map, &packed.collect::<Vec<_>>(), gradient, finish);
    }

    /// `gradient` (groups O, 3, 3, C) += sum over all samples and positions of upstream value times
    /// window of input values.
    pub fn weight_gradient(
        &self,
        pool: &ThreadPool,
        input: &[f32],
        upstream: &[f32],
        gradient: &mut [f32],
    ) {
        let (channels, width) = (self.sizes.big_channels, self.sizes.small_channels);
        let map = self.map(input, channels);
        let all = map.tile_rows();
        let row_length = 2 * map.side * self.groups * width;
        let together = (GRADIENT_TILES / map.across()).max(1);
        let plane = gradient.len() / 9;
        let mut sums = pool.zeros(PLACES * plane);
        // Four planes, one row of a transformed tile, to a thread: at most four take part.
        pool.for_each_chunk(&mut sums, 4 * plane, |row, sums| {
            let tiles = together * map.across();
            let mut inputs = pool.scratch(4 * tiles * map.channels);
            let mut gradients = pool.scratch(4 * tiles * self.groups * width);
            for start in (0..all).step_by(together) {
                let tile_rows = start..all.min(start + together);
                let tiles = tile_rows.len() * map.across();
                let inputs = &mut inputs[..4 * tiles * map.channels];
                let gradients = &mut gradients[..4 * tiles * self.groups * width];
                let upstream = &upstream[start * row_length..tile_rows.end * row_length];
                map.transform(pool, tile_rows, row..row + 1, inputs);
                spread_gradients(upstream, (map.side, self.groups * width), row, gradients);
                let operands = inputs
                    .chunks_exact(tiles * map.channels)
                    .zip(gradients.chunks_exact(tiles * self.groups * width));
                for ((right, left), sums) in operands.zip(sums.chunks_exact_mut(plane)) {
                    for (group, sums) in sums.chunks_exact_mut(width * channels).enumerate() {
                        let operands = Operands {
                            samples: tiles,
                            left,
                            left_width: width,
                            right,
                            right_width: channels,
                        };
                        let pair = (group * width, vec![group * channels]);
                        let pairs = [RowPairs::new(vec![pair], vec![0])];
                        add_outer_products(pool, operands, &pairs, sums, channels);
                    }
                }
            }
        });
        add_kernel_gradient(&sums, channels, gradient);
    }

    fn map<'v>(&self, values: &'v [f32], channels: usize) -> Map<'v> {
        Map {
            values,
            side: self.sizes.big,
            channels: self.groups * channels,
        }
    }

    /// `out` = or += what the transformed `map` gives with a packed weight for each position and
    /// group.
    fn multiply(
        &self,
        pool: &ThreadPool,
        map: &Map,
        packed: &[PackedMatrix],
        out: &mut [f32],
        finish: Finish,
    ) {
        // A row of tiles is two rows of the output.
        let row = 2 * map.side * self.groups * packed[0].columns();
        let tiles = VALUES / map.channels;
        let share = pool.chunk_size(map.tile_rows(), 1, (tiles / map.across()).max(1));
        pool.for_each_chunk(out, share * row, |piece, out| {
            let tile_rows = piece * share..piece * share + out.len() / row;
            let tiles = tile_rows.len() * map.across();
            let mut inputs = pool.scratch(PLACES * tiles * map.channels);
            map.transform(pool, tile_rows, 0..4, &mut inputs);
            let width = self.groups * packed[0].columns();
            let mut products = pool.scratch(PLACES * tiles * width);
            self.multiply_places(
                pool,
                packed,
                (&inputs, map.channels),
                (&mut products, width),
            );
            let plane = tiles * width;
            sum_rows(&mut products, plane);
            combine_outputs(
                &products[..8 * plane],
                (map.across(), width),
                out,
                finish.add,
            );
            finish.apply(out);
        });
    }

    /// Sixteen planes (tiles, width) of products from those of transformed inputs (tiles,
    /// channels).
    fn multiply_places(
        &self,
        pool: &ThreadPool,
        packed: &[PackedMatrix],
        (inputs, channels): (&[f32], usize),
        (products, width): (&mut [f32], usize),
    ) {
        let tiles = inputs.len() / (PLACES * channels);
        let targets: Vec<usize> = (0..tiles).map(|tile| tile * width).collect();
        let (segment, columns) = (channels / self.groups, width / self.groups);
        for group in 0..self.groups {
            let rows = (0..tiles).map(|tile| tile * channels + group * segment);
            let rows: Vec<usize> = rows.collect();
            for place in 0..PLACES {
                let left = LeftRows {
                    values: &inputs[place * tiles * channels..][..tiles * channels],
                    rows: &rows,
                    segments: 1,
                    step: 0,
                    segment,
                };
                let mut target = OutputRows {
                    values: (&mut products[place * tiles * width..][..tiles * width]).into(),
                    rows: &targets,
                    column: group * columns,
                    width: columns,
                    finish: Finish::REPLACE,
                };
                let right = packed[place * self.groups + group].panels(0, 0);
                multiply_rows(pool, &left, &right, &mut target);
            }
        }
    }
}
