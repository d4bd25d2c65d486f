//! Every route through a window against the definition.

use super::*;
use crate::nn::instructions::Instructions;

type Case = (usize, usize, usize, usize, usize, usize, usize);

/// (big, big channels, small, small channels, kernel, stride, padding), with what output padding
/// leaves over.
const CASES: [Case; 15] = [
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
    (8, 32, 8, 48, 3, 1, 1),
    (10, 33, 10, 40, 3, 1, 1),
    (16, 64, 16, 32, 3, 1, 1),
];

fn sizes_of(
    (big, big_channels, small, small_channels, kernel, stride, padding): Case,
) -> WindowSizes {
    WindowSizes {
        big,
        big_channels,
        small,
        small_channels,
        kernel,
        stride,
        padding,
    }
}

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
    assert_eq!(found.len(), expected.len(), "{what}");
    for (at, (found, expected)) in found.iter().zip(expected).enumerate() {
        assert!(
            (found - expected).abs() < 2e-4,
            "{what} at {at}: {found}, expected {expected}"
        );
    }
}

fn check(case: Case, samples: usize, pool: &ThreadPool) {
    let sizes = sizes_of(case);
    let (big_channels, small_channels) = (sizes.big_channels, sizes.small_channels);
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
fn groups_are_windows_of_their_own() {
    for (case, groups) in [
        ((6, 18, 6, 5, 3, 1, 1), 2),
        ((8, 32, 8, 40, 3, 1, 1), 3),
        ((16, 33, 16, 32, 3, 1, 1), 2),
    ] {
        for pool in [ThreadPool::new(1), ThreadPool::new(2)] {
            check_groups(case, groups, &pool);
        }
    }
}

fn check_groups(case: Case, groups: usize, pool: &ThreadPool) {
    let sizes = sizes_of(case);
    let (big_channels, small_channels) = (sizes.big_channels, sizes.small_channels);
    let (window, grouped) = (StridedWindow::new(sizes), GroupedWindow::new(sizes, groups));
    let samples = 3;
    let bigs = wave(groups * samples * sizes.big_row(), 0.7);
    let smalls = wave(groups * samples * sizes.small_row(), 0.3);
    let weights = wave(groups * small_channels * sizes.weight_row(), 1.1);
    let bias = wave(groups * small_channels, 0.5);
    let of_group = |values: &[f32], channels: usize, group: usize| -> Vec<f32> {
        let positions = values.chunks_exact(groups * channels);
        let positions = positions.map(|all| &all[group * channels..][..channels]);
        positions.flatten().copied().collect()
    };
    let finish = Finish {
        add: false,
        bias: Some(&bias),
        slope: 0.2,
    };
    let (mut down, mut up) = (vec![7.0; smalls.len()], vec![1.0; bigs.len()]);
    let mut gradient = vec![0.0; weights.len()];
    grouped.convolve(pool, &bigs, &weights, &mut down, finish);
    grouped.convolve_transposed(pool, &smalls, &weights, &mut up, Finish::ADD);
    grouped.weight_gradient(pool, &bigs, &smalls, &mut gradient);
    let length = weights.len() / groups;
    for group in 0..groups {
        let bigs = of_group(&bigs, big_channels, group);
        let smalls = of_group(&smalls, small_channels, group);
        let weights = &weights[group * length..][..length];
        let finish = Finish {
            bias: Some(&bias[group * small_channels..][..small_channels]),
            ..finish
        };
        let (mut one_down, mut one_up) = (vec![0.0; smalls.len()], vec![1.0; bigs.len()]);
        let mut one_gradient = vec![0.0; length];
        window.convolve_direct(pool, &bigs, weights, &mut one_down, finish);
        window.convolve_transposed_direct(pool, &smalls, weights, &mut one_up, Finish::ADD);
        window.weight_gradient_direct(pool, &bigs, &smalls, &mut one_gradient);
        let name = |what: &str| format!("{what} of group {group}");
        assert_close(
            &of_group(&down, small_channels, group),
            &one_down,
            &name("down"),
        );
        assert_close(&of_group(&up, big_channels, group), &one_up, &name("up"));
        let gradient = &gradient[group * length..][..length];
        assert_close(gradient, &one_gradient, &name("gradient"));
    }
}

/// By every route.
#[test]
fn the_bits_of_a_sample_do_not_depend_on_its_batch() {
    let pool = ThreadPool::new(1);
    for case in [
        (8, 3, 4, 24, 4, 2, 1),
        (7, 32, 3, 24, 4, 2, 1),
        (8, 48, 8, 32, 3, 1, 1),
    ] {
        let sizes = sizes_of(case);
        let window = StridedWindow::new(sizes);
        let (bigs, weights) = (
            wave(29 * sizes.big_row(), 0.7),
            wave(sizes.small_channels * sizes.weight_row(), 1.1),
        );
        let convolve = |bigs: &[f32]| {
            let mut out = vec![0.0; bigs.len() / sizes.big_row() * sizes.small_row()];
            window.convolve(&pool, bigs, &weights, &mut out, Finish::REPLACE);
            out.iter().map(|value| value.to_bits()).collect::<Vec<_>>()
        };
        let one_by_one = bigs.chunks_exact(sizes.big_row()).flat_map(&convolve);
        assert_eq!(convolve(&bigs), one_by_one.collect::<Vec<_>>());
    }
}

/// By the direct route, and transformed.
#[test]
fn threads_do_not_change_a_bit() {
    for case in [(7, 32, 3, 24, 4, 2, 1), (8, 48, 8, 32, 3, 1, 1)] {
        assert_same_bits(sizes_of(case));
    }
}

fn assert_same_bits(sizes: WindowSizes) {
    let window = StridedWindow::new(sizes);
    let (bigs, smalls) = (
        wave(50 * sizes.big_row(), 0.7),
        wave(50 * sizes.small_row(), 0.3),
    );
    let weights = wave(sizes.small_channels * sizes.weight_row(), 1.1);
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
