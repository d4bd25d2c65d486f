//! The log that is followed, as it was judged last.

use std::collections::{HashSet, VecDeque};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use super::super::diagnose::external_log::{
    ExternalLogArguments, ExternalLogJudge, name_of, print_reading,
};
use super::super::exit::CliError;
use super::super::signals::StopRequest;
use super::super::terminal::output::print_message;
use crate::diagnose::Diagnosis;
use crate::record::external_logs::{ExternalLog, GrowingLog, Growth};

/// Time between two looks, at least and at most: so late is a verdict.
const SHORTEST: Duration = Duration::from_secs(1);
const LONGEST: Duration = Duration::from_secs(4);
/// The time of which reading and judging may take a part: 1 of 200, so that they and everything
/// else take less than a hundredth of a core.
const TIMES_THE_COST: u32 = 199;
/// Reading what was written before takes longer than a look; the view is shown on the way.
const LONGEST_READING: Duration = Duration::from_secs(1);
/// How long a log may be nothing that can be judged before it is said why.
const UNSAID: Duration = Duration::from_secs(5);
/// Judgements over which the speed is measured.
const SPEED_OVER: usize = 10;

/// A game of the log, judged.
pub(super) struct Game {
    pub(super) name: String,
    pub(super) log: ExternalLog,
    pub(super) diagnosis: Diagnosis,
}

impl Game {
    /// The last step with a loss.
    pub(super) fn last_step(&self) -> u64 {
        self.log.steps.last().map_or(0, |row| row.step)
    }
}

/// The log, and what is known of it.
pub(super) struct AttachedLog {
    path: PathBuf,
    judge: ExternalLogJudge,
    growing: GrowingLog,
    games: Vec<Game>,
    /// Judgements so far.
    judgement: u64,
    /// Whether all that is written was read.
    is_up_to_date: bool,
    is_judged: bool,
    last_growth: Instant,
    next_look: Instant,
    problem: Option<Problem>,
    /// Last steps when they were judged, for the speed.
    progress: VecDeque<(Instant, u64)>,
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
            games: Vec::new(),
            judgement: 0,
            is_up_to_date: false,
            is_judged: true,
            last_growth: now,
            next_look: now,
            problem: None,
            progress: VecDeque::new(),
            was_there: true,
            messages: Vec::new(),
            newly_read: Vec::new(),
            told: HashSet::new(),
        })
    }

    /// Reads what is new and judges it. That it cannot be read or judged is no error: it may be
    /// possible at the next look.
    pub(super) fn look(&mut self, stop: &StopRequest) {
        let begun = Instant::now();
        let read = self.read_on(stop);
        // What cannot be read is nothing new.
        self.is_up_to_date |= read.is_err();
        if self.is_up_to_date && !self.is_judged {
            self.is_judged = true;
            self.judge();
        }
        if let Err(error) = read {
            self.note_unread(error);
        }
        let pause = begun.elapsed() * TIMES_THE_COST;
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
                    self.is_judged = false;
                }
                Growth::Anew => {
                    let path = self.path.display();
                    let message =
                        format!("{path} was written anew, and is read from its beginning");
                    self.messages.push(message);
                    self.progress.clear();
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

    fn judge(&mut self) {
        match self.growing.logs() {
            Ok(logs) => self.take(logs),
            Err(error) => {
                self.note(CliError::from(error));
            }
        }
    }

    fn take(&mut self, logs: Vec<ExternalLog>) {
        let is_known = |log: &ExternalLog| {
            self.games.iter().any(|game| {
                let known = &game.log;
                known.game == log.game && known.columns == log.columns && known.scale == log.scale
            })
        };
        let new = (0..logs.len()).filter(|at| !is_known(&logs[*at]));
        self.newly_read = new.collect();
        let judged = logs.into_iter().map(|log| Game {
            name: name_of(&self.path, &log),
            diagnosis: self.judge.judge(&log, &log.evals),
            log,
        });
        self.games = judged.collect();
        self.judgement += 1;
        self.problem = None;
        let last = self.games.iter().map(Game::last_step).max().unwrap_or(0);
        self.progress.push_back((Instant::now(), last));
        if self.progress.len() > SPEED_OVER {
            self.progress.pop_front();
        }
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

    /// Nothing more will come. What is left is read, as far as it can be, and judged.
    pub(super) fn end(&mut self) {
        let read = loop {
            match self.growing.read_on() {
                Ok(Growth::Grown) => {}
                other => break other,
            }
        };
        self.growing.end();
        if self.was_there {
            self.judge();
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
            let Game { name, log, .. } = &self.games[game];
            print_reading(name, log);
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
        for game in &self.games {
            let notes = game.log.notes.iter();
            let new = notes.filter(|note| !self.told.contains(*note));
            new.for_each(|note| print_message(format_args!("{}: {note}", game.name)));
        }
    }

    /// Why it cannot be judged, if it cannot.
    pub(super) fn problem(&self) -> Option<&CliError> {
        self.problem.as_ref().map(|problem| &problem.error)
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Its games as they were judged last; none if that was not possible yet.
    pub(super) fn judged(&self) -> &[Game] {
        &self.games
    }

    /// How often it was judged.
    pub(super) fn judgement(&self) -> u64 {
        self.judgement
    }

    /// Whether all that is written was read and judged.
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

    /// Steps per second, over the latest judgements.
    pub(super) fn speed(&self) -> Option<f64> {
        let (first, last) = (self.progress.front()?, self.progress.back()?);
        let seconds = (last.0 - first.0).as_secs_f64();
        let steps = last.1.checked_sub(first.1).filter(|steps| *steps > 0)?;
        (seconds > 0.0).then(|| steps as f64 / seconds)
    }
}
