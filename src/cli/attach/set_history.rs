//! The sets of a training that goes on: measured, in the order of their steps.

use std::collections::BTreeMap;
use std::time::SystemTime;

use crate::diagnose::{Diagnosis, SampleFacts};
use crate::launch::samples::{LEAST_SETS, MeasuredSet, diagnose_sets, facts_of_sets};
use crate::report::JudgedSet;
use crate::strategies::Loss;
use crate::train::{EvalRow, StepRow};

/// When a set came.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Arrival {
    /// The look at which it was seen first, or as it is now.
    pub(super) look: u64,
    /// When it was written.
    pub(super) written: SystemTime,
}

/// Measured sets by their steps.
#[derive(Default)]
pub(super) struct SetHistory {
    sets: BTreeMap<u64, (MeasuredSet, Arrival)>,
    /// Sets that have come, those that were left out since included.
    count: u64,
}

impl SetHistory {
    /// Takes a set at its step; one that is there was written again. Returns how many sets are void: a training
    /// that was started again has gone back, and sets of later steps that came before are of an earlier
    /// attempt, this one itself if it is measured late.
    pub(super) fn take(&mut self, step: u64, set: MeasuredSet, arrival: Arrival) -> usize {
        let is_void = self
            .sets
            .range(..step)
            .any(|(_, (_, known))| known.look > arrival.look && known.written > arrival.written);
        if is_void {
            return 1;
        }
        let before = self.sets.len();
        self.sets.retain(|other, (_, known)| {
            let is_earlier = known.look < arrival.look && known.written < arrival.written;
            *other <= step || !is_earlier
        });
        let void = before - self.sets.len();
        if self.sets.insert(step, (set, arrival)).is_none() {
            self.count += 1;
        }
        void
    }

    /// Sets that have come so far; one that was written again counts once.
    pub(super) fn count(&self) -> u64 {
        self.count
    }

    /// Sets that a verdict is about.
    pub(super) fn len(&self) -> usize {
        self.sets.len()
    }

    /// Whether a verdict is about the last set alone.
    pub(super) fn is_young(&self) -> bool {
        self.len() < LEAST_SETS
    }

    /// The last set, with its step.
    pub(super) fn last(&self) -> Option<(u64, &MeasuredSet)> {
        let (step, (set, _)) = self.sets.last_key_value()?;
        Some((*step, set))
    }

    /// As evaluations of the training.
    pub(super) fn evals(&self) -> Vec<EvalRow> {
        let row = |(step, (measured, _)): (&u64, &(MeasuredSet, Arrival))| {
            let set = JudgedSet {
                step: Some(*step),
                ..measured.set.clone()
            };
            set.row()
        };
        self.sets.iter().filter_map(row).collect()
    }

    /// The verdict, with the losses of the log if there is one; none without sets.
    pub(super) fn diagnose(&self, log: Option<(Loss, &[StepRow], bool)>) -> Option<Diagnosis> {
        let (_, last) = self.last()?;
        let sets: Vec<&SampleFacts> = self.sets.values().map(|(set, _)| &set.facts).collect();
        let not_finite_at =
            |(step, (set, _)): (&u64, &(MeasuredSet, Arrival))| (*step, set.facts.not_finite);
        let mut facts = SampleFacts {
            not_finite_at: self.sets.iter().map(not_finite_at).collect(),
            ..facts_of_sets(&sets)?
        };
        let copies = "copies of real rows were not looked for: `seesaw diagnose --fakes` does that";
        facts.not_judged.push(copies.to_string());
        Some(diagnose_sets(&self.evals(), &facts, last.behind, log))
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn arrival(look: u64, seconds: u64) -> Arrival {
        Arrival {
            look,
            written: SystemTime::UNIX_EPOCH + Duration::from_secs(seconds),
        }
    }

    fn set() -> MeasuredSet {
        MeasuredSet {
            set: JudgedSet {
                name: "fakes".to_string(),
                step: None,
                samples: 0,
                measured: Some(Default::default()),
            },
            facts: SampleFacts::default(),
            behind: 0,
            comparison: String::new(),
        }
    }

    fn steps(history: &SetHistory) -> Vec<u64> {
        history.evals().iter().map(|row| row.step).collect()
    }

    #[test]
    fn what_was_there_at_first_is_one_training_in_whatever_order_it_was_written() {
        let mut history = SetHistory::default();
        for (step, seconds) in [(300, 1), (100, 3), (200, 2)] {
            assert_eq!(history.take(step, set(), arrival(1, seconds)), 0);
        }
        assert_eq!(steps(&history), [100, 200, 300]);
    }

    #[test]
    fn a_training_that_goes_back_makes_later_sets_void() {
        let mut history = SetHistory::default();
        for at in 1..=4 {
            history.take(100 * at, set(), arrival(at, at));
        }
        assert_eq!(history.take(200, set(), arrival(5, 5)), 2);
        assert_eq!(steps(&history), [100, 200]);
        assert_eq!(
            history.count(),
            4,
            "a set that is written again is no new one"
        );
        assert_eq!(history.take(300, set(), arrival(6, 6)), 0);
        assert_eq!(history.count(), 5);
    }

    #[test]
    fn a_set_of_an_earlier_attempt_that_is_measured_late_is_void_itself() {
        let mut history = SetHistory::default();
        history.take(100, set(), arrival(1, 5));
        assert_eq!(history.take(300, set(), arrival(0, 2)), 1);
        assert_eq!((steps(&history), history.count()), (vec![100], 1));
    }

    #[test]
    fn a_set_that_arrives_late_and_is_older_makes_nothing_void() {
        let mut history = SetHistory::default();
        history.take(300, set(), arrival(1, 3));
        assert_eq!(history.take(200, set(), arrival(2, 2)), 0);
        assert_eq!(steps(&history), [200, 300]);
        assert!(history.is_young() && history.len() == 2);
    }
}
