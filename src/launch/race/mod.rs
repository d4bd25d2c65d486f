//! A study whose settings race: what each run is to do next. It is decided from the runs' files alone, by
//! [`crate::search`], so that every process that looks at the same files decides the same.
//!
//! ```text
//! runs/<id>/ --run_at_rung--> RunAtRung --search::decide--> Standings -> Goal of a run: train, wait, prune, nothing
//!                                                              \-> search.json
//! ```

mod goal;
mod prune;
mod run_at_rung;
mod run_until;
mod standings;

pub use goal::Goal;
pub(super) use prune::prune;
use run_at_rung::run_at_rung;
pub(super) use run_until::run_until;

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard};
use std::time::{Duration, Instant};

use super::job::Job;
use crate::config::{Search, Study};
use crate::record::{RecordError, StudyPaths};
use crate::search::{Decisions, Revived, RunAtRung, RungDecision};
use standings::Standings;

/// Time between two looks at runs that other processes train, at least.
const INTERVAL: Duration = Duration::from_millis(500);
/// A look may take this part of the time, at most.
const SHARE: u32 = 20;

/// The race of a study.
pub struct Race<'a> {
    study: &'a Study,
    search: &'a Search,
    paths: &'a StudyPaths,
    /// The place of each run in the study, by its id.
    places: HashMap<&'a str, usize>,
    revived: Revived,
    state: Mutex<State>,
}

struct State {
    standings: Standings,
    /// When all runs are looked at again.
    next_look: Instant,
    /// Runs that wait, with the number of rungs that were decided when that was seen.
    waiting: HashMap<usize, usize>,
    /// Rungs that are written down.
    written: Option<usize>,
    /// Why the last try to write them down has failed.
    refused: Option<RecordError>,
    /// Rungs that were reported.
    reported: usize,
}

impl<'a> Race<'a> {
    /// The race of a study that has one. What is decided is worked out from the runs that are there, and written down by the
    /// first look at a run that is to train.
    ///
    /// # Errors
    /// If the list of revived runs cannot be read.
    pub fn of(study: &'a Study, paths: &'a StudyPaths) -> Result<Option<Self>, RecordError> {
        let Some(search) = &study.search else {
            return Ok(None);
        };
        let places = study.runs.iter().enumerate();
        let race = Self {
            study,
            search,
            paths,
            places: places
                .map(|(place, planned)| (planned.id.as_str(), place))
                .collect(),
            revived: Revived::read(paths)?,
            state: Mutex::new(State {
                standings: Standings::new(study, search),
                next_look: Instant::now(),
                waiting: HashMap::new(),
                written: None,
                refused: None,
                reported: 0,
            }),
        };
        let mut state = race.lock();
        race.update(&mut state);
        state.reported = state.standings.decided.len();
        drop(state);
        Ok(Some(race))
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state
            .lock()
            .expect("nobody panics while looking at a race")
    }

    /// Looks at all runs of which it is not known how they stand at the next rung, and writes down what is decided.
    fn look(&self, state: &mut State) {
        self.update(state);
        self.write(state);
    }

    fn update(&self, state: &mut State) {
        let begun = Instant::now();
        state.standings.update(&|run, step| self.read(run, step));
        state.next_look = Instant::now() + (begun.elapsed() * SHARE).max(INTERVAL);
    }

    fn read(&self, run: usize, step: u64) -> Result<Option<RunAtRung>, RecordError> {
        let planned = &self.study.runs[run];
        run_at_rung(planned, &self.paths.run(&planned.id), self.search, step)
    }

    /// Writes down what is decided, if that is new.
    fn write(&self, state: &mut State) {
        let decided = state.standings.decided.len();
        if state.written != Some(decided) {
            // The next look writes it again, and `conclude` says what the last one could not: no decision depends on it.
            let written = self.decisions(&state.standings).write(self.paths);
            state.written = written.is_ok().then_some(decided);
            state.refused = written.err();
        }
    }

    fn decisions(&self, standings: &Standings) -> Decisions {
        Decisions {
            search: self.search.name().to_string(),
            metric: self.search.metric().to_string(),
            seeds: self.study.seeds.clone(),
            rungs: standings.decided.clone(),
        }
    }

    /// What was decided so far.
    pub fn decided(&self) -> Decisions {
        let mut state = self.lock();
        self.look(&mut state);
        self.decisions(&state.standings)
    }

    /// Looks once more, at the end of a sweep.
    ///
    /// # Errors
    /// If what is decided could not be written down.
    pub fn conclude(&self) -> Result<(), RecordError> {
        let mut state = self.lock();
        self.look(&mut state);
        state.refused.take().map_or(Ok(()), Err)
    }

    /// Whether the setting of a run of the study was dropped.
    pub fn is_dropped(&self, run: &str) -> bool {
        let place = self.places.get(run);
        place.is_some_and(|run| !self.lock().standings.is_left(*run))
    }

    /// A run has stopped here: how it stands may decide rungs. What was decided since the last time, a sentence for each.
    pub(super) fn newly_decided(&self, job: &Job) -> Vec<String> {
        let mut state = self.lock();
        let run = self.places[job.planned.id.as_str()];
        state.standings.note(run, &|run, step| self.read(run, step));
        self.write(&mut state);
        let decided = &state.standings.decided;
        let words = decided[state.reported..]
            .iter()
            .map(RungDecision::words)
            .collect();
        state.reported = decided.len();
        words
    }

    /// What is to be done with a run of the study now.
    pub fn goal(&self, job: &Job) -> Goal {
        let mut state = self.lock();
        if Instant::now() >= state.next_look {
            self.look(&mut state);
        }
        let run = self.places[job.planned.id.as_str()];
        let decided = state.standings.decided.len();
        let is_known_to_wait = state.waiting.get(&run) == Some(&decided);
        if let Some(rung) = state.standings.next_rung().filter(|_| is_known_to_wait) {
            return Goal::Wait { rung };
        }
        let is_revived = self.revived.runs.contains(&job.planned.id);
        let goal = state.standings.goal(run, job, is_revived);
        if let Goal::Wait { .. } = goal {
            state.waiting.insert(run, decided);
        }
        goal
    }

    /// The step of the rung that is to be decided next; `None` where all is decided.
    pub fn next_rung(&self) -> Option<u64> {
        self.lock().standings.next_rung()
    }
}
