//! The log that is followed, as it was read last.

use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use super::super::diagnose::external_log::{
    ExternalLogArguments, ExternalLogJudge, name_of, print_reading,
};
use super::super::exit::CliError;
use super::super::signals::StopRequest;
use super::super::terminal::output::print_message;
use crate::record::external_logs::{ExternalLog, GrowingLog, Growth};

/// Time between two looks, at least and at most: so late is a verdict.
pub(super) const SHORTEST: Duration = Duration::from_secs(1);
pub(super) const LONGEST: Duration = Duration::from_secs(4);
/// The time of which reading and judging may take a part: 1 of 200, so that they and everything
/// else take less than a hundredth of a core.
pub(super) const TIMES_THE_COST: u32 = 199;
/// Reading what was written before takes longer than a look; the view is shown on the way.
const LONGEST_READING: Duration = Duration::from_secs(1);
/// How long a log may be nothing that can be judged before it is said why.
pub(super) const UNSAID: Duration = Duration::from_secs(5);
/// The log, and what is known of it.
pub(super) struct AttachedLog {
    path: PathBuf,
    judge: ExternalLogJudge,
    growing: GrowingLog,
    /// Its games, as they were read last.
    logs: Vec<ExternalLog>,
    /// How often there was something new to judge.
    version: u64,
    /// Whether all that is written was read.
    is_up_to_date: bool,
    is_taken: bool,
    last_growth: Instant,
    next_look: Instant,
    problem: Option<Problem>,
    /// Whether there was anything at the path.
    was_there: bool,
    /// What is to be said on stderr.
    messages: Vec<String>,
    /// Games whose reading is to be told there.
    newly_read: Vec<usize>,
    /// Notes on what was left out that have been told.
    told: HashSet<String>,
}

/// Why the log cannot be judged, at the moment.
struct Problem {
    error: CliError,
    since: Instant,
    is_said: bool,
}

impl AttachedLog {
    /// # Errors
    /// If the flags that say how to read it are missing or do not fit.
    pub(super) fn new(arguments: &ExternalLogArguments, path: &Path) -> Result<Self, CliError> {
        let judge = ExternalLogJudge::new(arguments, path)?;
        let now = Instant::now();
        Ok(Self {
            path: path.to_path_buf(),
            growing: GrowingLog::new(path, judge.options().clone()),
            judge,
            logs: Vec::new(),
            version: 0,
            is_up_to_date: false,
            is_taken: true,
            last_growth: now,
            next_look: now,
            problem: None,
            was_there: true,
            messages: Vec::new(),
            newly_read: Vec::new(),
            told: HashSet::new(),
        })
    }

    /// Reads what is new. That it cannot be read is no error: it may be possible at the next look.
    pub(super) fn look(&mut self, stop: &StopRequest) {
        let read = self.read_on(stop);
        // What cannot be read is nothing new.
        self.is_up_to_date |= read.is_err();
        if self.is_up_to_date && !self.is_taken {
            self.is_taken = true;
            self.take();
        }
        if let Err(error) = read {
            self.note_unread(error);
        }
    }

    /// Waits with the next look, by what this one and its judgement have cost.
    pub(super) fn pause_after(&mut self, cost: Duration) {
        let pause = cost * TIMES_THE_COST;
        let pause = match self.growing.is_read_whole() {
            // A long document takes seconds to read, and its verdict may be later than others.
            true => pause.max(SHORTEST),
            false => pause.clamp(SHORTEST, LONGEST),
        };
        let pause = if self.is_up_to_date {
            pause
        } else {
            Duration::ZERO
        };
        self.next_look = Instant::now() + pause;
    }

    /// Reads until nothing is new, or for as long as somebody can wait.
    fn read_on(&mut self, stop: &StopRequest) -> Result<(), CliError> {
        let begun = Instant::now();
        self.is_up_to_date = false;
        while begun.elapsed() < LONGEST_READING && !stop.has_come() {
            let growth = self.growing.read_on()?;
            match growth {
                Growth::Grown => {
                    self.last_growth = Instant::now();
                    self.is_taken = false;
                }
                Growth::Anew => {
                    let path = self.path.display();
                    let message =
                        format!("{path} was written anew, and is read from its beginning");
                    self.messages.push(message);
                }
                Growth::None | Growth::Missing => {
                    self.is_up_to_date = true;
                    let is_there = growth != Growth::Missing;
                    if self.was_there && !is_there {
                        let message = format!("waiting for {}", self.path.display());
                        self.messages.push(message);
                    }
                    self.was_there = is_there;
                    break;
                }
            }
        }
        Ok(())
    }

