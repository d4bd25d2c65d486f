//! Every route through a window against the definition.

use super::*;
use crate::nn::instructions::Instructions;

/// (big, big channels, small, small channels, kernel, stride, padding), with what output padding
/// leaves over.
const CASES: [(usize, usize, usize, usize, usize, usize, usize); 12] = [
    (6, 2, 3, 4, 4, 2, 1),
    (14, 17, 7, 19, 4, 2, 1),
    (7, 16, 3, 20, 4, 2, 1),
    (5, 18, 5, 7, 3, 1, 1),
    (9, 16, 4, 6, 3, 2, 0),
    (7, 33, 2, 3, 5, 3, 1),
    (8, 16, 8, 4, 1, 1, 0),
    (28, 1, 15, 5, 3, 2, 2),
    (28, 16, 15, 5, 3, 2, 2),
    (4, 20, 1, 30, 4, 1, 0),
    (7, 16, 2, 5, 2, 4, 0),
    (3, 16, 1, 40, 4, 2, 1),
];

fn wave(length: usize, frequency: f32) -> Vec<f32> {
    (0..length)
        .map(|at| (at as f32 * frequency).sin())
        .collect()
}

/// Calls `meet` with every (small value, big value, weight) that the definition joins.
fn definition(sizes: &WindowSizes, samples: usize, mut meet: impl FnMut(usize, usize, usize)) {
    let WindowSizes {
        big,
        big_channels,
        small,
        small_channels,
        kernel,
        stride,
        padding,
    } = *sizes;
    for at in 0..samples * small * small * kernel * kernel {
        let (window, tap) = (at / (kernel * kernel), at % (kernel * kernel));
        let (n, y, x) = (
            window / (small * small),
            window / small % small,
            window % small,
        );
        let (big_y, big_x) = (y * stride + tap / kernel, x * stride + tap % kernel);
        if !(padding..big + padding).contains(&big_y) || !(padding..big + padding).contains(&big_x)
        {
            continue;
        }
        let place = (n * big + big_y - padding) * big + big_x - padding;
        for co in 0..small_channels {
            for ci in 0..big_channels {
                let weight = (co * kernel * kernel + tap) * big_channels + ci;
                meet(
                    window * small_channels + co,
                    place * big_channels + ci,
                    weight,
                );
            }
        }
    }
}

fn assert_close(found: &[f32], expected: &[f32], what: &str) {
    for (at, (found, expected)) in found.iter().zip(expected).enumerate() {
        assert!(
            (found - expected).abs() < 2e-4,
            "{what} at {at}: {found}, expected {expected}"
        );
    }
}

fn check(
    case: (usize, usize, usize, usize, usize, usize, usize),
    samples: usize,
    pool: &ThreadPool,
) {
    let (big, big_channels, small, small_channels, kernel, stride, padding) = case;
    let sizes = WindowSizes {
        big,
        big_channels,
        small,
        small_channels,
        kernel,
        stride,
        padding,
    };
    let window = StridedWindow::new(sizes);
    let bigs = wave(samples * sizes.big_row(), 0.7);
    let smalls = wave(samples * sizes.small_row(), 0.3);
    let weights = wave(small_channels * sizes.weight_row(), 1.1);
    let (mut down, mut up, mut gradient) = (
        vec![0.0; smalls.len()],
        vec![0.0; bigs.len()],
        vec![0.0; weights.len()],
    );
    definition(&sizes, samples, |small, big, weight| {
        down[small] += bigs[big] * weights[weight];
        up[big] += smalls[small] * weights[weight];
        gradient[weight] += smalls[small] * bigs[big];
    });
    let name = format!("{case:?} of {samples}");
    // What was there is replaced, or added to, without and with a bias and leaky ReLU.
    let bias = wave(small_channels.max(big_channels), 0.5);
    for (add, slope) in [(false, 1.0), (true, 1.0), (true, 0.2)] {
        let finish = |channels: usize| Finish {
            add,
            bias: (slope != 1.0).then(|| &bias[..channels]),
            slope,
        };
        let finished = |expected: &[f32], channels: usize| -> Vec<f32> {
            let finish = finish(channels);
            let values = expected.iter().enumerate().map(|(at, value)| {
                let bias = finish.bias.map_or(0.0, |bias| bias[at % channels]);
                let sum = value + f32::from(u8::from(add)) + bias;
                sum.max(slope * sum)
            });
            values.collect()
        };
        let (mut found_down, mut found_up) = (vec![1.0; smalls.len()], vec![1.0; bigs.len()]);
        window.convolve(
            pool,
            &bigs,
            &weights,
            &mut found_down,
            finish(small_channels),
        );
        window.convolve_transposed(pool, &smalls, &weights, &mut found_up, finish(big_channels));
        assert_close(
            &found_down,
            &finished(&down, small_channels),
            &format!("down {name}"),
        );
        assert_close(
            &found_up,
            &finished(&up, big_channels),
            &format!("up {name}"),
        );
    }
    let mut found = vec![0.0; weights.len()];
    window.weight_gradient(pool, &bigs, &smalls, &mut found);
    assert_close(&found, &gradient, &format!("weight gradient {name}"));
}

#[test]
fn every_route_agrees_with_the_definition() {
    let pools = Instructions::all().into_iter();
    let pools = pools.map(|instructions| ThreadPool::with(1, instructions));
    for pool in pools.chain([ThreadPool::new(3)]) {
        for case in CASES {
            for samples in [1, 5] {
                check(case, samples, &pool);
            }
        }
    }
}

#[test]
fn threads_do_not_change_a_bit() {
    let sizes = WindowSizes {
        big: 7,
        big_channels: 32,
        small: 3,
        small_channels: 24,
        kernel: 4,
        stride: 2,
        padding: 1,
    };
    let window = StridedWindow::new(sizes);
    let (bigs, smalls) = (
        wave(50 * sizes.big_row(), 0.7),
        wave(50 * sizes.small_row(), 0.3),
    );
    let weights = wave(24 * sizes.weight_row(), 1.1);
    let all = |threads: usize| {
        let pool = ThreadPool::new(threads);
        let (mut down, mut up, mut gradient) = (
            vec![0.0; smalls.len()],
            vec![0.0; bigs.len()],
            vec![0.0; weights.len()],
        );
        window.convolve(&pool, &bigs, &weights, &mut down, Finish::REPLACE);
        window.convolve_transposed(&pool, &smalls, &weights, &mut up, Finish::REPLACE);
        window.weight_gradient(&pool, &bigs, &smalls, &mut gradient);
        [down, up, gradient]
            .concat()
            .iter()
            .map(|value| value.to_bits())
            .collect::<Vec<_>>()
    };
    assert_eq!(all(1), all(2));
    assert_eq!(all(1), all(5));
}
