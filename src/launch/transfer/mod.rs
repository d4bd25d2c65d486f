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

mod draw;
mod error;
mod extractors;
mod history;
mod inputs;
mod job;
mod repair;
mod run_transfer;
mod verify;

pub use draw::draw_transfer_run;
pub use error::TransferError;
pub use extractors::{OpenExtractor, open_extractor};
pub use history::TransferHistory;
pub use inputs::{OpenTransfer, open_transfer};
pub use job::{TransferEnd, TransferJob};
pub use repair::repair_transfer;
pub use run_transfer::run_transfer;
pub use verify::verify_transfer;
