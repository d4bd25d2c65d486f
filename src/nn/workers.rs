//! Threads that take part in one thread's work, many thousands of times a second.
//!
//! A training step is a few hundred pieces of work of some hundred microseconds each. A thread that
//! sleeps between them wakes up too late, most of all on a virtual machine, so that these spin for a
//! while before they sleep.

use std::cell::Cell;
use std::hint::spin_loop;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle};

/// Times that a thread looks for work before it sleeps: 0.1 to 0.2 ms.
const SPINS: u32 = 4000;

type Work = &'static (dyn Fn() + Sync);

/// Threads beside the calling one.
pub(super) struct Workers {
    shared: Arc<Shared>,
    threads: Vec<JoinHandle<()>>,
    /// One piece of work at a time.
    turn: Mutex<()>,
}

#[derive(Default)]
struct Shared {
    /// Number of the piece of work.
    number: AtomicU64,
    work: Mutex<Option<Work>>,
    /// Threads that have not done it yet.
    busy: AtomicUsize,
    has_panicked: AtomicBool,
    ends: AtomicBool,
}

thread_local! {
    /// Whether this thread does a part of some work.
    static TAKES_PART: Cell<bool> = const { Cell::new(false) };
}

/// Whether this thread already does a part of some work, which it does not divide further.
pub(super) fn takes_part() -> bool {
    TAKES_PART.get()
}

impl Workers {
    /// `count` threads; `None` where the system refuses one.
    pub fn new(count: usize) -> Option<Self> {
        let mut workers = Self {
            shared: Arc::default(),
            threads: Vec::new(),
            turn: Mutex::default(),
        };
        for _ in 0..count {
            let shared = Arc::clone(&workers.shared);
            let thread = thread::Builder::new().spawn(move || shared.serve());
            workers.threads.push(thread.ok()?);
        }
        Some(workers)
    }

    /// Has every thread, the calling one too, call `work` once; returns when all have.
    ///
    /// # Panics
    /// If `work` panics on any thread.
    pub fn run(&self, work: &(dyn Fn() + Sync)) {
        let turn = self.turn.lock().unwrap_or_else(PoisonError::into_inner);
        // SAFETY: only the lifetime changes. No thread uses `work` once `busy` is zero, and `AllDone`
        // waits for that before this function returns, also where `work` panics on this thread.
        let shared: Work = unsafe { std::mem::transmute::<&(dyn Fn() + Sync), Work>(work) };
        *self.shared.lock() = Some(shared);
        self.shared
            .busy
            .store(self.threads.len(), Ordering::Relaxed);
        self.shared.number.fetch_add(1, Ordering::Release);
        self.threads
            .iter()
            .for_each(|thread| thread.thread().unpark());
        let all_done = AllDone(&self.shared);
        TAKES_PART.set(true);
        work();
        drop(all_done);
        drop(turn);
        let has_panicked = self.shared.has_panicked.swap(false, Ordering::Relaxed);
        assert!(!has_panicked, "a thread of this run has panicked");
    }
}

impl Drop for Workers {
    fn drop(&mut self) {
        self.shared.ends.store(true, Ordering::Release);
        for thread in self.threads.drain(..) {
            thread.thread().unpark();
            // A panic has been reported by `run`.
            drop(thread.join());
        }
    }
}

/// Waits, when it is dropped, until every thread is done.
struct AllDone<'a>(&'a Shared);

impl Drop for AllDone<'_> {
    fn drop(&mut self) {
        TAKES_PART.set(false);
        let mut spins = 0;
        while self.0.busy.load(Ordering::Acquire) > 0 {
            spins += 1;
            // Where there are fewer cores than threads, the others need this one.
            if spins < SPINS {
                spin_loop();
            } else {
                thread::yield_now();
            }
        }
        *self.0.lock() = None;
    }
}

impl Shared {
    fn lock(&self) -> std::sync::MutexGuard<'_, Option<Work>> {
        self.work.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Does every piece of work until the end.
    fn serve(&self) {
        TAKES_PART.set(true);
        let mut done = 0;
        while let Some(number) = self.next(done) {
            done = number;
            let work = *self.lock();
            if let Some(work) = work
                && catch_unwind(AssertUnwindSafe(work)).is_err()
            {
                self.has_panicked.store(true, Ordering::Relaxed);
            }
            self.busy.fetch_sub(1, Ordering::Release);
        }
    }

    /// The number of the next piece of work after `done`; `None` at the end.
    fn next(&self, done: u64) -> Option<u64> {
        let mut spins = 0;
        loop {
            let number = self.number.load(Ordering::Acquire);
            if number != done {
                return Some(number);
            }
            if self.ends.load(Ordering::Acquire) {
                return None;
            }
            spins += 1;
            if spins < SPINS {
                spin_loop();
            } else {
                // Whoever has work or ends wakes it up, even if that came before it sleeps.
                thread::park();
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_thread_does_each_piece_once() {
        let workers = Workers::new(3).unwrap();
        for round in 0..2000 {
            let calls = AtomicUsize::new(0);
            workers.run(&|| {
                assert!(takes_part());
                calls.fetch_add(1, Ordering::Relaxed);
            });
            assert_eq!(calls.into_inner(), 4);
            if round % 500 == 0 {
                // Long enough for the threads to sleep.
                thread::sleep(std::time::Duration::from_millis(20));
            }
        }
        assert!(!takes_part());
    }

    #[test]
    fn a_panic_on_any_thread_is_one_of_the_caller_and_the_threads_live_on() {
        let workers = Workers::new(2).unwrap();
        let caller = thread::current().id();
        for on_caller in [true, false] {
            let outcome = catch_unwind(AssertUnwindSafe(|| {
                workers.run(&|| assert_ne!(thread::current().id() == caller, on_caller, "planned"));
            }));
            assert!(outcome.is_err());
            let calls = AtomicUsize::new(0);
            workers.run(&|| {
                calls.fetch_add(1, Ordering::Relaxed);
            });
            assert_eq!(calls.into_inner(), 3);
        }
    }
}
