//! Tasks pull runs: none is dealt to a task, so a slow machine holds nothing up, and whoever comes
//! later, or is queued again, takes what is missing.

/// What a task sees of a run before it takes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Outlook {
    /// It is missing, and nobody trains it.
    Free,
    /// Somebody trains it.
    Held,
    /// Nothing is left to be done here.
    Settled,
}

/// The runs that tasks pull from: directories, or what a test makes of them.
pub(super) trait Runs {
    /// How many there are.
    fn count(&self) -> usize;

    /// What is to be seen of one of them, without its lock: it may change at any time.
    fn outlook(&self, run: usize) -> Outlook;
}

/// What a task does next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Pull {
    /// It tries to take this run.
    Take(usize),
    /// It may come back: what is missing is trained by others, who may die.
    Later,
    /// Nothing is left for it.
    Over,
}

/// Chooses the next run of a task.
pub(super) struct Puller {
    /// Runs that this task need not look at again.
    is_over: Vec<bool>,
    /// The run that it looks at first.
    first: usize,
}

impl Puller {
    /// Of the task of this number. It looks at the run of the same number first: hundreds of tasks that begin
    /// in the same moment would otherwise all try the lock of the first run, then of the second, and so on.
    pub(super) fn new(runs: usize, task: usize) -> Self {
        Self {
            is_over: vec![false; runs],
            first: task.checked_rem(runs).unwrap_or(0),
        }
    }

    /// The next run that is free. It counts as done, unless [`Puller::put_back`] says otherwise.
    pub(super) fn next(&mut self, runs: &impl Runs) -> Pull {
        let mut is_any_held = false;
        for run in (self.first..runs.count()).chain(0..self.first) {
            if self.is_over[run] {
                continue;
            }
            match runs.outlook(run) {
                Outlook::Held => is_any_held = true,
                Outlook::Settled => self.is_over[run] = true,
                Outlook::Free => {
                    self.is_over[run] = true;
                    return Pull::Take(run);
                }
            }
        }
        match is_any_held {
            true => Pull::Later,
            false => Pull::Over,
        }
    }

    /// A run that was taken was somebody else's after all, who may die.
    pub(super) fn put_back(&mut self, run: usize) {
        self.is_over[run] = false;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::cell::RefCell;

    struct Seen(RefCell<Vec<Outlook>>);

    impl Runs for Seen {
        fn count(&self) -> usize {
            self.0.borrow().len()
        }

        fn outlook(&self, run: usize) -> Outlook {
            self.0.borrow()[run]
        }
    }

    #[test]
    fn a_task_takes_what_is_free_and_comes_back_for_what_others_hold() {
        use Outlook::{Free, Held, Settled};
        let runs = Seen(RefCell::new(vec![Held, Settled, Free, Free]));
        let mut puller = Puller::new(4, 0);
        assert_eq!(puller.next(&runs), Pull::Take(2));
        assert_eq!(puller.next(&runs), Pull::Take(3));
        assert_eq!(puller.next(&runs), Pull::Later);
        puller.put_back(3);
        assert_eq!(puller.next(&runs), Pull::Take(3));
        runs.0.borrow_mut()[0] = Free;
        assert_eq!(puller.next(&runs), Pull::Take(0));
        assert_eq!(puller.next(&runs), Pull::Over);
    }

    #[test]
    fn tasks_that_begin_together_begin_at_different_runs() {
        let runs = Seen(RefCell::new(vec![Outlook::Free; 3]));
        let next = |task| Puller::new(3, task).next(&runs);
        let taken = [0, 1, 2, 3].map(next);
        assert_eq!(taken, [0, 1, 2, 0].map(Pull::Take));
        let mut puller = Puller::new(3, 2);
        let taken = [(); 4].map(|()| puller.next(&runs));
        let all = [Pull::Take(2), Pull::Take(0), Pull::Take(1), Pull::Over];
        assert_eq!(taken, all, "it goes round");
        assert_eq!(
            Puller::new(0, 5).next(&Seen(RefCell::default())),
            Pull::Over
        );
    }
}
