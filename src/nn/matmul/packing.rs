//! Products that pack their right operand on the way, a block at a time.

use std::ops::Range;

use super::dense::{BLOCK, DEPTH, matmul};
use super::finish::Finish;
use super::narrow;
use super::pack::{Matrix, PackedBlock, pack_columns, pack_rows};
use super::tile::{LeftRows, OutputRows, OutputValues, ROW_GRAIN, multiply_rows};
use crate::nn::thread_pool::ThreadPool;

/// Columns that are packed together, by one thread and where threads share them. A block of [`DEPTH`]
/// rows stays in the L2 cache, where packing the whole of a large weight would send it to the L3 cache
/// and back. Narrower blocks take 4 % longer, but threads share them more evenly.
const COLUMNS: usize = 128;
const SHARED_COLUMNS: usize = 64;

/// `out` (N, columns) = or += `left` (N, depth) times `right` (depth, columns), finished: the same bits
/// as [`matmul`] with all of `right` packed, except where [`narrow`] computes them.
pub(in crate::nn) fn matmul_packing(
    pool: &ThreadPool,
    (left, depth): (&[f32], usize),
    right: Matrix,
    (out, columns): (&mut [f32], usize),
    finish: Finish,
) {
    if columns <= narrow::COLUMNS {
        narrow::matmul(pool, (left, depth), right, (out, columns), finish);
        return;
    }
    if depth <= narrow::DEPTH {
        narrow::shallow_matmul(pool, (left, depth), right, (out, columns), finish);
        return;
    }
    if columns.div_ceil(SHARED_COLUMNS) < pool.threads() {
        // Too few columns for all threads: they share the rows, and the work of packing.
        let packed = match right {
            Matrix::RowMajor(values) => {
                pack_rows(pool, values, (depth, columns), |row| row * columns)
            }
            Matrix::ColumnMajor(values) => pack_columns(pool, values, (depth, columns)),
        };
        matmul(pool, left, depth, &packed, out, columns, finish);
        return;
    }
    let width = match pool.threads() {
        1 => COLUMNS,
        _ => SHARED_COLUMNS,
    };
    // No thread packs what another one packs.
    let parts = OutputValues::by_columns(out, columns, width);
    pool.for_each(parts, |(of_part, out)| {
        let sizes = (depth, columns);
        multiply(pool, (left, right), sizes, (out, of_part), finish);
    });
}

/// Some columns of all rows.
fn multiply(
    pool: &ThreadPool,
    (left, right): (&[f32], Matrix),
    (depth, columns): (usize, usize),
    (mut out, part): (OutputValues, Range<usize>),
    finish: Finish,
) {
    let count = left.len() / depth;
    let rows: Vec<usize> = (0..count).map(|row| row * depth).collect();
    let targets: Vec<usize> = (0..count).map(|row| row * columns).collect();
    // Blocks of one size, as in `matmul`.
    let block = count.div_ceil(count.div_ceil(BLOCK).max(1)).max(1);
    let mut packed = PackedBlock::new(pool, (depth.min(DEPTH), part.len()));
    for segment in ranges(depth, DEPTH) {
        packed.pack(right, (depth, columns), &segment, &part);
        let is_last = segment.end == depth;
        let bias = finish.bias.filter(|_| is_last);
        let finish = Finish {
            add: finish.add || segment.start > 0,
            bias: bias.map(|bias| &bias[part.clone()]),
            slope: if is_last { finish.slope } else { 1.0 },
        };
        for block in ranges(count, block.next_multiple_of(ROW_GRAIN)) {
            let left = LeftRows {
                values: &left[segment.start..],
                rows: &rows[block.clone()],
                segments: 1,
                step: 0,
                segment: segment.len(),
            };
            let mut target = OutputRows {
                values: out.again(),
                rows: &targets[block],
                column: part.start,
                width: part.len(),
                finish,
            };
            multiply_rows(pool, &left, &packed.panels(), &mut target);
        }
    }
}

/// 0..`end` in parts of at most `length`.
fn ranges(end: usize, length: usize) -> impl Iterator<Item = Range<usize>> {
    (0..end)
        .step_by(length)
        .map(move |start| start..(start + length).min(end))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wave(count: usize, pace: f32) -> Vec<f32> {
        (0..count).map(|at| (at as f32 * pace).sin()).collect()
    }

    #[test]
    fn products_have_the_bits_of_those_with_a_packed_operand() {
        // One block and several, in depth and in columns, with and without a narrow panel at the end;
        // columns for one thread and for several.
        let sizes = [
            (1, 3, 5),
            (5, 40, 17),
            (64, 512, 128),
            (150, 700, 300),
            (270, 1030, 129),
        ];
        for (rows, depth, columns) in sizes {
            let (left, right) = (wave(rows * depth, 0.7), wave(depth * columns, 0.3));
            let transposed: Vec<f32> = (0..columns * depth)
                .map(|at| right[at % depth * columns + at / depth])
                .collect();
            let bias = wave(columns, 0.9);
            for (add, slope, bias) in [(false, 1.0, None), (true, 0.2, Some(&bias[..]))] {
                let finish = Finish { add, bias, slope };
                let mut expected = wave(rows * columns, 1.3);
                let one = ThreadPool::new(1);
                let packed = pack_rows(&one, &right, (depth, columns), |row| row * columns);
                matmul(&one, &left, depth, &packed, &mut expected, columns, finish);
                for threads in [1, 2, 3] {
                    let pool = ThreadPool::new(threads);
                    // What a scratch buffer holds must not matter.
                    pool.scratch(1 << 18).fill(f32::NAN);
                    for matrix in [Matrix::RowMajor(&right), Matrix::ColumnMajor(&transposed)] {
                        let mut out = wave(rows * columns, 1.3);
                        matmul_packing(&pool, (&left, depth), matrix, (&mut out, columns), finish);
                        let same = out
                            .iter()
                            .zip(&expected)
                            .all(|(a, b)| a.to_bits() == b.to_bits());
                        assert!(same, "{rows} x {depth} x {columns}, {threads} threads");
                    }
                }
            }
        }
    }
}
