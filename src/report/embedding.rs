//! How much of the runs' pictures the page carries in itself.
//!
//! Every run has its overview and its last samples in the page, unless it has so many runs that it
//! would weigh more than [`MAX_BYTES`]: then only those of the gallery do. The full figures may make
//! the page as heavy as [`FIGURE_BUDGET`], of which every run has the same share: it embeds its figures in
//! order of worth while they fit. The others are shown from their files beside the page.

use super::html::{Page, PageRun, PageRunFigure, deflated, is_shown_in_gallery, render};
use crate::guard::guarded;
use crate::parallel::parallel_map;

/// Bytes up to which the page takes full figures.
pub(super) const FIGURE_BUDGET: usize = 4_000_000;

/// Bytes up to which the page takes small pictures of every run; 15 MB is what it shall never
/// weigh.
pub(super) const MAX_BYTES: usize = 14_000_000;

/// Gives the document of a figure, if it can be read.
pub(super) type ReadFigure<'a> = dyn Fn(&PageRun, &PageRunFigure) -> Option<String> + Sync + 'a;

/// Takes small pictures out of runs that the gallery does not show, last samples first, as long as
/// the page is too heavy. Returns its weight in bytes.
pub(super) fn drop_small_pictures(page: &mut Page) -> usize {
    let shown = is_shown_in_gallery(page);
    let mut weight = render(page).len();
    let removals: [fn(&mut PageRun); 2] = [|run| run.thumbnail = None, |run| run.overview = None];
    for remove in removals {
        if weight <= MAX_BYTES {
            break;
        }
        let unseen = page
            .runs
            .iter_mut()
            .zip(&shown)
            .filter(|(_, shown)| !**shown);
        unseen.for_each(|(run, _)| remove(run));
        weight = render(page).len();
    }
    weight
}

/// Embeds figures into a page that weighs `spent` bytes without them. `read` gives the document of
/// a figure.
pub(super) fn embed_figures(page: &mut Page, spent: usize, threads: usize, read: &ReadFigure) {
    let with_figures = page
        .runs
        .iter()
        .filter(|run| !run.figures.is_empty())
        .count();
    let share = FIGURE_BUDGET.saturating_sub(spent) / with_figures.max(1);
    let deflated = parallel_map(&page.runs, threads, |run| figures_within(share, run, read));
    for (run, deflated) in page.runs.iter_mut().zip(deflated) {
        run.figures
            .iter_mut()
            .zip(deflated)
            .for_each(|(figure, deflated)| figure.deflated = Some(deflated));
    }
}

/// The first figures of a run that fit into `share` bytes together.
fn figures_within(share: usize, run: &PageRun, read: &ReadFigure) -> Vec<String> {
    let mut left = share;
    let mut figures = Vec::new();
    for figure in &run.figures {
        // A compressor that is refused its memory panics; the page then does without the figure.
        let compressed = |document: String| guarded(|| deflated(&document)).ok();
        let Some(deflated) = read(run, figure).and_then(compressed) else {
            break;
        };
        let Some(rest) = left.checked_sub(deflated.len()) else {
            break;
        };
        left = rest;
        figures.push(deflated);
    }
    figures
}
