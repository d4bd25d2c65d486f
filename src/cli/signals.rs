//! Signals that ask the process to stop: Ctrl-C, SIGTERM, SIGHUP, and SIGUSR1.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use signal_hook::consts::{SIGABRT, SIGINT, SIGTERM};
use signal_hook::flag;

use super::exit::{CliError, Exit};

/// The signals that are heeded, each with its exit code. A terminal that is closed sends SIGHUP.
const SIGNALS: &[(i32, Exit)] = &[
    (SIGINT, Exit::Interrupted),
    (SIGTERM, Exit::Requeue),
    #[cfg(unix)]
    (signal_hook::consts::SIGHUP, Exit::Requeue),
    // What a cluster is asked to send before a time limit.
    #[cfg(unix)]
    (signal_hook::consts::SIGUSR1, Exit::Requeue),
];

/// Signals within this time are one request: `timeout` sends two, a service manager SIGTERM and
/// SIGHUP.
const ONE_REQUEST: Duration = Duration::from_secs(1);
/// Time between two looks at whether a signal has come.
const POLL_INTERVAL: Duration = Duration::from_millis(50);

/// A request to stop. The first signal sets a number that workers read; a later one does what it
/// does to any process. As files are written atomically, that loses only what came after the last
/// checkpoints.
pub(crate) struct StopRequest {
    /// 0 until a signal has come, then its number.
    signal: Arc<AtomicUsize>,
}

impl StopRequest {
    /// Listens from now on.
    ///
    /// # Errors
    /// If the system refuses.
    pub(crate) fn listen() -> Result<Self, CliError> {
        let signal = Arc::new(AtomicUsize::new(0));
        let is_deadly = Arc::new(AtomicBool::new(false));
        let register = |(number, _): &(i32, Exit)| {
            flag::register_conditional_default(*number, Arc::clone(&is_deadly))?;
            flag::register_usize(*number, Arc::clone(&signal), *number as usize)
        };
        for heeded in SIGNALS
            .iter()
            .filter(|(number, _)| !is_ignored_hangup(*number))
        {
            register(heeded).map_err(CliError::Signals)?;
        }
        let seen = Arc::clone(&signal);
        let wait = move || {
            while seen.load(Ordering::Relaxed) == 0 {
                std::thread::sleep(POLL_INTERVAL);
            }
            std::thread::sleep(ONE_REQUEST);
            is_deadly.store(true, Ordering::Relaxed);
        };
        std::thread::Builder::new()
            .spawn(wait)
            .map_err(CliError::Signals)?;
        Ok(Self { signal })
    }

    /// The number that workers read: 0, or that of the signal that has come.
    pub(crate) fn signal(&self) -> &AtomicUsize {
        &self.signal
    }

    /// Whether a signal has come.
    pub(crate) fn has_come(&self) -> bool {
        self.signal.load(Ordering::Relaxed) != 0
    }

    /// Sleeps for a time, or until a signal has come.
    pub(crate) fn wait(&self, time: Duration) {
        let begun = Instant::now();
        while !self.has_come() && begun.elapsed() < time {
            std::thread::sleep(POLL_INTERVAL.min(time.saturating_sub(begun.elapsed())));
        }
    }

    /// The exit code of the signal that has come.
    pub(crate) fn exit(&self) -> Option<Exit> {
        let came = self.signal.load(Ordering::Relaxed);
        SIGNALS
            .iter()
            .find(|(number, _)| *number as usize == came)
            .map(|(_, exit)| *exit)
    }
}

/// Makes a write beyond the limit of a file's length (`ulimit -f`) fail with an error, instead of
/// ending the process by a signal.
pub(crate) fn make_file_limit_an_error() {
    #[cfg(unix)]
    drop(flag::register(
        signal_hook::consts::SIGXFSZ,
        Arc::new(AtomicBool::new(false)),
    ));
}

/// Makes refused memory (`ulimit -v`) end the process with an exit code, after the words that std
/// prints about it ("memory allocation of N bytes failed"), instead of by SIGABRT.
pub(crate) fn make_refused_memory_an_exit() {
    drop(flag::register_conditional_shutdown(
        SIGABRT,
        Exit::Files as i32,
        Arc::new(AtomicBool::new(true)),
    ));
}

/// Whether this is SIGHUP and the process was started to ignore it, as `nohup` does.
fn is_ignored_hangup(number: i32) -> bool {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let ignored = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    let mask = ignored
        .and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok())
        .unwrap_or(0);
    ![SIGINT, SIGTERM].contains(&number) && mask & (1 << (number - 1)) != 0
}
