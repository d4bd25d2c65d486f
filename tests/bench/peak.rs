//! Peaks: what the `gemm` crate reaches on one core, the yardstick for every step; and the most
//! memory that a process has used.

use std::time::Instant;

const SIDE: usize = 512;

/// GFLOP/s of one 512 x 512 x 512 product.
pub fn gemm() -> f64 {
    let (left, right) = (vec![0.5f32; SIDE * SIDE], vec![0.25f32; SIDE * SIDE]);
    let mut out = vec![0.0f32; SIDE * SIDE];
    let stride = SIDE as isize;
    let started = Instant::now();
    let repetitions = 20;
    for _ in 0..repetitions {
        // SAFETY: three live, separate buffers of SIDE x SIDE values with strides (SIDE, 1).
        unsafe {
            gemm::gemm(
                SIDE,
                SIDE,
                SIDE,
                out.as_mut_ptr(),
                1,
                stride,
                false,
                left.as_ptr(),
                1,
                stride,
                right.as_ptr(),
                1,
                stride,
                1.0,
                1.0,
                false,
                false,
                false,
                gemm::Parallelism::None,
            );
        }
        std::hint::black_box(&mut out);
    }
    2.0 * (repetitions * SIDE * SIDE * SIDE) as f64 / started.elapsed().as_secs_f64() / 1e9
}

/// The most memory that this process has used so far, in MiB.
pub fn memory() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = status.lines().find_map(|line| {
        line.strip_prefix("VmHWM:")?
            .trim()
            .strip_suffix(" kB")?
            .parse()
            .ok()
    });
    peak.map_or(f64::NAN, |kib: f64| kib / 1024.0)
}
