//! Where runs execute. Every way of launching ends in [`run_one`]; nothing here knows about GANs.

mod cadence;
mod classifiers;
mod data_sets;
mod one;
mod past;
mod pictures;
mod pool;
mod pulse;
mod recorder;
mod state;
mod verify;

pub use classifiers::Shared as SharedClassifier;
pub use data_sets::DataSets;
pub use one::{RunEnd, run_one};
pub use pictures::{draw_run, without_hash};
pub use pool::{Job, Message, Sign, work};
pub use state::{State, mend, state_of};
pub use verify::{TOLERANCE, TOLERANT_STEPS, Verified, verify};
