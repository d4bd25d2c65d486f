use super::*;
use crate::nn::matmul::finish::Finish;

/// Rows, columns, segments and their depth: every height of a tile and width of a panel.
const SIZES: [(usize, usize, usize, usize); 9] = [
    (1, 1, 1, 1),
    (2, 15, 1, 3),
    (3, 16, 2, 5),
    (7, 17, 1, 8),
    (12, 31, 3, 4),
    (13, 32, 1, 40),
    (20, 33, 2, 16),
    (23, 48, 1, 33),
    (37, 80, 1, 7),
];

fn wave(count: usize, pace: f32) -> Vec<f32> {
    (0..count).map(|at| (at as f32 * pace).sin()).collect()
}

/// The products by these instructions, added to what is there if `add`.
fn products<const STRIDE: usize>(
    instructions: Instructions,
    (rows, columns, segments, depth): (usize, usize, usize, usize),
    add: bool,
) -> Vec<f32> {
    let panels = columns.div_ceil(PANEL_COLUMNS);
    let (left, right) = operands::<STRIDE>(rows, panels, segments * depth);
    // A gap behind each row must not be touched.
    let row = columns + 3;
    let mut out = wave(rows * row, 0.9);
    let starts: Vec<usize> = (0..rows)
        .map(|at| place::<STRIDE>(at, 0, segments * depth))
        .collect();
    multiply::<STRIDE>(
        instructions,
        &LeftRows {
            values: &left,
            rows: &starts,
            segments,
            step: depth * STRIDE,
            segment: depth,
        },
        &RightPanels {
            values: &right,
            distance: segments * depth * PANEL_COLUMNS,
            step: depth * PANEL_COLUMNS,
        },
        &mut OutputRows {
            values: out[..].as_mut().into(),
            rows: &(0..rows).map(|at| at * row + 1).collect::<Vec<_>>(),
            column: 1,
            width: columns,
            finish: Finish {
                add,
                ..Finish::REPLACE
            },
        },
    );
    out
}

fn operands<const STRIDE: usize>(rows: usize, panels: usize, depth: usize) -> (Vec<f32>, Vec<f32>) {
    (
        wave(rows.next_multiple_of(STRIDE) * depth, 0.7),
        wave(panels * depth * PANEL_COLUMNS, 0.3),
    )
}

/// Where value (row, k) of the left operand lies.
fn place<const STRIDE: usize>(row: usize, k: usize, depth: usize) -> usize {
    row / STRIDE * depth * STRIDE + row % STRIDE + k * STRIDE
}

/// The same by the definition, in 64 bits.
fn expected<const STRIDE: usize>(
    (rows, columns, segments, depth): (usize, usize, usize, usize),
    add: bool,
) -> Vec<f32> {
    let depth = segments * depth;
    let (left, right) = operands::<STRIDE>(rows, columns.div_ceil(PANEL_COLUMNS), depth);
    let row = columns + 3;
    let mut out = wave(rows * row, 0.9);
    for m in 0..rows {
        for n in 0..columns {
            let panel = n / PANEL_COLUMNS * depth * PANEL_COLUMNS + n % PANEL_COLUMNS;
            let sum: f64 = (0..depth)
                .map(|k| {
                    let value = left[place::<STRIDE>(m, k, depth)];
                    f64::from(value) * f64::from(right[panel + k * PANEL_COLUMNS])
                })
                .sum();
            let out = &mut out[m * row + 2 + n];
            *out = (sum + if add { f64::from(*out) } else { 0.0 }) as f32;
        }
    }
    out
}

fn check<const STRIDE: usize>(instructions: Instructions) {
    for size in SIZES {
        for add in [false, true] {
            let found = products::<STRIDE>(instructions, size, add);
            let expected = expected::<STRIDE>(size, add);
            for (found, expected) in found.iter().zip(expected) {
                let error = (found - expected).abs();
                assert!(
                    error <= 1e-5,
                    "{instructions:?} {size:?} {add}: {found}, expected {expected}"
                );
            }
        }
    }
}

#[test]
fn all_instructions_agree_with_the_definition() {
    for instructions in Instructions::all() {
        check::<1>(instructions);
        check::<INTERLEAVED_ROWS>(instructions);
    }
}

/// Outer products of rows where they lie, by these instructions.
fn outer_products(
    instructions: Instructions,
    (rows, columns, pairs): (usize, usize, usize),
) -> Vec<f32> {
    let (left, right) = (wave(pairs * rows, 0.7), wave(pairs * columns, 0.3));
    let mut out = wave(rows * columns, 0.9);
    multiply_pairs(
        instructions,
        &PairedRows {
            left: &left,
            left_rows: &(0..pairs).map(|at| at * rows).collect::<Vec<_>>(),
            right: &right,
            right_rows: &(0..pairs).rev().map(|at| at * columns).collect::<Vec<_>>(),
        },
        &mut OutputRows {
            values: out[..].as_mut().into(),
            rows: &(0..rows).map(|at| at * columns).collect::<Vec<_>>(),
            column: 0,
            width: columns,
            finish: Finish::ADD,
        },
    );
    out
}

#[test]
fn outer_products_agree_with_the_definition() {
    for instructions in Instructions::all() {
        for (rows, columns, pairs) in [
            (1, 16, 1),
            (3, 32, 7),
            (7, 48, 2),
            (12, 16, 30),
            (33, 80, 5),
        ] {
            let (left, right) = (wave(pairs * rows, 0.7), wave(pairs * columns, 0.3));
            let found = outer_products(instructions, (rows, columns, pairs));
            let before = wave(rows * columns, 0.9);
            for (at, found) in found.iter().enumerate() {
                let (m, n) = (at / columns, at % columns);
                let product = |k: usize| {
                    f64::from(left[k * rows + m]) * f64::from(right[(pairs - 1 - k) * columns + n])
                };
                let expected = f64::from(before[at]) + (0..pairs).map(product).sum::<f64>();
                let error = (f64::from(*found) - expected).abs();
                assert!(
                    error <= 1e-5,
                    "{instructions:?} {rows} {columns} {pairs}: {found}, expected {expected}"
                );
            }
        }
    }
}

#[test]
#[should_panic(expected = "within its values")]
fn a_pair_outside_of_its_values_is_refused() {
    multiply_pairs(
        Instructions::detect(),
        &PairedRows {
            left: &[0.0; 8],
            left_rows: &[5],
            right: &[0.0; 16],
            right_rows: &[0],
        },
        &mut OutputRows {
            values: [0.0; 64][..].as_mut().into(),
            rows: &[0, 16, 32, 48],
            column: 0,
            width: 16,
            finish: Finish::ADD,
        },
    );
}

/// A machine with AVX-512 reproduces what one with AVX2 has trained.
#[test]
fn vector_instructions_give_the_same_bits() {
    let all = Instructions::all();
    let vectors: Vec<_> = all
        .into_iter()
        .filter(|one| *one != Instructions::Portable)
        .collect();
    for pair in vectors.windows(2) {
        for size in SIZES {
            let [a, b] = [0, 1].map(|at| products::<1>(pair[at], size, true));
            assert_eq!(a, b, "{size:?}");
            let [a, b] = [0, 1].map(|at| outer_products(pair[at], (13, 48, 9)));
            assert_eq!(a, b);
        }
    }
}
