//! `diagnose` for logs of other programs.

use std::path::Path;

use super::args::ForeignArguments;
use super::exit::Failure;
use super::out;
use crate::config::Loss;
use crate::diagnose::{Diagnosis, RunHistory, diagnose};
use crate::record::external_logs::{
    Convention, ExternalLog, LogOptions, LossScale, read_external_log,
};

/// Samples behind an evaluation where nobody says: as many as seesaw draws by default.
const SAMPLES: u32 = 2500;

/// Columns that are not read, shown at most: event files can hold hundreds.
const SHOWN: usize = 20;

/// How the logs of other programs are judged, as the flags say.
pub struct Foreign {
    loss: Loss,
    samples: usize,
    map: LogOptions,
    /// The user has said nothing of the scale of D's loss.
    is_assumed: bool,
}

impl Foreign {
    /// The flags, for logs of which `path` is the first.
    ///
    /// # Errors
    /// If they lack the loss, or do not fit it.
    pub fn new(arguments: &ForeignArguments, path: &Path) -> Result<Self, Failure> {
        let Some(loss) = arguments.loss else {
            let names = Loss::ALL.each_ref().map(Loss::name).join(", ");
            let path = path.display();
            let message = format!(
                "{path} is a log of another program, which does not say what its GAN minimised: add `--loss NAME`\n  \
                 allowed here: {names}"
            );
            return Err(Failure::Usage(message));
        };
        let convention = arguments
            .convention
            .map_or(Convention::default(), Convention::from);
        let scale = LossScale::new(loss, convention, arguments.ideal)?;
        let map = LogOptions {
            choices: arguments.column.clone(),
            scale,
        };
        let has_one_scale = loss == Loss::Rsgan;
        let is_assumed =
            arguments.convention.is_none() && arguments.ideal.is_none() && !has_one_scale;
        Ok(Self {
            loss,
            samples: arguments.samples.unwrap_or(SAMPLES) as usize,
            map,
            is_assumed,
        })
    }

    /// Reads and judges a log, and says on stderr how it was understood and what could not be
    /// judged.
    ///
    /// # Errors
    /// As [`read_external_log`].
    pub fn diagnose(&self, path: &Path) -> Result<Diagnosis, Failure> {
        let log = read_external_log(path, &self.map)?;
        let diagnosis = diagnose(&RunHistory::external(
            self.loss,
            self.samples,
            &log.steps,
            &log.evals,
        ));
        self.say(path, &log, &diagnosis.not_judged);
        Ok(diagnosis)
    }

    fn say(&self, path: &Path, log: &ExternalLog, limits: &[String]) {
        let read: Vec<String> = log
            .columns
            .iter()
            .map(|(ours, theirs)| format!("{ours} = {theirs}"))
            .collect();
        out::message(format_args!(
            "{}: {} steps; read {}",
            path.display(),
            log.steps.len(),
            read.join(", ")
        ));
        if !log.ignored.is_empty() {
            let more = log.ignored.len().saturating_sub(SHOWN);
            let more = if more > 0 {
                format!(", and {more} more")
            } else {
                String::new()
            };
            let shown = log
                .ignored
                .iter()
                .take(SHOWN)
                .cloned()
                .collect::<Vec<_>>()
                .join(", ");
            out::message(format_args!("  not read: {shown}{more}"));
        }
        if self.is_assumed && log.columns.iter().any(|(ours, _)| ours == "d_loss") {
            out::message(
                "  taken as given: D's loss is the mean of its real and its fake term; if it is their sum, say `--convention sum`",
            );
        }
        log.notes
            .iter()
            .for_each(|note| out::message(format_args!("  note: {note}")));
        limits
            .iter()
            .for_each(|limit| out::message(format_args!("  not judged: {limit}")));
    }
}
