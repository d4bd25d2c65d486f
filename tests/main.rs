//! One binary for all integration tests: every further one would link polars again.

mod bad_data;
mod bad_input;
mod classifier;
mod compare;
mod corruption;
mod export;
mod external_logs;
mod failures;
mod figures;
mod house;
mod list;
mod page;
mod processes;
mod program;
mod refused;
mod resume;
mod ring;
mod same_bits;
mod steps;
mod stop;
mod strategies;
mod strategy_effects;
mod sweep;
mod torture;
mod verbs;
mod watch;
