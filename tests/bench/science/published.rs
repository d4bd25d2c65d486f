//! Tables that others have published, cell by cell.

use seesaw::metrics::Metric;

/// A published number.
pub struct Cell {
    /// The values of the study's axes, in their order.
    pub setting: [&'static str; 2],
    pub metric: Metric,
    pub mean: f64,
    /// Its standard error, where it was published.
    pub standard_error: Option<f64>,
}

/// A published table with the study that repeats it.
pub struct Table {
    /// File name in `experiments/`.
    pub study: &'static str,
    pub title: &'static str,
    /// Training steps of the published runs.
    pub steps: usize,
    pub cells: Vec<Cell>,
}

/// A row of PacGAN's table: modes, high quality, reverse KL, each with its standard error.
type PacganRow = [(f64, f64); 3];

/// Lin et al. 2018, table 1; shares of high quality are per cent there.
const PACGAN: [(&str, &str, PacganRow); 8] = [
    ("ring", "GAN", [(6.3, 0.5), (0.982, 0.002), (0.45, 0.09)]),
    (
        "ring",
        "PacGAN2",
        [(7.9, 0.1), (0.956, 0.020), (0.07, 0.03)],
    ),
    (
        "ring",
        "PacGAN3",
        [(7.8, 0.1), (0.977, 0.003), (0.10, 0.02)],
    ),
    (
        "ring",
        "PacGAN4",
        [(7.8, 0.1), (0.959, 0.014), (0.07, 0.02)],
    ),
    ("grid", "GAN", [(17.3, 0.8), (0.948, 0.007), (0.70, 0.07)]),
    (
        "grid",
        "PacGAN2",
        [(23.8, 0.7), (0.913, 0.008), (0.13, 0.04)],
    ),
    (
        "grid",
        "PacGAN3",
        [(24.6, 0.4), (0.942, 0.004), (0.06, 0.02)],
    ),
    (
        "grid",
        "PacGAN4",
        [(24.8, 0.2), (0.936, 0.006), (0.04, 0.01)],
    ),
];

/// Srivastava et al. 2017, tables 1 and 2, means of five runs without errors.
const VEEGAN: [(&str, &str, [f64; 2]); 4] = [
    ("ring", "GAN", [1.0, 0.993]),
    ("grid", "GAN", [3.3, 0.005]),
    ("ring", "unrolled", [7.6, 0.356]),
    ("grid", "unrolled", [23.6, 0.16]),
];

/// Every table, those whose runs say the most for their time first.
pub fn tables() -> Vec<Table> {
    let metrics = [Metric::Modes, Metric::HighQuality, Metric::ReverseKl];
    let veegan = VEEGAN.iter().flat_map(|(data, training, values)| {
        let cell = |(metric, mean): (Metric, &f64)| Cell {
            setting: [data, training],
            metric,
            mean: *mean,
            standard_error: None,
        };
        metrics.into_iter().zip(values).map(cell)
    });
    let pacgan = PACGAN.iter().flat_map(|(data, packed, values)| {
        let cell = |(metric, (mean, error)): (Metric, &(f64, f64))| Cell {
            setting: [data, packed],
            metric,
            mean: *mean,
            standard_error: Some(*error),
        };
        metrics.into_iter().zip(values).map(cell)
    });
    vec![
        Table {
            study: "veegan_table",
            title: "Srivastava et al. 2017 (VEEGAN), tables 1 and 2",
            steps: 25_000,
            cells: veegan.collect(),
        },
        Table {
            study: "pacgan_table",
            title: "Lin et al. 2018 (PacGAN), table 1",
            steps: 400_000,
            cells: pacgan.collect(),
        },
    ]
}
