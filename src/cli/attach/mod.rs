//! `seesaw attach`: the log of a training run elsewhere, followed and judged while it grows.
//!
//! `attached_log` (what is new of it, judged) -> `alarm` (has a failure outlasted patience?) -> `response` (a
//! command, or an exit code); `view` shows it: `page` on a terminal, `status_line` elsewhere.

mod alarm;
mod attached_log;
mod page;
mod patience;
mod response;
mod status_line;
mod time_span;
mod view;

use std::path::{Path, PathBuf};
use std::time::Duration;

use super::diagnose::external_log::ExternalLogArguments;
use super::diagnose::finding_rows::{HEADERS, rows};
use super::exit::{CliError, Exit};
use super::lookup::runs::is_run;
use super::lookup::studies::is_study;
use super::signals::StopRequest;
use super::terminal::output::print_message;
use super::terminal::table::TextTable;
use super::terminal::table_printing::TableFormat;
use crate::record::external_logs::{is_external_log, logs_below};
use alarm::Alarm;
use attached_log::AttachedLog;
use patience::Patience;
use response::Response;
use time_span::TimeSpan;
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

The command of --on-failure gets SEESAW_VERDICT, SEESAW_STEP (the last one),
SEESAW_ONSET (since when, if that is known) and SEESAW_LOG. It runs once for
each failure that outlasts patience. Ctrl-C ends with the last verdict and exit code 0.
docs/attach.md has examples for PyTorch, Keras, JAX and Slurm.";

/// Follow the log of a GAN that is trained elsewhere: its losses and its verdict, live, and a
/// command or an exit code once it fails
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Arguments {
    /// The log that another program writes: a file, or a folder of TensorBoard's event files; it
    /// need not be there yet
    log: PathBuf,
    /// How long a failure must go on before anything is done: judgements in a row, such as 10; steps, such as 2000steps; or
    /// time, such as 10m. The log is judged at most once a second, and only when it has grown
    #[arg(long, value_name = "HOW_LONG", default_value = "10")]
    patience: Patience,
    /// What to run in a shell when patience is over [default: exit with 20]
    #[arg(long, value_name = "COMMAND")]
    on_failure: Option<String>,
    /// End when the log has not grown for this time, such as 30m. If the last verdict is a failure,
    /// patience is then over [default: wait]
    #[arg(long, value_name = "TIME")]
    idle: Option<TimeSpan>,
    /// Time between two views [default: 1 on a terminal; elsewhere 60, and a line whenever the
    /// verdict changes]
    #[arg(long, value_name = "SECONDS", value_parser = clap::value_parser!(u64).range(1..=86_400))]
    every: Option<u64>,
    #[command(flatten)]
    external: ExternalLogArguments,
}

/// Follows the log until a failure has lasted, nothing is to come any more, or a signal comes.
///
/// # Errors
/// If the flags do not fit, the path is no log of another program, or stdout cannot be written.
pub(super) fn run(arguments: &Arguments) -> Result<Exit, CliError> {
    let path = &arguments.log;
    refuse_other_folders(path)?;
    let stop = StopRequest::listen()?;
    let mut log = AttachedLog::new(&arguments.external, path)?;
    let mut view = View::open(arguments.every.map(Duration::from_secs));
    let mut alarm = Alarm::new(arguments.patience);
    let mut response = Response::new(arguments.on_failure.as_deref());
    log.look(&stop);
    loop {
        if log.has_message() || response.has_ended() {
            view.leave();
            log.print_messages();
        }
        let has_lasted = log.is_up_to_date() && alarm.observe(&log);
        if !view.show(&log, &alarm)? {
            return Ok(Exit::Ok);
        }
        if has_lasted {
            view.leave();
            let why = format!("for {}", arguments.patience);
            if let Some(exit) = response.give(&log, &why)? {
                return Ok(exit);
            }
        }
        if stop.has_come() || is_idle(&log, arguments.idle) {
            view.leave();
            return conclude(log, &mut alarm, &mut response, &stop);
        }
        stop.wait(view.interval().min(log.until_next_look()));
        if log.until_next_look().is_zero() {
            log.look(&stop);
        }
    }
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

fn is_idle(log: &AttachedLog, limit: Option<TimeSpan>) -> bool {
    limit.is_some_and(|limit| log.is_up_to_date() && log.silence() >= limit.duration())
}

/// Prints the last verdict with the numbers that decided it.
fn conclude(
    mut log: AttachedLog,
    alarm: &mut Alarm,
    response: &mut Response,
    stop: &StopRequest,
) -> Result<Exit, CliError> {
    log.end();
    print_verdicts(&log)?;
    if let Some(signal) = stop.exit() {
        // Nothing is lost by a signal, and Ctrl-C is how one ends it.
        let is_usual = signal == Exit::Interrupted;
        return Ok(if is_usual { Exit::Ok } else { signal });
    }
    if log.judged().is_empty() {
        return Ok(log.problem().map_or(Exit::Files, CliError::exit));
    }
    // Nothing more will come that could take a failure back.
    let ends_now = alarm.observe(&log);
    let exit = match alarm.is_failing() && (ends_now || !alarm.is_over()) {
        true => response.give(&log, "and nothing more is logged")?,
        false => None,
    };
    response.wait();
    Ok(exit.unwrap_or(Exit::Ok))
}

fn print_verdicts(log: &AttachedLog) -> Result<(), CliError> {
    if log.judged().is_empty() {
        let path = log.path().display();
        match log.problem() {
            Some(problem) => print_message(format_args!("nothing could be judged: {problem}")),
            None => print_message(format_args!(
                "{path}: there was no log, so nothing is judged"
            )),
        }
        return Ok(());
    }
    let mut table = TextTable::new(HEADERS)
        .with_ids_first()
        .with_titles([("not_judged", "not judged")]);
    for game in log.judged() {
        let rows = rows(&game.name, &game.diagnosis).into_iter();
        rows.for_each(|row| table.push(row));
    }
    table.print(TableFormat::default())?;
    log.print_new_notes();
    Ok(())
}
