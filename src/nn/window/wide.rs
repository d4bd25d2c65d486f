//! Maps with many channels: windows are multiplied where they lie.

use super::axis::{kernel_index, phase_taps};
use super::group::Group;
use super::{Sizes, Window};
use crate::nn::product::{
    Left, Operands, Packed, Pattern, Right, TILE_COLUMNS, TILE_ROWS, Target, Workers, ZEROS,
    add_outer, multiply_panel, pack_columns, pack_rows,
};

/// Samples that pass all groups before the next ones: enough rows for a tile at every position, and
/// few enough for the L2 cache.
const SAMPLES: usize = 24;

/// Rows that pass all panels of the weight before the next ones: few enough for the L2 cache.
const ROWS: usize = 240;

/// A packed weight: the taps of one phase, (columns of taps) x channels of the source deep.
struct Table {
    packed: Packed,
    columns: usize,
}

/// What one direction of a window needs beside its operands.
struct Direction<'a> {
    groups: &'a [Group],
    /// Values of a sample and channels of the destination, then side and channels of the source.
    destination: (usize, usize),
    source: (usize, usize),
}

impl Window {
    pub(super) fn down_in_place(
        &self,
        workers: &Workers,
        big: &[f32],
        weight: &[f32],
        small: &mut [f32],
        add: bool,
    ) {
        let sizes = &self.sizes;
        let packed = pack_columns(workers, weight, (sizes.weight_row(), sizes.small_channels));
        let tables = [Table {
            packed,
            columns: sizes.kernel,
        }];
        let direction = Direction {
            groups: &self.down,
            destination: (sizes.small_row(), sizes.small_channels),
            source: (sizes.big, sizes.big_channels),
        };
        direction.multiply(workers, big, small, add, |_| &tables[0]);
    }

    pub(super) fn up_in_place(
        &self,
        workers: &Workers,
        small: &[f32],
        weight: &[f32],
        big: &mut [f32],
        add: bool,
    ) {
        let sizes = &self.sizes;
        let phases = (0..sizes.stride).flat_map(|y| (0..sizes.stride).map(move |x| (y, x)));
        let tables: Vec<Table> = phases
            .map(|phase| phase_table(workers, sizes, weight, phase))
            .collect();
        let direction = Direction {
            groups: &self.up,
            destination: (sizes.big_row(), sizes.big_channels),
            source: (sizes.small, sizes.small_channels),
        };
        direction.multiply(workers, small, big, add, |phase| {
            &tables[phase.0 * sizes.stride + phase.1]
        });
    }

    pub(super) fn weight_gradient_in_place(
        &self,
        workers: &Workers,
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
        for pattern in &self.patterns {
            add_outer(workers, operands, pattern, out, sizes.weight_row());
        }
    }
}

/// Values of the weight's gradient that stay in the L2 cache while all samples are added to them.
const CACHED: usize = 1 << 15;

/// Which small positions meet which big ones: a pattern for a few taps of one kernel row. Positions
/// that meet padding above or below are left out, those that meet it left or right meet zeros.
pub(super) fn patterns(sizes: &Sizes) -> Vec<Pattern> {
    let Sizes {
        big,
        big_channels,
        small,
        small_channels,
        kernel,
        stride,
        padding,
    } = *sizes;
    let together = (CACHED / (small_channels * big_channels)).clamp(1, kernel);
    let place = move |index: usize, tap: usize| {
        (index * stride + tap)
            .checked_sub(padding)
            .filter(|at| *at < big)
    };
    let pattern = |tap_y: usize, first: usize| {
        let taps = first..(first + together).min(kernel);
        let meeting = |y: usize, big_y: usize, x: usize| {
            let right =
                |tap| place(x, tap).map_or(ZEROS, |big_x| (big_y * big + big_x) * big_channels);
            (
                (y * small + x) * small_channels,
                taps.clone().map(right).collect(),
            )
        };
        let rows = (0..small).filter_map(|y| Some((y, place(y, tap_y)?)));
        Pattern {
            meetings: rows
                .flat_map(|(y, big_y)| (0..small).map(move |x| (y, big_y, x)))
                .map(|(y, big_y, x)| meeting(y, big_y, x))
                .collect(),
            columns: taps
                .clone()
                .map(|tap_x| (tap_y * kernel + tap_x) * big_channels)
                .collect(),
        }
    };
    let pattern = &pattern;
    (0..kernel)
        .flat_map(|tap_y| {
            (0..kernel)
                .step_by(together)
                .map(move |first| pattern(tap_y, first))
        })
        .collect()
}

/// The weights of one phase of `up`: rows are (tap y, tap x, small channel), columns big channels.
fn phase_table(workers: &Workers, sizes: &Sizes, weight: &[f32], phase: (usize, usize)) -> Table {
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
        packed: pack_rows(workers, weight, size, row),
        columns,
    }
}

impl Direction<'_> {
    fn multiply<'t>(
        &self,
        workers: &Workers,
        source: &[f32],
        destination: &mut [f32],
        add: bool,
        table: impl Fn((usize, usize)) -> &'t Table + Sync,
    ) {
        let (row, _) = self.destination;
        let source_row = self.source.0 * self.source.0 * self.source.1;
        let share = workers.share(destination.len() / row, TILE_ROWS, SAMPLES);
        workers.pieces(destination, share * row, |piece, out| {
            let samples = out.len() / row;
            let source = &source[piece * share * source_row..][..samples * source_row];
            for group in self.groups {
                self.multiply_group(workers, group, table(group.phase), source, out, add);
            }
        });
    }

    /// All samples at the positions of one group, a block of rows at a time.
    fn multiply_group(
        &self,
        workers: &Workers,
        group: &Group,
        table: &Table,
        source: &[f32],
        out: &mut [f32],
        add: bool,
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
                let empty = targets.iter().filter(|_| !add);
                empty.for_each(|place| out[*place..][..width].fill(0.0));
                continue;
            }
            let first =
                (group.first_tap.0 * table.columns + group.first_tap.1) * channels * TILE_COLUMNS;
            let (left_step, right_step) =
                (side * channels, table.columns * channels * TILE_COLUMNS);
            for (panel, column, width) in table.packed.panels() {
                let left = Left {
                    values: source,
                    rows: &rows,
                    segments,
                    step: left_step,
                    segment: taps * channels,
                };
                let right = Right {
                    values: &panel[first..],
                    step: right_step,
                };
                let mut target = Target {
                    values: out,
                    rows: &targets,
                    column,
                    width,
                    add,
                };
                multiply_panel(workers, &left, &right, &mut target);
            }
        }
    }
}
