//! How the runs of a race stand: what they have recorded at each rung, and what was decided.

use std::collections::HashMap;

use super::goal::Goal;
use crate::config::{Search, Study};
use crate::launch::job::Job;
use crate::record::{Depth, RecordError, RunStatus, inspect, read_checkpoint};
use crate::search::{Entrant, RunAtRung, RungDecision, decide};

/// What is known of a race.
pub(super) struct Standings {
    search: Search,
    /// Steps of the rungs, the last of which is the end.
    rungs: Vec<u64>,
    settings: Vec<Setting>,
    /// The setting of each run.
    setting_of: Vec<usize>,
    /// What each run has recorded up to each rung, by the places of both.
    seen: HashMap<(usize, usize), RunAtRung>,
    /// The rungs that are decided.
    pub decided: Vec<RungDecision>,
    /// Runs whose files cannot be used; whoever trains them says why.
    unusable: Vec<bool>,
}

/// The runs that differ in their seeds only.
struct Setting {
    words: String,
    /// Their places in the study, in the order of seeds.
    runs: Vec<usize>,
    /// The place of the rung at which it was dropped.
    dropped: Option<usize>,
}

/// What a run has recorded up to a step; `None` where it has not come there.
type Read<'a> = dyn Fn(usize, u64) -> Result<Option<RunAtRung>, RecordError> + 'a;

impl Standings {
    pub fn new(study: &Study, search: &Search) -> Self {
        let mut settings: Vec<Setting> = Vec::new();
        let mut places: HashMap<String, usize> = HashMap::new();
        let mut setting_of = Vec::new();
        for (run, planned) in study.runs.iter().enumerate() {
            let words = planned.setting_words();
            let place = *places.entry(words.clone()).or_insert(settings.len());
            if place == settings.len() {
                settings.push(Setting {
                    words,
                    runs: Vec::new(),
                    dropped: None,
                });
            }
            settings[place].runs.push(run);
            setting_of.push(place);
        }
        let steps = study.runs.first().map_or(0, |planned| planned.run.steps);
        Self {
            search: search.clone(),
            rungs: search.rungs(steps),
            settings,
            unusable: vec![false; setting_of.len()],
            setting_of,
            seen: HashMap::new(),
            decided: Vec::new(),
        }
    }

    /// The step of the rung that is to be decided next.
    pub fn next_rung(&self) -> Option<u64> {
        self.rungs.get(self.decided.len()).copied()
    }

    /// Reads what is not known yet, and decides every rung to which all runs that are left have come.
    pub fn update(&mut self, read: &Read) {
        while let Some(step) = self.next_rung() {
            let rung = self.decided.len();
            let left = self
                .settings
                .iter()
                .filter(|setting| setting.dropped.is_none());
            let runs: Vec<usize> = left.flat_map(|setting| &setting.runs).copied().collect();
            let mut is_whole = true;
            for run in runs {
                if !self.seen.contains_key(&(run, rung)) {
                    is_whole &= self.see(run, rung, step, read);
                }
            }
            if !is_whole {
                return;
            }
            self.decide(rung, step);
        }
    }

    /// Reads how one run stands at the next rung, and decides what follows if it was the last one there.
    pub fn note(&mut self, run: usize, read: &Read) {
        let Some(step) = self.next_rung() else {
            return;
        };
        let rung = self.decided.len();
        if self.is_left(run) && !self.seen.contains_key(&(run, rung)) {
            self.see(run, rung, step, read);
        }
        let mut left = (0..self.setting_of.len()).filter(|run| self.is_left(*run));
        if left.all(|run| self.seen.contains_key(&(run, rung))) {
            self.update(read);
        }
    }

    /// Whether the setting of the run has not been dropped.
    pub fn is_left(&self, run: usize) -> bool {
        self.settings[self.setting_of[run]].dropped.is_none()
    }

    /// Whether the run has come to the rung.
    fn see(&mut self, run: usize, rung: usize, step: u64, read: &Read) -> bool {
        let found = read(run, step);
        self.unusable[run] = found.is_err();
        match found {
            Ok(Some(seen)) => {
                self.seen.insert((run, rung), seen);
                true
            }
            Ok(None) | Err(_) => false,
        }
    }

    fn decide(&mut self, rung: usize, step: u64) {
        let entrant = |setting: &Setting| {
            let at = setting.dropped.unwrap_or(rung);
            let runs = setting
                .runs
                .iter()
                .map(|run| self.seen[&(*run, at)].clone());
            Entrant {
                setting: setting.words.clone(),
                runs: runs.collect(),
                is_dropped: setting.dropped.is_some(),
            }
        };
        let entrants: Vec<Entrant> = self.settings.iter().map(entrant).collect();
        let is_last = rung + 1 == self.rungs.len();
        let decision = decide(&self.search, step, is_last, &entrants);
        let left = self
            .settings
            .iter_mut()
            .filter(|setting| setting.dropped.is_none());
        for (setting, fate) in left.zip(&decision.settings) {
            setting.dropped = (!fate.is_kept).then_some(rung);
        }
        self.decided.push(decision);
    }

