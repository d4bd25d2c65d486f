//! `seesaw attach`: the log and the samples of a training run elsewhere, followed and judged while they
//! grow.
//!
//! ```text
//! attached_log (what is new) -----------------------> training (both, judged) -> alarm (has a failure
//! attached_samples -> sample_worker -> set_history -^        |                   outlasted patience?)
//!   (new sets)        (its thread)     (measured)            v                        v
//!                                      view: page on a terminal, else      response: a command, or
//!                                      status_line                         an exit code
//! ```

mod alarm;
mod attached_log;
mod attached_samples;
mod page;
mod patience;
mod response;
mod sample_worker;
mod set_history;
mod status_line;
mod time_span;
mod training;
mod view;

use std::path::{Path, PathBuf};
use std::time::Duration;

use super::diagnose::external_log::ExternalLogArguments;
use super::diagnose::finding_rows::{HEADERS, rows};
use super::diagnose::sample_flags::SampleArguments;
use super::exit::{CliError, Exit};
use super::lookup::runs::is_run;
use super::lookup::studies::is_study;
use super::signals::StopRequest;
use super::terminal::output::print_message;
use super::terminal::table::TextTable;
use super::terminal::table_printing::TableFormat;
use crate::launch::samples::SampleRequest;
use crate::record::external_logs::{is_external_log, logs_below};
use alarm::Alarm;
use attached_log::AttachedLog;
use attached_samples::AttachedSamples;
use patience::Patience;
use response::Response;
use time_span::TimeSpan;
use training::Training;
use view::View;

const EXAMPLES: &str = "\
Examples:
  seesaw attach train.log --loss bce
  seesaw attach runs/dcgan --loss hinge    a folder of event files
  seesaw attach train.log --loss bce --patience 2000steps
                                           exits with 20 once it has been
                                           failing for 2,000 steps
  seesaw attach train.log --loss bce --on-failure 'scancel 4711'
  seesaw attach train.log --loss bce --idle 30m
                                           ends when nothing more is logged
  seesaw attach train.log --loss bce --fakes out/ --reals data/ --tile 8x8
                                           with the sheets of samples that the
                                           training script saves
  seesaw attach --fakes samples/ --modes ring:8
                                           samples alone

Stop a training script when it fails:
  python -u train.py > train.log 2>&1 &
  training=$!
  seesaw attach train.log --loss bce --idle 30m
  [ $? -eq 20 ] && kill $training

The log is read as `seesaw diagnose` reads it, in every format, while the
training script writes it; `seesaw diagnose --help` lists the formats. It need
not be there yet. A log that is rotated goes on in the new file, and one that is
emptied or replaced is read from its beginning. A script that is restarted goes
on from the step that it goes back to. Only what is new is read; in logs of more
than some thousand rows, neighbouring rows are joined.

Sets of samples have a step in their names (fakes_000400.png, step_400/); each
is measured once its files have not changed for a second. A collapse that they
show counts with every further set, from the fifth on.

The command of --on-failure gets SEESAW_VERDICT, SEESAW_STEP (the last one),
SEESAW_ONSET (since when, if that is known), SEESAW_LOG and SEESAW_FAKES. It
runs once for each failure that outlasts patience. Ctrl-C ends with the last
verdict and exit code 0. docs/attach.md has examples for PyTorch,
Keras, JAX and Slurm.";

/// Follow the log or the samples of a GAN that is trained elsewhere: its losses, its metrics and its
/// verdict, live, and a command or an exit code once it fails
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Arguments {
    /// The log that another program writes: a file, or a folder of TensorBoard's event files; it
    /// need not be there yet
    #[arg(required_unless_present = "fakes")]
    log: Option<PathBuf>,
    /// How long a failure must go on before anything is done: judgements in a row, such as 10; steps, such as 2000steps; or
    /// time, such as 10m. The log is judged at most once a second, and only when it has grown; what samples show, with every
    /// new set
    #[arg(long, value_name = "HOW_LONG", default_value = "10")]
    patience: Patience,
    /// What to run in a shell when patience is over [default: exit with 20]
    #[arg(long, value_name = "COMMAND")]
    on_failure: Option<String>,
    /// End when nothing has been logged, and no samples have come, for this time, such as 30m. If the last verdict is a failure,
    /// patience is then over [default: wait]
    #[arg(long, value_name = "TIME")]
    idle: Option<TimeSpan>,
    /// Time between two views [default: 1 on a terminal; elsewhere 60, and a line whenever the
    /// verdict changes]
    #[arg(long, value_name = "SECONDS", value_parser = clap::value_parser!(u64).range(1..=86_400))]
    every: Option<u64>,
    /// Folder that keeps features of real pictures, and classifiers
    #[arg(
        long,
        default_value = "results",
        value_name = "DIR",
        requires = "fakes"
    )]
    results: PathBuf,
    #[command(flatten)]
    external: ExternalLogArguments,
    #[command(flatten)]
    samples: SampleArguments,
}

