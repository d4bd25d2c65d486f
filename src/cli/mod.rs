//! The command line: one module per verb, with its arguments and what it does. This is the only
//! place that prints, and nothing is computed here.
//!
//! A verb is a file with a struct `Arguments`, whose doc comments are the verb's help, and a
//! function `run`. One line of `verbs!` below names it.
//! `exit` has the exit codes, `signals` what stops a verb, `lookup` finds studies and runs on disk,
//! and `terminal` prints tables, colors and progress.

mod exit;
mod figure_axes;
mod lookup;
mod run_explanation;
mod signals;
mod terminal;
mod transfer_table;

use std::process::ExitCode;

use clap::{CommandFactory, Parser, Subcommand};

use exit::{CliError, Exit};

const EXAMPLES: &str = "\
Examples:
  seesaw sweep                             the quickstart: a ring GAN, 24 runs
  seesaw sweep experiments/digits.yaml     a study from a file
  seesaw sweep study.yaml --set steps=500  the same study, shorter
  seesaw plan study.yaml                   what it would train
  seesaw extend my-study --steps 8000      go on where its runs have ended
  seesaw sweep study.yaml --launch slurm   the study on a Slurm cluster
  seesaw watch                             the running sweep, live
  seesaw list --where 'verdict = healthy' --sort high_quality --top 10
                                           the best runs of all studies
  seesaw diagnose my-study                 what went wrong, run by run
  seesaw try RUN                           a failed run again, with its remedy
  seesaw diagnose losses.csv --loss hinge  the log of a GAN trained anywhere
  seesaw attach train.log --loss bce       a training run elsewhere, live
  seesaw compare ring:strategy=alternate ring:strategy=skip_d
                                           two arms on common seeds
  seesaw verify results/ring/runs/RUN      train it again and compare the bits
  seesaw sample results/ring/runs/RUN -o sheet.png
                                           new samples of a trained generator
  seesaw export my-study --to tensorboard  event files for TensorBoard
  seesaw style photo.jpg painting.jpg -o out.png
                                           one picture in the style of another
  seesaw catalog                           every name that a study may use
  seesaw catalog hinge                     one of them, explained

Exit codes:
    0  ok; a run that collapses or diverges is a result, not a failure
    1  a file cannot be read or written, or is damaged; or memory is refused
    2  the command line is wrong
    3  the study is invalid
   10  some runs failed or are missing
   12  a run trained again differs from its record
   13  what is there belongs to another spec, data set, format or program
   20  the training run that `attach` follows has failed for good
   75  stopped by SIGTERM, SIGHUP or SIGUSR1, saved: start it again
  130  interrupted by Ctrl-C, saved";

/// Sweep GAN training from YAML and find out, with evidence, what went wrong in each run.
#[derive(Debug, Parser)]
#[command(name = "seesaw", version, after_help = EXAMPLES, max_term_width = 80)]
struct CommandLine {
    #[command(subcommand)]
    verb: Verb,
}

/// Declares the files of the verbs, makes the enum of them, and calls the function of the chosen
/// one.
macro_rules! verbs {
    ($($file:ident: $verb:ident => $run:expr,)+) => {
        $(mod $file;)+

        #[derive(Debug, Subcommand)]
        enum Verb {
            $($verb($file::Arguments),)+
        }

        fn run(verb: &Verb) -> Result<Exit, CliError> {
            match verb {
                $(Verb::$verb(arguments) => $run(arguments),)+
            }
        }
    };
}

// In the order of `seesaw --help`.
verbs! {
    sweep: Sweep => sweep::run,
    extend: Extend => extend::run,
    check: Check => check::run,
    plan: Plan => plan::run,
    watch: Watch => watch::run,
    list: List => list::run,
    tag: Tag => tag::run,
    note: Note => note::run,
    cancel: Cancel => cancel::run,
    task: Task => task::run,
    diagnose: Diagnose => diagnose::run,
    try_run: Try => try_run::run,
    attach: Attach => attach::run,
    compare: Compare => compare::run,
    plot: Plot => plot::run,
    verify: Verify => verify::run,
    report: Report => report::run,
    sample: Sample => sample::run,
    export: Export => export::run,
    style: Style => style::run,
    catalog: Catalog => catalog::run,
    schema: Schema => schema::run,
    completions: Completions => |arguments| {
        completions::run(arguments, &mut command_line())
    },
}

/// The whole command line as clap knows it: the documentation is tested against it.
#[doc(hidden)]
pub fn command_line() -> clap::Command {
    CommandLine::command()
}

/// Parses the command line, runs the verb, and reports an error on stderr.
pub fn main() -> ExitCode {
    signals::make_file_limit_an_error();
    signals::make_refused_memory_an_exit();
    let CommandLine { verb } = CommandLine::parse();
    run(&verb).unwrap_or_else(|error| error.report()).into()
}
