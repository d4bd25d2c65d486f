//! Where runs execute. Every way of launching ends in [`run_one`]; nothing here knows about GANs.

mod data_sets;
mod one;
mod pool;
mod state;

pub use data_sets::DataSets;
pub use one::{RunEnd, draw_run, run_one};
pub use pool::{Job, Message, Worked, work};
pub use state::{State, mend, set_aside, state_of};
