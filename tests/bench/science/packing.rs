//! Whether packing raises the number of modes, in pairs of one seed and one data set.

use seesaw::metrics::Metric;
use seesaw::statistics::{PairedTest, paired_test};

use super::comparison::Compared;
use super::measure::Measure;

/// The modes of packed runs, averaged over the degrees of packing, less those of the run without
/// packing; one pair for each data set and seed that has both.
pub fn packing_test(compared: &[Compared]) -> Option<PairedTest> {
    let modes: Vec<&Compared> = compared
        .iter()
        .filter(|cell| cell.cell.measure == Measure::Last(Metric::Modes))
        .collect();
    let difference = |data: &str, seed: u64| {
        let of = |is_packed: bool| {
            let values: Vec<f64> = modes
                .iter()
                .filter(|cell| cell.cell.setting[0] == data)
                .filter(|cell| (cell.cell.setting[1] != "GAN") == is_packed)
                .filter_map(|cell| cell.of_seed(seed))
                .collect();
            (!values.is_empty()).then(|| values.iter().sum::<f64>() / values.len() as f64)
        };
        Some(of(true)? - of(false)?)
    };
    let seeds = modes.iter().flat_map(|cell| &cell.seeds).max()?;
    let pairs: Vec<f64> = ["ring", "grid"]
        .iter()
        .flat_map(|data| (0..=*seeds).filter_map(move |seed| difference(data, seed)))
        .collect();
    paired_test(&pairs)
}
