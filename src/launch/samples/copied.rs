//! Samples that copy real pictures, and the fine structure of both sides.

use super::order::shuffled;
use super::real_rows::image_shape;
use super::request::Progress;
use crate::diagnose::CopyShares;
use crate::metrics::{
    EVALUATED_ROWS, FineStructure, LEAST_REALS_FOR_COPIES, NearestReal, RepeatShares,
    nearest_reals, nearest_to_others, repeats, thumbnails, unlike_share,
};
use crate::record::samples::{RowForm, SampleRows};
use crate::report::Pair;

/// Rows that become thumbnails at once.
const BLOCK: usize = 1_024;
/// Real rows whose own copies are counted.
const REALS: usize = 1_000;
/// Pairs that are shown.
const SHOWN: usize = 16;

/// What looking for copies has found.
pub(super) struct Copied {
    pub shares: CopyShares,
    /// Samples that repeat each other.
    pub repeats: Option<RepeatShares>,
    /// The share of samples that are like no real picture.
    pub unlike: Option<f64>,
    /// The samples that are nearest to a real row.
    pub pairs: Vec<Pair>,
}

/// Looks for copies of real pictures; why not, where that cannot be.
pub(super) fn copied(
    fakes: &SampleRows,
    reals: &SampleRows,
    threads: usize,
    progress: &dyn Progress,
) -> Result<Copied, String> {
    let RowForm::Image { .. } = reals.form else {
        return Err("copies were not looked for: real rows are no pictures".to_string());
    };
    let count = reals.count();
    if count < LEAST_REALS_FOR_COPIES {
        return Err(format!(
            "copies were not looked for: {count} real pictures are too few ({LEAST_REALS_FOR_COPIES} are needed)"
        ));
    }
    let (small_reals, width) = small(reals);
    let (small_fakes, _) = small(fakes);
    progress.advance("copies", 0, 1);
    let nearest = nearest_reals(&small_fakes, &small_reals, width, threads);
    // In a folder that is sorted by class the first rows are of one class.
    let real_order = shuffled(count);
    let some = &real_order[..count.min(REALS)];
    let others = nearest_to_others(&small_reals, width, some, threads);
    let both = count.min(fakes.count()).min(EVALUATED_ROWS);
    let chosen = |rows: &[f32], order: &[usize]| -> Vec<f32> {
        let chosen = order[..both].iter();
        chosen
            .flat_map(|at| &rows[at * width..][..width])
            .copied()
            .collect()
    };
    let repeats = repeats(
        &chosen(&small_fakes, &shuffled(fakes.count())),
        &chosen(&small_reals, &real_order),
        width,
        threads,
    );
    progress.advance("copies", 1, 1);
    let share = |found: &[NearestReal]| {
        let copies = found.iter().filter(|it| it.is_copy()).count();
        copies as f64 / found.len().max(1) as f64
    };
    let mut order: Vec<usize> = (0..nearest.len()).collect();
    order.sort_by(|one, other| nearest[*one].relative.total_cmp(&nearest[*other].relative));
    let pair = |at: usize| {
        let NearestReal { real, relative, .. } = nearest[at];
        let name = reals.names.get(real).cloned();
        Pair {
            fake: fakes.rows(&[at]),
            real: reals.rows(&[real]),
            name: name.unwrap_or_else(|| format!("row {real}")),
            relative,
        }
    };
    Ok(Copied {
        shares: CopyShares {
            samples: share(&nearest),
            reals: share(&others),
        },
        repeats,
        unlike: unlike_share(&nearest, &others),
        pairs: order.into_iter().take(SHOWN).map(pair).collect(),
    })
}

/// Thumbnails of all rows, and the values of each.
fn small(rows: &SampleRows) -> (Vec<f32>, usize) {
    let RowForm::Image { side, channels } = rows.form else {
        return (Vec::new(), 1);
    };
    let numbers: Vec<usize> = (0..rows.count()).collect();
    let (mut all, mut width) = (Vec::new(), 1);
    for block in numbers.chunks(BLOCK) {
        let (thumbnails, row) = thumbnails(&rows.rows(block), side, channels);
        all.extend(thumbnails);
        width = row;
    }
    (all, width)
}

/// Detail of samples over that of real rows, each over the contrast of its side - what is paler is not
/// blurred, and what has none at all neither -, and the amplitudes of what alternates.
pub(super) fn fine_structure(
    fakes: &[f32],
    reals: &[f32],
    form: RowForm,
) -> Option<(Option<f64>, (f64, f64))> {
    let shape = image_shape(form)?;
    let (fakes, reals) = (
        FineStructure::of(fakes, shape)?,
        FineStructure::of(reals, shape)?,
    );
    let sharpness = |it: &FineStructure| (it.contrast > 0.0).then(|| it.detail / it.contrast);
    let of_reals = sharpness(&reals).filter(|sharpness| *sharpness > 0.0)?;
    let detail = sharpness(&fakes).map(|sharpness| sharpness / of_reals);
    Some((detail, (fakes.alternation, reals.alternation)))
}
