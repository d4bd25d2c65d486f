//! The command line.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::config::{Loss, Override};
use crate::record::external_logs;

const EXAMPLES: &str = "\
Examples:
  seesaw sweep                                  the built-in quickstart: a ring GAN over learning rates
  seesaw sweep experiments/digits.yaml          a study of your own
  seesaw sweep study.yaml --set steps=500       the same study, shorter
  seesaw plan study.yaml                        what it would train
  seesaw watch                                  the sweep that is at work, live, wherever it was started
  seesaw diagnose results/my-study              what went wrong, run by run
  seesaw diagnose losses.csv --loss hinge       the same of a GAN that was trained anywhere
  seesaw compare ring:strategy=alternate ring:strategy=skip_d       two arms on common seeds
  seesaw verify results/my-study/runs/RUN       train it again: are the bits the same?
  seesaw export my-study --to tensorboard       curves and hyperparameters for TensorBoard
  seesaw catalog balance                        every balance rule with formula, parameters and source

Exit codes:
  0 ok - 1 a file cannot be read or written, or is damaged - 2 usage - 3 the study is invalid
  10 some runs failed - 12 a run trained again is another one - 13 a run cannot go on from what is there
  75 stopped by SIGTERM or SIGHUP, saved: start it again - 130 interrupted by Ctrl-C, saved
  A run that collapses or diverges is a result, not a failure.";

const DIAGNOSE_EXAMPLES: &str = "\
Examples:
  seesaw diagnose results/my-study                                     runs of seesaw
  seesaw diagnose losses.csv --loss hinge --convention mean            a log of another program: CSV or Parquet
  seesaw diagnose logs/dcgan --loss bce --convention sum               TensorBoard's event files in a folder
  seesaw diagnose log.csv --loss lsgan --ideal 0.125                   D's loss with a further factor 1/2
  seesaw diagnose log.csv --loss bce --column d_loss=critic --column g_loss=actor
  seesaw diagnose log.csv --loss bce --column d_loss_real=D_real --column d_loss_fake=D_fake

A log has one row a step, a header, and the loss of D, of G, or both. Columns are recognised in the usual spellings, such as
d_loss, errD, Loss/discriminator, D(x); also D's accuracy, gradient norms, learning rates, and metrics by their names in
`evals.parquet`. What was read as what, and what could not be judged, is said on stderr.
D's loss should be logged without gradient penalties: they would count as D's being unsure.";

/// Sweep GAN training from YAML and say, with evidence, what went wrong.
#[derive(Debug, Parser)]
#[command(name = "seesaw", version, after_help = EXAMPLES)]
pub struct Arguments {
    #[command(subcommand)]
    pub verb: Verb,
}

/// How tables are printed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Format {
    #[default]
    Table,
    Json,
    Csv,
}

/// How the catalog is printed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum CatalogFormat {
    #[default]
    Table,
    Json,
    Csv,
    /// A page; docs/catalog.md is this
    Markdown,
}

/// Who shall read what is exported.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Reader {
    /// Every column of steps and evaluations as a curve, verdicts as text, axes for the HParams
    /// tab, seeds as groups
    Tensorboard,
}

