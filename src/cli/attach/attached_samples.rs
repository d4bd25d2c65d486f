//! The samples that are followed: found when they come, measured once each.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use super::super::exit::CliError;
use super::attached_log::{LONGEST, SHORTEST, TIMES_THE_COST, UNSAID};
use super::sample_worker::{Job, SampleWorker, Told};
use super::set_history::{Arrival, SetHistory};
use crate::launch::samples::{JudgeError, SampleRequest, options_beside_reals, went_back};
use crate::record::samples::{
    GrowingSet, SampleOptions, SetState, find_growing_samples, sets_of_earlier_attempt,
};

/// How long the files of a set must stay as they are before they are read: they may still be written.
const SETTLED: Duration = Duration::from_secs(1);
/// Files that are looked through in no time.
const MANY_FILES: usize = 2_000;
/// Time between two looks at what was measured.
const MEASURED: Duration = Duration::from_millis(200);

/// What a set is known by: its step if its name says it, and where it lies.
type Key = (Option<u64>, PathBuf);

/// A set as it was seen last.
struct Seen {
    state: SetState,
    since: Instant,
    look: u64,
    /// As it was when it was given away to be measured.
    begun: Option<SetState>,
    problem: Option<Problem>,
}

/// Why a set, or the place, cannot be read at the moment.
struct Problem {
    text: String,
    since: Instant,
    is_said: bool,
}

/// What a set is measured as.
struct About {
    key: Key,
    step: u64,
    arrival: Arrival,
}

/// The place where samples are written, and what is known of it.
pub(super) struct AttachedSamples {
    path: PathBuf,
    options: SampleOptions,
    seen: BTreeMap<Key, Seen>,
    history: SetHistory,
    worker: SampleWorker<About>,
    looks: u64,
    /// Files of all sets.
    files: usize,
    next_look: Instant,
    last_growth: Instant,
    /// Whether what was there at first is measured.
    has_caught_up: bool,
    was_there: bool,
    /// How often there was something new to judge.
    version: u64,
    place_problem: Option<Problem>,
    /// Why the last set could not be measured.
    error: Option<CliError>,
    comparison: Option<String>,
    messages: Vec<String>,
}

impl AttachedSamples {
    /// # Errors
    /// If there is nothing to compare samples with, or it cannot be read.
    pub(super) fn new(request: SampleRequest) -> Result<Self, CliError> {
        let options = options_beside_reals(&request)?;
        let path = request.fakes.clone();
        let now = Instant::now();
        Ok(Self {
            path,
            options,
            seen: BTreeMap::new(),
            history: SetHistory::default(),
            worker: SampleWorker::start(request).map_err(CliError::Thread)?,
            looks: 0,
            files: 0,
            next_look: now,
            last_growth: now,
            has_caught_up: false,
            was_there: true,
            version: 0,
            place_problem: None,
            error: None,
            comparison: None,
            messages: Vec::new(),
        })
    }

    /// Takes what was measured, and looks for what is new. A set without a step stands at `step`, the last of
    /// the log.
    pub(super) fn look(&mut self, step: Option<u64>) {
        for told in self.worker.told() {
            match told {
                Told::Note(sentence) => self.messages.push(sentence),
                Told::Measured(job, Ok(measured)) => {
                    let About { step, arrival, .. } = job.about;
                    if self.comparison.as_ref() != Some(&measured.comparison) {
                        self.messages.push(measured.comparison.clone());
                        self.comparison = Some(measured.comparison.clone());
                    }
                    let void = self.history.take(step, *measured, arrival);
                    // What was of an earlier attempt at the first look was said then.
                    if void > 0 && arrival.look > 0 {
                        let step = self.history.last().map_or(step, |(step, _)| step);
                        self.messages.push(went_back(step, void));
                    }
                    self.version += 1;
                    self.error = None;
                }
                Told::Measured(job, Err(error)) => self.note_unmeasured(&job.about.key, error),
            }
        }
        if self.next_look <= Instant::now() {
            let begun = Instant::now();
            self.find(step);
            let pause = (begun.elapsed() * TIMES_THE_COST).max(SHORTEST);
            // A place with very many files takes longer to look through, and its verdict may be later.
            let pause = match self.files > MANY_FILES {
                true => pause,
                false => pause.min(LONGEST),
            };
            self.next_look = Instant::now() + pause;
        }
        // What changes all the time is not waited for.
        let is_begun = |seen: &Seen| seen.begun.is_some() || seen.look > 1;
        let is_measured = self.worker.waiting() == 0 && self.seen.values().all(is_begun);
        if is_measured && !self.has_caught_up {
            self.has_caught_up = true;
            self.version += 1;
        }
    }

