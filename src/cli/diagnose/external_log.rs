//! `diagnose` for logs of other programs.

use std::path::Path;

use clap::ValueEnum;

use super::super::exit::CliError;
use super::super::terminal::output::print_message;
use crate::diagnose::{Diagnosis, RunHistory, diagnose};
use crate::record::external_logs::{self, ExternalLog, LogOptions, LossScale, read_external_log};
use crate::statistics::plural;
use crate::strategies::Loss;

/// Samples behind an evaluation where the user says nothing: as many as seesaw draws by default.
const DEFAULT_SAMPLES: u32 = 2500;

/// Unread columns that are listed, at most: event files can hold hundreds.
const MAX_LISTED: usize = 20;

/// What a log of another program does not say itself.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Logs of other programs")]
pub(super) struct ExternalLogArguments {
    /// What the GAN minimised: non_saturating (bce), minimax, least_squares (lsgan), hinge,
    /// wasserstein (wgan, wgan_gp), rsgan, ra_gan, ra_hinge
    #[arg(long, value_name = "NAME")]
    loss: Option<Loss>,
    /// Whether D's loss is the mean of its real and its fake term, or their sum [default: mean]
    #[arg(long, value_enum)]
    convention: Option<Convention>,
    /// D's loss where it cannot tell real from fake, for any other scale; least squares with a
    /// further factor 1/2: 0.125
    #[arg(long, value_name = "X")]
    ideal: Option<f64>,
    /// Which column is what, such as d_loss=errD; can be repeated. OURS: step, d_loss, d_loss_real,
    /// d_loss_fake, g_loss, d_real, d_fake, d_acc, d_grad_norm, g_grad_norm, lr_d, lr_g, penalty,
    /// or a metric
    #[arg(long, value_name = "OURS=THEIRS")]
    column: Vec<external_logs::ColumnChoice>,
    /// Samples behind each evaluation, where the log has metrics [default: 2500]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(2..=100_000))]
    samples: Option<u32>,
}

impl ExternalLogArguments {
    /// The flags that are given.
    pub(super) fn given(&self) -> Vec<&'static str> {
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
enum Convention {
    /// Half the sum of the real and the fake term
    Mean,
    /// The sum of both terms, as in PyTorch's DCGAN tutorial
    Sum,
}

impl From<Convention> for external_logs::LossConvention {
    fn from(convention: Convention) -> Self {
        match convention {
            Convention::Mean => external_logs::LossConvention::Mean,
            Convention::Sum => external_logs::LossConvention::Sum,
        }
    }
}

/// Judges logs as the flags say.
pub(super) struct ExternalLogJudge {
    loss: Loss,
    samples: usize,
    columns: LogOptions,
    /// Whether the scale of D's loss is assumed, because no flag says it.
    is_scale_assumed: bool,
}

impl ExternalLogJudge {
    /// Reads the flags, for logs of which `path` is the first.
    ///
    /// # Errors
    /// If the loss is missing, or the scale does not fit it.
    pub(super) fn new(arguments: &ExternalLogArguments, path: &Path) -> Result<Self, CliError> {
        let loss = arguments.loss.ok_or_else(|| loss_missing(path))?;
        let convention = arguments
            .convention
            .map_or(external_logs::LossConvention::default(), Into::into);
        let columns = LogOptions {
            choices: arguments.column.clone(),
            scale: LossScale::new(loss, convention, arguments.ideal)?,
        };
        let has_one_scale = loss == Loss::Rsgan;
        let is_scale_said = arguments.convention.is_some() || arguments.ideal.is_some();
        Ok(Self {
            loss,
            samples: arguments.samples.unwrap_or(DEFAULT_SAMPLES) as usize,
            columns,
            is_scale_assumed: !is_scale_said && !has_one_scale,
        })
    }

    /// Reads and judges a log. Prints on stderr how it was understood and what could not be judged.
    ///
    /// # Errors
    /// As [`read_external_log`].
    pub(super) fn diagnose(&self, path: &Path) -> Result<Diagnosis, CliError> {
        let log = read_external_log(path, &self.columns)?;
        let diagnosis = diagnose(&RunHistory::external(
            self.loss,
            self.samples,
            &log.steps,
            &log.evals,
        ));
        self.print_reading(path, &log);
        for limit in &diagnosis.not_judged {
            print_message(format_args!("  not judged: {limit}"));
        }
        Ok(diagnosis)
    }

    /// Prints what was read as what, what was not read, and what was assumed.
    fn print_reading(&self, path: &Path, log: &ExternalLog) {
        let read: Vec<String> = log
            .columns
            .iter()
            .map(|(ours, theirs)| format!("{ours} = {theirs}"))
            .collect();
        print_message(format_args!(
            "{}: {}; read {}",
            path.display(),
            plural(log.steps.len(), "step"),
            read.join(", ")
        ));
        if !log.ignored.is_empty() {
            print_message(format_args!("  not read: {}", shortened(&log.ignored)));
        }
        if self.is_scale_assumed && log.columns.iter().any(|(ours, _)| ours == "d_loss") {
            print_message(
                "  assumed: D's loss is the mean of its real and its fake term; if it is their sum, add `--convention sum`",
            );
        }
        for note in &log.notes {
            print_message(format_args!("  note: {note}"));
        }
    }
}

/// The first of these names, and how many more there are.
fn shortened(names: &[String]) -> String {
    let listed = names[..names.len().min(MAX_LISTED)].join(", ");
    match names.len().saturating_sub(MAX_LISTED) {
        0 => listed,
        more => format!("{listed}, and {more} more"),
    }
}

fn loss_missing(path: &Path) -> CliError {
    let path = path.display();
    let names = Loss::ALL
        .iter()
        .map(Loss::name)
        .collect::<Vec<_>>()
        .join(", ");
    CliError::Usage(format!(
        "{path} is a log of another program, which does not say what its GAN minimised: add `--loss NAME`\n  \
         allowed here: {names}"
    ))
}
