//! `diagnose` for logs of other programs.

use std::path::Path;

use clap::ValueEnum;

use super::super::exit::CliError;
use super::super::terminal::output::print_message;
use crate::diagnose::{Diagnosis, RunHistory, diagnose};
use crate::launch::samples::SampleLog;
use crate::record::external_logs::{
    self, ExternalLog, LogOptions, LogPattern, LossScale, ScaleOrigin, read_external_log,
};
use crate::statistics::{format_number, plural};
use crate::strategies::Loss;
use crate::train::StepRow;

/// Samples behind an evaluation where the user says nothing: as many as seesaw draws by default.
const DEFAULT_SAMPLES: u32 = 2500;

/// Unread columns that are listed, at most: event files can hold hundreds.
const MAX_LISTED: usize = 20;

/// What a log of another program does not say itself.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Logs of other programs")]
pub(in crate::cli) struct ExternalLogArguments {
    /// What the GAN minimised: non_saturating (bce), minimax, least_squares (lsgan), hinge,
    /// wasserstein (wgan, wgan_gp), rsgan, ra_gan, ra_hinge
    #[arg(long, value_name = "NAME")]
    loss: Option<Loss>,
    /// Whether D's loss is the mean of its real and its fake term, or their sum [default: what the
    /// log shows, else mean]
    #[arg(long, value_enum)]
    convention: Option<Convention>,
    /// D's loss where it cannot tell real from fake, for any other scale; least squares with a
    /// further factor 1/2: 0.125. Below 0 where the log has what D maximises
    #[arg(long, value_name = "X", allow_negative_numbers = true)]
    ideal: Option<f64>,
    /// Which column is what, by its name or its number from 1, such as d_loss=errD or d_loss=4; can
    /// be repeated. OURS: step, d_loss, d_loss_real,
    /// d_loss_fake, g_loss, d_real, d_fake, d_acc, d_grad_norm, g_grad_norm, lr_d, lr_g, penalty,
    /// or a metric
    #[arg(long, value_name = "OURS=THEIRS")]
    column: Vec<external_logs::ColumnChoice>,
    /// Which part of a printed line is what, where names do not stand beside their numbers: named
    /// groups, such as '(?P<step>\d+).*D=(?P<d_loss>\S+)'
    #[arg(long, value_name = "REGEX")]
    pattern: Option<LogPattern>,
    /// Samples behind each evaluation, where the log has metrics [default: 2500]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(2..=100_000))]
    samples: Option<u32>,
}

impl ExternalLogArguments {
    /// # Errors
    /// If a flag is given: it is about a log, and there is none.
    pub(in crate::cli) fn refuse_without_log(&self) -> Result<(), CliError> {
        match self.given().first() {
            Some(flag) => {
                let problem = format!("`{flag}` is for logs of other programs, and there is none");
                Err(CliError::Usage(problem))
            }
            None => Ok(()),
        }
    }

