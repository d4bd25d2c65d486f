//! Tables that others have published, cell by cell.

use seesaw::metrics::Metric;

use super::measure::Measure;

/// A published number.
pub struct Cell {
    /// Values of the study's axes; runs that differ on other axes are one sample.
    pub setting: Vec<&'static str>,
    pub measure: Measure,
    /// What was published; `None` where it was said to fail, so that there is no number.
    pub mean: Option<f64>,
    /// Its standard error, where it was published.
    pub standard_error: Option<f64>,
}

/// What can be compared.
#[derive(Clone, Copy, PartialEq)]
pub enum Comparable {
    /// The numbers: data, networks and protocol are those of the publication.
    Numbers,
    /// The order alone: data or networks are others.
    Order,
}

/// A published table with the study that repeats it.
pub struct Table {
    /// File name in `experiments/`.
    pub study: &'static str,
    pub title: &'static str,
    /// Training steps of the published runs, where they are known.
    pub steps: Option<usize>,
    pub comparable: Comparable,
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

/// Mescheder et al. 2018, text and figures on the Dirac-GAN: 1 where the Dirac-GAN converges to its equilibrium when players take
/// turns. NSGAN converges so slowly there that the paper counts it as not convergent.
const MESCHEDER: [(&str, f64); 8] = [
    ("GAN", 0.0),
    ("NSGAN", 0.0),
    ("WGAN", 0.0),
    ("WGAN-clip", 0.0),
    ("WGAN-GP", 0.0),
    ("instance-noise", 1.0),
    ("R1", 1.0),
    ("R2", 1.0),
];

/// Huang et al. 2024 (R3GAN), table 2 on stacked MNIST: modes of 1,000, KL, and whether it failed.
const R3GAN: [(&str, Option<f64>, Option<f64>, f64); 4] = [
    ("rsgan_r1_r2", Some(1000.0), Some(0.0781), 0.0),
    ("gan_r1_r2", Some(693.0), Some(0.9270), 0.0),
    ("rsgan_r1", None, None, 1.0),
    ("gan_r1", None, None, 1.0),
];

fn pacgan() -> Vec<Cell> {
    let metrics = [Metric::Modes, Metric::HighQuality, Metric::ReverseKl];
    let row = |(data, packed, values): &(&'static str, &'static str, PacganRow)| {
        let setting = vec![*data, *packed];
        let cell = move |(metric, (mean, error)): (Metric, (f64, f64))| Cell {
            setting: setting.clone(),
            measure: Measure::Last(metric),
            mean: Some(mean),
            standard_error: Some(error),
        };
        metrics.into_iter().zip(*values).map(cell)
    };
    PACGAN.iter().flat_map(row).collect()
}

fn veegan() -> Vec<Cell> {
    let metrics = [Metric::Modes, Metric::HighQuality];
    let row = |(data, training, values): &(&'static str, &'static str, [f64; 2])| {
        let setting = vec![*data, *training];
        let cell = move |(metric, mean): (Metric, f64)| Cell {
            setting: setting.clone(),
            measure: Measure::Last(metric),
            mean: Some(mean),
            standard_error: None,
        };
        metrics.into_iter().zip(*values).map(cell)
    };
    VEEGAN.iter().flat_map(row).collect()
}

fn mescheder() -> Vec<Cell> {
    let cell = |(training, converges): &(&'static str, f64)| Cell {
        setting: vec![*training],
        measure: Measure::Converged,
        mean: Some(*converges),
        standard_error: None,
    };
    MESCHEDER.iter().map(cell).collect()
}

fn r3gan() -> Vec<Cell> {
    let row = |(training, modes, kl, failed): &(&'static str, Option<f64>, Option<f64>, f64)| {
        let setting = vec![*training];
        let measured = [
            (Measure::Last(Metric::Modes), *modes),
            (Measure::Last(Metric::ReverseKl), *kl),
            (Measure::Failed, Some(*failed)),
        ];
        measured.map(|(measure, mean)| Cell {
            setting: setting.clone(),
            measure,
            mean,
            standard_error: None,
        })
    };
    R3GAN.iter().flat_map(row).collect()
}

/// Every table, those whose runs say the most for their time first.
pub fn tables() -> Vec<Table> {
    vec![
        Table {
            study: "mescheder_table",
            title: "Mescheder et al. 2018, which GANs converge",
            steps: None,
            comparable: Comparable::Numbers,
            cells: mescheder(),
        },
        Table {
            study: "veegan_table",
            title: "Srivastava et al. 2017 (VEEGAN), tables 1 and 2",
            steps: Some(25_000),
            comparable: Comparable::Numbers,
            cells: veegan(),
        },
        Table {
            study: "r3gan_ablation",
            title: "Huang et al. 2024 (R3GAN), table 2, on small stacked digits",
            steps: None,
            comparable: Comparable::Order,
            cells: r3gan(),
        },
        Table {
            study: "pacgan_table",
            title: "Lin et al. 2018 (PacGAN), table 1",
            steps: Some(400_000),
            comparable: Comparable::Numbers,
            cells: pacgan(),
        },
    ]
}