#[derive(Debug, Subcommand)]
pub enum Verb {
    /// Train every run of a study, judge it, and write tables, pictures and a report
    Sweep(SweepArguments),
    /// Read study files and say whether they are valid
    Check {
        #[arg(required = true)]
        files: Vec<PathBuf>,
        /// Change a value: a path into `run` (lr_d=1e-3), or from the root (sweep.seeds=1)
        #[arg(long, value_name = "PATH=VALUE")]
        set: Vec<Override>,
    },
    /// Print every run of a study, what varies and how many steps it takes, without training
    Plan(PlanArguments),
    /// Show a sweep while it is at work, also one that was started elsewhere: its runs, speeds,
    /// losses and verdicts
    Watch(WatchArguments),
    /// List studies, or the runs of one: state, steps done, attempts, verdict, key metric over
    /// time, and why
    List {
        /// Name of a study below the results folder, or its directory
        study: Option<PathBuf>,
        #[arg(long, default_value = "results", value_name = "DIR")]
        results: PathBuf,
        #[arg(long, value_enum, default_value_t)]
        format: Format,
    },
    /// Judge finished runs again from their tables, or the log of a GAN trained anywhere, with the
    /// numbers that decide
    #[command(after_help = DIAGNOSE_EXAMPLES)]
    Diagnose(DiagnoseArguments),
    /// Compare runs, arms or whole studies on common seeds: paired tests, what differs, figures, a
    /// sentence to quote
    Compare(CompareArguments),
    /// Draw the figures of a run or a study again
    Plot {
        /// A run's directory, or a study by its name or directory
        path: PathBuf,
        #[arg(long, default_value = "results", value_name = "DIR")]
        results: PathBuf,
        #[command(flatten)]
        view: View,
    },
    /// Train runs again in a temporary place and compare with what is recorded, bit by bit
    Verify {
        /// Run or study directories
        #[arg(required = true)]
        runs: Vec<PathBuf>,
        /// Only the first steps
        #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..))]
        steps: Option<u64>,
    },
    /// Write runs.parquet, the study's plots and report.html again from what is on disk
    Report {
        /// Name of a study below the results folder, or its directory
        study: PathBuf,
        #[arg(long, default_value = "results", value_name = "DIR")]
        results: PathBuf,
        #[command(flatten)]
        view: View,
    },
    /// Write finished runs as files that TensorBoard reads
    ///
    /// What was exported of a run before is replaced; equal runs give equal files.
    Export(ExportArguments),
    /// Everything that a study may name, with formula, parameters, defaults and source
    Catalog {
        /// Only this kind: data, model, loss, optimizer, schedule, balance, regularize, fakes,
        /// select, adapt, average, ..
        kind: Option<String>,
        #[arg(long, value_enum, default_value_t)]
        format: CatalogFormat,
    },
    /// Print a completion script for a shell
    Completions { shell: clap_complete::Shell },
}

#[derive(Debug, Args)]
pub struct SweepArguments {
    /// The study [default: experiments/quickstart.yaml, or the quickstart built into the program]
    pub file: Option<PathBuf>,
    /// Runs trained at the same time [default: all cores]
    #[arg(long, value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub jobs: Option<u16>,
    /// Folder that holds one directory a study
    #[arg(long, default_value = "results", value_name = "DIR")]
    pub results: PathBuf,
    /// Change a value: a path into `run` (lr_d=1e-3), or from the root (sweep.seeds=1)
    #[arg(long, value_name = "PATH=VALUE")]
    pub set: Vec<Override>,
    /// Train only this run of the study; can be repeated
    #[arg(long, value_name = "RUN")]
    pub only: Vec<String>,
    /// Draw no figures of single runs; `seesaw plot` draws them later
    #[arg(long)]
    pub no_plots: bool,
    /// Set aside what is there of another spec, format or program, and train such runs from their
    /// start
    #[arg(long)]
    pub restart: bool,
    #[arg(long, value_enum, default_value_t)]
    pub format: Format,
}

/// What the figures of a study are about.
#[derive(Debug, Default, Args)]
pub struct View {
    /// Axes of the phase diagram: columns, rows and panels [default: numbers first, learning rates
    /// before others]
    #[arg(long, value_name = "X,Y,PANELS", value_delimiter = ',')]
    pub axes: Vec<String>,
    /// The axis whose values are compared [default: the first group of arms, else what matters
    /// most]
    #[arg(long, value_name = "AXIS")]
    pub by: Option<String>,
}

#[derive(Debug, Args)]
pub struct CompareArguments {
    /// Two or more: a study (its name or directory), an arm of it (STUDY:axis=value,axis=value), or
    /// a run's directory; the first is the baseline
    #[arg(required = true, num_args = 2.., value_name = "SIDE")]
    pub sides: Vec<String>,
    /// Folder that holds one directory a study
    #[arg(long, default_value = "results", value_name = "DIR")]
    pub results: PathBuf,
    /// Where the figures go [default: compared/<names> below the results folder]
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// Draw no figures
    #[arg(long)]
    pub no_plots: bool,
    #[arg(long, value_enum, default_value_t)]
    pub format: Format,
}

