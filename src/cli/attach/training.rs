//! The training that is followed, as it was judged last: its log, its samples, or both.

use std::collections::VecDeque;
use std::path::Path;
use std::time::{Duration, Instant};

use super::super::diagnose::external_log::name_of;
use super::super::exit::CliError;
use super::super::signals::StopRequest;
use super::super::terminal::output::print_message;
use super::attached_log::AttachedLog;
use super::attached_samples::AttachedSamples;
use super::set_history::SetHistory;
use crate::diagnose::{Diagnosis, Verdict};
use crate::record::external_logs::ExternalLog;

/// Judgements over which the speed is measured.
const SPEED_OVER: usize = 10;

/// A game of the training, judged.
pub(super) struct Game {
    pub(super) name: String,
    /// Its losses, and what was measured of its samples.
    pub(super) log: ExternalLog,
    pub(super) diagnosis: Diagnosis,
    /// The sets of samples that the verdict rests on.
    sets: Option<Sets>,
}

/// Sets of samples, counted.
#[derive(Clone, Copy)]
struct Sets {
    /// That have come so far.
    come: u64,
    /// Whether they are too few for a verdict about more than the last.
    are_few: bool,
    /// The step of the last, which has no metrics where its samples are not finite.
    last: Option<u64>,
}

/// What a failure was seen in: it has gone on only where there was more to see.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum SeenIn {
    /// The log, and judged so often.
    Log(u64),
    /// So many sets of samples.
    Sets(u64),
}

impl Game {
    /// The last step with a loss, or else with samples.
    pub(super) fn last_step(&self) -> u64 {
        let of_samples = || self.sets.and_then(|sets| sets.last);
        let last = self.log.steps.last().map(|row| row.step);
        last.or_else(of_samples).unwrap_or(0)
    }

    /// The sets that the verdict is found in; none if it is found in the losses.
    fn deciding_sets(&self) -> Option<Sets> {
        let is_of_samples = self.diagnosis.verdict == Verdict::ModeCollapse;
        self.sets
            .filter(|_| is_of_samples || self.log.steps.is_empty())
    }

    /// Whether it fails, for all that is known. A training whose first sets of samples are bad has only begun.
    pub(super) fn fails(&self, is_at_end: bool) -> bool {
        let has_begun = self.deciding_sets().is_none_or(|sets| !sets.are_few);
        self.diagnosis.verdict.is_failure() && (has_begun || is_at_end)
    }
}

/// A training elsewhere.
pub(super) struct Training {
    pub(super) log: Option<AttachedLog>,
    pub(super) samples: Option<AttachedSamples>,
    games: Vec<Game>,
    /// Judgements so far, and what the last one was about.
    judgement: u64,
    judged: (u64, u64),
    /// Last steps when they were judged, for the speed.
    progress: VecDeque<(Instant, u64)>,
    is_at_end: bool,
}

impl Training {
    pub(super) fn new(log: Option<AttachedLog>, samples: Option<AttachedSamples>) -> Self {
        Self {
            log,
            samples,
            games: Vec::new(),
            judgement: 0,
            judged: (0, 0),
            progress: VecDeque::new(),
            is_at_end: false,
        }
    }

    /// Reads and measures what is new, and judges it.
    pub(super) fn look(&mut self, stop: &StopRequest) {
        let begun = Instant::now();
        let log = self.log.as_mut();
        let is_log_due = log.is_some_and(|log| {
            let is_due = log.until_next_look().is_zero();
            if is_due {
                log.look(stop);
            }
            is_due
        });
        if let Some(samples) = &mut self.samples {
            let step = self.log.as_ref().and_then(AttachedLog::last_step);
            samples.look(step);
        }
        self.judge_what_is_new();
        if let Some(log) = self.log.as_mut().filter(|_| is_log_due) {
            log.pause_after(begun.elapsed());
        }
    }

    /// Nothing more will come: what is left is read and judged.
    pub(super) fn end(&mut self) {
        self.is_at_end = true;
        if let Some(log) = &mut self.log {
            log.end();
        }
        self.judged = (0, 0);
        self.judge_what_is_new();
    }

    fn judge_what_is_new(&mut self) {
        let version = (
            self.log.as_ref().map_or(0, AttachedLog::version),
            self.samples.as_ref().map_or(0, AttachedSamples::version),
        );
        if version == self.judged {
            return;
        }
        self.judged = version;
        self.games = self.judged_games();
        if self.games.is_empty() {
            return;
        }
        self.judgement += 1;
        let last = self.games.iter().map(Game::last_step).max().unwrap_or(0);
        if self
            .progress
            .back()
            .is_some_and(|(_, before)| last < *before)
        {
            self.progress.clear();
        }
        self.progress.push_back((Instant::now(), last));
        if self.progress.len() > SPEED_OVER {
            self.progress.pop_front();
        }
    }

