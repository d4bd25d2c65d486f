//! The pictures of the page.

use super::judged::{JudgedSamples, JudgedSet};
use crate::diagnose::Finding;
use crate::metrics::Metric;
use crate::plot::{PlotError, SampleCurve, draw_point_clouds, draw_sample_metrics, sample_sheet};
use crate::record::samples::RowForm;

/// Pixels a side at which a picture is shown, about.
const SHOWN: usize = 64;
/// Pictures in a row of a sheet.
const COLUMNS: usize = 8;
/// Metrics over the steps.
const CURVES: [Metric; 8] = [
    Metric::RarestMode,
    Metric::HighQuality,
    Metric::Precision,
    Metric::Recall,
    Metric::Coverage,
    Metric::JensenShannon,
    Metric::Spread,
    Metric::RangeGap,
];

/// What the page shows.
pub(super) struct Pictures {
    /// Samples and real rows: PNG sheets.
    pub sheets: Option<[Vec<u8>; 2]>,
    /// Both as points: an SVG document.
    pub clouds: Option<String>,
    /// The samples that are nearest to a real row, above these: a PNG sheet.
    pub pairs: Option<Vec<u8>>,
    /// Metrics over the steps: an SVG document.
    pub curves: Option<String>,
}

pub(super) fn pictures(judged: &JudgedSamples) -> Result<Pictures, PlotError> {
    let gallery = &judged.gallery;
    let (mut sheets, mut clouds, mut pairs) = (None, None, None);
    match gallery.form {
        RowForm::Image { side, channels } => {
            let scale = (SHOWN / side).max(1);
            let sheet = |rows: &[f32], columns| sample_sheet(rows, side, channels, columns, scale);
            sheets = Some([
                sheet(&gallery.fakes, COLUMNS)?,
                sheet(&gallery.reals, COLUMNS)?,
            ]);
            if !gallery.pairs.is_empty() {
                let fakes = gallery.pairs.iter().map(|pair| &pair.fake);
                let reals = gallery.pairs.iter().map(|pair| &pair.real);
                let rows: Vec<f32> = fakes.chain(reals).flatten().copied().collect();
                pairs = Some(sheet(&rows, gallery.pairs.len())?);
            }
        }
        RowForm::Vector { width: 2 } => {
            clouds = Some(draw_point_clouds(&gallery.reals, &gallery.fakes)?);
        }
        RowForm::Vector { .. } => {}
    }
    Ok(Pictures {
        sheets,
        clouds,
        pairs,
        curves: curves(&judged.sets, &judged.diagnosis.findings)?,
    })
}

/// Metrics over steps, where there are several.
fn curves(sets: &[JudgedSet], findings: &[Finding]) -> Result<Option<String>, PlotError> {
    let steps: Vec<u64> = sets.iter().filter_map(|set| set.step).collect();
    if steps.len() < sets.len() || steps.len() < 2 {
        return Ok(None);
    }
    let value = |set: &JudgedSet, metric: Metric| set.measured?.get(metric);
    let curve = |metric: Metric| SampleCurve {
        name: metric.description().name,
        values: sets.iter().map(|set| value(set, metric)).collect(),
    };
    let curves = CURVES.into_iter().map(curve);
    let is_measured = |curve: &SampleCurve| curve.values.iter().any(Option::is_some);
    let curves: Vec<SampleCurve> = curves.filter(is_measured).collect();
    draw_sample_metrics(&steps, curves, findings).map(Some)
}