    /// Looks for sets, and has those measured that are new and whole.
    fn find(&mut self, step: Option<u64>) {
        self.looks += 1;
        let sets = match find_growing_samples(&self.path, &self.options) {
            Ok(sets) => sets,
            Err(error) => {
                self.note_place(&error.to_string());
                self.error = Some(JudgeError::from(error).into());
                return;
            }
        };
        self.place_problem = None;
        self.files = sets.iter().map(|set| set.state.files).sum();
        if self.was_there && sets.is_empty() {
            let path = self.path.display();
            self.messages.push(format!("waiting for samples in {path}"));
        }
        self.was_there = !sets.is_empty();
        let keys: BTreeSet<Key> = sets.iter().map(key_of).collect();
        self.seen.retain(|key, _| keys.contains(key));
        // Of what is there at first, sets of an earlier attempt count as seen before the others.
        let void = match self.looks {
            1 => sets_of_earlier_attempt(&sets),
            _ => 0,
        };
        let first_void = sets.len() - void;
        let newest = sets[..first_void].last().and_then(|set| set.set.step);
        if let (1.., Some(step)) = (void, newest) {
            self.messages.push(went_back(step, void));
        }
        for (number, set) in sets.into_iter().enumerate() {
            let key = key_of(&set);
            let look = self.looks - u64::from(number >= first_void);
            if self.is_whole(&set, &key, look) {
                self.begin(set, key, step);
            }
        }
    }

    /// Whether a set was not measured as it is now, and has not changed for a while.
    fn is_whole(&mut self, set: &GrowingSet, key: &Key, look: u64) -> bool {
        let before = self.seen.get(key);
        if before.is_none_or(|seen| seen.state != set.state) {
            let seen = Seen {
                state: set.state,
                since: Instant::now(),
                look,
                begun: before.and_then(|seen| seen.begun),
                problem: None,
            };
            self.last_growth = seen.since;
            self.seen.insert(key.clone(), seen);
        }
        let seen = &self.seen[key];
        seen.begun != Some(set.state) && seen.since.elapsed() >= SETTLED
    }

    fn begin(&mut self, set: GrowingSet, key: Key, step: Option<u64>) {
        let Some(seen) = self.seen.get_mut(&key) else {
            return;
        };
        seen.begun = Some(set.state);
        let counted = self.history.count() + self.worker.waiting() as u64 + 1;
        let about = About {
            step: key.0.or(step).unwrap_or(counted),
            arrival: Arrival {
                look: seen.look,
                written: set.state.written,
            },
            key,
        };
        self.worker.begin(Job { set, about });
    }

    /// Whether a set has just come or changed.
    fn is_settling(&self) -> bool {
        let mut seen = self.seen.values();
        seen.any(|seen| seen.begun != Some(seen.state))
    }

    fn note_unmeasured(&mut self, key: &Key, error: JudgeError) {
        if let Some(seen) = self.seen.get_mut(key) {
            seen.problem = Some(Problem {
                text: format!("{error}; it is looked at again once it has changed"),
                since: Instant::now(),
                is_said: false,
            });
        }
        self.error = Some(error.into());
    }

    fn note_place(&mut self, text: &str) {
        let known = self.place_problem.as_ref().map(|problem| &problem.text);
        if known.is_none_or(|known| known != text) {
            self.place_problem = Some(Problem {
                text: text.to_string(),
                since: Instant::now(),
                is_said: false,
            });
        }
    }

    /// Whether there is something to be said on stderr.
    pub(super) fn has_message(&self) -> bool {
        !self.messages.is_empty() || self.problems().any(Problem::is_due)
    }

    /// What is to be said, each once.
    pub(super) fn take_messages(&mut self) -> Vec<String> {
        let mut messages = std::mem::take(&mut self.messages);
        let of_sets = self.seen.values_mut().filter_map(|it| it.problem.as_mut());
        let all = of_sets.chain(self.place_problem.as_mut());
        for problem in all.filter(|problem| problem.is_due()) {
            problem.is_said = true;
            messages.push(problem.text.clone());
        }
        messages
    }

    fn problems(&self) -> impl Iterator<Item = &Problem> {
        let of_sets = self.seen.values().filter_map(|it| it.problem.as_ref());
        of_sets.chain(&self.place_problem)
    }

    /// Why nothing was measured, if that is so.
    pub(super) fn error(&self) -> Option<&CliError> {
        self.error.as_ref()
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// What was measured. Nothing counts before all that was there at first is.
    pub(super) fn history(&self) -> Option<&SetHistory> {
        Some(&self.history).filter(|history| self.has_caught_up && history.len() > 0)
    }

    /// Sets that are not measured yet.
    pub(super) fn waiting(&self) -> usize {
        self.worker.waiting()
    }

    /// Whether all that is there was measured.
    pub(super) fn is_up_to_date(&self) -> bool {
        self.has_caught_up && self.worker.waiting() == 0 && !self.is_settling()
    }

    /// How often there was something new to judge.
    pub(super) fn version(&self) -> u64 {
        self.version
    }

    /// How long nothing new has come.
    pub(super) fn silence(&self) -> Duration {
        self.last_growth.elapsed()
    }

    pub(super) fn until_next_look(&self) -> Duration {
        let next = self.next_look.saturating_duration_since(Instant::now());
        match self.worker.waiting() {
            0 => next,
            _ => next.min(MEASURED),
        }
    }
}

impl Problem {
    /// What is half written is nothing to speak of.
    fn is_due(&self) -> bool {
        !self.is_said && self.since.elapsed() >= UNSAID
    }
}

fn key_of(set: &GrowingSet) -> Key {
    (set.set.step, set.set.path.clone())
}
