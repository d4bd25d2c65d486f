//! How much of the runs' figures the page carries in itself.
//!
//! The page may weigh [`BUDGET`]. What is left of it after everything else is shared evenly: every run embeds its figures in order of
//! worth while they fit into its share. The others are shown from their files beside the page.

use std::io::Write;

use base64::{Engine, engine::general_purpose::STANDARD};
use flate2::{Compression, write::ZlibEncoder};

use super::page::{Page, Run, RunFigure};
use super::pass::in_order;

/// Bytes that the page may weigh in all. Mail and file shares take attachments of 15 MB and more.
pub const BUDGET: usize = 12_000_000;

/// Gives the document of a figure, if it can be read.
pub type Read<'a> = dyn Fn(&Run, &RunFigure) -> Option<String> + Sync + 'a;

/// A document, deflated (zlib), in base64. A browser turns it back.
pub fn packed(document: &str) -> String {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(document.as_bytes()).expect("memory takes every byte");
    STANDARD.encode(encoder.finish().expect("memory takes every byte"))
}

/// Embeds figures into a page that weighs `spent` bytes without them. `read` gives the document of a figure.
pub fn embed(page: &mut Page, spent: usize, threads: usize, read: &Read) {
    let with_figures = page.runs.iter().filter(|run| !run.figures.is_empty()).count();
    let share = BUDGET.saturating_sub(spent) / with_figures.max(1);
    let packed = in_order(&page.runs, threads, |run| figures_within(share, run, read));
    for (run, packed) in page.runs.iter_mut().zip(packed) {
        run.figures.iter_mut().zip(packed).for_each(|(figure, packed)| figure.packed = Some(packed));
    }
}

/// The first figures of a run that fit into `share` bytes together.
fn figures_within(share: usize, run: &Run, read: &Read) -> Vec<String> {
    let mut left = share;
    let mut figures = Vec::new();
    for figure in &run.figures {
        let Some(packed) = read(run, figure).map(|document| packed(&document)) else { break };
        let Some(rest) = left.checked_sub(packed.len()) else { break };
        left = rest;
        figures.push(packed);
    }
    figures
}
