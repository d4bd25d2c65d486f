//! The page as HTML: its content as plain data, and the document that is made of it. Every text is
//! escaped, and the browser itself is told to load nothing from elsewhere.

mod breakable;
mod compare;
mod document;
mod drawer;
mod escape;
mod figure;
mod gallery;
mod glossary;
mod healing_table;
mod page;
mod phase_grid;
mod race_table;
mod ranking_table;
mod run_table;
mod summary;
mod verdict_mark;

pub(super) use document::{metadata, render};
pub(super) use escape::plain_text;
pub(super) use figure::{deflated, svg_data_uri};
pub(super) use gallery::is_shown_in_gallery;
pub(super) use glossary::glossary;
pub(super) use page::{Page, PageFigure, PageRun, PageRunFigure, PhaseGrid, Ranking};

#[cfg(test)]
pub(super) use page::GlossaryEntry;