    fn take(&mut self) {
        let logs = match self.growing.logs() {
            Ok(logs) => logs,
            Err(error) => {
                self.note(CliError::from(error));
                return;
            }
        };
        let is_known = |log: &ExternalLog| {
            self.logs.iter().any(|known| {
                known.game == log.game && known.columns == log.columns && known.scale == log.scale
            })
        };
        let new = (0..logs.len()).filter(|at| !is_known(&logs[*at]));
        self.newly_read = new.collect();
        self.logs = logs;
        self.version += 1;
        self.problem = None;
    }

    /// Takes notice of why the log cannot be judged at the moment. Returns whether that is new.
    fn note(&mut self, error: CliError) -> bool {
        let text = error.to_string();
        let known = self
            .problem
            .as_ref()
            .map(|problem| problem.error.to_string());
        let is_new = known.is_none_or(|known| known != text);
        if is_new {
            self.problem = Some(Problem {
                error,
                since: Instant::now(),
                is_said: false,
            });
        }
        is_new
    }

    /// Takes notice of why it cannot be read, and says so at once: nothing that is missing in a
    /// young log makes it unreadable.
    fn note_unread(&mut self, error: CliError) {
        let message = format!("{error}; waiting until it can be read");
        if self.note(error) {
            self.messages.push(message);
            self.problem
                .iter_mut()
                .for_each(|problem| problem.is_said = true);
        }
    }

    /// Nothing more will come. What is left is read, as far as it can be.
    pub(super) fn end(&mut self) {
        let read = loop {
            match self.growing.read_on() {
                Ok(Growth::Grown) => {}
                other => break other,
            }
        };
        self.growing.end();
        if self.was_there {
            self.take();
        }
        if let Err(error) = read {
            self.note_unread(CliError::from(error));
        }
    }

    /// Whether there is something to be said on stderr.
    pub(super) fn has_message(&self) -> bool {
        let is_due = |problem: &Problem| !problem.is_said && problem.since.elapsed() >= UNSAID;
        !self.messages.is_empty()
            || !self.newly_read.is_empty()
            || self.problem.as_ref().is_some_and(is_due)
    }

    /// Says it.
    pub(super) fn print_messages(&mut self) {
        self.messages.drain(..).for_each(print_message);
        for game in self.newly_read.drain(..) {
            let log = &self.logs[game];
            print_reading(&name_of(&self.path, log), log);
            self.told.extend(log.notes.iter().cloned());
        }
        if let Some(problem) = &mut self.problem
            && problem.since.elapsed() >= UNSAID
            && !problem.is_said
        {
            print_message(format_args!("cannot be judged yet: {}", problem.error));
            problem.is_said = true;
        }
    }

    /// Says what was left out since its reading was told.
    pub(super) fn print_new_notes(&self) {
        for log in &self.logs {
            let name = name_of(&self.path, log);
            let new = log.notes.iter().filter(|note| !self.told.contains(*note));
            new.for_each(|note| print_message(format_args!("{name}: {note}")));
        }
    }

    /// Why it cannot be judged, if it cannot.
    pub(super) fn problem(&self) -> Option<&CliError> {
        self.problem.as_ref().map(|problem| &problem.error)
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// What it is judged by.
    pub(super) fn judge(&self) -> &ExternalLogJudge {
        &self.judge
    }

    /// Its games as they were read last; none if that was not possible yet.
    pub(super) fn logs(&self) -> &[ExternalLog] {
        &self.logs
    }

    /// The last step that was read.
    pub(super) fn last_step(&self) -> Option<u64> {
        let steps = self
            .logs
            .iter()
            .filter_map(|log| Some(log.steps.last()?.step));
        steps.max()
    }

    /// How often there was something new to judge.
    pub(super) fn version(&self) -> u64 {
        self.version
    }

    /// Whether all that is written was read.
    pub(super) fn is_up_to_date(&self) -> bool {
        self.is_up_to_date
    }

    /// Whether there is a log.
    pub(super) fn is_there(&self) -> bool {
        self.was_there
    }

    /// How long it has not grown.
    pub(super) fn silence(&self) -> Duration {
        self.last_growth.elapsed()
    }

    pub(super) fn until_next_look(&self) -> Duration {
        self.next_look.saturating_duration_since(Instant::now())
    }
}