/// Follows the training until a failure has lasted, nothing is to come any more, or a signal comes.
///
/// # Errors
/// If the flags do not fit, the path is no log of another program, there is nothing to compare samples with,
/// or stdout cannot be written.
pub(super) fn run(arguments: &Arguments) -> Result<Exit, CliError> {
    let stop = StopRequest::listen()?;
    let mut training = followed(arguments)?;
    let mut view = View::open(arguments.every.map(Duration::from_secs));
    let mut alarm = Alarm::new(arguments.patience);
    let mut response = Response::new(arguments.on_failure.as_deref());
    training.look(&stop);
    loop {
        if training.has_message() || response.has_ended() {
            view.leave();
            training.print_messages();
        }
        let has_lasted = training.is_log_up_to_date() && alarm.observe(&training);
        if !view.show(&training, &alarm)? {
            return Ok(Exit::Ok);
        }
        if has_lasted {
            view.leave();
            let why = format!("for {}", arguments.patience);
            if let Some(exit) = response.give(&training, &why)? {
                return Ok(exit);
            }
        }
        if stop.has_come() || is_idle(&training, arguments.idle) {
            view.leave();
            return conclude(training, &mut alarm, &mut response, &stop);
        }
        stop.wait(view.interval().min(training.until_next_look()));
        if training.until_next_look().is_zero() {
            training.look(&stop);
        }
    }
}

/// The log, the samples, or both.
fn followed(arguments: &Arguments) -> Result<Training, CliError> {
    let log = arguments.log.as_deref().map(|path| {
        refuse_other_folders(path)?;
        AttachedLog::new(&arguments.external, path)
    });
    if log.is_none() {
        arguments.external.refuse_without_log()?;
    }
    let request = arguments.samples.request(arguments.results.clone());
    // One thread, for the training has the others.
    let request = request.map(|request| SampleRequest {
        threads: 1,
        ..request
    });
    let samples = request.map(AttachedSamples::new);
    Ok(Training::new(log.transpose()?, samples.transpose()?))
}

/// A folder of event files need not have any yet, but one of other things will never have.
fn refuse_other_folders(path: &Path) -> Result<(), CliError> {
    let shown = path.display();
    if is_run(path)? || is_study(path)? {
        return Err(CliError::Usage(format!(
            "{shown} is of seesaw's own, which judges its runs while it trains them: `seesaw watch` shows a sweep"
        )));
    }
    let below = logs_below(path);
    if path.is_dir() && !is_external_log(path) && !below.is_empty() {
        let below: Vec<String> = below.iter().map(|log| log.display().to_string()).collect();
        return Err(CliError::Usage(format!(
            "{shown} has no event files\n  they are in {}; attach to one of these folders",
            below.join(", ")
        )));
    }
    Ok(())
}

fn is_idle(training: &Training, limit: Option<TimeSpan>) -> bool {
    let limit = limit.map(TimeSpan::duration);
    let idle = training.idle_for();
    limit.is_some_and(|limit| idle.is_some_and(|idle| idle >= limit))
}

/// Prints the last verdict with the numbers that decided it.
fn conclude(
    mut training: Training,
    alarm: &mut Alarm,
    response: &mut Response,
    stop: &StopRequest,
) -> Result<Exit, CliError> {
    training.end();
    print_verdicts(&training)?;
    if let Some(signal) = stop.exit() {
        // Nothing is lost by a signal, and Ctrl-C is how one ends it.
        let is_usual = signal == Exit::Interrupted;
        return Ok(if is_usual { Exit::Ok } else { signal });
    }
    if training.judged().is_empty() {
        return Ok(training.problem().map_or(Exit::Files, CliError::exit));
    }
    // Nothing more will come that could take a failure back.
    let ends_now = alarm.observe(&training);
    let nothing_more = match training.log {
        Some(_) => "and nothing more is logged",
        None => "and no more samples come",
    };
    let exit = match alarm.is_failing() && (ends_now || !alarm.is_over()) {
        true => response.give(&training, nothing_more)?,
        false => None,
    };
    response.wait();
    Ok(exit.unwrap_or(Exit::Ok))
}

fn print_verdicts(training: &Training) -> Result<(), CliError> {
    if training.judged().is_empty() {
        let path = training.path().display();
        let what = match training.log {
            Some(_) => "was no log",
            None => "were no samples",
        };
        match training.problem() {
            Some(problem) => print_message(format_args!("nothing could be judged: {problem}")),
            None => print_message(format_args!("{path}: there {what}, so nothing is judged")),
        }
        return Ok(());
    }
    let mut table = TextTable::new(HEADERS)
        .with_ids_first()
        .with_titles([("not_judged", "not judged")]);
    for game in training.judged() {
        let rows = rows(&game.name, &game.diagnosis).into_iter();
        rows.for_each(|row| table.push(row));
    }
    table.print(TableFormat::default())?;
    if let Some(log) = &training.log {
        log.print_new_notes();
    }
    Ok(())
}