    /// The flags that are given.
    pub(super) fn given(&self) -> Vec<&'static str> {
        let flags = [
            ("--loss", self.loss.is_some()),
            ("--convention", self.convention.is_some()),
            ("--ideal", self.ideal.is_some()),
            ("--column", !self.column.is_empty()),
            ("--pattern", self.pattern.is_some()),
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
pub(in crate::cli) struct ExternalLogJudge {
    loss: Loss,
    samples: usize,
    columns: LogOptions,
}

impl ExternalLogJudge {
    /// Reads the flags, for logs of which `path` is the first.
    ///
    /// # Errors
    /// If the loss is missing, or the scale does not fit it.
    pub(in crate::cli) fn new(
        arguments: &ExternalLogArguments,
        path: &Path,
    ) -> Result<Self, CliError> {
        let loss = arguments.loss.ok_or_else(|| loss_missing(path))?;
        let convention = arguments.convention.map(Into::into);
        let columns = LogOptions {
            choices: arguments.column.clone(),
            scale: LossScale::new(loss, convention, arguments.ideal)?,
            pattern: arguments.pattern.clone(),
        };
        Ok(Self {
            loss,
            samples: arguments.samples.unwrap_or(DEFAULT_SAMPLES) as usize,
            columns,
        })
    }

    /// Reads and judges a log, each of its games under a name. Prints on stderr how it was
    /// understood.
    ///
    /// # Errors
    /// As [`read_external_log`].
    pub(super) fn diagnose(&self, path: &Path) -> Result<Vec<(String, Diagnosis)>, CliError> {
        let games = read_external_log(path, &self.columns)?;
        let judged = games.iter().map(|log| {
            let name = name_of(path, log);
            print_reading(&name, log);
            (name, self.judge(log))
        });
        Ok(judged.collect())
    }

    /// How logs are read.
    pub(in crate::cli) fn options(&self) -> &LogOptions {
        &self.columns
    }

    /// Judges the losses of a log, and the evaluations of samples that it has.
    pub(in crate::cli) fn judge(&self, log: &ExternalLog) -> Diagnosis {
        let (loss, steps, assumes_mean) = self.parts(log);
        diagnose(&RunHistory {
            assumes_mean,
            ..RunHistory::external(loss, self.samples, steps, &log.evals)
        })
    }

    /// What a log is judged by: what the GAN minimised, its steps, and whether the mean is only assumed.
    pub(in crate::cli) fn parts<'a>(&self, log: &'a ExternalLog) -> (Loss, &'a [StepRow], bool) {
        (self.loss, &log.steps, log.scale == ScaleOrigin::Assumed)
    }

    /// The losses of the training that made samples; those of its first game, where it has several.
    ///
    /// # Errors
    /// As [`read_external_log`].
    pub(super) fn log_of_samples(&self, path: &Path) -> Result<Option<SampleLog>, CliError> {
        let games = read_external_log(path, &self.columns)?;
        let log = games.into_iter().next().map(|log| {
            print_reading(&path.display().to_string(), &log);
            SampleLog {
                loss: self.loss,
                assumes_mean: log.scale == ScaleOrigin::Assumed,
                steps: log.steps,
            }
        });
        Ok(log)
    }
}

/// The name of a game of a log.
pub(in crate::cli) fn name_of(path: &Path, log: &ExternalLog) -> String {
    match &log.game {
        Some(game) => format!("{} ({game})", path.display()),
        None => path.display().to_string(),
    }
}

/// Prints what was read as what, what was not read, and what was worked out or assumed.
pub(in crate::cli) fn print_reading(name: &str, log: &ExternalLog) {
    let read: Vec<String> = log
        .columns
        .iter()
        .map(|(ours, theirs)| format!("{ours} = {theirs}"))
        .collect();
    print_message(format_args!(
        "{name}: {}; read {}",
        plural(log.steps.len(), "step"),
        read.join(", ")
    ));
    if !log.ignored.is_empty() {
        print_message(format_args!("  not read: {}", shortened(&log.ignored)));
    }
    match log.scale {
        ScaleOrigin::Known => {}
        ScaleOrigin::WorkedOut(convention, from) => {
            let (kind, _) = kinds(convention);
            print_message(format_args!(
                "  D's loss is the {kind} of its two terms, worked out from {from}"
            ));
        }
        ScaleOrigin::Likely(convention, from) => {
            let (kind, other) = kinds(convention);
            print_message(format_args!(
                "  D's loss is probably the {kind} of its two terms, by {from}; if it is their {other}, add `--convention {other}`"
            ));
        }
        ScaleOrigin::Assumed => print_message(
            "  assumed: D's loss is the mean of its real and its fake term; if it is their sum, add `--convention sum`",
        ),
    }
    let has_d_loss = log
        .columns
        .iter()
        .any(|(ours, _)| ours.starts_with("d_loss"));
    if log.factor != 1.0 && has_d_loss {
        print_message(format_args!(
            "  d_loss below is the mean of D's two terms in the usual scale: what is logged times {}",
            format_number(log.factor)
        ));
    }
    for note in &log.notes {
        print_message(format_args!("  note: {note}"));
    }
}

/// The name of a convention, and that of the other one.
fn kinds(convention: external_logs::LossConvention) -> (&'static str, &'static str) {
    match convention {
        external_logs::LossConvention::Mean => ("mean", "sum"),
        external_logs::LossConvention::Sum => ("sum", "mean"),
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

/// What stands in the code of a program, by the loss that it is.
const LOSSES: [(Loss, &str); 8] = [
    (
        Loss::NonSaturating,
        "BCELoss, BCEWithLogitsLoss, binary_crossentropy, softplus",
    ),
    (
        Loss::Minimax,
        "the same for D, and G minimises log(1 - D(G(z)))",
    ),
    (Loss::LeastSquares, "MSELoss, (D(x) - 1)^2"),
    (Loss::Hinge, "relu(1 - D(x))"),
    (
        Loss::Wasserstein,
        "D(G(z)).mean() - D(x).mean(), with or without a penalty",
    ),
    (Loss::Rsgan, "relativistic: BCE of D(x) - D(G(z))"),
    (
        Loss::RaGan,
        "relativistic average, as in ESRGAN: BCE of D(x) - D(G(z)).mean()",
    ),
    (Loss::RaHinge, "relativistic average hinge"),
];

fn loss_missing(path: &Path) -> CliError {
    let path = path.display();
    let row = |(loss, code): &(Loss, &str)| format!("\n  {:<14} {code}", loss.name());
    CliError::Usage(format!(
        "{path} is a log of another program, which does not say what its GAN minimised: add `--loss NAME`, such as \
         `--loss {}`; what the program computes tells which:{}",
        Loss::NonSaturating.name(),
        LOSSES.iter().map(row).collect::<String>()
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_loss_is_explained_where_one_is_missing() {
        let explained: Vec<Loss> = LOSSES.iter().map(|(loss, _)| *loss).collect();
        for loss in Loss::ALL {
            assert!(explained.contains(loss), "{loss:?}");
        }
    }
}