    /// Every game, judged; samples are those of the first.
    fn judged_games(&self) -> Vec<Game> {
        let history = self.samples.as_ref().and_then(AttachedSamples::history);
        let sets = history.map(|history| Sets {
            come: history.count(),
            are_few: history.is_young(),
            last: history.last().map(|(step, _)| step),
        });
        let evals = || history.map(SetHistory::evals).unwrap_or_default();
        let Some(log) = &self.log else {
            let diagnosis = history.and_then(|history| history.diagnose(None));
            let game = diagnosis.map(|diagnosis| Game {
                name: self.path().display().to_string(),
                log: ExternalLog::of_samples(evals()),
                diagnosis,
                sets,
            });
            return game.into_iter().collect();
        };
        let judge = log.judge();
        let game = |(place, read): (usize, &ExternalLog)| {
            let name = name_of(log.path(), read);
            let of_first = history.filter(|_| place == 0);
            let by_both = of_first.and_then(|history| history.diagnose(Some(judge.parts(read))));
            let diagnosis = by_both.unwrap_or_else(|| judge.judge(read));
            let mut read = read.clone();
            if of_first.is_some() {
                read.evals = evals();
            }
            Game {
                name,
                log: read,
                diagnosis,
                sets: sets.filter(|_| place == 0),
            }
        };
        log.logs().iter().enumerate().map(game).collect()
    }

    /// The first game that fails.
    pub(super) fn failing_game(&self) -> Option<&Game> {
        let mut games = self.games.iter();
        games.find(|game| game.fails(self.is_at_end))
    }

    /// What its failure was seen in.
    pub(super) fn seen_in(&self, game: &Game) -> SeenIn {
        match game.deciding_sets() {
            Some(sets) => SeenIn::Sets(sets.come),
            None => SeenIn::Log(self.log.as_ref().map_or(0, AttachedLog::version)),
        }
    }

    /// Whether there is something to be said on stderr.
    pub(super) fn has_message(&self) -> bool {
        let of_log = self.log.as_ref().is_some_and(AttachedLog::has_message);
        let samples = self.samples.as_ref();
        of_log || samples.is_some_and(AttachedSamples::has_message)
    }

    /// Says it.
    pub(super) fn print_messages(&mut self) {
        if let Some(log) = &mut self.log {
            log.print_messages();
        }
        if let Some(samples) = &mut self.samples {
            let messages = samples.take_messages();
            messages.iter().for_each(print_message);
        }
    }

    /// Why it cannot be judged, if it cannot.
    pub(super) fn problem(&self) -> Option<&CliError> {
        let of_log = self.log.as_ref().and_then(AttachedLog::problem);
        of_log.or_else(|| self.samples.as_ref()?.error())
    }

    /// The log, or else the samples.
    pub(super) fn path(&self) -> &Path {
        let samples = || self.samples.as_ref().map(AttachedSamples::path);
        let log = self.log.as_ref().map(AttachedLog::path);
        log.or_else(samples).unwrap_or(Path::new(""))
    }

    /// Its games as they were judged last; none if that was not possible yet.
    pub(super) fn judged(&self) -> &[Game] {
        &self.games
    }

    /// How often it was judged.
    pub(super) fn judgement(&self) -> u64 {
        self.judgement
    }

    /// How often sets of samples were measured, once those that were there at first are.
    pub(super) fn sets_judged(&self) -> u64 {
        let history = self.samples.as_ref().and_then(AttachedSamples::history);
        history.map_or(0, |_| self.judged.1)
    }

    /// Whether all that is written was read.
    pub(super) fn is_log_up_to_date(&self) -> bool {
        self.log.as_ref().is_none_or(AttachedLog::is_up_to_date)
    }

    /// Whether nothing is left to be read or measured, for how long nothing has come.
    pub(super) fn idle_for(&self) -> Option<Duration> {
        let samples = self.samples.as_ref();
        let is_measured = samples.is_none_or(AttachedSamples::is_up_to_date);
        let silences = [
            self.log.as_ref().map(AttachedLog::silence),
            samples.map(AttachedSamples::silence),
        ];
        let silence = silences.into_iter().flatten().min();
        silence.filter(|_| is_measured && self.is_log_up_to_date())
    }

    pub(super) fn until_next_look(&self) -> Duration {
        let next = [
            self.log.as_ref().map(AttachedLog::until_next_look),
            self.samples.as_ref().map(AttachedSamples::until_next_look),
        ];
        next.into_iter().flatten().min().unwrap_or_default()
    }

    /// Steps per second, over the latest judgements.
    pub(super) fn speed(&self) -> Option<f64> {
        let (first, last) = (self.progress.front()?, self.progress.back()?);
        let seconds = (last.0 - first.0).as_secs_f64();
        let steps = last.1.checked_sub(first.1).filter(|steps| *steps > 0)?;
        (seconds > 0.0).then(|| steps as f64 / seconds)
    }
}
