//! The report of a study: one HTML file that needs no network and no other file, with the study's
//! plots and `runs.parquet` beside it.
//!
//! ```text
//! runs/<id>/ --read_runs--> verdicts, evaluations ----+--> statistics --> StudyTables --> plots/
//!                 |                                   |        (answer, ranking)             |
//!                 +--summarize_tables--> losses ------+                                      +--> build_page --> render
//!                                  \-> curves, overview, thumbnail --------------------------+                     ^
//!     plots/*.svg of the runs ------------------------------------- embed_figures, within a budget ----------------+
//! ```
//! - **No more than one run's step table is in memory for each thread**: `table_summary.rs` reads it,
//!   reduces its losses to a hundred medians and its curves to as many points as the chart needs
//!   (`run_curves.rs`), draws a small overview and a thumbnail of its last samples, and lets it go.
//! - **A run has a name** (`run_names.rs`) that says what differs; its id is for files and commands.
//! - **The page has a budget** (`embedding.rs`): every run has its overview and thumbnail, in a study
//!   too large for that the runs of its gallery; the full figures of all runs are embedded, deflated,
//!   for as long as they fit, the same figures for every run; the rest is linked.
//! - Content and markup are apart: `build_page.rs` says what the page says, `html/` how it looks.
//!   `html/escape.rs` is the one way of text into the page.

mod build_page;
mod drawing_files;
mod embedding;
mod evidence_words;
mod html;
mod key_metrics;
mod provenance;
mod race_words;
mod run_curves;
mod run_filter;
mod run_names;
mod run_on_disk;
mod samples;
mod table_summary;
mod text;
mod transfers;
mod write_report;

pub use run_filter::{Columns, Expression, FilterError};
pub use run_on_disk::{RunOnDisk, read_diagnosis};
pub use samples::{Counts, Gallery, JudgedSamples, JudgedSet, Pair, write_samples_report};
pub use transfers::{TransferOnDisk, read_transfers, write_transfers_report};
pub use write_report::{RequestedAxes, write_report, write_report_on};

pub(crate) use drawing_files::{drawing_error, write_drawing};
pub(crate) use key_metrics::{key_metric, key_metrics};
pub(crate) use run_filter::{Cell, SortKey, cell_of, columns_of, is_of_metric, sort_key};
pub(crate) use run_on_disk::{read_diagnosis_of, read_runs, read_runs_with};
pub(crate) use text::{evidence_text, shell_quote};

#[cfg(test)]
mod tests;
