//! Style transfers of a study, each from its spec to a finished directory.
//!
//! ```text
//! spec -> pictures, network (inputs.rs) -> StyleTransfer --- row, picture ---> TransferHistory
//!                                               |                                   |
//!                                               +---------- one checkpoint ---------+-> steps.parquet, samples/*.png,
//!                                                                                       verdict.json, plots/, run.json
//! ```
//! Lock, `run.json`, checkpoints and what a directory says of itself are those of every run. A
//! transfer's history is small, so its checkpoint holds it whole.

mod history;
mod inputs;
mod job;
mod run_transfer;

pub use history::TransferHistory;
pub use inputs::{TransferError, open_extractor, open_transfer};
pub use job::{TransferEnd, TransferJob};
pub use run_transfer::run_transfer;