#[derive(Debug, Args)]
pub struct DiagnoseArguments {
    /// Run or study directories, and logs of other programs: CSV, Parquet, TensorBoard's event
    /// files or a folder of them
    #[arg(required = true)]
    pub paths: Vec<PathBuf>,
    #[command(flatten)]
    pub foreign: ForeignArguments,
    #[arg(long, value_enum, default_value_t)]
    pub format: Format,
}

/// What a log of another program does not say itself.
#[derive(Debug, Args)]
#[command(next_help_heading = "Logs of other programs")]
pub struct ForeignArguments {
    /// What the GAN minimised: non_saturating (bce), minimax, least_squares (lsgan), hinge,
    /// wasserstein (wgan, wgan_gp), rsgan, ra_gan, ra_hinge
    #[arg(long, value_name = "NAME")]
    pub loss: Option<Loss>,
    /// Whether D's loss is the mean of its real and its fake term, or their sum [default: mean]
    #[arg(long, value_enum)]
    pub convention: Option<Convention>,
    /// D's loss where it cannot tell real from fake, for any other scale; least squares with a
    /// further factor 1/2: 0.125
    #[arg(long, value_name = "X")]
    pub ideal: Option<f64>,
    /// Which column is what, such as d_loss=errD; can be repeated. OURS: step, d_loss, d_loss_real,
    /// d_loss_fake, g_loss, d_real, d_fake, d_acc, d_grad_norm, g_grad_norm, lr_d, lr_g, penalty,
    /// or a metric
    #[arg(long, value_name = "OURS=THEIRS")]
    pub column: Vec<external_logs::ColumnChoice>,
    /// Samples behind each evaluation, where the log has metrics [default: 2500]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(2..=100_000))]
    pub samples: Option<u32>,
}

impl ForeignArguments {
    /// The flags that are given.
    pub fn given(&self) -> Vec<&'static str> {
        let flags = [
            ("--loss", self.loss.is_some()),
            ("--convention", self.convention.is_some()),
            ("--ideal", self.ideal.is_some()),
            ("--column", !self.column.is_empty()),
            ("--samples", self.samples.is_some()),
        ];
        flags
            .into_iter()
            .filter(|(_, is_given)| *is_given)
            .map(|(flag, _)| flag)
            .collect()
    }
}

/// What a program calls D's loss.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Convention {
    /// Half the sum of the real and the fake term
    Mean,
    /// The sum of both terms, as in PyTorch's DCGAN tutorial
    Sum,
}

impl From<Convention> for external_logs::Convention {
    fn from(convention: Convention) -> Self {
        match convention {
            Convention::Mean => external_logs::Convention::Mean,
            Convention::Sum => external_logs::Convention::Sum,
        }
    }
}

#[derive(Debug, Args)]
pub struct ExportArguments {
    /// A run directory, or a study: its directory, or its name below the results folder
    pub path: PathBuf,
    /// Who shall read it
    #[arg(long, value_enum, value_name = "READER")]
    pub to: Reader,
    /// Folder to write into, one folder a run [default: tensorboard, below PATH]
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    #[arg(long, default_value = "results", value_name = "DIR")]
    pub results: PathBuf,
}

#[derive(Debug, Args)]
pub struct PlanArguments {
    /// The study [default: experiments/quickstart.yaml, or the quickstart built into the program]
    pub file: Option<PathBuf>,
    /// Change a value: a path into `run` (lr_d=1e-3), or from the root (sweep.seeds=1)
    #[arg(long, value_name = "PATH=VALUE")]
    pub set: Vec<Override>,
    #[arg(long, value_enum, default_value_t)]
    pub format: Format,
}

#[derive(Debug, Args)]
pub struct WatchArguments {
    /// Name of a study below the results folder, or its directory [default: the one with the newest
    /// activity]
    pub study: Option<PathBuf>,
    #[arg(long, default_value = "results", value_name = "DIR")]
    pub results: PathBuf,
    /// Time between two views [default: 1 on a terminal; elsewhere 10, and a view whenever a run
    /// begins or ends]
    #[arg(long, value_name = "SECONDS", value_parser = clap::value_parser!(u64).range(1..=86_400))]
    pub every: Option<u64>,
    /// One view, then end
    #[arg(long)]
    pub once: bool,
}
