//! Runs code that is not trusted with bytes from outside: its panics become errors, and they are
//! not printed.

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind, set_hook, take_hook};
use std::sync::Once;
use std::sync::atomic::{AtomicUsize, Ordering};

thread_local! {
    /// How many guarded calls this thread is in.
    static DEPTH: Cell<usize> = const { Cell::new(0) };
    /// Where the last guarded panic of this thread happened.
    static LOCATION: Cell<Option<String>> = const { Cell::new(None) };
}

/// How many guarded calls are running in all threads.
static AT_WORK: AtomicUsize = AtomicUsize::new(0);

/// What the threads of libraries that have their own are called: their panics come back to the
/// caller.
const LIBRARY_THREADS: &str = "polars-";

/// What a panic has left to say.
#[derive(Debug, PartialEq)]
pub(crate) struct Panic {
    pub message: String,
    /// File and line, where it happened on the thread of the guarded call.
    location: Option<String>,
}

impl Panic {
    /// `message (src/..rs:12)`: for a report of a bug.
    pub fn with_location(&self) -> String {
        let place = self.location.as_ref();
        let place = place.map_or(String::new(), |place| format!(" ({place})"));
        format!("{}{place}", self.message)
    }
}

/// Runs `work`; its value, or what its panic says.
///
/// # Errors
/// If it panics.
pub(crate) fn guarded<T>(work: impl FnOnce() -> T) -> Result<T, Panic> {
    silence_guarded_panics();
    LOCATION.take();
    DEPTH.set(DEPTH.get() + 1);
    AT_WORK.fetch_add(1, Ordering::SeqCst);
    let ended = catch_unwind(AssertUnwindSafe(work));
    AT_WORK.fetch_sub(1, Ordering::SeqCst);
    DEPTH.set(DEPTH.get() - 1);
    ended.map_err(|panic| Panic {
        message: panic_text(&*panic).to_string(),
        location: LOCATION.take(),
    })
}

/// What a panic says.
pub(crate) fn panic_text(panic: &(dyn std::any::Any + Send)) -> &str {
    let text = panic.downcast_ref::<String>().map(String::as_str);
    text.or_else(|| panic.downcast_ref::<&str>().copied())
        .unwrap_or("a panic without a message")
}

/// Panics in guarded calls are not printed; all others are, as before.
fn silence_guarded_panics() {
    static INSTALLED: Once = Once::new();
    INSTALLED.call_once(|| {
        let print = take_hook();
        set_hook(Box::new(move |panic| {
            if !is_guarded() {
                print(panic);
            } else if let Some(place) = panic.location() {
                LOCATION.set(Some(format!("{}:{}", place.file(), place.line())));
            }
        }));
    });
}

fn is_guarded() -> bool {
    let thread = std::thread::current();
    let is_of_library = thread
        .name()
        .is_some_and(|name| name.starts_with(LIBRARY_THREADS));
    DEPTH.get() > 0 || (is_of_library && AT_WORK.load(Ordering::SeqCst) > 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_becomes_an_error_and_guarded_calls_nest() {
        assert_eq!(guarded(|| 7), Ok(7));
        let panic = guarded::<()>(|| {
            let inner = guarded::<()>(|| panic!("inner")).unwrap_err();
            assert_eq!(inner.message, "inner");
            assert!(is_guarded());
            let what = "outer";
            panic!("{what}")
        })
        .unwrap_err();
        assert_eq!(panic.message, "outer");
        let line = panic.with_location();
        assert!(line.starts_with("outer (src/guard.rs:"), "{line}");
        assert!(!is_guarded());
    }

    #[test]
    fn a_panic_outside_is_an_ordinary_one() {
        drop(guarded(|| ()));
        assert!(!is_guarded());
        let panic = catch_unwind(|| std::panic::panic_any(3)).unwrap_err();
        assert_eq!(panic_text(&*panic), "a panic without a message");
    }
}
