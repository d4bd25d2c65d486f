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
}

impl Puller {
    /// Of a task that has taken nothing yet.
    pub(super) fn new(runs: usize) -> Self {
        Self {
            is_over: vec![false; runs],
        }
    }

    /// The first run that is free. It counts as done, unless [`Puller::put_back`] says otherwise.
    pub(super) fn next(&mut self, runs: &impl Runs) -> Pull {
        let mut is_any_held = false;
        for run in 0..runs.count() {
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
        let mut puller = Puller::new(4);
        assert_eq!(puller.next(&runs), Pull::Take(2));
        assert_eq!(puller.next(&runs), Pull::Take(3));
        assert_eq!(puller.next(&runs), Pull::Later);
        puller.put_back(3);
        assert_eq!(puller.next(&runs), Pull::Take(3));
        runs.0.borrow_mut()[0] = Free;
        assert_eq!(puller.next(&runs), Pull::Take(0));
        assert_eq!(puller.next(&runs), Pull::Over);
    }
}
