//! seesaw sweeps GAN training from YAML and says, with evidence, what went wrong.
//!
//! ```text
//! experiments/*.yaml -> config -> launch -> train -> record -> results/<study>/
//!                                         ^                  |
//!                         data  models  metrics              +-> diagnose -> statistics -> plot -> report
//! ```
//! A module uses only modules before it in this order: `hex`, `rng`, `state_dict`, `schema`,
//! `strategies`, `config`, `data`, `metrics`, `nn`, `models`, `train`, `record`, `diagnose`,
//! `statistics`, `plot`, `report`, `launch`, `cli`.
//! ARCHITECTURE.md says what is done where, and what never.

pub mod cli;
pub mod config;
pub mod data;
pub mod diagnose;
#[cfg(test)]
mod golden;
mod hex;
pub mod launch;
pub mod metrics;
pub mod models;
pub mod nn;
pub mod plot;
pub mod record;
pub mod report;
pub mod rng;
mod schema;
pub mod state_dict;
pub mod statistics;
pub mod strategies;
pub mod train;
