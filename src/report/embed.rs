//! How much of the runs' pictures the page carries in itself.
//!
//! Every run has its overview and its last samples in the page, unless it has so many runs that it
//! would weigh more than [`LIMIT`]: then only those of the gallery do. The full figures may make
//! the page as heavy as [`BUDGET`], of which every run has the same share: it embeds its figures in
//! order of worth while they fit. The others are shown from their files beside the page.

use std::io::Write;

use base64::{Engine, engine::general_purpose::STANDARD};
use flate2::{Compression, write::ZlibEncoder};

use super::page::{Page, Run, RunFigure};
use super::pass::in_order;
use super::{gallery, render};

/// Bytes up to which the page takes full figures.
pub const BUDGET: usize = 12_000_000;

/// Bytes up to which the page takes small pictures of every run; 15 MB is what it shall never
/// weigh.
pub const LIMIT: usize = 14_000_000;

/// Gives the document of a figure, if it can be read.
pub type Read<'a> = dyn Fn(&Run, &RunFigure) -> Option<String> + Sync + 'a;

/// A document, deflated (zlib), in base64. A browser turns it back.
pub fn packed(document: &str) -> String {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::best());
    encoder
        .write_all(document.as_bytes())
        .expect("memory takes every byte");
    STANDARD.encode(encoder.finish().expect("memory takes every byte"))
}

/// Takes small pictures out of runs that the gallery does not show, last samples first, as long as
/// the page is too heavy. Returns its weight in bytes.
pub fn lighten(page: &mut Page) -> usize {
    let shown = gallery::shows(page);
    let mut weight = render(page).len();
    let takes: [fn(&mut Run); 2] = [|run| run.thumbnail = None, |run| run.overview = None];
    for take in takes {
        if weight <= LIMIT {
            break;
        }
        let unseen = page
            .runs
            .iter_mut()
            .zip(&shown)
            .filter(|(_, shown)| !**shown);
        unseen.for_each(|(run, _)| take(run));
        weight = render(page).len();
    }
    weight
}

/// Embeds figures into a page that weighs `spent` bytes without them. `read` gives the document of
/// a figure.
pub fn embed(page: &mut Page, spent: usize, threads: usize, read: &Read) {
    let with_figures = page
        .runs
        .iter()
        .filter(|run| !run.figures.is_empty())
        .count();
    let share = BUDGET.saturating_sub(spent) / with_figures.max(1);
    let packed = in_order(&page.runs, threads, |run| figures_within(share, run, read));
    for (run, packed) in page.runs.iter_mut().zip(packed) {
        run.figures
            .iter_mut()
            .zip(packed)
            .for_each(|(figure, packed)| figure.packed = Some(packed));
    }
}

/// The first figures of a run that fit into `share` bytes together.
fn figures_within(share: usize, run: &Run, read: &Read) -> Vec<String> {
    let mut left = share;
    let mut figures = Vec::new();
    for figure in &run.figures {
        let Some(packed) = read(run, figure).map(|document| packed(&document)) else {
            break;
        };
        let Some(rest) = left.checked_sub(packed.len()) else {
            break;
        };
        left = rest;
        figures.push(packed);
    }
    figures
}