    /// What a run is to do.
    pub fn goal(&self, run: usize, job: &Job, is_revived: bool) -> Goal {
        let hash = Some(job.planned.hash.as_str());
        let found = inspect(&job.paths, hash, Depth::Originals);
        if found.status == RunStatus::Complete {
            return Goal::Nothing;
        }
        if is_revived {
            return Goal::Train { until: None };
        }
        if let Some(rung) = self.settings[self.setting_of[run]].dropped {
            return match found.status {
                RunStatus::Pruned => Goal::Nothing,
                _ => Goal::Prune {
                    reason: self.reason(run, rung),
                },
            };
        }
        let before_end = self
            .next_rung()
            .filter(|rung| *rung < job.planned.run.steps as u64);
        let saved = match found.status {
            // Its checkpoint may be later than its run.json.
            RunStatus::Interrupted => saved_steps(job),
            _ => found.file.map_or(0, |file| file.steps),
        };
        match before_end {
            Some(rung) if saved >= rung && !self.unusable[run] => Goal::Wait { rung },
            until => Goal::Train { until },
        }
    }

    fn reason(&self, run: usize, rung: usize) -> String {
        let decision = &self.decided[rung];
        let words = &self.settings[self.setting_of[run]].words;
        let of_setting = decision
            .settings
            .iter()
            .find(|setting| setting.setting == *words);
        let metric = self.search.metric();
        of_setting.map_or(String::new(), |setting| setting.reason(decision, metric))
    }
}

/// Steps of the checkpoint, if it can be read.
fn saved_steps(job: &Job) -> u64 {
    let checkpoint = read_checkpoint(&job.paths.checkpoint()).ok().flatten();
    checkpoint.map_or(0, |checkpoint| checkpoint.header.step)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::parse;
    use crate::rng::{Seed, Stream};
    use std::cell::RefCell;

    const RACE: &str = "\
study: s
run: {steps: 100, evaluate: {every: 10}}
sweep: {grid: {lr_d: [1e-4, 1e-3, 1e-2, 1e-1], lr_g: [1e-4, 1e-3]}, seeds: 3}
search: {racing: {rungs: [10, 30, 60], keep: 1/3, metric: frechet, test: rank}}
";

    /// What a run has recorded, as a function of the run and the step.
    fn recorded(run: usize, step: u64) -> RunAtRung {
        let mut draws = Seed(7).at(Stream::Replay, step, run as u16);
        RunAtRung {
            evaluated: vec![(step, Some(f64::from(draws.below(6))))],
            failure: (draws.below(9) == 0).then_some("divergence"),
        }
    }

    /// Runs come to their rungs one by one, in an order drawn at random; sometimes all are looked at.
    fn race_in_order(study: &Study, order: u64) -> Vec<RungDecision> {
        let search = study.search.as_ref().unwrap();
        let mut standings = Standings::new(study, search);
        let steps = RefCell::new(vec![0; study.runs.len()]);
        let read = |run: usize, step: u64| {
            let has_come = steps.borrow()[run] >= step;
            Ok(has_come.then(|| recorded(run, step)))
        };
        let mut draws = Seed(order).at(Stream::Replay, 0, 0);
        while let Some(rung) = standings.next_rung() {
            let left = (0..study.runs.len()).filter(|run| standings.is_left(*run));
            let behind: Vec<usize> = left.filter(|run| steps.borrow()[*run] < rung).collect();
            let run = behind[draws.below(behind.len() as u32) as usize];
            steps.borrow_mut()[run] = rung;
            match draws.below(4) {
                0 => standings.update(&read),
                _ => standings.note(run, &read),
            }
        }
        standings.decided
    }

    #[test]
    fn the_order_in_which_runs_come_decides_nothing() {
        let study = parse("s.yaml", RACE, &[]).unwrap();
        let decided = race_in_order(&study, 0);
        let counts: Vec<usize> = decided.iter().map(|rung| rung.settings.len()).collect();
        assert!(counts[0] == 8 && counts[3] < 8, "{counts:?}");
        assert_eq!(decided.len(), 4);
        for order in 1..200 {
            assert_eq!(race_in_order(&study, order), decided, "order {order}");
        }
    }

    #[test]
    fn a_run_that_cannot_be_read_holds_its_rung_up() {
        let study = parse("s.yaml", RACE, &[]).unwrap();
        let mut standings = Standings::new(&study, study.search.as_ref().unwrap());
        let path = std::path::Path::new("evals.parquet");
        standings.update(&|run, step| match run {
            5 => Err(RecordError::missing(path)),
            _ => Ok(Some(recorded(run, step))),
        });
        assert!(standings.decided.is_empty() && standings.unusable[5]);
        standings.update(&|run, step| Ok(Some(recorded(run, step))));
        assert_eq!(standings.decided.len(), 4);
    }
}
