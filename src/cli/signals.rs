//! What stops a sweep: Ctrl-C, and the system's wish that the process end.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::flag;

use super::exit::Exit;

/// The signals that stop a sweep, each with its exit code. A terminal that is closed says SIGHUP.
const SIGNALS: &[(i32, Exit)] = &[
    (SIGINT, Exit::Interrupted),
    (SIGTERM, Exit::Requeue),
    #[cfg(unix)]
    (signal_hook::consts::SIGHUP, Exit::Requeue),
];

/// Signals within this time are one request: `timeout` sends two, a service manager SIGTERM and
/// SIGHUP.
const ONE_REQUEST: Duration = Duration::from_secs(1);
const GLANCE: Duration = Duration::from_millis(50);

/// Lets the first signal set a number that workers look at, and a later one do what it does to any
/// process. That loses only what came after the last checkpoints, for files are whole.
pub struct Stop {
    /// 0 until a signal has come, then its number.
    pub signal: Arc<AtomicUsize>,
}

impl Stop {
    /// Listens from now on.
    ///
    /// # Errors
    /// If the system refuses.
    pub fn listen() -> io::Result<Self> {
        let (signal, deadly) = (
            Arc::new(AtomicUsize::new(0)),
            Arc::new(AtomicBool::new(false)),
        );
        for (number, _) in SIGNALS
            .iter()
            .filter(|(number, _)| !is_ignored_hangup(*number))
        {
            flag::register_conditional_default(*number, Arc::clone(&deadly))?;
            flag::register_usize(*number, Arc::clone(&signal), *number as usize)?;
        }
        let seen = Arc::clone(&signal);
        std::thread::spawn(move || {
            while seen.load(Ordering::Relaxed) == 0 {
                std::thread::sleep(GLANCE);
            }
            std::thread::sleep(ONE_REQUEST);
            deadly.store(true, Ordering::Relaxed);
        });
        Ok(Self { signal })
    }

    /// The exit code of the signal that has come.
    pub fn exit(&self) -> Option<Exit> {
        let came = self.signal.load(Ordering::Relaxed);
        SIGNALS
            .iter()
            .find(|(number, _)| *number as usize == came)
            .map(|(_, exit)| *exit)
    }
}

/// Whether this is SIGHUP and whoever started the process wants it to be ignored, as `nohup` does.
fn is_ignored_hangup(number: i32) -> bool {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let ignored = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    let mask = ignored
        .and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok())
        .unwrap_or(0);
    ![SIGINT, SIGTERM].contains(&number) && mask & (1 << (number - 1)) != 0
}
