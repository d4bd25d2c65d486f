//! What a sweep writes for another program while it trains (`log`).

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use super::super::export::follow::Followed;
use super::super::terminal::output::print_message;
use crate::config::{Log, Study};
use crate::guard::guarded;
use crate::record::{DEFECT, StudyPaths};

/// Time between two looks at the runs.
const INTERVAL: Duration = Duration::from_secs(2);
/// Time between two looks at whether training is over.
const POLL_INTERVAL: Duration = Duration::from_millis(50);

/// Trains, and meanwhile writes the log that the study asks for. A log that cannot be written fails no
/// run.
pub(super) fn with_log<T>(study: &Study, paths: &StudyPaths, train: impl FnOnce() -> T) -> T {
    let Some(Log::Tensorboard) = study.log else {
        return train();
    };
    let folder = paths.tensorboard();
    print_message(format_args!(
        "to watch: tensorboard --logdir {}",
        folder.display()
    ));
    let is_over = AtomicBool::new(false);
    std::thread::scope(|scope| {
        let follow = || {
            let mut followed = Followed::of_a_sweep();
            loop {
                let was_over = is_over.load(Ordering::Relaxed);
                if let Err(error) = followed.look(study, paths, &folder) {
                    return print_message(format_args!("warning: the log ends here: {error}"));
                }
                if was_over {
                    return;
                }
                let begun = Instant::now();
                while !is_over.load(Ordering::Relaxed) && begun.elapsed() < INTERVAL {
                    std::thread::sleep(POLL_INTERVAL);
                }
            }
        };
        scope.spawn(move || {
            if let Err(panic) = guarded(follow) {
                let what = panic.with_location();
                print_message(format_args!("warning: the log ends here: {DEFECT}: {what}"));
            }
        });
        // The thread must be told even if this one panics: the scope waits for it.
        let _tells = TellWhenDropped(&is_over);
        train()
    })
}

/// Says that training is over once it is dropped.
struct TellWhenDropped<'a>(&'a AtomicBool);

impl Drop for TellWhenDropped<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}
