//! Verbs, progress, messages and exit codes. The only place that prints.

mod args;
mod catalog;
mod color;
mod compare;
mod exit;
mod export;
mod foreign;
mod out;
mod plan;
mod progress;
mod runs;
mod sides;
mod signals;
mod sparkline;
mod study;
mod sweep;
mod table;
mod verify;
mod watch;

use std::process::ExitCode;

use args::{Arguments, Verb};
use clap::{CommandFactory, Parser};
pub use exit::{Exit, Failure};

/// Reads the command line, does what it says, and reports how that went.
pub fn main() -> ExitCode {
    run(Arguments::parse())
        .unwrap_or_else(|failure| failure.report())
        .into()
}

fn run(arguments: Arguments) -> Result<Exit, Failure> {
    match arguments.verb {
        Verb::Sweep(sweep) => sweep::sweep(&sweep),
        Verb::Check { files, set } => plan::check(&files, &set),
        Verb::Plan(plan) => plan::plan(&plan),
        Verb::Watch(watch) => watch::watch(&watch),
        Verb::List {
            study,
            results,
            format,
        } => study::list(study.as_deref(), &results, format),
        Verb::Diagnose(diagnose) => runs::diagnose(&diagnose),
        Verb::Compare(sides) => compare::compare(&sides),
        Verb::Plot {
            path,
            results,
            view,
        } => runs::plot(&path, &results, &view),
        Verb::Verify { runs, steps } => verify::verify(&runs, steps),
        Verb::Report {
            study,
            results,
            view,
        } => study::report(&study, &results, &view),
        Verb::Export(export) => export::export(&export),
        Verb::Catalog { kind, format } => catalog::catalog(kind.as_deref(), format),
        Verb::Completions { shell } => {
            clap_complete::generate(
                shell,
                &mut Arguments::command(),
                "seesaw",
                &mut std::io::stdout(),
            );
            Ok(Exit::Ok)
        }
    }
}
