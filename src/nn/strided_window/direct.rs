//! Maps with many channels: windows are multiplied where they lie.

use super::StridedWindow;
use super::position_group::PositionGroup;
use super::sizes::WindowSizes;
use super::taps::{kernel_index, phase_taps};
use crate::nn::matmul::{
    Finish, LeftRows, Operands, OutputRows, PackedMatrix, ROW_GRAIN, add_outer_products,
    multiply_rows, pack_columns, pack_rows,
};
use crate::nn::thread_pool::ThreadPool;

/// Samples that pass all groups before the next ones: enough rows for a tile at every position, and
/// few enough for the L2 cache.
const SAMPLES: usize = 24;

/// Rows that pass all panels of the weight before the next ones: few enough for the L2 cache.
const ROWS: usize = 240;

/// A packed weight: the taps of one phase, (columns of taps) x channels of the source deep.
struct Table {
    packed: PackedMatrix,
    columns: usize,
}

/// What one direction of a window needs beside its operands.
struct Direction<'a> {
    groups: &'a [PositionGroup],
    /// Values of a sample and channels of the destination, then side and channels of the source.
    destination: (usize, usize),
    source: (usize, usize),
}

impl StridedWindow {
    pub(super) fn convolve_direct(
        &self,
        pool: &ThreadPool,
        big: &[f32],
        weight: &[f32],
        small: &mut [f32],
        finish: Finish,
    ) {
        let sizes = &self.sizes;
        let packed = pack_columns(pool, weight, (sizes.weight_row(), sizes.small_channels));
        let tables = [Table {
            packed,
            columns: sizes.kernel,
        }];
        let direction = Direction {
            groups: &self.small_groups,
            destination: (sizes.small_row(), sizes.small_channels),
            source: (sizes.big, sizes.big_channels),
        };
        direction.multiply(pool, big, small, finish, |_| &tables[0]);
    }

    pub(super) fn convolve_transposed_direct(
        &self,
        pool: &ThreadPool,
        small: &[f32],
        weight: &[f32],
        big: &mut [f32],
        finish: Finish,
    ) {
        let sizes = &self.sizes;
        let phases = (0..sizes.stride).flat_map(|y| (0..sizes.stride).map(move |x| (y, x)));
        let tables: Vec<Table> = phases
            .map(|phase| phase_table(pool, sizes, weight, phase))
            .collect();
        let direction = Direction {
            groups: &self.big_groups,
            destination: (sizes.big_row(), sizes.big_channels),
            source: (sizes.small, sizes.small_channels),
        };
        direction.multiply(pool, small, big, finish, |phase| {
            &tables[phase.0 * sizes.stride + phase.1]
        });
    }

    pub(super) fn weight_gradient_direct(
        &self,
        pool: &ThreadPool,
        big: &[f32],
        small: &[f32],
        out: &mut [f32],
    ) {
        let sizes = &self.sizes;
        let samples = small.len() / sizes.small_row();
        let (left_width, right_width) = (sizes.small_channels, sizes.big_channels);
        let operands = Operands {
            samples,
            left: small,
            left_width,
            right: big,
            right_width,
        };
        add_outer_products(pool, operands, &self.row_pairs, out, sizes.weight_row());
    }
}

/// The weights of one phase of the transposed convolution: rows are (tap y, tap x, small channel), columns big channels.
fn phase_table(
    pool: &ThreadPool,
    sizes: &WindowSizes,
    weight: &[f32],
    phase: (usize, usize),
) -> Table {
    let taps = |phase| phase_taps(sizes.kernel, sizes.stride, phase);
    let kernel_index = |phase, index| kernel_index(sizes.kernel, sizes.stride, phase, index);
    let (rows, columns) = (taps(phase.0), taps(phase.1));
    let row = |k: usize| {
        let (tap, channel) = (k / sizes.small_channels, k % sizes.small_channels);
        let (y, x) = (
            kernel_index(phase.0, tap / columns),
            kernel_index(phase.1, tap % columns),
        );
        channel * sizes.weight_row() + (y * sizes.kernel + x) * sizes.big_channels
    };
    let size = (rows * columns * sizes.small_channels, sizes.big_channels);
    Table {
        packed: pack_rows(pool, weight, size, row),
        columns,
    }
}

impl Direction<'_> {
    fn multiply<'t>(
        &self,
        pool: &ThreadPool,
        source: &[f32],
        destination: &mut [f32],
        finish: Finish,
        table: impl Fn((usize, usize)) -> &'t Table + Sync,
    ) {
        let (row, _) = self.destination;
        let source_row = self.source.0 * self.source.0 * self.source.1;
        let share = pool.chunk_size(destination.len() / row, ROW_GRAIN, SAMPLES);
        pool.for_each_chunk(destination, share * row, |piece, out| {
            let samples = out.len() / row;
            let source = &source[piece * share * source_row..][..samples * source_row];
            for group in self.groups {
                self.multiply_group(pool, group, table(group.phase), source, out, finish);
            }
        });
    }

    /// All samples at the positions of one group, a block of rows at a time.
    fn multiply_group(
        &self,
        pool: &ThreadPool,
        group: &PositionGroup,
        table: &Table,
        source: &[f32],
        out: &mut [f32],
        finish: Finish,
    ) {
        let ((row, width), (side, channels)) = (self.destination, self.source);
        let positions = group.positions.len();
        let all = out.len() / row * positions;
        let (mut targets, mut rows) = (Vec::with_capacity(ROWS), Vec::with_capacity(ROWS));
        for start in (0..all).step_by(ROWS) {
            let block = (start..all.min(start + ROWS))
                .map(|at| (at / positions, group.positions[at % positions]));
            targets.clear();
            targets.extend(block.clone().map(|(sample, place)| sample * row + place.0));
            rows.clear();
            rows.extend(block.map(|(sample, place)| sample * side * side * channels + place.1));
            let (segments, taps) = group.taps;
            if segments * taps == 0 {
                // No tap meets a source: the sum is empty.
                for place in &targets {
                    let out = &mut out[*place..][..width];
                    if !finish.add {
                        out.fill(0.0);
                    }
                    finish.apply(out);
                }
                continue;
            }
            let first = (group.first_tap.0 * table.columns + group.first_tap.1) * channels;
            let right = table.packed.panels(first, table.columns * channels);
            let left = LeftRows {
                values: source,
                rows: &rows,
                segments,
                step: side * channels,
                segment: taps * channels,
            };
            let mut target = OutputRows {
                values: out.into(),
                rows: &targets,
                column: 0,
                width: table.packed.columns(),
                finish,
            };
            multiply_rows(pool, &left, &right, &mut target);
        }
    }
}
